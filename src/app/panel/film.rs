//! The film strip under the canvas: what the model believed at each step. Hovering scrubs, a click pins, and any step can
//! be left on another way; the runs that were left stand above, each indented to the step where it left its parent.

use std::sync::Arc;

use egui::{Image, Layout, Response, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, vec2};

use crate::app::command::Command;
use crate::app::locale::t;
use crate::app::run::{Glance, Run};
use crate::app::widget::{Face, command_button, middle, quiet, walk};
use crate::app::{App, theme};
use crate::engine::{Frame, JobId};
use crate::raster::Pixels;

/// Height of a row: of the run that is looked at, and of the others.
const SIDE: f32 = 56.0;
const SMALL: f32 = 32.0;
/// A cell is never narrower; then the strip scrolls.
const NARROWEST: f32 = 28.0;
/// Between cells.
const GAP: f32 = 4.0;

/// Height of the panel, in points.
pub fn height(app: &App) -> f32 {
    let others = if app.preview.is_some() { 0 } else { app.family.runs().len() };
    theme::FILM_STRIP + others as f32 * (SMALL + GAP)
}

/// One run's row.
struct Row {
    id: JobId,
    /// It is the one that is looked at.
    here: bool,
    /// Its place in the family, from 1.
    number: usize,
    frames: Vec<Arc<Frame>>,
    of: usize,
    /// Steps that stand in its parent's row.
    shared: usize,
    result: Option<Arc<Pixels>>,
    looked_at: Option<usize>,
    pinned: Option<usize>,
}

impl Row {
    fn new(run: &Run, here: bool, number: usize, shared: usize) -> Self {
        let frames = run.strip().to_vec();
        let shown = run.frame().map(|frame| frame.step);
        Self {
            id: run.id(),
            here,
            number,
            of: frames.first().map_or(0, |frame| frame.of),
            shared,
            result: run.candidate().map(|candidate| Arc::clone(&candidate.output.pixels)),
            looked_at: shown.filter(|_| here),
            pinned: run.step,
            frames,
        }
    }

    /// What a cell is called: a step, counted from 0, or the result.
    fn name(&self, step: Option<usize>) -> String {
        match (step, self.here) {
            (Some(step), true) => t!("film-step-number", i = step + 1),
            (Some(step), false) => t!("film-other-step", run = self.number, i = step + 1),
            (None, true) => t!("film-result").to_owned(),
            (None, false) => t!("film-other-result", run = self.number),
        }
    }
}

/// What the pointer does in the strips.
#[derive(Default)]
struct Touch {
    over: Option<Glance>,
    command: Option<Command>,
}

/// Draws the strips; there is a run.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Some(run) = app.shown_run() else { return };
    let glance = run.glance;
    header(ui, app);
    let rows = rows(app);
    let column = column(&rows, ui.available_width());
    let mut touch = Touch::default();
    ScrollArea::horizontal().id_salt("film").auto_shrink([false, true]).show(ui, |ui| {
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing = vec2(GAP, GAP);
            for row in &rows {
                strip(ui, app, row, column, &mut touch);
            }
        });
    });
    if touch.over != glance {
        app.send(Command::Glance(touch.over));
    }
    if let Some(command) = touch.command {
        app.send(command);
    }
}

/// The family in the order in which its runs left each other, or the live run alone.
fn rows(app: &App) -> Vec<Row> {
    if let Some(run) = &app.preview {
        return vec![Row::new(run, true, 1, 0)];
    }
    let mut runs: Vec<&Run> = app.family.runs().iter().chain(&app.run).collect();
    runs.sort_by_key(|run| run.id().0);
    let here = app.run.as_ref().map(Run::id);
    let shared = |run: &Run| {
        let parent = run.parent.filter(|(id, _)| runs.iter().any(|other| other.id() == *id));
        parent.map_or(0, |(_, step)| step)
    };
    let row = |(at, run): (usize, &&Run)| Row::new(run, Some(run.id()) == here, at + 1, shared(run));
    runs.iter().enumerate().map(row).collect()
}

/// What is looked at, and the way on from it.
fn header(ui: &mut Ui, app: &mut App) {
    let Some(run) = app.shown_run() else { return };
    let (explicit, empty) = (run.is_explicit(), run.strip().is_empty());
    let told = match run.frame() {
        Some(frame) => t!("film-step", i = frame.step + 1, of = frame.of, sigma = format!("{:.2}", frame.sigma)),
        None if run.candidate().is_some() => t!("film-result").to_owned(),
        None if run.is_active() => t!("film-ready").to_owned(),
        None => t!("film-hover").to_owned(),
    };
    ui.horizontal(|ui| {
        ui.label(quiet(ui, told)).on_hover_text(t!("film-tip"));
        if !explicit {
            ui.label(quiet(ui, format!("· {}", t!("film-live"))));
        }
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            if command_button(ui, app.can_continue(), &Command::Continue, Face::Words) {
                app.send(Command::Continue);
            }
            for command in [Command::StepForward, Command::StepBack] {
                if command_button(ui, !empty, &command, Face::Icon) {
                    app.send(command);
                }
            }
        });
    });
}

