//! The list of edits that wait.

use egui::{CollapsingHeader, Label, ScrollArea, Sense, Ui};

use super::Place;
use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::widget::{icon_button, quiet, toggle};
use crate::app::{App, tables, theme};
use crate::engine::method;

/// The edit that is being dragged, by its id.
struct Dragged(u64);

/// A row of the list.
struct Row {
    id: u64,
    words: String,
    tooltip: String,
}

/// Draws the list, when something waits.
pub fn ui(ui: &mut Ui, app: &mut App) {
    if app.queue.waiting().is_empty() {
        return;
    }
    let (count, held) = (app.queue.waiting().len(), app.queue.is_held());
    let calls: usize = app.queue.waiting().iter().filter_map(|waiting| waiting.calls).sum();
    let cost = app.told(calls);
    ui.horizontal(|ui| {
        let told = if held { t!("queue-held", count = count) } else { t!("queue-count", count = count) };
        ui.label(quiet(ui, told)).on_hover_text(cost);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Trash2, t!("queue-clear"), t!("queue-clear-tip")).clicked() {
                app.send(Command::QueueClear);
            }
            let (icon, name) = if held { (Icon::Play, t!("queue-go-on")) } else { (Icon::Pause, t!("queue-hold")) };
            if toggle(ui, held, icon, name, t!("queue-hold-tip")).clicked() {
                app.send(Command::QueueHold(!held));
            }
        });
    });
    let rows: Vec<Row> = app
        .queue
        .waiting()
        .iter()
        .map(|waiting| {
            let (recipe, title) = (&waiting.recipe, tables::title(method::info(&waiting.recipe.method)));
            let words = recipe.prompt.target.trim();
            let seed = recipe.sampling.seed;
            let words = if words.is_empty() { &title } else { words };
            let tooltip = waiting.calls.map_or_else(String::new, |calls| app.told(calls));
            Row {
                id: waiting.id,
                words: waiting.about.as_ref().map_or_else(|| words.to_owned(), |about| format!("{about} · {words}")),
                tooltip: format!("{title}\n{}\n{tooltip}", t!("queue-seed", seed = seed.to_string())),
            }
        })
        .collect();
    CollapsingHeader::new(quiet(ui, t!("queue-list"))).id_salt("queue").default_open(true).show_unindented(ui, |ui| {
        ScrollArea::vertical().id_salt("queue-rows").max_height(132.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (at, row) in rows.iter().enumerate() {
                line(ui, app, row, at, rows.len());
            }
        });
    });
}

fn line(ui: &mut Ui, app: &mut App, row: &Row, at: usize, count: usize) {
    let p = theme::palette(ui.ctx());
    let id = row.id;
    let place = at + 1;
    let inner = ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let width = (ui.available_width() - 4.0 * 34.0 - 8.0).max(40.0);
        let text = format!("{place}. {}", row.words);
        let handle = ui.scope(|ui| {
            ui.set_width(width);
            ui.add(Label::new(text).truncate().selectable(false).sense(Sense::drag()))
        });
        let handle = handle.inner.on_hover_text(format!("{}\n{}", row.tooltip, t!("queue-drag")));
        handle.dnd_set_drag_payload(Dragged(id));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::X, &t!("queue-remove", place = place), t!("queue-remove-tip")).clicked() {
                app.send(Command::QueueRemove(id));
            }
            for (enabled, icon, name, to) in [
                (at + 1 < count, Icon::ArrowDown, t!("queue-down", place = place), Place::Down),
                (at > 0, Icon::ArrowUp, t!("queue-up", place = place), Place::Up),
                (at > 0, Icon::ArrowUpToLine, t!("queue-first", place = place), Place::First),
            ] {
                let button = ui.add_enabled_ui(enabled, |ui| icon_button(ui, icon, &name, t!("queue-place-tip")));
                if button.inner.clicked() {
                    app.send(Command::QueuePlace(id, to));
                }
            }
        });
    });
    // The row under a dragged one takes it in its place.
    let row_rect = inner.response.rect;
    let area = ui.interact(row_rect, ui.scope_id().with(("queue-row", id)), Sense::hover());
    if area.dnd_hover_payload::<Dragged>().is_some() {
        ui.painter().rect_stroke(row_rect, 3, egui::Stroke::new(1.0, p.accent), egui::StrokeKind::Inside);
    }
    if let Some(dragged) = area.dnd_release_payload::<Dragged>() {
        app.send(Command::QueuePlace(dragged.0, Place::At(at)));
    }
}
