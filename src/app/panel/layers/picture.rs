//! Small pictures of layers: a few pixels of each, made again when the layer changed.

use std::collections::BTreeMap;

use egui::{ColorImage, Context, TextureHandle, TextureOptions};

use crate::document::{Content, Document, Layer, LayerId};
use crate::raster::Extent;

/// Longer side, texels.
const SIDE: u32 = 64;

/// Those of one document.
#[derive(Default)]
pub struct LayerPictures {
    /// Whose, and as it was when they were made.
    of: Option<(u64, u64)>,
    made: BTreeMap<LayerId, (Content, TextureHandle)>,
}

impl LayerPictures {
    /// Forgets the layers of another document and those that are gone. While a stroke goes on nothing is made again.
    pub(super) fn tend(&mut self, document: &Document) {
        let of = Some((document.id(), document.revision()));
        if self.of == of || document.is_open() {
            return;
        }
        if self.of.map(|(id, _)| id) != of.map(|(id, _)| id) {
            self.made.clear();
        }
        self.of = of;
        self.made.retain(|id, (content, _)| document.layer(*id).is_some_and(|layer| is_same(layer.content(), content)));
    }

    /// The picture of a layer.
    pub(super) fn get(&mut self, ctx: &Context, layer: &Layer, canvas: Extent) -> TextureHandle {
        let make = || (layer.content().clone(), texture_of(ctx, layer.content(), canvas));
        self.made.entry(layer.id()).or_insert_with(make).1.clone()
    }
}

/// Whether two contents share what they show; sharing says it without a look at the pixels.
fn is_same(a: &Content, b: &Content) -> bool {
    use std::sync::Arc;
    match (a, b) {
        (Content::Picture(a) | Content::Pasted(a), Content::Picture(b) | Content::Pasted(b)) => {
            Arc::ptr_eq(&a.pixels, &b.pixels)
        }
        (Content::Mask(a), Content::Mask(b)) => Arc::ptr_eq(a, b),
        // Tiles that nobody touched are shared, but only the sheet can tell.
        (Content::Paint(a), Content::Paint(b)) => a == b,
        _ => false,
    }
}

fn texture_of(ctx: &Context, content: &Content, canvas: Extent) -> TextureHandle {
    let extent = content.piece().map_or(canvas, |piece| piece.pixels.extent());
    let step = (extent.width.max(extent.height) / SIDE).max(1);
    let small = Extent::new(extent.width.div_ceil(step), extent.height.div_ceil(step));
    let places = (0..small.height).flat_map(|y| (0..small.width).map(move |x| (x * step, y * step)));
    let rgba: Vec<u8> = places
        .flat_map(|(x, y)| match content {
            Content::Picture(piece) | Content::Pasted(piece) => piece.pixels.rgba8(x, y),
            Content::Paint(sheet) => sheet.at(x, y).rgba8(),
            Content::Mask(mask) => [mask.at(x, y), mask.at(x, y), mask.at(x, y), 255],
        })
        .collect();
    let size = [small.width as usize, small.height as usize];
    let image = ColorImage::from_rgba_unmultiplied(size, &rgba);
    ctx.load_texture("layer", image, TextureOptions::LINEAR)
}
