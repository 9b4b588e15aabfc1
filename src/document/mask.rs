//! Painting into the mask, and what is done to it as a whole.

use std::borrow::Cow;
use std::sync::Arc;

use super::Document;
use super::change::Change;
use super::tile::{Coverage, SIDE, row_of_mut};
use super::transaction::StrokeTile;
use crate::raster::{Error, Mask, Rect, Result};

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
}

impl Document {
    /// Draws the mask towards `value` by `cover(x, y)` (0…255) in `rect`, as part of the open step.
    ///
    /// Within one step overlapping covers do not build up: each pixel moves by the largest that it has met, starting
    /// from what it was when the step began. Nothing happens when no step is open or `rect` lies outside.
    pub fn paint_mask(&mut self, rect: Rect, value: u8, cover: impl Fn(u32, u32) -> u8) {
        let Some(rect) = rect.intersection(self.extent().rect()) else { return };
        let Some(open) = &mut self.open else { return };
        let mut touched = Vec::new();
        for tile in self.tiles.touching(rect) {
            let area = self.tiles.rect(tile);
            let Some(shared) = area.intersection(rect) else { continue };
            let mask = Arc::make_mut(&mut self.mask);
            let stroke = open.stroke.entry(tile).or_insert_with(|| StrokeTile {
                before: Coverage::of(mask, area),
                stamped: vec![0; area.extent().area() as usize].into(),
            });
            let mut changed = false;
            for y in shared.y..shared.bottom() {
                let start = ((y - area.y) * area.width + (shared.x - area.x)) as usize;
                let target = row_of_mut(mask, shared, y);
                for (column, target) in target.iter_mut().enumerate() {
                    let stamped = &mut stroke.stamped[start + column];
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
        let rect = rect.and_then(|rect| rect.intersection(self.extent().rect()));
        let reaches_out = matches!(combine, Combine::Replace | Combine::Intersect);
        let tiles: Vec<usize> = if reaches_out {
            let shared = |tile| rect.is_some_and(|rect| self.tiles.rect(tile).intersection(rect).is_some());
            self.tiles.all().filter(|&tile| !self.tiles.is_empty(tile) || shared(tile)).collect()
        } else {
            rect.map(|rect| self.tiles.touching(rect).collect()).unwrap_or_default()
        };
        self.rewrite_mask(name.into(), tiles, |x, y, before| {
            let inside = rect.is_some_and(|r| x >= r.x && y >= r.y && x < r.right() && y < r.bottom());
            combine.join(before, if inside { cover(x, y) } else { 0 }, value)
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
        let all = self.tiles.all().collect();
        self.rewrite_mask(name.into(), all, |x, y, _| mask.at(x, y));
        Ok(())
    }

    /// Nothing may change.
    pub fn clear_mask(&mut self) {
        self.combine_mask("Clear mask", None, Combine::Replace, 0, |_, _| 0);
    }

    /// Everything may change.
    pub fn select_all(&mut self) {
        let all = self.tiles.all().collect();
        self.rewrite_mask("Select all".into(), all, |_, _, _| 255);
    }

    /// What could change may not, and the other way round.
    pub fn invert_mask(&mut self) {
        let all = self.tiles.all().collect();
        self.rewrite_mask("Invert mask".into(), all, |_, _, before| 255 - before);
    }

    /// Grown (positive) or shrunk (negative) by a disc of `radius_px`.
    pub fn grow_mask(&mut self, radius_px: i32) {
        let name = if radius_px < 0 { "Shrink mask" } else { "Grow mask" };
        self.filter_mask(name, radius_px.unsigned_abs() + 1, |mask| mask.grown(radius_px));
    }

    /// Edges softened over about `radius_px`.
    pub fn feather_mask(&mut self, radius_px: f32) {
        self.filter_mask("Feather mask", (2.0 * radius_px.max(0.0)).ceil() as u32 + 2, |mask| {
            mask.feathered(radius_px)
        });
    }

    /// Filters the mask where it is not 0 and `reach` pixels round it: elsewhere the filter leaves 0.
    fn filter_mask(&mut self, name: &'static str, reach: u32, filter: impl Fn(&Mask) -> Mask) {
        let Some(bounds) = self.mask_bounds() else { return };
        let (x, y) = (bounds.x.saturating_sub(reach), bounds.y.saturating_sub(reach));
        let right = bounds.right().saturating_add(reach).min(self.extent().width);
        let bottom = bounds.bottom().saturating_add(reach).min(self.extent().height);
        let area = Rect::new(x, y, right - x, bottom - y);
        let filtered = filter(&self.mask.crop(area));
        let tiles = self.tiles.touching(area).collect();
        self.rewrite_mask(name.into(), tiles, |x, y, before| {
            let inside = x >= area.x && y >= area.y && x < area.right() && y < area.bottom();
            if inside { filtered.at(x - area.x, y - area.y) } else { before }
        });
    }

    /// Computes every pixel of `tiles` anew from its place and its coverage, as one change.
    fn rewrite_mask(&mut self, name: Cow<'static, str>, tiles: Vec<usize>, rule: impl Fn(u32, u32, u8) -> u8) {
        let mut changed = Vec::new();
        let mut rows = Vec::with_capacity((SIDE * SIDE) as usize);
        for tile in tiles {
            let rect = self.tiles.rect(tile);
            let before = Coverage::of(&self.mask, rect);
            rows.clear();
            for y in rect.y..rect.bottom() {
                rows.extend((rect.x..rect.right()).map(|x| rule(x, y, self.mask.at(x, y))));
            }
            let uniform = rows.iter().all(|&value| value == rows[0]);
            let after = if uniform { Coverage::Uniform(rows[0]) } else { Coverage::Rows(rows.as_slice().into()) };
            if after != before {
                changed.push((tile, after));
            }
        }
        if !changed.is_empty() {
            self.record(name, Change::PaintMask { tiles: changed });
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
