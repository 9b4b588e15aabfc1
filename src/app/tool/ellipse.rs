//! Ellipse: dragged from corner to corner of the rectangle round it.

use egui::{Pos2, Rect, Vec2};

use super::brush::pixels_between;
use super::coverage::Coverage;
use super::span::Span;
use super::{Hint, Kit, Outcome, Tool, ToolEvent, hints};
use crate::document::{Combine, Document};

/// The ellipse tool.
#[derive(Debug, Default)]
pub struct Ellipse {
    span: Option<Span>,
}

impl Tool for Ellipse {
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
                let before = document.revision();
                fill(document, kit, &span.to(at, modifiers));
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
        self.span.map(|span| corners(span.area())).unwrap_or_default()
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::SPANNING } else { hints::SHAPE }
    }
}

/// As many corners as keep the sides within a twentieth of a pixel of the curve.
fn corners(area: Rect) -> Vec<Pos2> {
    let radii = area.size() / 2.0;
    let count = (10.0 * radii.max_elem().sqrt()).ceil().clamp(16.0, 4096.0) as usize;
    let angle = |corner: usize| std::f32::consts::TAU * corner as f32 / count as f32;
    (0..count).map(|corner| area.center() + Vec2::angled(angle(corner)) * radii).collect()
}

fn fill(document: &mut Document, kit: &Kit, span: &Span) {
    if span.is_click() {
        if span.combine == Combine::Replace {
            document.clear_mask();
        }
        return;
    }
    let area = span.area();
    let rect = pixels_between(area.min, area.max, document);
    let shape = rect.map(|rect| Coverage::of_polygon(&corners(area), rect));
    let value = kit.brush.coverage();
    document.combine_mask("Ellipse", rect, span.combine, value, |x, y| shape.as_ref().map_or(0, |s| s.at(x, y)));
}
