//! Ways to begin, below the methods: a method with its settings and the tool that one takes first.

use egui::{Align, Frame, Image, Label, Layout, Rect, RichText, Sense, Ui, UiBuilder, WidgetInfo, vec2};

use crate::app::App;
use crate::app::command::Command;
use crate::app::locale::{Phrase, phrase, t};
use crate::app::theme;
use crate::app::widget::section;

/// Name of its picture, title, what one does, and what sets all of it.
type Row = (&'static str, Phrase, Phrase, fn() -> Command);

const ROWS: [Row; 1] =
    [("paint_roughly", phrase!("begin-paint"), phrase!("begin-paint-does"), || Command::PaintRoughly)];

/// Size of a picture, both halves, points.
const PICTURE: egui::Vec2 = vec2(128.0, 64.0);

/// Draws the cards, each as wide as `width`; true when one was taken.
pub(super) fn ui(ui: &mut Ui, app: &mut App, width: f32) -> bool {
    section(ui, t!("begin-title"));
    let mut taken = false;
    for (picture, title, does, command) in ROWS {
        let p = theme::palette(ui.ctx());
        let (rect, response) = ui.allocate_exact_size(vec2(width, PICTURE.y + 16.0), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, title.said()));
        let lit = response.hovered() || response.has_focus();
        let (fill, line) = if lit { (p.hovered, p.quiet) } else { (p.raised, p.line) };
        ui.painter()
            .add(Frame::new().fill(fill).stroke(egui::Stroke::new(1.0, line)).corner_radius(theme::RADIUS).paint(rect));
        let corner = rect.min + vec2(8.0, 8.0);
        if let Some(picture) = app.pictures.get(ui.ctx(), picture) {
            let area = Rect::from_min_size(corner, PICTURE);
            Image::from_texture(&picture.texture).corner_radius(4).paint_at(ui, area);
        }
        let words = Rect::from_min_max(corner + vec2(PICTURE.x + 12.0, -2.0), rect.max - vec2(8.0, 6.0));
        ui.scope_builder(UiBuilder::new().max_rect(words).layout(Layout::top_down(Align::Min)), |ui| {
            ui.add(Label::new(RichText::new(title.said()).size(14.0)).selectable(false));
            ui.add(Label::new(RichText::new(does.said()).font(theme::label_font())).selectable(false).wrap());
        });
        if response.on_hover_text(t!("begin-tip")).clicked() {
            app.send(command());
            taken = true;
        }
    }
    taken
}
