//! The mask that words find, before an edit: asked for, moved by the threshold under the hand, taken.

use egui::Ui;

use crate::app::App;
use crate::app::widget::{quiet, section};
use crate::edit::recipe::Method;

/// Draws the group, for the method that compares words.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Method::DiffEdit(params) = &app.draft.recipe.method else { return };
    let calls = params.calls();
    section(ui, "The mask that words find");
    if app.difference.is_looking() {
        let mut stop = false;
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(quiet(ui, "Comparing the words…"));
            stop = ui.small_button("Give up").on_hover_text("Stops the comparison").clicked();
        });
        if stop {
            app.forget_difference();
        }
        return;
    }
    let Some(share) = app.difference.share() else {
        let can = app.opened().is_some() && app.why_not().is_none();
        let why = app.why_not().unwrap_or_else(|| "Open a picture first".to_owned());
        let find = ui
            .add_enabled(can, egui::Button::new("Find the mask"))
            .on_hover_text(format!("Shows where the old and the new words differ; {calls} network calls, no edit yet"))
            .on_disabled_hover_text(why);
        if find.clicked() {
            app.find_difference();
        }
        return;
    };
    let told = if share > 0.0 {
        format!("{:.1} % of the picture; the threshold above moves it", share * 100.0)
    } else {
        "Nothing differs this much; a lower threshold finds more".to_owned()
    };
    ui.add(egui::Label::new(quiet(ui, told)).wrap());
    super::options::join(ui, &mut app.toolbox.join);
    let (mut take, mut hide) = (false, false);
    ui.horizontal(|ui| {
        let button = egui::Button::new("Use as mask");
        take = ui.add_enabled(share > 0.0, button).on_hover_text("Masks what is lit; the brush can mend it").clicked();
        hide = ui.button("Hide").on_hover_text("Takes the heat map away").clicked();
    });
    if take {
        app.mask_from_difference(app.join_of(ui.input(|input| input.modifiers)));
    } else if hide {
        app.forget_difference();
    }
}
