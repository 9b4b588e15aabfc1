//! The methods as cards: what each does to a picture, what it keeps, what it can't do, and what it would cost now.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::app::App;
use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::locale::{retold, t};
use crate::app::pictures::Picture;
use crate::app::tables;
use crate::app::theme::{self, Palette};
use crate::engine::MethodInfo;
use crate::engine::method::{METHODS, unavailable};

/// Width of a card, in points.
const WIDTH: f32 = 458.0;
/// Side of each half of its picture, in points.
const SIDE: f32 = 64.0;
/// Between the halves, between cards, and between picture and words.
const GAP: f32 = 6.0;
const BETWEEN: f32 = 12.0;
/// Round what a card holds.
const MARGIN: f32 = 8.0;
/// Room that the icon before what a method can't do takes, in points.
const ICON_ROOM: f32 = 17.0;

/// Draws the menu of methods.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let chosen = app.draft.info();
    let title = chosen.map_or(t!("command-choose-method").into(), tables::title);
    let window = ui.ctx().content_rect();
    // All methods at once where the window is large enough: a cut list hides that there are more.
    let height = (window.height() - 100.0).max(120.0);
    let columns = if window.width() >= 2.0 * WIDTH + 60.0 { 2 } else { 1 };
    let combo = egui::ComboBox::from_id_salt("method").width(250.0).height(height).truncate().selected_text(title);
    let shown = combo.show_ui(ui, |ui| {
        ui.spacing_mut().item_spacing = vec2(GAP, GAP);
        ui.set_width(columns as f32 * (WIDTH + GAP) - GAP + 10.0); // clear of the scroll bar
        for row in METHODS.chunks(columns) {
            let cards: Vec<Card> = row.iter().map(|info| Card::new(ui, app, info)).collect();
            let height = cards.iter().map(Card::height).fold(0.0, f32::max);
            ui.horizontal(|ui| {
                for card in &cards {
                    if card.ui(ui, height) {
                        app.send(Command::ChooseMethod(card.info));
                        ui.close();
                    }
                }
            });
        }
        super::task::make_fit(ui, app, columns as f32 * (WIDTH + GAP) - GAP);
    });
    let summary = chosen.map(tables::summary).unwrap_or_default();
    shown.response.on_hover_text(summary).accessible_name(t!("command-choose-method"));
}

/// What a method does and keeps, and what it can't do: the last sentence of its summary.
fn told(info: &MethodInfo) -> (String, String) {
    let summary = tables::summary(info);
    // A full stop of Chinese has no space behind it.
    let ends = [". ", "。"].into_iter().find_map(|stop| {
        let last = summary.trim_end_matches(stop);
        last.rfind(stop).map(|at| summary.split_at(at + stop.len()))
    });
    match ends {
        Some((does, cannot)) => (does.trim_end().to_owned(), cannot.to_owned()),
        None => (summary.into_owned(), String::new()),
    }
}

/// What a card shows, laid out before it is drawn: cards of a row are of one height.
struct Card {
    info: &'static MethodInfo,
    picture: Option<Picture>,
    is_chosen: bool,
    why_not: Option<String>,
    title: Arc<Galley>,
    does: Arc<Galley>,
    /// What it can't do, or why it can't run.
    but: Arc<Galley>,
    cost: Option<Arc<Galley>>,
}

impl Card {
    fn new(ui: &Ui, app: &mut App, info: &'static MethodInfo) -> Self {
        let p = theme::palette(ui.ctx());
        let why_not = app.card().and_then(|card| unavailable(info, card)).map(|why| retold(&why).into_owned());
        let (does, cannot) = told(info);
        let width = WIDTH - 2.0 * MARGIN - Self::picture_width() - BETWEEN;
        let lay =
            |text: String, font: FontId, color: Color32, width: f32| ui.painter().layout(text, font, color, width);
        let small = theme::label_font;
        let cost = if why_not.is_none() { app.cost_of(info) } else { None };
        let cost =
            cost.map(|cost| lay(cost.replace(", ", "\n").replace('，', "\n"), small(), p.quiet, Self::picture_width()));
        let (but, color) = match &why_not {
            Some(reason) => (t!("method-why-not", reason = reason.as_str()), p.warning),
            None => (cannot, p.quiet),
        };
        let heading = if why_not.is_some() { p.quiet } else { p.text };
        Self {
            picture: app.pictures.get(ui.ctx(), info.name),
            is_chosen: app.draft.info().is_some_and(|chosen| chosen.name == info.name),
            title: lay(tables::title(info).into_owned(), FontId::proportional(14.0), heading, width),
            does: lay(does, small(), heading, width),
            but: lay(but, small(), color, width - ICON_ROOM),
            info,
            why_not,
            cost,
        }
    }

