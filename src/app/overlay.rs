//! Heat over the picture: its colour, and where it lies.

use egui::{Color32, Pos2, Rect, TextureHandle, Ui};

use super::canvas::View;
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
