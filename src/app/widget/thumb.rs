//! Small textures of steps and results, kept while they are looked at.

use std::collections::HashMap;
use std::sync::Arc;

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::raster::{Extent, Pixels};

/// Longest side of a thumbnail, in pixels.
const SIDE: u32 = 192;

/// A texture of `pixels`, made smaller where they are large.
pub fn texture_of(ctx: &Context, name: &str, pixels: &Pixels) -> TextureHandle {
    let extent = pixels.extent();
    let longest = extent.width.max(extent.height);
    let small = (longest > SIDE).then(|| {
        let scale = |side: u32| ((u64::from(side) * u64::from(SIDE) / u64::from(longest)) as u32).max(1);
        pixels.resized(Extent::new(scale(extent.width), scale(extent.height)))
    });
    let pixels = small.as_ref().unwrap_or(pixels);
    let size = [pixels.extent().width as usize, pixels.extent().height as usize];
    let image = ColorImage::from_rgba_unmultiplied(size, &pixels.to_rgba8());
    ctx.load_texture(name, image, TextureOptions::LINEAR)
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
