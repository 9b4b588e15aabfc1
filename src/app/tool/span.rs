//! Shapes that are dragged from corner to corner of the rectangle round them.

use std::marker::PhantomData;

use egui::{Modifiers, Pos2, Rect, Vec2};

use super::{Hint, Kit, Outcome, Tool, ToolEvent, hints};
use crate::document::{Combine, Document};

/// A shape in a rectangle of picture pixels.
pub trait Shape {
    /// Its corners.
    fn outline(area: Rect) -> Vec<Pos2>;
    /// Joins it with the mask, as one step.
    fn fill(area: Rect, combine: Combine, kit: &Kit, document: &mut Document) -> Outcome;
}

/// The tool of a shape.
#[derive(Debug, Default)]
pub struct Spanned<S> {
    span: Option<Span>,
    shape: PhantomData<S>,
}

impl<S: Shape> Tool for Spanned<S> {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        match (self.span, *event) {
            (None, ToolEvent::Press { at, modifiers, erase }) => {
                self.span = Some(Span::new(at, modifiers, kit.join_of(modifiers, erase)));
                Outcome::default()
            }
            (Some(span), ToolEvent::Move { at, modifiers }) => {
                self.span = Some(span.to(at, modifiers));
                Outcome::default()
            }
            (Some(span), ToolEvent::Release { at, modifiers }) => {
                self.span = None;
                let span = span.to(at, modifiers);
                if !span.is_click() {
                    return S::fill(span.area(), span.combine, kit, document);
                }
                let before = document.revision();
                if span.combine == Combine::Replace {
                    document.clear_mask();
                }
                Outcome::ended(document.revision() != before)
            }
            (Some(_), ToolEvent::Cancel) => {
                self.span = None;
                Outcome::ended(false)
            }
            _ => Outcome::default(),
        }
    }

    fn is_drawing(&self) -> bool {
        self.span.is_some()
    }

    fn outline(&self) -> Vec<Pos2> {
        self.span.map(|span| S::outline(span.area())).unwrap_or_default()
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::SPANNING } else { hints::SHAPE }
    }
}

/// A drag shorter than this is a click, picture pixels.
pub(super) const CLICK_PX: f32 = 0.5;

/// A shape in the making. Keys that are held at the press say how it is joined; Shift pressed later makes its sides
/// equal, Alt pressed later puts its middle where the drag began.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Span {
    from: Pos2,
    to: Pos2,
    /// How it is joined: the keys may be let go while dragging.
    combine: Combine,
    /// Shift was up since the press: it means something else now.
    shift_was_up: bool,
    alt_was_up: bool,
    is_even: bool,
    is_centred: bool,
}

impl Span {
    /// At the press.
    fn new(at: Pos2, modifiers: Modifiers, combine: Combine) -> Self {
        let (shift_was_up, alt_was_up) = (!modifiers.shift, !modifiers.alt);
        Self { from: at, to: at, combine, shift_was_up, alt_was_up, is_even: false, is_centred: false }
    }

    /// The pointer is elsewhere, or let go.
    fn to(mut self, at: Pos2, modifiers: Modifiers) -> Self {
        self.to = at;
        self.shift_was_up |= !modifiers.shift;
        self.alt_was_up |= !modifiers.alt;
        self.is_even = modifiers.shift && self.shift_was_up;
        self.is_centred = modifiers.alt && self.alt_was_up;
        self
    }

    /// What it covers, picture pixels.
    fn area(&self) -> Rect {
        let mut way = self.to - self.from;
        if self.is_even {
            let side = way.x.abs().max(way.y.abs());
            way = Vec2::new(side.copysign(way.x), side.copysign(way.y));
        }
        let start = if self.is_centred { self.from - way } else { self.from };
        Rect::from_two_pos(start, self.from + way)
    }

    /// Nothing was dragged.
    fn is_click(&self) -> bool {
        let way = self.to - self.from;
        way.x.abs().max(way.y.abs()) < CLICK_PX
    }
}