    fn picture_width() -> f32 {
        2.0 * SIDE + GAP
    }

    fn height(&self) -> f32 {
        let words = self.title.size().y + self.does.size().y + self.but.size().y + 2.0 * GAP;
        let picture = SIDE + self.cost.as_ref().map_or(0.0, |cost| cost.size().y + GAP);
        2.0 * MARGIN + words.max(picture)
    }

    /// Draws it; true when it was clicked.
    fn ui(&self, ui: &mut Ui, height: f32) -> bool {
        let p = theme::palette(ui.ctx());
        let enabled = self.why_not.is_none();
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(vec2(WIDTH, height), sense);
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, self.is_chosen, tables::title(self.info)));
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, p, enabled && (response.hovered() || response.has_focus()));
        }
        response.on_hover_text(self.info.paper).clicked()
    }

    fn paint(&self, ui: &Ui, rect: Rect, p: &Palette, lit: bool) {
        let painter = ui.painter();
        let (fill, stroke) = match (self.is_chosen, lit) {
            (true, _) => (p.accent_wash, Stroke::new(1.0, p.accent_text)),
            (false, true) => (p.hovered, Stroke::new(1.0, p.quiet)),
            (false, false) => (p.raised, Stroke::new(1.0, p.line)),
        };
        painter.rect(rect, theme::RADIUS, fill, stroke, StrokeKind::Inside);
        let corner = rect.min + Vec2::splat(MARGIN);
        self.paint_picture(ui, corner, p);
        if let Some(cost) = &self.cost {
            painter.galley(corner + vec2(0.0, SIDE + GAP), Arc::clone(cost), p.quiet);
        }
        let mut at = corner + vec2(Self::picture_width() + BETWEEN, -2.0);
        for words in [&self.title, &self.does] {
            painter.galley(at, Arc::clone(words), p.text);
            at.y += words.size().y + GAP;
        }
        let (icon, color) = if self.why_not.is_some() { (Icon::Lock, p.warning) } else { (Icon::Ban, p.quiet) };
        let text = char::from(icon).to_string();
        painter.text(at + vec2(0.0, 1.5), egui::Align2::LEFT_TOP, text, icons::font(12.0), color);
        painter.galley(at + vec2(ICON_ROOM, 0.0), Arc::clone(&self.but), p.quiet);
    }

    /// Before, an arrow, after.
    fn paint_picture(&self, ui: &Ui, corner: Pos2, p: &Palette) {
        let halves = [corner, corner + vec2(SIDE + GAP, 0.0)].map(|at| Rect::from_min_size(at, Vec2::splat(SIDE)));
        let tint = if self.why_not.is_some() { Color32::from_white_alpha(110) } else { Color32::WHITE };
        for (half, area) in halves.into_iter().enumerate() {
            let Some(picture) = self.picture.as_ref().filter(|picture| half == 0 || picture.whole) else {
                // No after: the built-in model can't make one.
                ui.painter().rect_stroke(area, 4, Stroke::new(1.0, p.line), StrokeKind::Inside);
                let icon = char::from(Icon::Lock).to_string();
                ui.painter().text(area.center(), egui::Align2::CENTER_CENTER, icon, icons::font(theme::ICON), p.quiet);
                continue;
            };
            let (left, right) = match (half, picture.whole) {
                (0, false) => (0.0, 1.0),
                (0, true) => (0.0, 0.5),
                _ => (0.5, 1.0),
            };
            let part = Rect::from_min_max(pos2(left, 0.0), pos2(right, 1.0));
            egui::Image::from_texture(&picture.texture).uv(part).corner_radius(4).tint(tint).paint_at(ui, area);
        }
        let middle = corner + vec2(SIDE + GAP / 2.0, SIDE / 2.0);
        ui.painter().circle(middle, 9.0, p.panel, Stroke::new(1.0, p.line));
        let arrow = char::from(Icon::ArrowRight).to_string();
        ui.painter().text(middle, egui::Align2::CENTER_CENTER, arrow, icons::font(12.0), p.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_method_says_what_it_does_and_where_it_ends() {
        for info in METHODS {
            let (does, cannot) = told(info);
            assert!(does.len() > 40 && cannot.len() > 20, "{}: {does} | {cannot}", info.name);
        }
    }
}
