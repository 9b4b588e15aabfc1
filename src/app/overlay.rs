//! What lies over the picture: heat, its colour and place; a few words on a ground of their own.

use egui::{Align2, Color32, Pos2, Rect, Stroke, StrokeKind, TextureHandle, Ui, vec2};

use super::canvas::View;
use super::theme;
use crate::raster;

/// The accent of both themes.
pub(super) const AMBER: [u8; 3] = [0xf2, 0xa6, 0x5a];
/// What lies in the dark.
pub(super) const VEIL: u8 = 0x1b;

/// From one value to another by a share of 0…1.
pub(super) fn mix(from: u8, to: u8, share: f32) -> u8 {
    (f32::from(from) + (f32::from(to) - f32::from(from)) * share) as u8
}

/// Draws a texture over the part `rect` of the picture, within `canvas`.
pub(super) fn lay(ui: &Ui, view: &View, canvas: Rect, texture: &TextureHandle, rect: raster::Rect) {
    let corner = |x: u32, y: u32| view.ui_from_image(Pos2::new(x as f32, y as f32));
    let area = Rect::from_min_max(corner(rect.x, rect.y), corner(rect.right(), rect.bottom()));
    let whole = Rect::from_min_max(Pos2::ZERO, Pos2::new(1.0, 1.0));
    ui.painter().with_clip_rect(canvas).image(texture.id(), area, whole, Color32::WHITE);
}

/// A few words on a ground of their own, with their `corner` at `at`, moved so that they lie within `canvas`.
pub(super) fn pill(ui: &Ui, canvas: Rect, at: Pos2, corner: Align2, words: &str) {
    let p = theme::palette(ui.ctx());
    let painter = ui.painter().with_clip_rect(canvas);
    let words = painter.layout_no_wrap(words.to_owned(), theme::label_font(), p.text);
    let margin = vec2(8.0, 4.0);
    let mut area = corner.anchor_size(at, words.size() + 2.0 * margin);
    area = area.translate((canvas.shrink(4.0).max - area.max).min(egui::Vec2::ZERO));
    area = area.translate((canvas.shrink(4.0).min - area.min).max(egui::Vec2::ZERO));
    painter.rect(area, area.height() / 2.0, p.panel, Stroke::new(1.0, p.line), StrokeKind::Inside);
    painter.galley(area.min + margin, words, p.text);
}
