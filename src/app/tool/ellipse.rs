//! Ellipse, in the rectangle that is dragged.

use egui::{Pos2, Rect, Vec2};

use super::span::Shape;
use super::{Kit, Outcome, join};
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

    fn fill(area: Rect, combine: Combine, kit: &Kit, document: &mut Document) -> Outcome {
        join::outline("Ellipse", Self::outline(area), combine, kit, document)
    }
}
