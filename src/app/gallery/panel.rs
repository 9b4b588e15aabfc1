//! The gallery's panel: small pictures, newest first, a search, and what can be done with the chosen one.

use std::borrow::Cow;

use egui::{
    Button, EventFilter, Image, Key, Label, Modifiers, Role, ScrollArea, Sense, Stroke, StrokeKind, TextEdit, Ui,
    WidgetInfo, vec2,
};

use super::{Deed, Entry, Kept};
use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::widget::{icon_button, icon_text, quiet, toggle};
use crate::app::{App, tables, theme};
use crate::engine::method;

/// Side of a small picture with its frame, points, and the gap between two.
const SIDE: f32 = 84.0;
const GAP: f32 = 6.0;

/// The title of its method.
fn title(entry: &Entry) -> Cow<'static, str> {
    tables::title(method::info(&entry.recipe.method))
}

/// What is drawn of a result.
struct Cell {
    id: u64,
    thumb: std::sync::Arc<crate::raster::Pixels>,
    star: bool,
    gone: bool,
    /// Told to screen readers and under the pointer.
    name: String,
    /// What it was told, or its method.
    words: String,
    /// Its settings in a line.
    more: String,
}

impl Cell {
    fn new(entry: &Entry) -> Self {
        let title = title(entry);
        let words = if entry.words().is_empty() { title.clone().into_owned() } else { entry.words().to_owned() };
        let (id, seed) = (entry.id, entry.recipe.sampling.seed);
        let (steps, guidance) = (entry.recipe.sampling.steps, entry.recipe.sampling.guidance);
        let model = match entry.recipe.model.name.as_str() {
            "builtin" => t!("status-builtin"),
            name => name,
        };
        let seconds = format!("{:.1}", entry.seconds);
        let more = t!(
            "gallery-result-more",
            method = title.as_ref(),
            seed = seed.to_string(),
            steps = steps,
            guidance = format!("{guidance:.1}"),
            seconds = seconds,
            model = model
        );
        Self {
            id,
            thumb: std::sync::Arc::clone(&entry.thumb),
            star: entry.star,
            gone: entry.pixels == Kept::Gone,
            name: t!("gallery-result", id = id),
            words,
            more,
        }
    }
}

/// Draws the panel.
pub fn ui(ui: &mut Ui, app: &mut App) {
    header(ui, app);
    let (query, only_stars) = (&app.gallery.query, app.gallery.only_stars);
    let found: Vec<u64> = app
        .results()
        .iter()
        .rev()
        .filter(|entry| !only_stars || entry.star)
        .filter(|entry| entry.matches(query, &title(entry)))
        .map(|entry| entry.id)
        .collect();
    egui::Panel::bottom("gallery-chosen").show(ui, |ui| chosen(ui, app));
    if found.is_empty() {
        let told = if app.results().is_empty() { t!("gallery-empty") } else { t!("gallery-nothing-found") };
        ui.add(Label::new(quiet(ui, told)).wrap());
        return;
    }
    grid(ui, app, &found);
}

/// How many there are, the search, and the mark for stars.
fn header(ui: &mut Ui, app: &mut App) {
    let count = app.results().len();
    ui.horizontal(|ui| {
        ui.label(quiet(ui, t!("gallery-count", count = count)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::X, t!("gallery-close"), t!("gallery-close-tip")).clicked() {
                app.send(Command::Gallery);
            }
            if app.gallery.removed.is_some() {
                let button = ui.small_button(t!("gallery-put-back")).on_hover_text(t!("gallery-put-back-tip"));
                if button.clicked() {
                    app.send(Command::PutResultBack);
                }
            }
        });
    });
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let on = app.gallery.only_stars;
            if toggle(ui, on, Icon::Star, t!("gallery-only-stars"), t!("gallery-only-stars-tip")).clicked() {
                app.gallery.only_stars = !on;
            }
            let field = TextEdit::singleline(&mut app.gallery.query)
                .hint_text(t!("gallery-search-hint"))
                .margin(egui::Margin::symmetric(8, 5))
                .desired_width(f32::INFINITY);
            ui.add(field).on_hover_text(t!("gallery-search-tip")).accessible_name(t!("gallery-search"));
        });
    });
    let gone = app.opened().map_or(0, |opened| opened.history.gone());
    if gone > 0 {
        ui.add(Label::new(quiet(ui, t!("gallery-let-go-told", count = gone))).wrap());
    }
}

/// The small pictures, by rows; only those in sight get words and textures.
fn grid(ui: &mut Ui, app: &mut App, found: &[u64]) {
    ui.spacing_mut().item_spacing = vec2(GAP, GAP);
    let columns = (((ui.available_width() - 10.0 + GAP) / (SIDE + GAP)) as usize).max(1);
    let rows = found.len().div_ceil(columns);
    let at = app.gallery.chosen.and_then(|id| found.iter().position(|&other| other == id));
    let mut area = ScrollArea::vertical().id_salt("gallery").auto_shrink(false);
    let mut to = None;
    if std::mem::take(&mut app.gallery.fresh) {
        to = Some(at.unwrap_or(0));
    } else if let Some(at) = at.filter(|&at| ui.memory(|memory| memory.has_focus(cell_id(found[at])))) {
        to = step(ui, at, columns, found.len());
    }
    if let Some(to) = to {
        area = area.vertical_scroll_offset(((to / columns) as f32 - 1.0).max(0.0) * (SIDE + GAP));
        app.send(Command::Result(found[to], Deed::Look));
        ui.memory_mut(|memory| memory.request_focus(cell_id(found[to])));
    }
    area.show_rows(ui, SIDE, rows, |ui, range| {
        for row in range {
            ui.horizontal(|ui| {
                for &id in found.iter().skip(row * columns).take(columns) {
                    let cell = app.opened().and_then(|opened| opened.history.get(id)).map(Cell::new);
                    if let Some(cell) = cell {
                        picture(ui, app, &cell);
                    }
                }
            });
        }
    });
}

