//! Rectangle: dragged from corner to corner, anti-aliased on its edges.

use egui::Pos2;

use super::brush::pixels_between;
use super::span::Span;
use super::{Hint, Kit, Outcome, Tool, ToolEvent, hints};
use crate::document::{Combine, Document};

/// The rectangle tool.
#[derive(Debug, Default)]
pub struct Rectangle {
    span: Option<Span>,
}

impl Tool for Rectangle {
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
        let corners = |span: Span| {
            let area = span.area();
            vec![area.left_top(), area.right_top(), area.right_bottom(), area.left_bottom()]
        };
        self.span.map(corners).unwrap_or_default()
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::SPANNING } else { hints::SHAPE }
    }
}

fn fill(document: &mut Document, kit: &Kit, span: &Span) {
    if span.is_click() {
        if span.combine == Combine::Replace {
            document.clear_mask();
        }
        return;
    }
    let area = span.area();
    let (low, high) = (area.min, area.max);
    let rect = pixels_between(low, high, document);
    document.combine_mask("Rectangle", rect, span.combine, kit.brush.coverage(), |x, y| {
        let wide = (high.x.min(x as f32 + 1.0) - low.x.max(x as f32)).clamp(0.0, 1.0);
        let tall = (high.y.min(y as f32 + 1.0) - low.y.max(y as f32)).clamp(0.0, 1.0);
        (wide * tall * 255.0).round() as u8
    });
}
