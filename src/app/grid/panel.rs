//! The grid's dialog: two axes, what they cost, and the sheet of labelled cells.

use egui::{Button, ComboBox, DragValue, Image, Label, RichText, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui};
use egui::{WidgetInfo, vec2};

use super::axis::{Axis, Choice, Kind, MOST, Mode, choices, short};
use super::sheet::values_of;
use super::{Line, Sheet};
use crate::app::command::Command;
use crate::app::dialog::foot;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::widget::{icon_text, primary_button, quiet};
use crate::app::{App, theme};

/// Side of a cell with its frame, points.
const SIDE: f32 = 132.0;

/// Draws the dialog; true when it is left.
pub fn ui(ui: &mut Ui, app: &mut App) -> bool {
    ui.set_width(620.0);
    ui.label(RichText::new(t!("grid")).heading());
    ui.add_space(theme::GRID);
    let all = choices(&app.draft.recipe);
    for (name, is_x) in [(t!("grid-across"), true), (t!("grid-down"), false)] {
        let axis = if is_x { &mut app.grid.x } else { &mut app.grid.y };
        axis_ui(ui, axis, &all, &app.draft.recipe, name);
    }
    ui.add_space(theme::GRID);
    let cost = app.grid_cost();
    let p = theme::palette(ui.ctx());
    match &cost {
        Ok((count, calls)) => {
            let cost = app.told(*calls);
            ui.label(quiet(ui, t!("grid-cost", count = *count, cost = cost)));
        }
        Err(reason) => {
            ui.add(Label::new(RichText::new(reason).small().color(p.warning)).wrap());
        }
    }
    let tall = (ui.ctx().content_rect().height() - 330.0).clamp(120.0, 480.0);
    if let Some(sheet) = app.grid.sheet.take() {
        ScrollArea::both()
            .id_salt("sheet")
            .max_height(tall)
            .min_scrolled_height(tall)
            .show(ui, |ui| sheet_ui(ui, app, &sheet));
        app.grid.sheet = Some(sheet);
    }
    ui.add_space(2.0 * theme::GRID);
    let mut leave = false;
    foot(ui, |ui| {
        let run = primary_button(ui, cost.is_ok(), t!("grid-run"), "", vec2(110.0, 32.0));
        if run.on_hover_text(t!("grid-run-tip")).clicked() {
            app.send(Command::GridRun);
        }
        leave = ui
            .add(Button::new(t!("grid-close")).min_size(vec2(80.0, 32.0)))
            .on_hover_text(t!("grid-close-tip"))
            .clicked();
        let any = app.grid_done().is_some_and(|(done, _)| done > 0);
        let export = Button::new(icon_text(Icon::Upload, t!("grid-export"))).min_size(vec2(0.0, 32.0));
        let export = ui.add_enabled(any, export).on_hover_text(t!("grid-export-tip"));
        if export.on_disabled_hover_text(t!("grid-export-none")).accessible_name(t!("grid-export")).clicked() {
            app.send(Command::GridExport);
        }
        if let Some((done, of)) = app.grid_done() {
            ui.label(quiet(ui, t!("grid-done", done = done, of = of)));
        }
    });
    leave
}

