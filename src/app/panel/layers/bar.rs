//! What can be done to the chosen layer: blend mode, opacity, lock; new, copy, merge, order, delete.

use egui::{DragValue, Ui};

use crate::app::App;
use crate::app::command::Command;
use crate::app::layering::Deed;
use crate::app::locale::t;
use crate::app::tables;
use crate::app::widget::{icon_button, toggle};
use crate::document::Layer;
use crate::raster::Blend;

/// Draws both rows.
pub(super) fn ui(ui: &mut Ui, app: &mut App, layers: &[Layer]) {
    let Some(active) = app.active_layer() else { return };
    let Some(at) = layers.iter().position(|layer| layer.id() == active) else { return };
    let layer = &layers[at];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        blend(ui, app, layer);
        opacity(ui, app, layer);
        let deed = Deed::Lock(active, !layer.locked());
        let info = deed.info();
        let name = t!("layer-lock-of", name = tables::layer(layer.name()));
        if toggle(ui, layer.locked(), Deed::Lock(active, layer.locked()).info().icon, &name, info.tooltip).clicked() {
            app.send(Command::Layers(deed));
        }
    });
    let can_merge = app.document().is_some_and(|document| document.can_merge_down(active));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let mut button = |ui: &mut Ui, enabled: bool, command: Command| {
            let info = command.info();
            ui.add_enabled_ui(enabled, |ui| {
                if icon_button(ui, info.icon, info.label, info.tooltip).clicked() {
                    app.send(command);
                }
            });
        };
        button(ui, true, Command::Layers(Deed::New));
        button(ui, true, Command::Layers(Deed::Duplicate(active)));
        button(ui, can_merge, Command::Layers(Deed::Merge(active)));
        button(ui, at > 0 && at + 1 < layers.len(), Command::Layers(Deed::Up(active)));
        button(ui, at > 1, Command::Layers(Deed::Down(active)));
        button(ui, at > 0 && !layer.locked(), Command::LayerDelete(active));
    });
}

/// A blend mode's name.
fn named(blend: Blend) -> &'static str {
    match blend {
        Blend::Normal => t!("layer-blend-normal"),
        Blend::Multiply => t!("layer-blend-multiply"),
        Blend::Screen => t!("layer-blend-screen"),
        Blend::Overlay => t!("layer-blend-overlay"),
    }
}

fn blend(ui: &mut Ui, app: &mut App, layer: &Layer) {
    let now = layer.look().blend;
    let menu = egui::ComboBox::from_id_salt("blend").width(110.0).selected_text(named(now)).show_ui(ui, |ui| {
        for blend in Blend::ALL {
            if ui.selectable_label(blend == now, named(blend)).clicked() && blend != now {
                app.send(Command::Layers(Deed::Blend(layer.id(), blend)));
            }
        }
    });
    let info = Deed::Blend(layer.id(), now).info();
    menu.response.on_hover_text(info.tooltip).accessible_name(info.label);
}

/// The number of the chosen layer's opacity; a drag is one step.
fn opacity(ui: &mut Ui, app: &mut App, layer: &Layer) {
    let id = layer.id();
    let mut percent = app.opacity_of(layer) * 100.0;
    let field = DragValue::new(&mut percent).range(0.0..=100.0).suffix(" %").max_decimals(0);
    let response = ui
        .add(field)
        .on_hover_text(Command::LayerOpacity(id, 1.0).info().tooltip)
        .accessible_name(t!("layers-opacity", name = tables::layer(layer.name())));
    if response.drag_started() {
        app.send(Command::LayerBegin(id, "Layer opacity"));
    }
    if response.changed() {
        app.send(Command::LayerOpacity(id, percent / 100.0));
    }
    if response.drag_stopped() {
        app.send(Command::LayerEnd);
    }
}
