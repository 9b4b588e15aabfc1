//! Drawing without a pointer: while the canvas has the focus the arrow keys move a cursor over the picture, and Space puts
//! the tool down where it is and lifts it again.

use egui::{Event, Key, Modifiers, Pos2, Rect, Stroke, Ui, Vec2};

use super::input::note;
use super::{Canvas, CanvasResponse, Compare, Scene};
use crate::app::locale::t;
use crate::app::tool::{ToolEvent, ToolKind, Toolbox};

/// How far an arrow key moves the cursor, points; with Shift it is one pixel of the picture.
const STEP: f32 = 16.0;

/// The arrow keys, and where each of them goes.
pub(super) const ARROWS: [(Key, Vec2); 4] = [
    (Key::ArrowLeft, Vec2::LEFT),
    (Key::ArrowRight, Vec2::RIGHT),
    (Key::ArrowUp, Vec2::UP),
    (Key::ArrowDown, Vec2::DOWN),
];

/// The cursor that the keys move.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cursor {
    /// Picture pixels.
    at: Pos2,
    /// The tool is down.
    down: bool,
}

/// A touch is enough; the others are put down, moved and lifted.
fn is_touch(tool: ToolKind) -> bool {
    use ToolKind::{Eyedropper, Fill, Polygon, Range, Wand};
    matches!(tool, Polygon | Wand | Range | Fill | Eyedropper)
}

impl Canvas {
    /// The keys of this frame. What is held down is lifted when the focus goes or a pointer comes.
    pub(super) fn handle_keyboard(
        &mut self,
        ui: &Ui,
        scene: &mut Scene<'_>,
        tools: &mut Toolbox,
        answer: &mut CanvasResponse,
    ) {
        let comes = ui.input(|input| {
            let by_hand = |event: &Event| matches!(event, Event::PointerMoved(_) | Event::PointerButton { .. });
            input.events.iter().any(by_hand)
        });
        let is_ours = answer.response.has_focus() && !tools.active.has_handles() && !comes;
        if !is_ours || scene.compare == Compare::Original {
            if let Some(Cursor { at, down: true }) = self.keyboard.take() {
                note(answer, tools.event(&ToolEvent::Release { at, modifiers: Modifiers::NONE }, scene.document));
            }
            self.keyboard = None;
            return;
        }
        // Esc has taken it up already.
        if !tools.is_drawing()
            && let Some(cursor) = &mut self.keyboard
        {
            cursor.down = false;
        }
        let by = ui.input_mut(|input| {
            let fine = input.modifiers.shift;
            let step = if fine { 1.0 } else { (STEP / self.view.scale()).round().max(1.0) };
            let mut by = Vec2::ZERO;
            for (key, way) in ARROWS {
                by += way * step * input.count_and_consume_key(Modifiers::NONE, key) as f32;
            }
            by
        });
        if by != Vec2::ZERO {
            self.move_cursor(by, scene, tools, answer);
        }
        self.press_space(ui, scene, tools, answer);
        if let Some(Cursor { at, down }) = self.keyboard {
            let (x, y) = (at.x.floor() as i64, at.y.floor() as i64);
            let told = if down { t!("canvas-cursor-down", x = x, y = y) } else { t!("canvas-cursor", x = x, y = y) };
            ui.ctx().accesskit_node_builder(answer.response.id, |node| node.set_value(told));
        }
    }

    fn move_cursor(&mut self, by: Vec2, scene: &mut Scene<'_>, tools: &mut Toolbox, answer: &mut CanvasResponse) {
        if tools.active == ToolKind::Hand {
            self.view.pan(-by * self.view.scale());
            return;
        }
        let extent = scene.document.extent();
        let whole = Rect::from_min_size(Pos2::ZERO, egui::vec2(extent.width as f32, extent.height as f32));
        let before = self.keyboard.unwrap_or(Cursor { at: whole.center().floor() + Vec2::splat(0.5), down: false });
        let at = whole.shrink(0.5).clamp(before.at + by);
        self.keyboard = Some(Cursor { at, ..before });
        if tools.is_drawing() {
            note(answer, tools.event(&ToolEvent::Move { at, modifiers: Modifiers::NONE }, scene.document));
        }
        // The picture follows the cursor.
        let (place, seen) = (self.view.ui_from_image(at), self.view.rect().shrink(STEP));
        self.view.pan(seen.clamp(place) - place);
    }

    fn press_space(&mut self, ui: &Ui, scene: &mut Scene<'_>, tools: &mut Toolbox, answer: &mut CanvasResponse) {
        let Some(cursor) = self.keyboard else { return };
        // A key that is held down repeats, and acts once.
        let is_press = |event: &Event| match event {
            Event::Key { key: Key::Space, pressed: true, repeat: false, modifiers, .. } => modifiers.is_none(),
            _ => false,
        };
        let (pressed, modifiers) = ui.input_mut(|input| {
            let pressed = input.events.iter().any(is_press);
            input.count_and_consume_key(Modifiers::NONE, Key::Space);
            (pressed, input.modifiers)
        });
        if !pressed {
            return;
        }
        let at = cursor.at;
        if !cursor.down {
            note(answer, tools.event(&ToolEvent::Press { at, modifiers, erase: false }, scene.document));
        }
        let lifts = cursor.down || is_touch(tools.active);
        if lifts {
            note(answer, tools.event(&ToolEvent::Release { at, modifiers }, scene.document));
        }
        self.keyboard = Some(Cursor { at, down: !lifts });
    }

    /// Where the cursor stands, ui points, while the keys move one.
    pub(super) fn cursor_place(&self) -> Option<Pos2> {
        self.keyboard.map(|cursor| self.view.ui_from_image(cursor.at))
    }
}

/// A cross that is seen on any picture.
pub(super) fn paint(painter: &egui::Painter, at: Pos2, colour: egui::Color32) {
    for (width, colour) in [(3.0, egui::Color32::from_black_alpha(140)), (1.0, colour)] {
        let stroke = Stroke::new(width, colour);
        painter.line_segment([at - Vec2::new(8.0, 0.0), at + Vec2::new(8.0, 0.0)], stroke);
        painter.line_segment([at - Vec2::new(0.0, 8.0), at + Vec2::new(0.0, 8.0)], stroke);
    }
}
