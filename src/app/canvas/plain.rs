//! The canvas without a GPU of its own: one egui texture, composed on the CPU. Coarse, but nothing is missing.

use std::sync::Arc;

use egui::{Color32, ColorImage, Painter, Pos2, TextureHandle, TextureOptions, lerp, pos2, vec2};

use super::{Compare, Overlay, Palette, Scene, View};
use crate::document::Document;
use crate::raster::Mask;

/// Longer side of the texture, texels.
const SIDE: u32 = 384;

/// What the texture shows: composed again when it differs.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Key {
    document: u64,
    revision: u64,
    overlay: Option<u64>,
    compare: Compare,
    view: View,
    mask: (bool, bool),
    palette: Palette,
    /// Where the picture left of the split line is kept.
    left: Option<usize>,
}

/// The texture and what it shows.
#[derive(Default)]
pub(super) struct Plain {
    texture: Option<TextureHandle>,
    key: Option<Key>,
}

impl Plain {
    /// Paints the picture with mask, overlay and original.
    pub(super) fn paint(&mut self, painter: &Painter, view: &View, scene: &mut Scene<'_>) {
        // The whole texture is made anew from the document, so nobody waits for these.
        scene.document.take_dirty_picture();
        scene.document.take_dirty_mask();
        let key = Key {
            document: scene.document.id(),
            revision: scene.document.revision(),
            overlay: scene.overlay.as_ref().map(|overlay| overlay.id),
            compare: scene.compare,
            view: if matches!(scene.compare, Compare::Split(_)) { *view } else { View::default() },
            mask: (scene.show_mask, scene.mask_outline_only),
            palette: scene.palette,
            left: scene.sides.as_ref().map(|sides| Arc::as_ptr(&sides.left) as usize),
        };
        if self.key != Some(key) {
            let image = compose(view, scene);
            match &mut self.texture {
                Some(texture) => texture.set(image, TextureOptions::LINEAR),
                None => self.texture = Some(painter.ctx().load_texture("canvas", image, TextureOptions::LINEAR)),
            }
            self.key = Some(key);
        }
        if let Some(texture) = &self.texture {
            let whole = egui::Rect::from_min_max(Pos2::ZERO, pos2(1.0, 1.0));
            painter.image(texture.id(), view.picture_in_ui(), whole, Color32::WHITE);
        }
    }
}

fn compose(view: &View, scene: &Scene<'_>) -> ColorImage {
    let extent = scene.document.extent();
    let step = f64::from(extent.width.max(extent.height)) / f64::from(SIDE);
    let step = step.max(1.0);
    let across = ((f64::from(extent.width) / step) as u32).max(1);
    let down = ((f64::from(extent.height) / step) as u32).max(1);
    let mut texels = Vec::with_capacity((across * down) as usize);
    let flat = scene.document.flattened();
    let original = scene.left();
    for row in 0..down {
        for column in 0..across {
            let x = ((f64::from(column) + 0.5) * step) as u32;
            let y = ((f64::from(row) + 0.5) * step) as u32;
            let (x, y) = (x.min(extent.width - 1), y.min(extent.height - 1));
            let in_ui = view.ui_from_image(pos2(x as f32 + 0.5, y as f32 + 0.5));
            let is_original = match scene.compare {
                Compare::Off => false,
                Compare::Original => true,
                Compare::Split(share) => in_ui.x < view.rect().left() + share * view.rect().width(),
            };
            let rgba = if is_original {
                original.rgba8(x, y)
            } else {
                let below = flat.rgba8(x, y);
                overlaid(scene.document, scene.overlay.as_ref(), below, x, y)
            };
            let checker =
                if (column / 8 + row / 8) % 2 == 0 { scene.palette.checker_a } else { scene.palette.checker_b };
            let mut colour = mix(checker, Color32::from_rgb(rgba[0], rgba[1], rgba[2]), f32::from(rgba[3]) / 255.0);
            if scene.show_mask && !is_original {
                let covered = scene.document.mask().at(x, y);
                if on_outline(scene.document.mask(), x, y, step.round() as u32) {
                    colour = if (column + row) / 4 % 2 == 0 { Color32::BLACK } else { Color32::WHITE };
                } else if !scene.mask_outline_only {
                    colour =
                        mix(colour, scene.palette.mask_tint, scene.palette.tint_strength * f32::from(covered) / 255.0);
                }
            }
            texels.push(colour);
        }
    }
    let mut image = ColorImage::new([across as usize, down as usize], texels);
    image.source_size = vec2(extent.width as f32, extent.height as f32);
    image
}

/// The overlay's pixel over `below`, if it lies there.
fn overlaid(document: &Document, overlay: Option<&Overlay>, below: [u8; 4], x: u32, y: u32) -> [u8; 4] {
    let Some(overlay) = overlay else { return below };
    let rect = overlay.rect;
    if x < rect.x || y < rect.y || x >= rect.right() || y >= rect.bottom() {
        return below;
    }
    let size = overlay.pixels.extent();
    let scaled = |at: u32, from: u32, to: u32| (u64::from(at) * u64::from(to) / u64::from(from)) as u32;
    let above =
        overlay.pixels.rgba8(scaled(x - rect.x, rect.width, size.width), scaled(y - rect.y, rect.height, size.height));
    let share = if overlay.through_mask { f32::from(document.mask().at(x, y)) / 255.0 } else { 1.0 };
    std::array::from_fn(|i| lerp(f32::from(below[i])..=f32::from(above[i]), share).round() as u8)
}

/// Whether the mask covers a pixel, but not all of its neighbours `step` pixels away.
fn on_outline(mask: &Mask, x: u32, y: u32, step: u32) -> bool {
    let extent = mask.extent();
    let covers = |x: Option<u32>, y: Option<u32>| match (x, y) {
        (Some(x), Some(y)) if x < extent.width && y < extent.height => mask.at(x, y) > 0,
        _ => false,
    };
    mask.at(x, y) > 0
        && !(covers(x.checked_sub(step), Some(y))
            && covers(x.checked_add(step), Some(y))
            && covers(Some(x), y.checked_sub(step))
            && covers(Some(x), y.checked_add(step)))
}

fn mix(below: Color32, above: Color32, share: f32) -> Color32 {
    below.lerp_to_gamma(above, share)
}
