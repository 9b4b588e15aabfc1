//! The head of a group: the results of one run, folded away or hidden together.

use egui::{Label, RichText, Ui};

use crate::app::App;
use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::layering::Deed;
use crate::app::locale::t;
use crate::app::widget::icon_button;
use crate::document::Group;

/// Draws the head.
pub(super) fn head(ui: &mut Ui, app: &mut App, group: &Group) {
    let name = group.name.as_str();
    let folded = app.opened().is_some_and(|opened| opened.folded.contains(&group.id));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let (icon, words) = if folded {
            (Icon::ChevronRight, t!("layer-group-unfold", name = name))
        } else {
            (Icon::ChevronDown, t!("layer-group-fold", name = name))
        };
        if icon_button(ui, icon, &words, t!("layer-group-fold-tip")).clicked()
            && let Some(opened) = &mut app.opened
            && !opened.folded.remove(&group.id)
        {
            opened.folded.insert(group.id);
        }
        let deed = Deed::GroupVisible(group.id, !group.visible);
        let (icon, words) = if group.visible {
            (Icon::Eye, t!("layer-group-hide-all", name = name))
        } else {
            (Icon::EyeOff, t!("layer-group-show-all", name = name))
        };
        if icon_button(ui, icon, &words, deed.info().tooltip).clicked() {
            app.send(Command::Layers(deed));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let deed = Deed::Ungroup(group.id);
            let info = deed.info();
            if icon_button(ui, info.icon, &t!("layer-ungroup-of", name = name), info.tooltip).clicked() {
                app.send(Command::Layers(deed));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(Label::new(RichText::new(name).strong()).truncate());
            });
        });
    });
}
