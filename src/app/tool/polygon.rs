//! Polygon: corner by corner, closed at its first corner, by a double click or by Enter.

use egui::Pos2;

use super::{Hint, Kit, Outcome, Tool, ToolEvent, hints, join};
use crate::document::{Combine, Document};

/// The polygon tool.
#[derive(Debug, Default)]
pub struct Polygon {
    combine: Combine,
    corners: Vec<Pos2>,
    /// The button is down: the last corner follows the pointer.
    held: bool,
    /// Where the pointer is: the corner to come.
    next: Option<Pos2>,
}

impl Polygon {
    /// Whether a click here closes it.
    fn closes_at(&self, at: Pos2, kit: &Kit) -> bool {
        self.corners.len() >= 3 && self.corners.first().is_some_and(|first| first.distance(at) <= kit.reach_px)
    }

    fn close(&mut self, kit: &Kit, document: &mut Document) -> Outcome {
        let Self { combine, corners, .. } = std::mem::take(self);
        // Two corners enclose nothing: as if they had never been set.
        if corners.len() < 3 {
            return Outcome::ended(false);
        }
        join::outline("Polygon", corners, combine, kit, document)
    }
}

impl Tool for Polygon {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        match *event {
            ToolEvent::Press { at, modifiers, erase } => {
                if self.closes_at(at, kit) {
                    return self.close(kit, document);
                }
                if self.corners.is_empty() {
                    self.combine = kit.join_of(modifiers, erase);
                }
                self.corners.push(at);
                (self.held, self.next) = (true, None);
                Outcome::default()
            }
            _ if self.corners.is_empty() => Outcome::default(),
            ToolEvent::Nudge(_) => Outcome::default(),
            ToolEvent::Move { at, .. } => {
                match self.corners.last_mut().filter(|_| self.held) {
                    Some(last) => *last = at,
                    None => self.next = Some(at),
                }
                Outcome::default()
            }
            ToolEvent::Release { at, .. } => {
                self.held = false;
                self.next = Some(at);
                Outcome::default()
            }
            ToolEvent::Finish => self.close(kit, document),
            ToolEvent::Back => {
                self.corners.pop();
                self.held = false;
                Outcome { ended: self.corners.is_empty(), ..Outcome::default() }
            }
            ToolEvent::Cancel => {
                *self = Self::default();
                Outcome::ended(false)
            }
        }
    }

    fn is_drawing(&self) -> bool {
        !self.corners.is_empty()
    }

    fn outline(&self) -> Vec<Pos2> {
        self.corners.iter().copied().chain(self.next.filter(|_| self.is_drawing())).collect()
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::CORNERS } else { hints::POLYGON }
    }
}
