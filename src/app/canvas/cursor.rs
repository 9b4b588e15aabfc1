//! What is drawn over the picture with plain shapes: the outline in the making, the split line, the brush ring.

use egui::{Align2, Color32, FontId, Painter, Pos2, Shape, Stroke, pos2};

use super::{Compare, Scene, View};
use crate::app::locale::t;
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

/// The line between original (left) and result (right).
pub(super) fn paint_split(painter: &Painter, view: &View, scene: &Scene<'_>) {
    if let Some(middle) = split_middle(view, scene) {
        painter.vline(middle.x, view.rect().y_range(), Stroke::new(3.0, Color32::from_black_alpha(120)));
        painter.vline(middle.x, view.rect().y_range(), Stroke::new(1.0, scene.palette.accent));
    }
}

/// What the line is dragged by, and which side is which.
pub(super) fn paint_split_handle(painter: &Painter, view: &View, scene: &Scene<'_>) {
    let Some(middle) = split_middle(view, scene) else { return };
    painter.circle(middle, 6.0, scene.palette.surround, Stroke::new(1.5, scene.palette.accent));
    let font = FontId::proportional(11.0);
    let top = view.rect().top() + 8.0;
    let [left, right] = scene
        .sides
        .as_ref()
        .map_or([t!("canvas-original"), t!("canvas-now")], |sides| sides.names.each_ref().map(String::as_str));
    for (x, align, words) in [(middle.x - 8.0, Align2::RIGHT_TOP, left), (middle.x + 8.0, Align2::LEFT_TOP, right)] {
        let galley = painter.layout_no_wrap(words.to_owned(), font.clone(), scene.palette.text);
        let place = align.anchor_size(pos2(x, top), galley.size());
        painter.rect_filled(place.expand2(egui::vec2(4.0, 2.0)), 3.0, scene.palette.surround.gamma_multiply(0.8));
        painter.galley(place.min, galley, scene.palette.text);
    }
}

fn split_middle(view: &View, scene: &Scene<'_>) -> Option<Pos2> {
    let Compare::Split(share) = scene.compare else { return None };
    let rect = view.rect();
    Some(pos2(rect.left() + share.clamp(0.0, 1.0) * rect.width(), rect.center().y))
}

/// The brush at its true size (centre and radius in ui points): a bright ring in a dark one.
pub(super) fn paint_ring(painter: &Painter, (centre, radius): (Pos2, f32), accent: Color32) {
    painter.circle_stroke(centre, radius, Stroke::new(3.0, Color32::from_black_alpha(140)));
    painter.circle_stroke(centre, radius, Stroke::new(1.0, accent));
}
