//! What the next edit is given: all that is visible, or one layer.

use egui::{ComboBox, Ui};

use crate::app::App;
use crate::app::command::Command;
use crate::app::layering::{Deed, Uses};
use crate::app::locale::t;
use crate::app::tables;
use crate::app::widget::quiet;

/// Draws the choice, where there is more than one layer.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Some(opened) = app.opened().filter(|opened| opened.document.layers().len() > 1) else { return };
    let now = opened.uses;
    let active = opened
        .document
        .layer(opened.active())
        .map_or_else(String::new, |layer| tables::layer(layer.name()).into_owned());
    let words = |uses| match uses {
        Uses::Visible => t!("layer-uses-visible").to_owned(),
        Uses::Layer => t!("layer-uses-layer", name = active.as_str()),
    };
    ui.horizontal(|ui| {
        let info = Deed::Use(now).info();
        ui.label(quiet(ui, info.label)).on_hover_text(info.tooltip);
        let combo =
            ComboBox::from_id_salt("uses").width(ui.available_width() - 8.0).truncate().selected_text(words(now));
        let menu = combo.show_ui(ui, |ui| {
            for uses in [Uses::Visible, Uses::Layer] {
                if ui.selectable_label(uses == now, words(uses)).clicked() {
                    app.send(Command::Layers(Deed::Use(uses)));
                }
            }
        });
        menu.response.on_hover_text(info.tooltip).accessible_name(info.label);
    });
}
