//! Rectangle: anti-aliased on its edges.

use egui::{Pos2, Rect};

use super::brush::pixels_between;
use super::span::Shape;
use super::{Kit, Outcome, join};
use crate::document::{Combine, Document};

/// Rectangles of mask.
#[derive(Debug, Default)]
pub struct Rectangle;

impl Shape for Rectangle {
    fn outline(area: Rect) -> Vec<Pos2> {
        vec![area.left_top(), area.right_top(), area.right_bottom(), area.left_bottom()]
    }

    fn fill(area: Rect, combine: Combine, kit: &Kit, document: &mut Document) -> Outcome {
        let (low, high) = (area.min, area.max);
        let rect = pixels_between(low, high, document);
        join::within("Rectangle", rect, combine, kit, document, move || {
            move |x, y| {
                let wide = (high.x.min(x as f32 + 1.0) - low.x.max(x as f32)).clamp(0.0, 1.0);
                let tall = (high.y.min(y as f32 + 1.0) - low.y.max(y as f32)).clamp(0.0, 1.0);
                (wide * tall * 255.0).round() as u8
            }
        })
    }
}
