//! Lasso: a freehand outline, closed by a straight line and filled.

use egui::Pos2;

use super::brush::pixels_between;
use super::coverage::Coverage;
use super::{Hint, Kit, Outcome, Tool, ToolEvent, hints};
use crate::document::{Combine, Document};

/// Points nearer to the last one than this add nothing, picture pixels.
const NEAR_PX: f32 = 0.25;

/// The lasso tool.
#[derive(Debug, Default)]
pub struct Lasso {
    state: State,
    corners: Vec<Pos2>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ready,
    Drawing {
        combine: Combine,
    },
}

impl Tool for Lasso {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        match (self.state, *event) {
            (State::Ready, ToolEvent::Press { at, modifiers, erase }) => {
                self.corners = vec![at];
                self.state = State::Drawing { combine: kit.join_of(modifiers, erase) };
                Outcome::default()
            }
            (State::Drawing { .. }, ToolEvent::Move { at, .. }) => {
                if self.corners.last().is_none_or(|last| last.distance(at) >= NEAR_PX) {
                    self.corners.push(at);
                }
                Outcome::default()
            }
            (State::Drawing { combine }, ToolEvent::Release { at, .. }) => {
                self.state = State::Ready;
                let mut corners = std::mem::take(&mut self.corners);
                corners.push(at);
                let before = document.revision();
                fill(document, kit, combine, &corners);
                Outcome::ended(document.revision() != before)
            }
            (State::Drawing { .. }, ToolEvent::Cancel) => {
                self.state = State::Ready;
                self.corners.clear();
                Outcome::ended(false)
            }
            _ => Outcome::default(),
        }
    }

    fn is_drawing(&self) -> bool {
        self.state != State::Ready
    }

    fn outline(&self) -> Vec<Pos2> {
        self.corners.clone()
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::DRAWING } else { hints::SHAPE }
    }
}

fn fill(document: &mut Document, kit: &Kit, combine: Combine, corners: &[Pos2]) {
    let bounds = egui::Rect::from_points(corners);
    let is_click = bounds.width().max(bounds.height()) < 0.5;
    if is_click && combine != Combine::Replace {
        return;
    }
    let rect = if is_click { None } else { pixels_between(bounds.min, bounds.max, document) };
    let shape = rect.map(|rect| Coverage::of_polygon(corners, rect));
    let name = if is_click { "Clear mask" } else { "Lasso" };
    document.combine_mask(name, rect, combine, kit.brush.coverage(), |x, y| shape.as_ref().map_or(0, |s| s.at(x, y)));
}
