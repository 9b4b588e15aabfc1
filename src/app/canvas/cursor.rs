//! What is drawn over the picture with plain shapes: the outline in the making, the split line, the brush ring.

use egui::{Color32, Painter, Pos2, Shape, Stroke, pos2};

use super::{Compare, Scene, View};
use crate::app::tool::Toolbox;

/// Dashes of the outline, points.
const DASH: f32 = 4.0;

/// The rectangle or lasso that the held button draws: black and white dashes, visible on any picture.
pub(super) fn paint_outline(painter: &Painter, view: &View, tools: &Toolbox) {
    let mut outline: Vec<Pos2> = tools.outline().into_iter().map(|point| view.ui_from_image(point)).collect();
    if let Some(&first) = outline.first() {
        outline.push(first);
        painter.extend(Shape::dashed_line(&outline, Stroke::new(1.0, Color32::BLACK), DASH, DASH));
        painter.extend(Shape::dashed_line_with_offset(
            &outline,
            Stroke::new(1.0, Color32::WHITE),
            &[DASH],
            &[DASH],
            DASH,
        ));
    }
}

/// The line between original (left) and result (right), with a handle to drag.
pub(super) fn paint_split(painter: &Painter, view: &View, scene: &Scene<'_>) {
    let Compare::Split(share) = scene.compare else { return };
    let rect = view.rect();
    let x = rect.left() + share.clamp(0.0, 1.0) * rect.width();
    painter.vline(x, rect.y_range(), Stroke::new(3.0, Color32::from_black_alpha(120)));
    painter.vline(x, rect.y_range(), Stroke::new(1.0, scene.palette.accent));
    let middle = pos2(x, rect.center().y);
    painter.circle(middle, 6.0, scene.palette.surround, Stroke::new(1.5, scene.palette.accent));
}

/// The brush at its true size: a light ring in a dark one.
pub(super) fn paint_ring(painter: &Painter, view: &View, tools: &Toolbox, place: Option<Pos2>, accent: Color32) {
    let Some(place) = place else { return };
    let radius = tools.brush.ring_radius_px() * view.scale();
    painter.circle_stroke(place, radius + 0.5, Stroke::new(2.0, Color32::from_black_alpha(140)));
    painter.circle_stroke(place, radius, Stroke::new(1.0, accent));
}
