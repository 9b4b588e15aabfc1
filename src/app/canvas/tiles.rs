//! A picture or mask as tiles on the GPU: only what is seen, at the level it is seen at, and again only what changed.

use std::collections::BTreeMap;

use egui::{Pos2, Rect as UiRect, pos2};

use super::gpu::{Gpu, Texture};
use super::texels::{Source, Span};
use crate::raster::{Extent, Rect};

/// Texels of the neighbours round each tile: for smoothing and outlines across tiles.
const APRON: i64 = 2;
/// Unseen tiles are kept up to this many, so that panning back is free (about 1 MB each).
const KEPT: usize = 128;

/// Tiles of one picture or mask.
#[derive(Default)]
pub(super) struct Tiles {
    kept: BTreeMap<Place, Tile>,
    extent: Option<Extent>,
    frame: u64,
}

/// Which tile: level 0 is pixel by pixel, each further one half as wide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    level: u32,
    column: u32,
    row: u32,
}

struct Tile {
    texture: Texture,
    /// What of the picture changed since the texture was written, picture pixels.
    stale: Option<Rect>,
    seen: u64,
}

/// A tile that is ready to be drawn.
#[derive(Clone)]
pub(super) struct Ready {
    pub(super) texture: Texture,
    /// What it shows, pixels of the picture or mask.
    pub(super) shows: UiRect,
    /// Texel of the texture at a pixel: `(pixel − origin) / side`.
    origin: Pos2,
    side: f32,
}

impl Ready {
    /// Corners of `area` (pixels) in the texture, texels: left, top, right, bottom.
    pub(super) fn texels(&self, area: UiRect) -> [f32; 4] {
        let (low, high) = ((area.min - self.origin) / self.side, (area.max - self.origin) / self.side);
        [low.x, low.y, high.x, high.y]
    }
    /// Pixels a texel.
    pub(super) fn side(&self) -> f32 {
        self.side
    }
}

/// The level at which a texel is about a screen pixel, when a pixel takes `zoom` screen pixels.
pub(super) fn level_at(zoom: f32) -> u32 {
    (1.0 / zoom.max(1e-6)).log2().round().clamp(0.0, 20.0) as u32
}

impl Tiles {
    /// `dirty` changed; `None` is everything.
    pub(super) fn invalidate(&mut self, dirty: Option<Rect>, side: u32) {
        for (place, tile) in &mut self.kept {
            let Some(extent) = self.extent else { return };
            let dirty = dirty.unwrap_or(extent.rect());
            let changed = covered(*place, side, extent).and_then(|covered| covered.intersection(dirty));
            if let Some(changed) = changed {
                tile.stale = Some(tile.stale.map_or(changed, |stale| stale.union(changed)));
            }
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.kept.clear();
    }

    /// The tiles that show `visible` (pixels), with what changed in them written anew. Returns the bytes written too.
    pub(super) fn show(&mut self, gpu: &Gpu, source: Source<'_>, visible: UiRect, level: u32) -> (Vec<Ready>, usize) {
        let extent = source.extent();
        if self.extent != Some(extent) {
            self.kept.clear();
            self.extent = Some(extent);
        }
        self.frame += 1;
        let (mut ready, mut written) = (Vec::new(), 0);
        if !visible.is_positive() {
            return (ready, written);
        }
        let pixels = (gpu.tile_side() << level) as f32;
        let columns = (visible.left() / pixels) as u32..=(visible.right() / pixels) as u32;
        let rows = (visible.top() / pixels) as u32..=(visible.bottom() / pixels) as u32;
        for (row, column) in rows.flat_map(|row| columns.clone().map(move |column| (row, column))) {
            let place = Place { level, column, row };
            let whole = pos2(column as f32 * pixels, row as f32 * pixels);
            let limit = pos2(extent.width as f32, extent.height as f32);
            let shows = UiRect::from_min_max(whole, (whole + egui::Vec2::splat(pixels)).min(limit));
            if !shows.is_positive() {
                continue;
            }
            let side = gpu.tile_side();
            let tile = self.kept.entry(place).or_insert_with(|| Tile {
                texture: gpu.texture(source.bytes_per_texel()),
                stale: covered(place, side, extent),
                seen: 0,
            });
            tile.seen = self.frame;
            if let Some(stale) = tile.stale.take() {
                written += write(gpu, &tile.texture, source, place, stale);
            }
            let side = (1_u32 << level) as f32;
            let origin = whole - egui::Vec2::splat(APRON as f32 * side);
            ready.push(Ready { texture: tile.texture.clone(), shows, origin, side });
        }
        self.forget_unseen();
        (ready, written)
    }

    fn forget_unseen(&mut self) {
        while self.kept.len() > KEPT {
            let oldest = self.kept.iter().min_by_key(|(_, tile)| tile.seen).map(|(place, tile)| (*place, tile.seen));
            match oldest {
                Some((place, seen)) if seen < self.frame => self.kept.remove(&place),
                _ => return,
            };
        }
    }
}

/// First texel of a tile's texture, in texels of its level.
fn first_texel(place: Place, side: u32) -> (i64, i64) {
    let at = |index: u32| i64::from(index) * i64::from(side) - APRON;
    (at(place.column), at(place.row))
}

/// The pixels that a tile's texture depends on, apron and all.
fn covered(place: Place, side: u32, extent: Extent) -> Option<Rect> {
    let (x, y) = first_texel(place, side);
    let texels = i64::from(side) + 2 * APRON;
    let clip = |texel: i64, limit: u32| (texel << place.level).clamp(0, i64::from(limit)) as u32;
    let (left, right) = (clip(x, extent.width), clip(x + texels, extent.width));
    let (top, bottom) = (clip(y, extent.height), clip(y + texels, extent.height));
    (right > left && bottom > top).then(|| Rect::new(left, top, right - left, bottom - top))
}

/// Writes the texels that show `stale` and returns their bytes.
fn write(gpu: &Gpu, texture: &Texture, source: Source<'_>, place: Place, stale: Rect) -> usize {
    let (x0, y0) = first_texel(place, gpu.tile_side());
    let texels = i64::from(gpu.tile_side()) + 2 * APRON;
    let extent = source.extent();
    // What lies at the border is repeated beyond it.
    let from = |pixel: u32, first: i64| if pixel == 0 { first } else { (i64::from(pixel) >> place.level).max(first) };
    let to = |pixel: u32, limit: u32, first: i64| {
        let end = i64::from(pixel.div_ceil(1 << place.level));
        if pixel >= limit { first + texels } else { end.min(first + texels) }
    };
    let (left, top) = (from(stale.x, x0), from(stale.y, y0));
    let (right, bottom) = (to(stale.right(), extent.width, x0), to(stale.bottom(), extent.height, y0));
    let span = Span { x: left, y: top, width: (right - left) as u32, height: (bottom - top) as u32 };
    if right <= left || bottom <= top {
        return 0;
    }
    let bytes = source.texels(place.level, span);
    gpu.write(texture, ((left - x0) as u32, (top - y0) as u32), (span.width, span.height), &bytes);
    bytes.len()
}

/// Side of a tile's texture for a tile of this many texels.
pub(super) const fn texture_side(tile_side: u32) -> u32 {
    tile_side + 2 * APRON as u32
}
