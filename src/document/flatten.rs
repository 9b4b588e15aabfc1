//! Layers to one picture. Opacity 1 is a copy of bytes; anything else is weighted by alpha.

use std::borrow::Cow;
use std::sync::Arc;

use super::layer::Layer;
use crate::raster::{Depth, Pixels, Rect, Samples};

/// `flat` with `dirty` composed again from `layers`, bottom first. `base` lends extent and depth.
pub(super) fn flatten(base: &Pixels, mut flat: Arc<Pixels>, layers: &[Layer], dirty: Rect) -> Arc<Pixels> {
    // The usual case of one picture and nothing on it shares its bytes.
    if let [only] = layers
        && only.look.visible
        && only.look.opacity >= 1.0
        && only.rect == base.extent().rect()
    {
        return Arc::clone(&only.pixels);
    }
    let samples = 4 * dirty.extent().area() as usize;
    let patch = match base.depth() {
        Depth::Eight => Samples::Eight(compose(vec![0; samples], layers, dirty, eight_bit_row)),
        Depth::Sixteen => Samples::Sixteen(compose(vec![0; samples], layers, dirty, sixteen_bit_row)),
    };
    let replaced = Pixels::new(dirty.extent(), patch).and_then(|patch| Arc::make_mut(&mut flat).replace(dirty, &patch));
    debug_assert!(replaced.is_ok(), "the patch has the extent of `dirty`, which lies in the picture, and its depth");
    flat
}

/// The rows of `dirty`, which come transparent, with the layers on them.
fn compose<S: Sample>(
    mut rows: Vec<S>,
    layers: &[Layer],
    dirty: Rect,
    row_of_layer: impl Fn(&Pixels, Rect) -> Cow<'_, [S]>,
) -> Vec<S> {
    for layer in layers.iter().filter(|layer| layer.look.visible && layer.look.opacity > 0.0) {
        let Some(shared) = layer.rect.intersection(dirty) else { continue };
        let in_layer = Rect::new(shared.x - layer.rect.x, shared.y - layer.rect.y, shared.width, shared.height);
        for row in 0..shared.height {
            let source_rect = Rect::new(in_layer.x, in_layer.y + row, shared.width, 1);
            let source = row_of_layer(&layer.pixels, source_rect);
            let start =
                4 * ((shared.y - dirty.y + row) as usize * dirty.width as usize + (shared.x - dirty.x) as usize);
            let target = &mut rows[start..start + 4 * shared.width as usize];
            let coverage = layer.coverage.as_ref().map(|mask| mask.rows(source_rect));
            if layer.look.opacity >= 1.0 && coverage.is_none() {
                target.copy_from_slice(&source);
                continue;
            }
            for (column, (below, above)) in target.chunks_exact_mut(4).zip(source.chunks_exact(4)).enumerate() {
                let covered = coverage.as_ref().map_or(255, |row| row[column]);
                blend(below, above, layer.look.opacity.min(1.0) * f32::from(covered) / 255.0);
            }
        }
    }
    rows
}

/// `weight` of `above` over `below`: a cross-fade, so that weight 1 is `above` whatever its alpha.
fn blend<S: Sample>(below: &mut [S], above: &[S], weight: f32) {
    if weight <= 0.0 {
        return;
    }
    if weight >= 1.0 {
        below.copy_from_slice(above);
        return;
    }
    let (kept, added) = (below[3].to_f32() * (1.0 - weight), above[3].to_f32() * weight);
    let alpha = kept + added;
    // Between equal alphas this is the plain mean of the colours.
    let share = if alpha > 0.0 { added / alpha } else { weight };
    for (below, above) in below[..3].iter_mut().zip(above) {
        *below = S::from_f32(below.to_f32() * (1.0 - share) + above.to_f32() * share);
    }
    below[3] = S::from_f32(alpha);
}

/// Part of a row in 8 bits.
fn eight_bit_row(pixels: &Pixels, rect: Rect) -> Cow<'_, [u8]> {
    match pixels.samples() {
        Samples::Eight(rows) => Cow::Borrowed(part(rows, pixels, rect)),
        Samples::Sixteen(_) => Cow::Owned(pixels.rgba8_of(rect)),
    }
}

/// Part of a row in 16 bits.
fn sixteen_bit_row(pixels: &Pixels, rect: Rect) -> Cow<'_, [u16]> {
    match pixels.samples() {
        Samples::Sixteen(rows) => Cow::Borrowed(part(rows, pixels, rect)),
        Samples::Eight(rows) => {
            Cow::Owned(part(rows, pixels, rect).iter().map(|&value| u16::from(value) * 257).collect())
        }
    }
}

fn part<'a, S>(rows: &'a [S], pixels: &Pixels, rect: Rect) -> &'a [S] {
    let start = 4 * (rect.y as usize * pixels.extent().width as usize + rect.x as usize);
    &rows[start..start + 4 * rect.width as usize]
}

/// One sample of either depth.
trait Sample: Copy + Default {
    fn to_f32(self) -> f32;
    fn from_f32(value: f32) -> Self;
}

impl Sample for u8 {
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
    fn from_f32(value: f32) -> Self {
        value.round() as Self
    }
}

impl Sample for u16 {
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
    fn from_f32(value: f32) -> Self {
        value.round() as Self
    }
}