fn cell_id(id: u64) -> egui::Id {
    egui::Id::unique(("gallery-result", id))
}

/// Where an arrow key leads from the result at `at`.
fn step(ui: &Ui, at: usize, columns: usize, count: usize) -> Option<usize> {
    let moves = [
        (Key::ArrowLeft, -1),
        (Key::ArrowRight, 1),
        (Key::ArrowUp, -(columns as isize)),
        (Key::ArrowDown, columns as isize),
        (Key::Home, -(count as isize)),
        (Key::End, count as isize),
    ];
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let by = moves.into_iter().find_map(|(key, by)| pressed(key).then_some(by))?;
    let to = (at as isize + by).clamp(0, count as isize - 1) as usize;
    (to != at).then_some(to)
}

fn picture(ui: &mut Ui, app: &mut App, cell: &Cell) {
    let p = theme::palette(ui.ctx());
    let is_chosen = app.gallery.chosen == Some(cell.id);
    let texture = app.thumbs.get(ui.ctx(), &cell.thumb);
    let rect = ui.allocate_exact_size(vec2(SIDE, SIDE), Sense::hover()).0;
    let response = ui.interact(rect, cell_id(cell.id), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_chosen, &cell.name));
    if response.has_focus() {
        // The arrows go from result to result; the panel reads them.
        let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, arrows));
    }
    let lit = response.hovered() || response.has_focus();
    let line = if is_chosen {
        p.accent
    } else if lit {
        p.quiet
    } else {
        p.line
    };
    ui.painter().rect(rect, theme::RADIUS, p.raised, Stroke::new(2.0, line), StrokeKind::Inside);
    let shape = cell.thumb.extent();
    let most = SIDE - 8.0;
    let scale = most / shape.width.max(shape.height) as f32;
    let size = vec2(shape.width as f32 * scale, shape.height as f32 * scale);
    let tint = egui::Color32::from_white_alpha(if cell.gone { 110 } else { 255 });
    let area = egui::Rect::from_center_size(rect.center(), size);
    Image::from_texture(&texture).corner_radius(4).tint(tint).paint_at(ui, area);
    let response = response.on_hover_text(format!("{}\n{}", cell.words, cell.more));
    if cell.star {
        let place = response.rect.right_top() + vec2(-6.0, 6.0);
        let star = char::from(Icon::Star).to_string();
        let font = crate::app::icons::font(13.0);
        ui.painter().circle_filled(place + vec2(-6.5, 6.5), 9.0, p.panel);
        ui.painter().text(place, egui::Align2::RIGHT_TOP, star, font, p.accent_text);
    }
    if response.clicked() {
        app.send(Command::Result(cell.id, Deed::Look));
    }
}

/// What can be done with the chosen result.
fn chosen(ui: &mut Ui, app: &mut App) {
    let Some(entry) = app.gallery.chosen.and_then(|id| app.opened()?.history.get(id)) else {
        ui.add(Label::new(quiet(ui, t!("gallery-choose"))).wrap());
        return;
    };
    let (id, star) = (entry.id, entry.star);
    let cell = Cell::new(entry);
    let loaded = app.looked_at_result() == Some(id);
    let compares = app.gallery.compares;
    ui.add_space(theme::GRID);
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Trash2, t!("gallery-delete"), t!("gallery-delete-tip")).clicked() {
                app.send(Command::Result(id, Deed::Delete));
            }
            let words = if star { t!("gallery-unstar") } else { t!("gallery-star") };
            if toggle(ui, star, Icon::Star, words, t!("gallery-star-tip")).clicked() {
                app.send(Command::Result(id, Deed::Star));
            }
            ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                ui.add(Label::new(format!("{}. {}", cell.id, cell.words)).truncate());
            });
        });
    });
    ui.add(Label::new(quiet(ui, cell.more)).wrap());
    let mut button = |ui: &mut Ui, enabled: bool, icon, words: &str, tooltip: &str, deed| {
        let button = Button::new(icon_text(icon, words));
        let response = ui.add_enabled(enabled, button).on_hover_text(tooltip).on_disabled_hover_text(tooltip);
        if response.accessible_name(words).clicked() {
            app.send(Command::Result(id, deed));
        }
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::GRID, theme::GRID);
        button(ui, loaded, Icon::Check, t!("gallery-accept"), t!("gallery-accept-tip"), Deed::Accept);
        let words = if compares { t!("gallery-compare-off") } else { t!("gallery-compare") };
        button(ui, loaded, Icon::SquareSplitHorizontal, words, t!("gallery-compare-tip"), Deed::Compare);
        button(ui, true, Icon::History, t!("gallery-recall"), t!("gallery-recall-tip"), Deed::Recall);
        button(ui, true, Icon::Dices, t!("gallery-recall-seed"), t!("gallery-recall-seed-tip"), Deed::RecallSeed);
        button(ui, true, Icon::Type, t!("gallery-recall-words"), t!("gallery-recall-words-tip"), Deed::RecallWords);
        button(ui, true, Icon::Waypoints, t!("gallery-vary"), t!("gallery-vary-tip"), Deed::Vary);
    });
}
