//! Small textures of steps and results, kept while they are looked at.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::raster::{Extent, Pixels, Samples};

/// Longest side of a thumbnail, in pixels.
const SIDE: u32 = 192;

/// A texture of `pixels`, made smaller where they are large.
pub fn texture_of(ctx: &Context, name: &str, pixels: &Pixels) -> TextureHandle {
    let small = small(pixels, SIDE);
    let pixels = small.as_ref().unwrap_or(pixels);
    let size = [pixels.extent().width as usize, pixels.extent().height as usize];
    let image = ColorImage::from_rgba_unmultiplied(size, &pixels.to_rgba8());
    ctx.load_texture(name, image, TextureOptions::LINEAR)
}

/// `pixels` made so small that no side is longer than `most` (at most 192); none where they are small already.
pub fn small(pixels: &Pixels, most: u32) -> Option<Pixels> {
    let sparse = sparse(pixels);
    let pixels = sparse.as_ref().unwrap_or(pixels);
    let extent = pixels.extent();
    let longest = extent.width.max(extent.height);
    let scale = |side: u32| ((u64::from(side) * u64::from(most) / u64::from(longest)) as u32).max(1);
    (longest > most).then(|| pixels.resized(Extent::new(scale(extent.width), scale(extent.height)))).or(sparse)
}

/// Every n-th pixel of a large picture, still several for each of the thumbnail's: making 100 megapixels smaller with all
/// care takes seconds, for which the window would stand still.
fn sparse(pixels: &Pixels) -> Option<Pixels> {
    let extent = pixels.extent();
    let step = extent.width.max(extent.height) / (2 * SIDE);
    if step < 2 {
        return None;
    }
    let small = Extent::new(extent.width.div_ceil(step), extent.height.div_ceil(step));
    let rows = (0..small.height).flat_map(|y| (0..small.width).map(move |x| (x * step, y * step)));
    Pixels::new(small, Samples::Eight(rows.flat_map(|(x, y)| pixels.rgba8(x, y)).collect())).ok()
}

/// The middle part of a picture of `size` that has the shape of `cell`.
pub fn middle(size: egui::Vec2, cell: egui::Vec2) -> egui::Rect {
    let scale = (cell.x / size.x).max(cell.y / size.y);
    egui::Rect::from_center_size(egui::pos2(0.5, 0.5), cell / (size * scale))
}

/// Textures by the picture's address; what was not asked for in a frame goes.
#[derive(Default)]
pub struct Thumbs {
    kept: HashMap<usize, (Arc<Pixels>, TextureHandle, u64)>,
    pass: u64,
}

impl Thumbs {
    /// Begins a frame: forgets what the last one did not ask for.
    pub fn begin(&mut self) {
        let last = self.pass;
        self.kept.retain(|_, (_, _, asked)| *asked >= last);
        self.pass += 1;
    }

    /// The texture of `pixels`.
    pub fn get(&mut self, ctx: &Context, pixels: &Arc<Pixels>) -> TextureHandle {
        let key = Arc::as_ptr(pixels) as usize;
        let pass = self.pass;
        let entry =
            self.kept.entry(key).or_insert_with(|| (Arc::clone(pixels), texture_of(ctx, "thumbnail", pixels), pass));
        entry.2 = pass;
        entry.1.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_picture_is_thinned_and_a_small_one_is_taken_whole() {
        let rows =
            (0..2_000 * 900_u32).flat_map(|i| [(i % 2_000 / 10) as u8, (i / 2_000 / 10) as u8, 7, 255]).collect();
        let thin = sparse(&Pixels::new(Extent::new(2_000, 900), Samples::Eight(rows)).unwrap()).unwrap();
        assert_eq!(thin.extent(), Extent::new(400, 180));
        assert_eq!(thin.rgba8(399, 40), [199, 20, 7, 255]);
        assert!(sparse(&Pixels::filled(Extent::new(767, 40), [0; 4])).is_none());
    }

    #[test]
    fn a_cell_shows_the_middle_of_its_picture_undistorted() {
        let part = middle(egui::vec2(64.0, 32.0), egui::vec2(20.0, 20.0));
        assert_eq!((part.min.x, part.max.x, part.min.y, part.max.y), (0.25, 0.75, 0.0, 1.0));
    }
}
