//! Painting into the mask, and what is done to it as a whole.

use std::borrow::Cow;
use std::sync::Arc;

use super::Document;
use super::change::Change;
use super::stroke::StrokeTile;
use crate::raster::{Error, Mask, Rect, Result, Tile};

/// How a shape is joined with the mask that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Combine {
    /// The shape alone.
    #[default]
    Replace,
    /// Where either is.
    Add,
    /// The mask without the shape.
    Subtract,
    /// Where both are.
    Intersect,
}

impl Combine {
    /// Coverage of mask and shape together; `value` is what the shape writes where it covers fully.
    fn join(self, mask: u8, shape: u8, value: u8) -> u8 {
        match self {
            Self::Replace => times(value, shape),
            Self::Add => mask.max(times(value, shape)),
            Self::Subtract => times(mask, 255 - shape),
            Self::Intersect => times(mask, shape),
        }
    }

    /// `mask` and `shape`, both of one extent, together.
    pub fn joined(self, mask: &Mask, shape: &Mask) -> Mask {
        mask.joined(shape, |mask, shape| self.join(mask, shape, 255))
    }
}

impl Document {
    /// Draws the mask towards `value` by `cover(x, y)` (0…255) in `rect`, as part of the open step.
    ///
    /// Within one step overlapping covers do not build up: each pixel moves by the largest that it has met, starting
    /// from what it was when the step began. Nothing happens when no step is open or `rect` lies outside.
    pub fn paint_mask(&mut self, rect: Rect, value: u8, cover: impl Fn(u32, u32) -> u8) {
        let Some(rect) = rect.intersection(self.extent().rect()) else { return };
        let Some(open) = &mut self.open else { return };
        let grid = self.tiles.grid();
        let mut touched = Vec::new();
        for tile in grid.touching(rect) {
            let area = grid.rect(tile);
            let Some(shared) = area.intersection(rect) else { continue };
            // Who holds the mask keeps it: what is copied here is a list of tiles, and then the tiles that are painted.
            let mask = Arc::make_mut(&mut self.mask);
            let stroke = open.stroke.entry(tile).or_insert_with(|| StrokeTile {
                before: mask.tile(tile).clone(),
                stamped: vec![0; area.extent().area() as usize].into(),
            });
            let rows = mask.paint_tile(tile);
            let mut changed = false;
            for y in shared.y..shared.bottom() {
                let start = ((y - area.y) * area.width + (shared.x - area.x)) as usize;
                let span = start..start + shared.width as usize;
                let stamps = stroke.stamped[span.clone()].iter_mut();
                for (column, (stamped, target)) in stamps.zip(&mut rows[span]).enumerate() {
                    if *stamped == 255 {
                        continue;
                    }
                    let now = cover(shared.x + column as u32, y);
                    if now > *stamped {
                        *stamped = now;
                        *target = towards(stroke.before.at(start + column), value, now);
                        changed = true;
                    }
                }
            }
            if changed {
                touched.push((tile, shared));
            }
        }
        for (tile, shared) in touched {
            self.touch_mask(tile, shared);
        }
    }

    /// Joins the shape `cover(x, y)` (0…255, zero outside `rect`) with the mask as one step. `None` is an empty shape.
    pub fn combine_mask(
        &mut self,
        name: impl Into<Cow<'static, str>>,
        rect: Option<Rect>,
        combine: Combine,
        value: u8,
        cover: impl Fn(u32, u32) -> u8,
    ) {
        let grid = self.tiles.grid();
        let rect = rect.and_then(|rect| rect.intersection(self.extent().rect()));
        let shared = |area: Rect| rect.and_then(|rect| rect.intersection(area));
        let reaches_out = matches!(combine, Combine::Replace | Combine::Intersect);
        let tiles: Vec<usize> = if reaches_out {
            (0..grid.count()).filter(|&tile| !self.tiles.is_empty(tile) || shared(grid.rect(tile)).is_some()).collect()
        } else {
            rect.map(|rect| grid.touching(rect).collect()).unwrap_or_default()
        };
        self.rewrite_mask(name.into(), tiles, |area, before| {
            let Some(shared) = shared(area) else { return before.map(|mask| combine.join(mask, 0, value)) };
            let mut rows = Vec::with_capacity(area.extent().area() as usize);
            for y in area.y..area.bottom() {
                for x in area.x..area.right() {
                    let inside = x >= shared.x && y >= shared.y && x < shared.right() && y < shared.bottom();
                    rows.push(combine.join(before.at(rows.len()), if inside { cover(x, y) } else { 0 }, value));
                }
            }
            Tile::new(&rows)
        });
    }

    /// Makes `mask` the document's, as one step that holds only the tiles that differ.
    pub fn set_mask(&mut self, name: impl Into<Cow<'static, str>>, mask: &Mask) -> Result<()> {
        if mask.extent() != self.extent() {
            let (is, must) = (mask.extent(), self.extent());
            let reason =
                format!("the mask is {}×{} pixels, the picture {}×{}", is.width, is.height, must.width, must.height);
            return Err(Error::Size { reason });
        }
        self.put_mask(name.into(), mask);
        Ok(())
    }

    /// Nothing may change.
    pub fn clear_mask(&mut self) {
        self.combine_mask("Clear mask", None, Combine::Replace, 0, |_, _| 0);
    }

    /// Everything may change.
    pub fn select_all(&mut self) {
        self.rewrite_mask("Select all".into(), 0..self.tiles.grid().count(), |_, _| Tile::Uniform(255));
    }

    /// What could change may not, and the other way round.
    pub fn invert_mask(&mut self) {
        let invert = |_, before: &Tile| before.map(|value| 255 - value);
        self.rewrite_mask("Invert mask".into(), 0..self.tiles.grid().count(), invert);
    }

    /// Makes `mask`, which has the picture's extent, the document's.
    pub(super) fn put_mask(&mut self, name: Cow<'static, str>, mask: &Mask) {
        let tiles = 0..self.tiles.grid().count();
        self.put_tiles(name, tiles.map(|tile| (tile, mask.tile(tile).clone())).collect());
    }

    /// Computes `tiles` anew from their places and what they are, as one change.
    fn rewrite_mask(
        &mut self,
        name: Cow<'static, str>,
        tiles: impl IntoIterator<Item = usize>,
        rule: impl Fn(Rect, &Tile) -> Tile,
    ) {
        let grid = self.tiles.grid();
        let tiles = tiles.into_iter().map(|tile| (tile, rule(grid.rect(tile), self.mask.tile(tile)))).collect();
        self.put_tiles(name, tiles);
    }

    /// Puts those of `tiles` that differ into the mask, as one change.
    fn put_tiles(&mut self, name: Cow<'static, str>, mut tiles: Vec<(usize, Tile)>) {
        tiles.retain(|(tile, after)| after != self.mask.tile(*tile));
        if !tiles.is_empty() {
            self.record(name, Change::PaintMask { tiles });
        }
    }
}

/// a·b of coverages, rounded.
fn times(a: u8, b: u8) -> u8 {
    ((u32::from(a) * u32::from(b) + 127) / 255) as u8
}

/// `from` moved towards `to` by `share` of 255.
fn towards(from: u8, to: u8, share: u8) -> u8 {
    let (from, to, share) = (i32::from(from), i32::from(to), i32::from(share));
    // Rounded half away from zero, so that the full share is exactly `to`.
    let product = (to - from) * share;
    (from + (product + product.signum() * 127) / 255) as u8
}
