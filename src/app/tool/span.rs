//! From where to where a shape is dragged: rectangle and ellipse.

use egui::{Modifiers, Pos2, Rect, Vec2};

use crate::document::Combine;

/// A drag shorter than this is a click, picture pixels.
const CLICK_PX: f32 = 0.5;

/// A shape in the making. Keys that are held at the press say how it is joined; Shift pressed later makes its sides
/// equal, Alt pressed later puts its middle where the drag began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Span {
    from: Pos2,
    to: Pos2,
    /// How it is joined: the keys may be let go while dragging.
    pub(super) combine: Combine,
    /// Shift was up since the press: it means something else now.
    shift_was_up: bool,
    alt_was_up: bool,
    is_even: bool,
    is_centred: bool,
}

impl Span {
    /// At the press.
    pub(super) fn new(at: Pos2, modifiers: Modifiers, combine: Combine) -> Self {
        let (shift_was_up, alt_was_up) = (!modifiers.shift, !modifiers.alt);
        Self { from: at, to: at, combine, shift_was_up, alt_was_up, is_even: false, is_centred: false }
    }

    /// The pointer is elsewhere, or let go.
    pub(super) fn to(mut self, at: Pos2, modifiers: Modifiers) -> Self {
        self.to = at;
        self.shift_was_up |= !modifiers.shift;
        self.alt_was_up |= !modifiers.alt;
        self.is_even = modifiers.shift && self.shift_was_up;
        self.is_centred = modifiers.alt && self.alt_was_up;
        self
    }

    /// What it covers, picture pixels.
    pub(super) fn area(&self) -> Rect {
        let mut way = self.to - self.from;
        if self.is_even {
            let side = way.x.abs().max(way.y.abs());
            way = Vec2::new(side.copysign(way.x), side.copysign(way.y));
        }
        let start = if self.is_centred { self.from - way } else { self.from };
        Rect::from_two_pos(start, self.from + way)
    }

    /// Nothing was dragged.
    pub(super) fn is_click(&self) -> bool {
        let way = self.to - self.from;
        way.x.abs().max(way.y.abs()) < CLICK_PX
    }
}
