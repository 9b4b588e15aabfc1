//! Rectangle: dragged from corner to corner, anti-aliased on its edges.

use egui::{Pos2, pos2};

use super::brush::pixels_between;
use super::{BrushSettings, Hint, Outcome, Tool, ToolEvent, combine_of, hints};
use crate::document::{Combine, Document};

/// A drag shorter than this is a click, picture pixels.
const CLICK_PX: f32 = 0.5;

/// The rectangle tool.
#[derive(Debug, Default)]
pub struct Rectangle {
    state: State,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    Drawing {
        from: Pos2,
        to: Pos2,
        /// What the keys said at the press: they may be let go while dragging.
        combine: Combine,
    },
}

impl Tool for Rectangle {
    fn event(&mut self, event: &ToolEvent, brush: &BrushSettings, document: &mut Document) -> Outcome {
        match (self.state, *event) {
            (State::Ready, ToolEvent::Press { at, modifiers, erase }) => {
                self.state = State::Drawing { from: at, to: at, combine: combine_of(modifiers, erase) };
                Outcome::default()
            }
            (State::Drawing { from, combine, .. }, ToolEvent::Move { at, .. }) => {
                self.state = State::Drawing { from, to: at, combine };
                Outcome::default()
            }
            (State::Drawing { from, combine, .. }, ToolEvent::Release { at, .. }) => {
                self.state = State::Ready;
                let before = document.revision();
                fill(document, brush, combine, from, at);
                Outcome { mask_changed: document.revision() != before, ended: true }
            }
            (State::Drawing { .. }, ToolEvent::Cancel) => {
                self.state = State::Ready;
                Outcome { mask_changed: false, ended: true }
            }
            _ => Outcome::default(),
        }
    }

    fn is_drawing(&self) -> bool {
        self.state != State::Ready
    }

    fn outline(&self) -> Vec<Pos2> {
        match self.state {
            State::Ready => Vec::new(),
            State::Drawing { from, to, .. } => vec![from, pos2(to.x, from.y), to, pos2(from.x, to.y)],
        }
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::DRAWING } else { hints::SHAPE }
    }
}

fn fill(document: &mut Document, brush: &BrushSettings, combine: Combine, from: Pos2, to: Pos2) {
    let (low, high) = (from.min(to), from.max(to));
    let is_click = (high.x - low.x).max(high.y - low.y) < CLICK_PX;
    if is_click && combine != Combine::Replace {
        return;
    }
    let rect = if is_click { None } else { pixels_between(low, high, document) };
    let value = brush.coverage();
    let name = if is_click { "Clear mask" } else { "Rectangle" };
    document.combine_mask(name, rect, combine, value, |x, y| {
        let wide = (high.x.min(x as f32 + 1.0) - low.x.max(x as f32)).clamp(0.0, 1.0);
        let tall = (high.y.min(y as f32 + 1.0) - low.y.max(y as f32)).clamp(0.0, 1.0);
        (wide * tall * 255.0).round() as u8
    });
}
