//! The flyout of selections: the last one, from layers, kept ones, files, and how the mask is shown.

use egui::{Button, Popup, PopupCloseBehavior, TextEdit, Ui};

use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::select::Origin;
use crate::app::widget::{icon_button, icon_text, section};
use crate::app::{App, shortcuts, tables, theme};
use crate::document::{Content, LayerId};

/// Draws the button and what flies out of it.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let button = icon_button(ui, Icon::BookmarkCheck, t!("select-menu"), t!("select-menu-tip"));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(248.0);
        item(ui, app, app.last_selection().is_some(), &Command::Reselect);
        section(ui, t!("select-join"));
        ui.horizontal(|ui| super::options::join(ui, &mut app.toolbox.join));
        from_layers(ui, app);
        kept(ui, app);
        section(ui, t!("select-files"));
        item(ui, app, true, &Command::MaskImport);
        item(ui, app, app.mask_is_set(), &Command::MaskExport);
        section(ui, t!("select-tint"));
        let own = theme::palette(ui.ctx()).mask;
        crate::app::form::tint(ui, &mut app.settings.tint, own);
    });
}

/// A row of the flyout, which it leaves.
fn row(ui: &mut Ui, enabled: bool, button: Button<'_>, name: &str, tooltip: &str) -> bool {
    let button = button.min_size(egui::vec2(ui.available_width(), 26.0)).frame_when_inactive(false);
    let response = ui.add_enabled(enabled, button).on_hover_text(tooltip).on_disabled_hover_text(tooltip);
    let clicked = response.accessible_name(name.trim_end_matches('…')).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

fn item(ui: &mut Ui, app: &mut App, enabled: bool, command: &Command) {
    let info = command.info();
    let keys = shortcuts::written(ui.ctx(), command).unwrap_or_default();
    let button = Button::new(icon_text(info.icon, info.label)).shortcut_text(keys);
    if row(ui, enabled, button, info.label, info.tooltip) {
        app.send(command.clone());
    }
}

/// Names of the layers that are masks, or that are not; topmost first.
fn layers(app: &App, masks: bool) -> Vec<(LayerId, String)> {
    let layers = app.document().map(|document| document.layers().to_vec()).unwrap_or_default();
    let wanted = layers.iter().rev().filter(|layer| matches!(layer.content(), Content::Mask(_)) == masks);
    wanted.map(|layer| (layer.id(), tables::layer(layer.name()).into_owned())).collect()
}

/// From where a layer covers, and where it makes a difference.
fn from_layers(ui: &mut Ui, app: &mut App) {
    let mut chosen = None;
    let list = layers(app, false);
    ui.menu_button(t!("select-alpha"), |ui| {
        for (id, name) in &list {
            if ui.button(name).clicked() {
                chosen = Some(Origin::Alpha(*id));
            }
        }
    })
    .response
    .on_hover_text(t!("select-alpha-tip"));
    ui.menu_button(t!("select-difference"), |ui| {
        if ui.button(t!("select-difference-opened")).clicked() {
            chosen = Some(Origin::Opened);
        }
        // The lowest has nothing below it.
        for (id, name) in list.iter().take(list.len().saturating_sub(1)) {
            if ui.button(t!("select-difference-layer", name = name.as_str())).clicked() {
                chosen = Some(Origin::Layer(*id));
            }
        }
        // The chosen layer beside each other one.
        let active = app.active_layer();
        let Some((one, name)) = list.iter().find(|(id, _)| Some(*id) == active) else { return };
        for (other, other_name) in list.iter().filter(|(id, _)| id != one) {
            let words = t!("select-difference-between", one = name.as_str(), other = other_name.as_str());
            if ui.button(words).clicked() {
                chosen = Some(Origin::Between(*one, *other));
            }
        }
    })
    .response
    .on_hover_text(t!("select-difference-tip"));
    if let Some(origin) = chosen {
        ui.close();
        app.send(Command::SelectFrom(origin));
    }
}

/// Masks that were kept, and the field to keep one.
fn kept(ui: &mut Ui, app: &mut App) {
    section(ui, t!("select-kept"));
    let list = layers(app, true);
    for (id, name) in &list {
        let button = Button::new(icon_text(Icon::Bookmark, name));
        if row(ui, true, button, name, t!("select-load-tip")) {
            app.send(Command::SelectFrom(Origin::Kept(*id)));
        }
    }
    let usual = t!("select-kept-name", number = list.len() + 1);
    let enabled = app.mask_is_set();
    ui.horizontal(|ui| {
        let field = TextEdit::singleline(&mut app.selection.name)
            .hint_text(usual.as_str())
            .desired_width(150.0)
            .min_size(egui::vec2(0.0, 26.0))
            .align(egui::Align2::LEFT_CENTER);
        ui.add_enabled(enabled, field).accessible_name(t!("select-kept-field"));
        let keep = ui.add_enabled(enabled, Button::new(t!("select-keep")));
        if keep.on_hover_text(t!("select-keep-tip")).on_disabled_hover_text(t!("select-no-mask")).clicked() {
            let name = app.selection.name.trim().to_owned();
            ui.close();
            app.send(Command::MaskKeep(if name.is_empty() { usual.clone() } else { name }));
        }
    });
}
