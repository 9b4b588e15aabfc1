//! Which pixels of each tile of the mask are not 0: looked at again where a tile changed, never as a whole.

use crate::raster::{Extent, Grid, Mask, Rect};

/// Bounds of what is not 0, tile by tile.
#[derive(Clone, Debug)]
pub(super) struct Tiles {
    grid: Grid,
    bounds: Vec<Option<Rect>>,
}

impl Tiles {
    /// For an empty mask.
    pub(super) fn new(extent: Extent) -> Self {
        let grid = Grid::new(extent);
        Self { grid, bounds: vec![None; grid.count()] }
    }

    /// Where they lie.
    pub(super) fn grid(&self) -> Grid {
        self.grid
    }

    /// Whether every pixel of a tile is 0.
    pub(super) fn is_empty(&self, tile: usize) -> bool {
        self.bounds[tile].is_none()
    }

    /// Whether every pixel of every tile is 0.
    pub(super) fn are_empty(&self) -> bool {
        self.bounds.iter().all(Option::is_none)
    }

    /// Bounds of all non-zero pixels.
    pub(super) fn bounds(&self) -> Option<Rect> {
        self.bounds.iter().flatten().copied().reduce(Rect::union)
    }

    /// Looks at one tile of `mask` again.
    pub(super) fn refresh(&mut self, mask: &Mask, tile: usize) {
        self.bounds[tile] = mask.tile(tile).bounds(self.grid.rect(tile));
    }
}
