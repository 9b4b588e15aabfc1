//! The handles round what is moved, scaled, turned, drawn over the picture.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, pos2};

use super::{Palette, View};
use crate::app::tool::Handles;

/// Side of a corner's square, points.
const CORNER: f32 = 9.0;

/// Lines and handles, visible on any picture.
pub(super) fn paint(painter: &Painter, view: &View, handles: &Handles, reach_px: f32, palette: &Palette) {
    let place = |point: Pos2| view.ui_from_image(point);
    if handles.veils {
        veil(painter, view.rect(), Rect::from_two_pos(place(handles.corners[0]), place(handles.corners[2])));
    }
    let outline: Vec<Pos2> = handles.corners.iter().map(|&corner| place(corner)).collect();
    let dark = Color32::from_black_alpha(150);
    let lines = |color: Color32, width: f32| Shape::closed_line(outline.clone(), Stroke::new(width, color));
    painter.add(lines(dark, 3.0));
    painter.add(lines(palette.accent, 1.0));
    let square = |at: Pos2, side: f32| {
        let area = Rect::from_center_size(at, Vec2::splat(side));
        painter.rect_filled(area.expand(1.0), 2, dark);
        painter.rect_filled(area, 1, Color32::WHITE);
        painter.rect_filled(area.shrink(2.0), 0, palette.accent);
    };
    if handles.turns {
        let (from, to) = (place(handles.sides()[0]), place(handles.turn(reach_px)));
        painter.line_segment([from, to], Stroke::new(3.0, dark));
        painter.line_segment([from, to], Stroke::new(1.0, palette.accent));
        painter.circle(to, CORNER / 2.0 + 0.5, Color32::WHITE, Stroke::new(1.5, dark));
        painter.circle_filled(to, CORNER / 2.0 - 1.5, palette.accent);
    }
    for side in handles.sides() {
        square(place(side), CORNER - 2.0);
    }
    for corner in handles.corners {
        square(place(corner), CORNER);
    }
}

/// Dims what is outside, and marks the thirds of what is inside.
fn veil(painter: &Painter, canvas: Rect, inside: Rect) {
    let dim = Color32::from_black_alpha(140);
    let (above, below) =
        (inside.top().clamp(canvas.top(), canvas.bottom()), inside.bottom().clamp(canvas.top(), canvas.bottom()));
    for area in [
        Rect::from_min_max(canvas.min, pos2(canvas.right(), above)),
        Rect::from_min_max(pos2(canvas.left(), below), canvas.max),
        Rect::from_min_max(pos2(canvas.left(), above), pos2(inside.left().max(canvas.left()), below)),
        Rect::from_min_max(pos2(inside.right().min(canvas.right()), above), pos2(canvas.right(), below)),
    ] {
        if area.is_positive() {
            painter.rect_filled(area, 0, dim);
        }
    }
    let thin = Stroke::new(1.0, Color32::from_white_alpha(70));
    for third in [1.0, 2.0] {
        let at = inside.min + inside.size() * (third / 3.0);
        painter.vline(at.x, inside.y_range(), thin);
        painter.hline(inside.x_range(), at.y, thin);
    }
}
