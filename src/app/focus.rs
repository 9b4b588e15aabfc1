//! Where the keys go is seen: one ring round whatever has the focus, as long as one goes by keys.

use egui::{Context, Event, Key, Stroke, StrokeKind};

use super::{App, theme};

/// Keys that move the focus.
const MOVES: [Key; 8] =
    [Key::Tab, Key::F6, Key::ArrowLeft, Key::ArrowRight, Key::ArrowUp, Key::ArrowDown, Key::Home, Key::End];

impl App {
    /// Draws the ring over the frame. Who points sees where: a press of the pointer takes it away.
    pub(super) fn focus_ring(&mut self, ctx: &Context) {
        let goes = |event: &Event| matches!(event, Event::Key { key, pressed: true, .. } if MOVES.contains(key));
        let (moved, pressed) = ctx.input(|input| (input.events.iter().any(goes), input.pointer.any_pressed()));
        self.by_keys = (self.by_keys || moved) && !pressed;
        let Some(id) = ctx.memory(egui::Memory::focused).filter(|_| self.by_keys) else { return };
        let Some(response) = ctx.read_response(id) else { return };
        let rect = response.interact_rect;
        if !rect.is_positive() {
            return;
        }
        let is_canvas = Some(id) == self.canvas_id;
        let (rect, radius) = if is_canvas { (rect.shrink(1.0), 0) } else { (rect.expand(2.0), theme::RADIUS + 1) };
        let stroke = Stroke::new(2.0, theme::palette(ctx).accent_text);
        let kind = if is_canvas { StrokeKind::Inside } else { StrokeKind::Middle };
        ctx.layer_painter(response.layer_id).rect_stroke(rect, radius, stroke, kind);
    }
}
