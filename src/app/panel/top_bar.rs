//! The bar at the top: menu, picture's name, undo and redo, method, zoom, compare, export.

use egui::{Button, Layout, RichText, Ui};

use crate::app::command::Command;
use crate::app::frame::Act;
use crate::app::icons::Icon;
use crate::app::locale::{self, t};
use crate::app::state::ThemeChoice;
use crate::app::widget::{self, Face, command_button, icon_button, icon_text, toggle, told_button};
use crate::app::{App, shortcuts, theme};
use crate::document::Document;

/// Draws the bar.
pub fn ui(ui: &mut Ui, app: &mut App) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GRID;
        menu(ui, app);
        name(ui, app);
        let document = app.opened().map(|opened| &opened.document);
        let (undo, redo) = (document.and_then(Document::undo_name), document.and_then(Document::redo_name));
        let named = |name: Option<&str>| name.map(|name| locale::retold(name).into_owned());
        for (step, command) in [(named(undo), Command::Undo), (named(redo), Command::Redo)] {
            let tip = command.info().tooltip;
            let told = step.as_ref().map_or(tip.into(), |step| t!("top-step", tip = tip, step = step.as_str()));
            if told_button(ui, step.is_some(), &command, Face::Icon, &told) {
                app.send(command);
            }
        }
        ui.separator();
        super::method::ui(ui, app);
        crate::app::presets::ui(ui, app);
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            let has_picture = app.opened().is_some();
            if crate::app::layout::is_narrow(ui.ctx()) {
                let info = Command::Drawer.info();
                if toggle(ui, app.drawer, info.icon, info.label, info.tooltip).clicked() {
                    app.send(Command::Drawer);
                }
            }
            if command_button(ui, has_picture, &Command::Export, Face::Words) {
                app.send(Command::Export);
            }
            ui.separator();
            if has_picture {
                switch(ui, app, App::has_gallery, Command::Gallery);
                compare(ui, app);
                switch(ui, app, App::is_proving, Command::Proof);
                zoom(ui, app);
            }
        });
    });
}

fn menu(ui: &mut Ui, app: &mut App) {
    let button = icon_button(ui, Icon::Menu, t!("top-menu"), t!("top-menu-tip"));
    egui::Popup::menu(&button).show(|ui| {
        ui.set_min_width(220.0);
        let has_picture = app.opened().is_some();
        for (enabled, command) in [
            (true, Command::New),
            (true, Command::Open),
            (has_picture, Command::Save),
            (has_picture, Command::SaveAs),
            (has_picture, Command::Export),
        ] {
            item(ui, app, enabled, command);
        }
        item(ui, app, has_picture, Command::Frame(Act::PlaceFile));
        ui.add_enabled_ui(has_picture, |ui| super::frame::menu(ui, app));
        ui.separator();
        item(ui, app, has_picture, Command::Gallery);
        item(ui, app, has_picture, Command::Grid);
        item(ui, app, true, Command::Models);
        let theme = ui.menu_button(icon_text(Icon::SunMoon, t!("command-theme")), |ui| {
            for (choice, words) in [
                (ThemeChoice::Dark, t!("top-dark")),
                (ThemeChoice::Light, t!("top-light")),
                (ThemeChoice::System, t!("language-system")),
            ] {
                if ui.add(Button::selectable(app.settings.theme == choice, words)).clicked() {
                    app.send(Command::Theme(choice));
                }
            }
        });
        theme.response.accessible_name(t!("command-theme"));
        let info = Command::Language(app.settings.language).info();
        let language = ui.menu_button(icon_text(info.icon, info.label), |ui| {
            if let Some(chosen) = widget::language(ui, app.settings.language) {
                app.send(Command::Language(chosen));
            }
        });
        language.response.on_hover_text(info.tooltip).accessible_name(info.label);
        item(ui, app, true, Command::Settings);
        item(ui, app, true, Command::Shortcuts);
        item(ui, app, true, Command::Diagnostics);
        ui.separator();
        item(ui, app, true, Command::Quit);
    });
}

fn item(ui: &mut Ui, app: &mut App, enabled: bool, command: Command) {
    let info = command.info();
    let keys = shortcuts::written(ui.ctx(), &command).unwrap_or_default();
    let button = Button::new(icon_text(info.icon, info.label)).shortcut_text(keys);
    let response = ui.add_enabled(enabled, button).on_hover_text(info.tooltip);
    if response.accessible_name(t!("top-menu-item", label = info.label.trim_end_matches('…'))).clicked() {
        app.send(command);
    }
}

fn name(ui: &mut Ui, app: &App) {
    let p = theme::palette(ui.ctx());
    match app.opened() {
        Some(opened) => {
            let mut words = RichText::new(&opened.name).color(p.text);
            if opened.has_unexported_work() {
                words = words.italics();
            }
            let extent = opened.document.extent();
            let told = if opened.has_unexported_work() {
                t!("top-dirty", width = extent.width, height = extent.height)
            } else {
                t!("top-clean", width = extent.width, height = extent.height)
            };
            ui.scope(|ui| {
                ui.set_max_width(200.0);
                ui.add(egui::Label::new(words).truncate()).on_hover_text(told);
            });
        }
        None => {
            ui.label(RichText::new("Palimpsest").color(p.quiet));
        }
    }
}

fn zoom(ui: &mut Ui, app: &mut App) {
    let words = format!("{:.0} %", app.zoom() * 100.0);
    let shown = egui::ComboBox::from_id_salt("zoom").width(76.0).selected_text(words).show_ui(ui, |ui| {
        for command in [Command::Fit, Command::Actual, Command::Double] {
            let keys = shortcuts::written(ui.ctx(), &command).unwrap_or_default();
            let info = command.info();
            if ui.add(Button::new(info.label).shortcut_text(keys)).on_hover_text(info.tooltip).clicked() {
                app.send(command);
            }
        }
    });
    shown.response.on_hover_text(t!("top-zoom-tip")).accessible_name(t!("top-zoom"));
}

/// A toggle of something that is shown or not, with its keys in the tooltip.
fn switch(ui: &mut Ui, app: &mut App, is_on: fn(&App) -> bool, command: Command) {
    let info = command.info();
    let keys = shortcuts::written(ui.ctx(), &command).unwrap_or_default();
    let tooltip = format!("{}\n{keys}", info.tooltip);
    if toggle(ui, is_on(app), info.icon, info.label, &tooltip).clicked() {
        app.send(command);
    }
}

fn compare(ui: &mut Ui, app: &mut App) {
    let info = Command::Split.info();
    let keys = shortcuts::written(ui.ctx(), &Command::Split).unwrap_or_else(|| "–".to_owned());
    let tooltip = format!("{}\n{}", info.tooltip, t!("top-compare-keys", keys = keys));
    if toggle(ui, app.is_split(), info.icon, info.label, &tooltip).clicked() {
        app.send(Command::Split);
    }
}
