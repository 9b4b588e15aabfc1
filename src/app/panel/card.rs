//! Cards to choose from: a picture of before and after, what it does, what it can't do, and what it would cost now.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::app::App;
use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::pictures::Picture;
use crate::app::theme::{self, Palette};

/// Width of a card, in points.
pub(super) const WIDTH: f32 = 458.0;
/// Between cards, and between the halves of a picture.
pub(super) const GAP: f32 = 6.0;
/// Side of each half of its picture, in points.
const SIDE: f32 = 64.0;
/// Between picture and words.
const BETWEEN: f32 = 12.0;
/// Round what a card holds.
const MARGIN: f32 = 8.0;
/// Room that the icon before what can't be done takes, in points.
const ICON_ROOM: f32 = 17.0;

/// What a card says, and what choosing it does.
pub(super) struct Card {
    /// Name of its picture.
    pub picture: &'static str,
    /// A few words.
    pub title: String,
    /// What it does and keeps, in sentences.
    pub does: String,
    /// What it can't do, in a sentence.
    pub cannot: String,
    /// What it would cost, in lines.
    pub cost: Option<String>,
    /// More, under the pointer.
    pub tip: String,
    pub is_chosen: bool,
    /// What choosing it does, or why it can't be chosen now.
    pub choice: Result<Command, String>,
}

impl Card {
    fn can_be_chosen(&self) -> bool {
        self.choice.is_ok()
    }
}

/// Draws cards in rows of `columns`, those of a row of one height; sends the command of the one that is clicked, and tells
/// whether one was.
pub(super) fn rows(ui: &mut Ui, app: &mut App, cards: Vec<Card>, columns: usize) -> bool {
    let laid: Vec<Laid> = cards.into_iter().map(|card| Laid::new(ui, app, card)).collect();
    let mut taken = None;
    for row in laid.chunks(columns) {
        let height = row.iter().map(Laid::height).fold(0.0, f32::max);
        ui.horizontal(|ui| {
            for laid in row {
                if laid.ui(ui, height) {
                    taken = laid.card.choice.as_ref().ok().cloned();
                }
            }
        });
    }
    let is_taken = taken.is_some();
    if let Some(command) = taken {
        app.send(command);
    }
    is_taken
}

/// A card that is laid out.
struct Laid {
    card: Card,
    picture: Option<Picture>,
    title: Arc<Galley>,
    does: Arc<Galley>,
    /// What it can't do, or why it can't be chosen.
    but: Arc<Galley>,
    cost: Option<Arc<Galley>>,
}

impl Laid {
    fn new(ui: &Ui, app: &mut App, card: Card) -> Self {
        let p = theme::palette(ui.ctx());
        let width = WIDTH - 2.0 * MARGIN - Self::picture_width() - BETWEEN;
        let lay = |text: &str, font: FontId, color: Color32, width: f32| {
            ui.painter().layout(text.to_owned(), font, color, width)
        };
        let small = theme::label_font;
        let (but, but_color, heading) = match &card.choice {
            Err(why) => (why, p.warning, p.quiet),
            Ok(_) => (&card.cannot, p.quiet, p.text),
        };
        Self {
            picture: app.pictures.get(ui.ctx(), card.picture),
            title: lay(&card.title, FontId::proportional(14.0), heading, width),
            does: lay(&card.does, small(), heading, width),
            but: lay(but, small(), but_color, width - ICON_ROOM),
            cost: card.cost.as_deref().map(|cost| lay(cost, small(), p.quiet, Self::picture_width())),
            card,
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
        let enabled = self.card.can_be_chosen();
        let sense = if enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(vec2(WIDTH, height), sense);
        let Card { is_chosen, title, .. } = &self.card;
        response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, *is_chosen, title));
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, enabled && (response.hovered() || response.has_focus()));
        }
        response.on_hover_text(&self.card.tip).clicked()
    }

    fn paint(&self, ui: &Ui, rect: Rect, lit: bool) {
        let p = theme::palette(ui.ctx());
        let painter = ui.painter();
        let (fill, stroke) = match (self.card.is_chosen, lit) {
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
        let (icon, color) = if self.card.can_be_chosen() { (Icon::Ban, p.quiet) } else { (Icon::Lock, p.warning) };
        let text = char::from(icon).to_string();
        painter.text(at + vec2(0.0, 1.5), egui::Align2::LEFT_TOP, text, icons::font(12.0), color);
        painter.galley(at + vec2(ICON_ROOM, 0.0), Arc::clone(&self.but), p.quiet);
    }

    /// Before, an arrow, after.
    fn paint_picture(&self, ui: &Ui, corner: Pos2, p: &Palette) {
        let halves = [corner, corner + vec2(SIDE + GAP, 0.0)].map(|at| Rect::from_min_size(at, Vec2::splat(SIDE)));
        let tint = if self.card.can_be_chosen() { Color32::WHITE } else { Color32::from_white_alpha(110) };
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
