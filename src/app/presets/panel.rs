//! The presets' menu: take one, keep the settings as one, share them as files.

use egui::{Button, ScrollArea, TextEdit, Ui, vec2};

use super::Deed;
use crate::app::App;
use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::widget::{icon_button, icon_text, quiet};

/// Draws the row with the menu.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let button = icon_button(ui, Icon::Bookmark, t!("presets"), t!("presets-tip"));
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(280.0);
        list(ui, app);
        ui.separator();
        ui.horizontal(|ui| {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let can = !app.presets.name.trim().is_empty();
                let replaces = app.presets.all().iter().any(|preset| preset.name == app.presets.name.trim());
                let (words, tip) = if replaces {
                    (t!("preset-replace"), t!("preset-replace-tip"))
                } else {
                    (t!("preset-save"), t!("preset-save-tip"))
                };
                let save = ui.add_enabled(can, Button::new(words)).on_hover_text(tip);
                let save = save.on_disabled_hover_text(t!("preset-nameless")).clicked();
                let field = TextEdit::singleline(&mut app.presets.name).hint_text(t!("preset-name"));
                let field = field.margin(egui::Margin::symmetric(8, 5));
                let field = ui.add(field.desired_width(f32::INFINITY)).accessible_name(t!("preset-name"));
                let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
                if can && (save || entered) {
                    let name = std::mem::take(&mut app.presets.name);
                    app.send(Command::Preset(Deed::Save(name)));
                }
            });
        });
        let import = Button::new(icon_text(Icon::FolderOpen, t!("preset-import")));
        let import = ui.add(import).on_hover_text(t!("preset-import-tip")).accessible_name(t!("preset-import"));
        if import.clicked() {
            app.send(Command::Preset(Deed::Import));
            ui.close();
        }
    });
}

fn list(ui: &mut Ui, app: &mut App) {
    let names: Vec<String> = app.presets.all().iter().map(|preset| preset.name.clone()).collect();
    if names.is_empty() {
        ui.add(egui::Label::new(quiet(ui, t!("presets-empty"))).wrap());
    }
    ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
        for name in names {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 2.0;
                let width = (ui.available_width() - 64.0).max(60.0);
                let button = Button::new(name.as_str()).truncate().frame_when_inactive(false);
                let apply = ui.scope(|ui| {
                    ui.set_width(width);
                    ui.add(button.min_size(vec2(width, 24.0)))
                });
                let apply = apply.inner.on_hover_text(t!("preset-apply-tip"));
                if apply.accessible_name(t!("preset-apply", name = name.as_str())).clicked() {
                    app.send(Command::Preset(Deed::Apply(name.clone())));
                    ui.close();
                }
                let export = t!("preset-export", name = name.as_str());
                if icon_button(ui, Icon::Upload, &export, t!("preset-export-tip")).clicked() {
                    app.send(Command::Preset(Deed::Export(name.clone())));
                    ui.close();
                }
                let delete = t!("preset-delete", name = name.as_str());
                if icon_button(ui, Icon::Trash2, &delete, t!("preset-delete-tip")).clicked() {
                    app.send(Command::Preset(Deed::Delete(name)));
                }
            });
        }
    });
}
