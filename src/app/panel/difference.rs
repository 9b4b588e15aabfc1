//! The mask that words find, before an edit: asked for, moved by the threshold under the hand, taken.

use egui::Ui;

use crate::app::App;
use crate::app::locale::t;
use crate::app::widget::{quiet, section};
use crate::edit::recipe::Method;

/// Draws the group, for the method that compares words.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Method::DiffEdit(params) = &app.draft.recipe.method else { return };
    let calls = params.calls();
    section(ui, t!("difference-title"));
    if app.difference.is_looking() {
        let mut stop = false;
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(quiet(ui, t!("difference-comparing")));
            stop = ui.small_button(t!("command-stop-round-trip")).on_hover_text(t!("way-stop-tip")).clicked();
        });
        if stop {
            app.forget_difference();
        }
        return;
    }
    let Some(share) = app.difference.share() else {
        let can = app.opened().is_some() && app.why_not().is_none();
        let why = app.why_not().unwrap_or_else(|| t!("why-no-picture").to_owned());
        let find = ui
            .add_enabled(can, egui::Button::new(t!("difference-find")))
            .on_hover_text(t!("difference-find-tip", calls = calls))
            .on_disabled_hover_text(why);
        if find.clicked() {
            app.find_difference();
        }
        return;
    };
    let told = if share > 0.0 {
        t!("difference-share", percent = format!("{:.1}", share * 100.0))
    } else {
        t!("difference-none").to_owned()
    };
    ui.add(egui::Label::new(quiet(ui, told)).wrap());
    ui.horizontal(|ui| super::options::join(ui, &mut app.toolbox.join));
    let (mut take, mut hide) = (false, false);
    ui.horizontal(|ui| {
        let button = egui::Button::new(t!("words-mask"));
        take = ui.add_enabled(share > 0.0, button).on_hover_text(t!("difference-mask-tip")).clicked();
        hide = ui.button(t!("command-leave-pair")).on_hover_text(t!("difference-hide-tip")).clicked();
    });
    if take {
        app.mask_from_difference(app.join_of(ui.input(|input| input.modifiers)));
    } else if hide {
        app.forget_difference();
    }
}
