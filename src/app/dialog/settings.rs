//! What is remembered between two starts. Every change acts at once.

use std::path::PathBuf;

use egui::{Button, ComboBox, DragValue, Grid, Label, RichText, ScrollArea, Ui, vec2};

use super::{Answer, heading};
use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::state::{JOURNAL_MB, Settings, THREADS, TILES_MB, ThemeChoice, UNDO_MB};
use crate::app::widget::{self, icon_button, icon_text, language_name, quiet, section};
use crate::app::{App, theme};

/// Sizes of the window's things that are offered.
const SCALES: [f32; 10] = [0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5];

/// Draws the dialog.
pub(super) fn ui(ui: &mut Ui, app: &mut App) -> Answer {
    ui.set_width(480.0);
    heading(ui, t!("settings-title"));
    let mut answer = Answer::Stay;
    let tall = (ui.ctx().content_rect().height() - 200.0).clamp(120.0, 620.0);
    ScrollArea::vertical().max_height(tall).min_scrolled_height(tall).show(ui, |ui| {
        section(ui, t!("settings-look"));
        Grid::new("look").num_columns(2).min_col_width(150.0).show(ui, |ui| look(ui, &mut app.settings));
        section(ui, t!("select-tint"));
        let own = theme::palette(ui.ctx()).mask;
        crate::app::form::tint(ui, &mut app.settings.tint, own);
        section(ui, t!("settings-work"));
        let now = app.engine.threads();
        Grid::new("work").num_columns(2).min_col_width(150.0).show(ui, |ui| work(ui, &mut app.settings, now));
        section(ui, t!("settings-models"));
        if let Some(command) = models(ui, &mut app.settings) {
            answer = Answer::Send(command);
        }
    });
    ui.add_space(8.0);
    if let Some(path) = &app.settings_path {
        ui.add(Label::new(quiet(ui, t!("settings-kept", file = path.to_string_lossy()))).wrap());
    }
    ui.horizontal(|ui| {
        let reset = Button::new(t!("settings-reset")).min_size(vec2(0.0, 32.0));
        if ui.add(reset).on_hover_text(t!("settings-reset-tip")).clicked() {
            app.settings = Settings {
                brush: app.settings.brush,
                keys: std::mem::take(&mut app.settings.keys),
                recent_models: std::mem::take(&mut app.settings.recent_models),
                recent_projects: std::mem::take(&mut app.settings.recent_projects),
                model_folders: std::mem::take(&mut app.settings.model_folders),
                unknown: std::mem::take(&mut app.settings.unknown),
                ..Settings::default()
            };
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.add(Button::new(t!("dialog-leave")).min_size(vec2(80.0, 32.0))).clicked() {
                answer = Answer::Leave;
            }
        });
    });
    answer
}

/// Theme, size, language.
fn look(ui: &mut Ui, settings: &mut Settings) {
    ui.label(t!("settings-theme"));
    ui.horizontal(|ui| {
        for (choice, words) in [
            (ThemeChoice::Dark, t!("top-dark")),
            (ThemeChoice::Light, t!("top-light")),
            (ThemeChoice::System, t!("language-system")),
        ] {
            ui.selectable_value(&mut settings.theme, choice, words);
        }
    });
    ui.end_row();
    ui.label(t!("settings-scale"));
    let percent = |scale: f32| format!("{:.0} %", scale * 100.0);
    let shown = ComboBox::from_id_salt("scale").selected_text(percent(settings.scale)).show_ui(ui, |ui| {
        for scale in SCALES {
            ui.selectable_value(&mut settings.scale, scale, percent(scale));
        }
    });
    shown.response.on_hover_text(t!("settings-scale-tip")).accessible_name(t!("settings-scale"));
    ui.end_row();
    ui.label(t!("settings-language"));
    let shown =
        ComboBox::from_id_salt("language").selected_text(language_name(ui, settings.language)).show_ui(ui, |ui| {
            if let Some(chosen) = widget::language(ui, settings.language) {
                settings.language = chosen;
            }
        });
    shown.response.on_hover_text(t!("settings-language-tip")).accessible_name(t!("settings-language"));
    ui.end_row();
}

/// Threads and memory; `now` threads are at work.
fn work(ui: &mut Ui, settings: &mut Settings, now: usize) {
    ui.label(t!("settings-threads"));
    ui.horizontal(|ui| {
        let mut automatic = settings.threads.is_none();
        if ui.checkbox(&mut automatic, t!("settings-threads-auto")).on_hover_text(t!("settings-threads-tip")).changed()
        {
            settings.threads = (!automatic).then_some(now);
        }
        if let Some(threads) = &mut settings.threads {
            ui.add(DragValue::new(threads).range(1..=THREADS).speed(0.05))
                .on_hover_text(t!("settings-threads-tip"))
                .accessible_name(t!("settings-threads"));
        }
    });
    ui.end_row();
    ui.label("");
    ui.label(quiet(ui, t!("settings-threads-now", count = now)));
    ui.end_row();
    for (words, tip, value, range) in [
        (t!("settings-undo"), t!("settings-undo-tip"), &mut settings.undo_mb, UNDO_MB),
        (t!("settings-tiles"), t!("settings-tiles-tip"), &mut settings.tiles_mb, TILES_MB),
        (t!("settings-journal"), t!("settings-journal-tip"), &mut settings.journal_mb, JOURNAL_MB),
    ] {
        ui.label(words);
        ui.add(DragValue::new(value).range(range).suffix(" MB").speed(8.0)).on_hover_text(tip).accessible_name(words);
        ui.end_row();
    }
}

/// Folders that are searched; the command of the button below them when it was clicked.
fn models(ui: &mut Ui, settings: &mut Settings) -> Option<Command> {
    let mut gone: Option<PathBuf> = None;
    for folder in &settings.model_folders {
        ui.horizontal(|ui| {
            let name = folder.to_string_lossy();
            if icon_button(
                ui,
                Icon::X,
                &t!("settings-remove-folder", folder = &*name),
                t!("settings-remove-folder-tip"),
            )
            .clicked()
            {
                gone = Some(folder.clone());
            }
            ui.add(Label::new(RichText::new(&*name).small()).truncate()).on_hover_text(&*name);
        });
    }
    if let Some(gone) = gone {
        settings.model_folders.retain(|folder| *folder != gone);
    }
    let info = Command::PickModels.info();
    let button = ui.add(Button::new(icon_text(info.icon, info.label))).on_hover_text(info.tooltip);
    ui.add(Label::new(quiet(ui, t!("settings-models-why"))).wrap());
    button.clicked().then_some(Command::PickModels)
}
