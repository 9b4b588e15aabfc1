//! Lasso: a freehand outline, closed by a straight line and filled.

use egui::Pos2;

use super::span::CLICK_PX;
use super::{Hint, Kit, Outcome, Tool, ToolEvent, hints, join};
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
                fill(corners, combine, kit, document)
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

fn fill(corners: Vec<Pos2>, combine: Combine, kit: &Kit, document: &mut Document) -> Outcome {
    let bounds = egui::Rect::from_points(&corners);
    if bounds.width().max(bounds.height()) >= CLICK_PX {
        return join::outline("Lasso", corners, combine, kit, document);
    }
    let before = document.revision();
    if combine == Combine::Replace {
        document.clear_mask();
    }
    Outcome::ended(document.revision() != before)
}
