//! Ellipse, in the rectangle that is dragged.

use egui::{Pos2, Rect, Vec2};

use super::Kit;
use super::brush::pixels_between;
use super::coverage::Coverage;
use super::span::Shape;
use crate::document::{Combine, Document};

/// Ellipses of mask.
#[derive(Debug, Default)]
pub struct Ellipse;

impl Shape for Ellipse {
    /// As many corners as keep the sides within a twentieth of a pixel of the curve.
    fn outline(area: Rect) -> Vec<Pos2> {
        let radii = area.size() / 2.0;
        let count = (10.0 * radii.max_elem().sqrt()).ceil().clamp(16.0, 4096.0) as usize;
        let angle = |corner: usize| std::f32::consts::TAU * corner as f32 / count as f32;
        (0..count).map(|corner| area.center() + Vec2::angled(angle(corner)) * radii).collect()
    }

    fn fill(area: Rect, combine: Combine, kit: &Kit, document: &mut Document) {
        let rect = pixels_between(area.min, area.max, document);
        let shape = rect.map(|rect| Coverage::of_polygon(&Self::outline(area), rect));
        let value = kit.brush.coverage();
        document.combine_mask("Ellipse", rect, combine, value, |x, y| shape.as_ref().map_or(0, |s| s.at(x, y)));
    }
}