fn axis_ui(ui: &mut Ui, axis: &mut Axis, all: &[Choice], recipe: &crate::edit::recipe::Recipe, name: &str) {
    let chosen = axis.key.as_ref().and_then(|key| all.iter().find(|choice| choice.key == *key)).cloned();
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_width(58.0);
            ui.label(quiet(ui, name));
        });
        let title = chosen.as_ref().map_or(t!("grid-none").to_owned(), |choice| choice.label.clone());
        let combo = ComboBox::from_id_salt(name).width(230.0).truncate().selected_text(title);
        let shown = combo.show_ui(ui, |ui| {
            if ui.selectable_label(chosen.is_none(), t!("grid-none")).clicked() {
                *axis = Axis::default();
            }
            for choice in all {
                let is_chosen = axis.key.as_ref() == Some(&choice.key);
                if ui.selectable_label(is_chosen, &choice.label).clicked() {
                    axis.choose(choice, recipe);
                }
            }
        });
        shown.response.on_hover_text(t!("grid-axis-tip")).accessible_name(name);
        let Some(choice) = &chosen else { return };
        if let Kind::Number { whole, .. } = choice.kind {
            for (mode, words, tip) in [
                (Mode::Range, t!("grid-range"), t!("grid-range-tip")),
                (Mode::List, t!("grid-list"), t!("grid-list-tip")),
            ] {
                let button = ui.selectable_label(axis.mode == mode, words).on_hover_text(tip);
                if button.accessible_name(format!("{name}, {words}")).clicked() {
                    axis.mode = mode;
                }
            }
            if axis.mode == Mode::Range {
                let speed = if whole { 0.2 } else { 0.02 };
                for (value, words) in [(&mut axis.from, t!("grid-from")), (&mut axis.to, t!("grid-to"))] {
                    let field = DragValue::new(value).speed(speed).max_decimals(if whole { 0 } else { 2 });
                    ui.add(field).on_hover_text(words).accessible_name(format!("{name}, {words}"));
                }
                ui.add(DragValue::new(&mut axis.count).range(1..=MOST).speed(0.05).prefix("× "))
                    .on_hover_text(t!("grid-many"))
                    .accessible_name(format!("{name}, {}", t!("grid-many")));
                return;
            }
        }
        let hint = if choice.kind == Kind::Words { t!("grid-words-hint") } else { t!("grid-values-hint") };
        let field = egui::TextEdit::singleline(&mut axis.list).desired_width(f32::INFINITY);
        ui.add(field).on_hover_text(hint).accessible_name(format!("{name}, {}", t!("grid-values")));
    });
}

fn sheet_ui(ui: &mut Ui, app: &mut App, sheet: &Sheet) {
    let columns = sheet.x.values.len().max(1);
    ui.label(quiet(ui, title(sheet)));
    egui::Grid::new("sheet-cells").spacing(vec2(6.0, 6.0)).show(ui, |ui| {
        if sheet.y.is_some() {
            ui.label("");
        }
        for value in &sheet.x.values {
            ui.vertical_centered(|ui| {
                ui.set_width(SIDE);
                ui.add(Label::new(RichText::new(value).small()).truncate());
            });
        }
        ui.end_row();
        for at in 0..sheet.cells.len() {
            if at % columns == 0
                && let Some(y) = &sheet.y
            {
                ui.add(Label::new(RichText::new(&y.values[at / columns]).small()));
            }
            cell_ui(ui, app, sheet, at);
            if at % columns == columns - 1 {
                ui.end_row();
            }
        }
    });
}

/// "Keep ↔ change across, follow the words down".
pub(super) fn title(sheet: &Sheet) -> String {
    let x = short(&sheet.x.label).into_owned();
    match &sheet.y {
        Some(Line { label, .. }) => t!("grid-title", x = x, y = short(label).into_owned()),
        None => t!("grid-title-one", x = x),
    }
}

fn cell_ui(ui: &mut Ui, app: &mut App, sheet: &Sheet, at: usize) {
    let p = theme::palette(ui.ctx());
    let cell = &sheet.cells[at];
    let name = t!("grid-cell", values = values_of(at, &sheet.x, sheet.y.as_ref()));
    let (rect, response) = ui.allocate_exact_size(vec2(SIDE, SIDE), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let lit = response.hovered() || response.has_focus();
    let stroke = Stroke::new(if lit { 2.0 } else { 1.0 }, if lit { p.accent } else { p.line });
    ui.painter().rect(rect, 4, p.raised, stroke, StrokeKind::Inside);
    if let Some(picture) = &cell.picture {
        let texture = app.thumbs.get(ui.ctx(), picture);
        let extent = picture.extent();
        let scale = (SIDE - 6.0) / extent.width.max(extent.height) as f32;
        let size = vec2(extent.width as f32 * scale, extent.height as f32 * scale);
        let area = egui::Rect::from_center_size(rect.center(), size);
        Image::from_texture(&texture).corner_radius(3).paint_at(ui, area);
    } else {
        let told = app.cell_told(cell);
        ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, told, theme::label_font(), p.quiet);
    }
    let told = if cell.result.is_some() { t!("grid-cell-tip") } else { app.cell_told(cell) };
    if response.on_hover_text(format!("{name}\n{told}")).clicked() {
        app.send(Command::GridCell(at));
    }
}
