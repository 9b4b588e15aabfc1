//! The layers list: topmost first; visible, opacity, order, name.

use egui::{CollapsingHeader, DragValue, TextEdit, Ui};

use crate::app::App;
use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::tables;
use crate::app::widget::{icon_button, quiet};

/// Draws the list.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Some(opened) = app.opened() else { return };
    let layers: Vec<_> = opened.document.layers().to_vec();
    let count = layers.len();
    let title = quiet(ui, t!("layers-title", count = count));
    CollapsingHeader::new(title).id_salt("layers").default_open(true).show_unindented(ui, |ui| {
        for (at, layer) in layers.iter().enumerate().rev() {
            let (id, name) = (layer.id(), &*tables::layer(layer.name()));
            ui.push_id(("layer", at), |ui| {
                ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 2.0;
                    let (icon, what) = if layer.visible() {
                        (Icon::Eye, t!("layers-hide", name = name))
                    } else {
                        (Icon::EyeOff, t!("layers-show", name = name))
                    };
                    if icon_button(ui, icon, &what, t!("command-layer-visible-tip")).clicked() {
                        app.send(Command::LayerVisible(id, !layer.visible()));
                    }
                    rename(ui, app, layer);
                    ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                        more(ui, app, layer, at, count);
                        let mut percent = layer.opacity() * 100.0;
                        let field = DragValue::new(&mut percent).range(0.0..=100.0).suffix(" %").max_decimals(0);
                        let response = ui
                            .add(field)
                            .on_hover_text(Command::LayerOpacity(id, 1.0).info().tooltip)
                            .accessible_name(t!("layers-opacity", name = name));
                        if response.drag_started() {
                            app.send(Command::LayerBegin("Layer opacity"));
                        }
                        if response.changed() {
                            app.send(Command::LayerOpacity(id, percent / 100.0));
                        }
                        if response.drag_stopped() {
                            app.send(Command::LayerEnd);
                        }
                    });
                });
            });
        }
    });
}

/// The name: a label that becomes a field when it is double-clicked or chosen in the menu.
fn rename(ui: &mut Ui, app: &mut App, layer: &crate::document::Layer) {
    let width = (ui.available_width() - 104.0).max(60.0);
    if app.renaming.as_ref().is_some_and(|(id, _)| *id == layer.id()) {
        let Some((id, text)) = &mut app.renaming else { return };
        let id = *id;
        let field = ui.add(TextEdit::singleline(text).desired_width(width)).accessible_name(t!("layers-name"));
        if field.lost_focus() {
            let name = text.trim().to_owned();
            app.renaming = None;
            if !name.is_empty() && name != layer.name() && !ui.input(|i| i.key_pressed(egui::Key::Escape)) {
                app.send(Command::LayerName(id, name));
            }
        } else {
            field.request_focus();
        }
        return;
    }
    let label = egui::Label::new(tables::layer(layer.name())).truncate().sense(egui::Sense::click());
    let response = ui.scope(|ui| {
        ui.set_max_width(width);
        ui.add(label).on_hover_text(t!("layers-rename-tip"))
    });
    if response.inner.double_clicked() {
        app.renaming = Some((layer.id(), layer.name().to_owned()));
    }
}

fn more(ui: &mut Ui, app: &mut App, layer: &crate::document::Layer, at: usize, count: usize) {
    let id = layer.id();
    let button =
        icon_button(ui, Icon::Ellipsis, &t!("layers-more", name = tables::layer(layer.name())), t!("layers-more-tip"));
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(160.0);
        let mut item = |ui: &mut Ui, enabled: bool, icon, words: &str, command: Command| {
            let button = egui::Button::new(crate::app::widget::icon_text(icon, words));
            if ui.add_enabled(enabled, button).on_hover_text(command.info().tooltip).accessible_name(words).clicked() {
                app.send(command);
            }
        };
        item(ui, at > 0 && at + 1 < count, Icon::ArrowUp, t!("layers-up"), Command::LayerMove(id, at + 1));
        item(ui, at > 1, Icon::ArrowDown, t!("layers-down"), Command::LayerMove(id, at.saturating_sub(1)));
        item(ui, layer.origin().is_some(), Icon::History, t!("command-layer-recipe"), Command::LayerRecipe(id));
        item(ui, at > 0, Icon::Trash2, t!("layers-delete"), Command::LayerDelete(id));
        let button = egui::Button::new(crate::app::widget::icon_text(Icon::Pencil, t!("command-layer-name")));
        if ui.add(button).accessible_name(t!("command-layer-name")).clicked() {
            app.renaming = Some((id, layer.name().to_owned()));
        }
    });
}
