//! Layers to one picture. A layer that covers fully is a copy of bytes.

use std::borrow::Cow;
use std::sync::Arc;

use super::content::{Content, Shown};
use super::group::Group;
use super::layer::Layer;
use crate::raster::{Blend, Depth, Extent, Pixels, Rect, Sample, Samples, Sheet, Tint, fade_into, lay_over};

/// Whether a layer takes part in the picture.
pub(super) fn shows(layer: &Layer, groups: &[Group]) -> bool {
    let hidden = |id| groups.iter().any(|group| group.id == id && !group.visible);
    layer.look.visible && layer.look.opacity > 0.0 && !layer.look.group.is_some_and(hidden)
}

/// `flat` with `dirty` composed again from `layers`, bottom first. `base` lends extent, depth and profile.
pub(super) fn flatten(
    base: &Pixels,
    flat: Arc<Pixels>,
    layers: &[Layer],
    groups: &[Group],
    dirty: Rect,
) -> Arc<Pixels> {
    let seen: Vec<_> = layers.iter().filter(|layer| shows(layer, groups)).collect();
    // The usual case of one picture and nothing on it shares its bytes.
    if let Some(only) = whole_picture(base, &seen) {
        return Arc::clone(only);
    }
    match base.depth() {
        Depth::Eight => put(base, flat, dirty, compose::<u8>(&seen, dirty)),
        Depth::Sixteen => put(base, flat, dirty, compose::<u16>(&seen, dirty)),
    }
}

/// The one layer that shows, when it is the whole picture as it is.
fn whole_picture<'a>(base: &Pixels, seen: &[&'a Layer]) -> Option<&'a Arc<Pixels>> {
    let [only] = seen else { return None };
    let shown = only.shown.as_ref()?;
    let whole = shown.pixels.extent() == base.extent() && shown.rect == base.extent().rect();
    let plain = only.look.opacity >= 1.0 && only.look.blend == Blend::Normal && shown.coverage.is_none() && !shown.over;
    (whole && plain && shown.pixels.depth() == base.depth()).then_some(&shown.pixels)
}

/// Puts the composed rows of `dirty` into the picture.
fn put<S: Sample>(base: &Pixels, mut flat: Arc<Pixels>, dirty: Rect, rows: Vec<S>) -> Arc<Pixels> {
    let patch = Pixels::new(dirty.extent(), S::samples(rows));
    if dirty == base.extent().rect() {
        let whole = patch.map(|patch| patch.with_profile(base.profile().map(Arc::from)));
        return whole.map_or(flat, |whole| Arc::new(whole.with_exif(base.exif().map(Arc::from))));
    }
    let replaced = patch.and_then(|patch| Arc::make_mut(&mut flat).replace(dirty, &patch));
    debug_assert!(replaced.is_ok(), "the patch has the extent of `dirty`, which lies in the picture, and its depth");
    flat
}

/// The rows of `dirty`, which come transparent, with the layers on them.
fn compose<S: Sample>(seen: &[&Layer], dirty: Rect) -> Vec<S> {
    let mut rows = vec![S::default(); 4 * dirty.extent().area() as usize];
    for layer in seen {
        lay(&mut rows, dirty, layer);
    }
    rows
}

/// Lays one layer on the rows of `dirty`.
pub(super) fn lay<S: Sample>(rows: &mut [S], dirty: Rect, layer: &Layer) {
    let (blend, opacity) = (layer.look.blend, layer.look.opacity.min(1.0));
    match &layer.content {
        Content::Picture(_) | Content::Pasted(_) => {
            if let Some(shown) = &layer.shown {
                lay_piece(rows, dirty, shown, blend, opacity);
            }
        }
        Content::Paint(sheet) => lay_sheet(rows, dirty, sheet, blend, opacity),
        Content::Mask(_) => {}
    }
}

fn lay_piece<S: Sample>(rows: &mut [S], dirty: Rect, shown: &Shown, blend: Blend, opacity: f32) {
    let Some(shared) = shown.rect.intersection(dirty) else { return };
    let (x, y) = (shared.x - shown.rect.x + shown.corner.0, shared.y - shown.rect.y + shown.corner.1);
    for row in 0..shared.height {
        let source_rect = Rect::new(x, y + row, shared.width, 1);
        let source = row_of::<S>(&shown.pixels, source_rect);
        let below = span(rows, dirty, shared, row);
        let coverage = shown.coverage.as_ref().map(|mask| mask.rows(source_rect));
        let weight = |column: usize| opacity * coverage.as_ref().map_or(1.0, |row| f32::from(row[column]) / 255.0);
        match blend {
            Blend::Normal if !shown.over && opacity >= 1.0 && coverage.is_none() => below.copy_from_slice(&source),
            Blend::Normal if !shown.over => fade_into(below, &source, weight),
            blend => lay_over(below, &source, blend, weight),
        }
    }
}

fn lay_sheet<S: Sample>(rows: &mut [S], dirty: Rect, sheet: &Sheet, blend: Blend, opacity: f32) {
    let grid = sheet.grid();
    for tile in grid.touching(dirty) {
        let (area, tint) = (grid.rect(tile), sheet.tile(tile));
        let Some(shared) = area.intersection(dirty).filter(|_| *tint != Tint::CLEAR) else { continue };
        let flat = match tint {
            Tint::Uniform(colour) => colour.samples::<S>().repeat(shared.width as usize),
            Tint::Eight(_) | Tint::Sixteen(_) => Vec::new(),
        };
        for row in 0..shared.height {
            let start = 4 * ((shared.y + row - area.y) * area.width + shared.x - area.x) as usize;
            let above = S::tint(tint).map_or(&*flat, |rows| &rows[start..start + 4 * shared.width as usize]);
            lay_over(span(rows, dirty, shared, row), above, blend, |_| opacity);
        }
    }
}

/// One row of `shared` in the rows of `dirty`, which holds it.
fn span<S>(rows: &mut [S], dirty: Rect, shared: Rect, row: u32) -> &mut [S] {
    let start = 4 * ((shared.y - dirty.y + row) as usize * dirty.width as usize + (shared.x - dirty.x) as usize);
    &mut rows[start..start + 4 * shared.width as usize]
}

/// Part of a row in the depth asked for.
fn row_of<S: Sample>(pixels: &Pixels, rect: Rect) -> Cow<'_, [S]> {
    let Extent { width, .. } = pixels.extent();
    let start = 4 * (rect.y as usize * width as usize + rect.x as usize);
    let part = start..start + 4 * rect.width as usize;
    if let Some(rows) = S::rows(pixels.samples()) {
        return Cow::Borrowed(&rows[part]);
    }
    Cow::Owned(match pixels.samples() {
        Samples::Eight(rows) => rows[part].iter().map(|&v| S::from_sixteen(v.to_sixteen())).collect(),
        Samples::Sixteen(rows) => rows[part].iter().map(|&v| S::from_sixteen(v)).collect(),
    })
}
