//! Cards of the method chooser that stand for a whole task: they set method, mask and strength at once.

use egui::{FontId, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use crate::app::App;
use crate::app::command::Command;
use crate::app::frame::Act;
use crate::app::icons::{self, Icon};
use crate::app::locale::t;
use crate::app::theme;

/// Round what a card holds, and between icon and words; points.
const MARGIN: f32 = 8.0;
const ICON_ROOM: f32 = 40.0;

/// Draws the card that makes a pasted patch fit, `width` points wide.
pub(super) fn make_fit(ui: &mut Ui, app: &mut App, width: f32) {
    let target = app.transformed().map(crate::document::Layer::id);
    let p = theme::palette(ui.ctx());
    let room = width - ICON_ROOM - 2.0 * MARGIN;
    let (color, tells) = if target.is_some() { (p.text, t!("fit-tip")) } else { (p.quiet, t!("fit-needs-layer")) };
    let lay = |text: &str, font: FontId, color| ui.painter().layout(text.to_owned(), font, color, room);
    let title = lay(t!("fit-title"), FontId::proportional(14.0), color);
    let does = lay(tells, theme::label_font(), color);
    let but = lay(t!("fit-but"), theme::label_font(), p.quiet);
    let height = title.size().y + does.size().y + but.size().y + 2.0 * (MARGIN + 4.0);
    let sense = if target.is_some() { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, target.is_some(), t!("fit-title")));
    if ui.is_rect_visible(rect) {
        let lit = target.is_some() && (response.hovered() || response.has_focus());
        let (fill, line) = if lit { (p.hovered, p.quiet) } else { (p.raised, p.line) };
        let painter = ui.painter();
        painter.rect(rect, theme::RADIUS, fill, Stroke::new(1.0, line), StrokeKind::Inside);
        let icon = char::from(Icon::Puzzle).to_string();
        let middle = rect.left_center() + vec2(MARGIN + 14.0, 0.0);
        painter.text(middle, egui::Align2::CENTER_CENTER, icon, icons::font(24.0), color);
        let mut at = rect.min + Vec2::splat(MARGIN) + vec2(ICON_ROOM, 0.0);
        for words in [title, does, but] {
            let height = words.size().y;
            painter.galley(at, words, color);
            at.y += height + 4.0;
        }
    }
    if response.on_hover_text(t!("fit-do-tip")).clicked()
        && let Some(id) = target
    {
        app.send(Command::Frame(Act::Fit(id)));
        ui.close();
    }
}