/// One run's pictures in a row.
fn strip(ui: &mut Ui, app: &mut App, row: &Row, column: f32, touch: &mut Touch) {
    let p = theme::palette(ui.ctx());
    let side = if row.here { SIDE } else { SMALL };
    ui.horizontal(|ui| {
        if row.shared > 0 {
            let (rect, _) =
                ui.allocate_exact_size(vec2(row.shared as f32 * (column + GAP) - GAP, side), Sense::hover());
            let (x, y) = (rect.right() - column / 2.0, rect.center().y);
            let stroke = Stroke::new(1.0, p.quiet);
            ui.painter().line_segment([egui::pos2(x, rect.top() - GAP), egui::pos2(x, y)], stroke);
            ui.painter().line_segment([egui::pos2(x, y), egui::pos2(rect.right(), y)], stroke);
        }
        let keys = egui::Id::unique(("film-keys", row.id.0));
        let steps: Vec<usize> = row.frames.iter().map(|frame| frame.step).filter(|step| *step >= row.shared).collect();
        let count = steps.len() + usize::from(row.result.is_some());
        // The picture that the keys lead to is looked at.
        let by_keys = |ui: &Ui, response: &Response, at: usize, touch: &mut Touch| {
            if let Some(next) = walk(ui, keys, response, at, count) {
                let at = steps.get(next).copied();
                touch.command = Some(if row.here { Command::Scrub(at) } else { Command::Visit(row.id, at) });
            }
        };
        for (place, frame) in row.frames.iter().filter(|frame| frame.step >= row.shared).enumerate() {
            let texture = app.thumbs.get(ui.ctx(), &frame.pixels);
            let is_here = row.here && row.looked_at == Some(frame.step);
            let name = row.name(Some(frame.step));
            let (response, pressed) = cell(ui, &texture, vec2(column, side), is_here, &name);
            by_keys(ui, &response, place, touch);
            let hovered = response.contains_pointer();
            let at = Some(frame.step);
            if row.here && hovered {
                touch.over = Some(Glance::Step(frame.step));
            }
            if pressed && (!row.here || row.pinned != at) {
                touch.command = Some(if row.here { Command::Scrub(at) } else { Command::Visit(row.id, at) });
            }
        }
        for _ in row.frames.len().max(row.shared)..row.of {
            let (rect, _) = ui.allocate_exact_size(vec2(column, side), Sense::hover());
            ui.painter().rect_stroke(rect, 4, Stroke::new(1.0, p.line), StrokeKind::Inside);
        }
        if let Some(pixels) = &row.result {
            ui.label(RichText::new("→").color(p.quiet));
            let texture = app.thumbs.get(ui.ctx(), pixels);
            let size = texture.size_vec2();
            let size = vec2((side * size.x / size.y).clamp(side * 0.5, side * 2.0), side);
            let is_here = row.here && row.looked_at.is_none();
            let (response, pressed) = cell(ui, &texture, size, is_here, &row.name(None));
            by_keys(ui, &response, steps.len(), touch);
            let hovered = response.contains_pointer();
            if row.here && hovered {
                touch.over = Some(Glance::Result);
            }
            if pressed && (!row.here || row.pinned.is_some()) {
                touch.command = Some(if row.here { Command::Scrub(None) } else { Command::Visit(row.id, None) });
            }
        }
    });
}

/// Width of a column, the same in all rows, so that a branch stands under the step that it left: all steps and the result
/// are to be seen at once in `room`, where they can be.
fn column(rows: &[Row], room: f32) -> f32 {
    let of = rows.iter().map(|row| row.of).max().unwrap_or(0).max(1) as f32;
    let frame = rows.iter().find_map(|row| row.frames.first());
    let shape = frame.map_or(1.0, |frame| frame.rect.width as f32 / frame.rect.height.max(1) as f32);
    let natural = (SIDE * shape).clamp(SIDE * 0.5, SIDE * 2.0);
    let result = 2.0 * SIDE;
    (((room - result) / of).floor() - GAP).clamp(NARROWEST, natural.max(NARROWEST))
}

/// One picture of a strip, and whether it is pressed (a click, or drawn over with the button down).
fn cell(ui: &mut Ui, texture: &egui::TextureHandle, size: egui::Vec2, is_here: bool, name: &str) -> (Response, bool) {
    let p = theme::palette(ui.ctx());
    let image = Image::from_texture(texture)
        .uv(middle(texture.size_vec2(), size))
        .fit_to_exact_size(size)
        .maintain_aspect_ratio(false)
        .corner_radius(4);
    let response = ui.add(image.sense(Sense::click()).alt_text(name));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_here, name));
    let hovered = response.contains_pointer();
    let (width, color) = match (is_here, hovered) {
        (true, _) => (2.0, p.accent),
        (false, true) => (1.0, p.text),
        (false, false) => (1.0, p.line),
    };
    ui.painter().rect_stroke(response.rect, 4, Stroke::new(width, color), StrokeKind::Inside);
    if is_here && !hovered && !ui.clip_rect().contains_rect(response.rect) {
        response.scroll_to_me(None);
    }
    let drawn_over = hovered && ui.input(|i| i.pointer.primary_down());
    let is_pressed = response.clicked() || drawn_over;
    (response, is_pressed)
}
