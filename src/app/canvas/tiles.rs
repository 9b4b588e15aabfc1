//! A picture or mask as tiles on the GPU: only what is seen, at the level it is seen at, and again only what changed.

use std::collections::BTreeMap;

use egui::{Pos2, Rect as UiRect, pos2};

use super::budget::Budget;
use super::gpu::{Gpu, Texture};
use super::texels::{Source, Span};
use crate::raster::{Extent, Rect};

/// Texels of the neighbours round each tile: for smoothing and outlines across tiles.
const APRON: i64 = 2;
/// Unseen tiles are kept up to this many, so that panning back is free (about 1 MB each), unless somebody says otherwise.
const KEPT: usize = 128;

/// Halved more often than this nothing is left of any picture.
const MOST_LEVELS: u32 = 20;

/// Tiles of one picture or mask.
pub(super) struct Tiles {
    /// How many are kept.
    most: usize,
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
    /// All of it was written at least once.
    whole: bool,
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
    (1.0 / zoom.max(1e-6)).log2().round().clamp(0.0, MOST_LEVELS as f32) as u32
}

impl Default for Tiles {
    fn default() -> Self {
        Self { most: KEPT, kept: BTreeMap::new(), extent: None, frame: 0 }
    }
}

impl Tiles {
    /// Keeps up to this many from the next frame on; what is seen is always kept.
    pub(super) fn keep(&mut self, most: usize) {
        self.most = most;
    }

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

    /// The tiles that show `visible` (pixels), with what changed in them written anew as far as the budget reaches; where
    /// it does not, tiles of other levels stand in. Returns the bytes written too.
    pub(super) fn show(
        &mut self,
        gpu: &Gpu,
        source: Source<'_>,
        visible: UiRect,
        level: u32,
        budget: &mut Budget,
    ) -> (Vec<Ready>, usize) {
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
            let (place, side) = (Place { level, column, row }, gpu.tile_side());
            if !shown(place, side, extent).is_positive() {
                continue;
            }
            let tile = self.kept.entry(place).or_insert_with(|| Tile {
                texture: gpu.texture(source.bytes_per_texel()),
                stale: covered(place, side, extent),
                whole: false,
                seen: 0,
            });
            tile.seen = self.frame;
            if let Some(stale) = tile.stale
                && let Some(part) = budget.take(stale, level)
            {
                written += write(gpu, &tile.texture, source, place, part);
                let rest = stale.bottom() - part.bottom();
                tile.stale = (rest > 0).then(|| Rect { y: part.bottom(), height: rest, ..stale });
                tile.whole |= rest == 0;
            }
            if tile.whole {
                ready.push(tile.ready(place, side, shown(place, side, extent)));
            } else {
                self.stand_in(place, side, extent, &mut ready);
            }
        }
        self.forget_unseen();
        (ready, written)
    }

    /// What is kept of a place in the next coarser level that has it, else in the next finer one.
    fn stand_in(&mut self, place: Place, side: u32, extent: Extent, ready: &mut Vec<Ready>) {
        let shows = shown(place, side, extent);
        let parents = (place.level + 1..=MOST_LEVELS).map(|level| {
            let by = level - place.level;
            Place { level, column: place.column >> by, row: place.row >> by }
        });
        let kept = |place: &Place| self.kept.get(place).is_some_and(|tile| tile.whole);
        let places = match (parents.into_iter().find(kept), place.level.checked_sub(1)) {
            (Some(parent), _) => vec![parent],
            (None, Some(level)) => {
                let (column, row) = (2 * place.column, 2 * place.row);
                let children = [(0, 0), (1, 0), (0, 1), (1, 1)];
                let children = children.map(|(x, y)| Place { level, column: column + x, row: row + y });
                children.into_iter().filter(kept).collect()
            }
            (None, None) => Vec::new(),
        };
        for place in places {
            if let Some(tile) = self.kept.get_mut(&place) {
                tile.seen = self.frame;
                ready.push(tile.ready(place, side, shown(place, side, extent).intersect(shows)));
            }
        }
    }

    fn forget_unseen(&mut self) {
        while self.kept.len() > self.most {
            let oldest = self.kept.iter().min_by_key(|(_, tile)| tile.seen).map(|(place, tile)| (*place, tile.seen));
            match oldest {
                Some((place, seen)) if seen < self.frame => self.kept.remove(&place),
                _ => return,
            };
        }
    }
}

impl Tile {
    /// To be drawn over `shows`, a part of what it holds.
    fn ready(&self, place: Place, tile_side: u32, shows: UiRect) -> Ready {
        let side = (1_u32 << place.level) as f32;
        let (x, y) = first_texel(place, tile_side);
        Ready { texture: self.texture.clone(), shows, origin: pos2(x as f32 * side, y as f32 * side), side }
    }
}

/// What a tile shows of the picture, pixels.
fn shown(place: Place, side: u32, extent: Extent) -> UiRect {
    let pixels = f64::from(side) * f64::from(1_u32 << place.level);
    let at = |index: u32, limit: u32| (f64::from(index) * pixels).min(f64::from(limit)) as f32;
    let low = pos2(at(place.column, extent.width), at(place.row, extent.height));
    UiRect::from_min_max(low, pos2(at(place.column + 1, extent.width), at(place.row + 1, extent.height)))
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
    // What lies at the border is repeated a little beyond it: as far as is looked at.
    let from = |pixel: u32, first: i64| if pixel == 0 { first } else { (i64::from(pixel) >> place.level).max(first) };
    let to = |pixel: u32, limit: u32, first: i64| {
        let beyond = if pixel >= limit { APRON } else { 0 };
        (i64::from(pixel.div_ceil(1 << place.level)) + beyond).min(first + texels)
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
