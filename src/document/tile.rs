//! Which pixels of each tile of the mask are not 0, and how much they are: looked at again where a tile changed, never as
//! a whole.

use crate::raster::{Extent, Grid, Mask, Rect, Tile};

/// What is not 0, tile by tile.
#[derive(Clone, Debug)]
pub(super) struct Tiles {
    grid: Grid,
    bounds: Vec<Option<Rect>>,
    weights: Vec<Weight>,
}

/// How much a mask covers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Sum of all coverage: 255 is a pixel that is covered fully.
    pub sum: u64,
    /// The largest coverage.
    pub most: u8,
}

impl Weight {
    fn of(tile: &Tile, pixels: u64) -> Self {
        match tile {
            Tile::Uniform(value) => Self { sum: u64::from(*value) * pixels, most: *value },
            Tile::Rows(rows) => {
                let sum = rows.iter().map(|&value| u64::from(value)).sum();
                Self { sum, most: rows.iter().copied().max().unwrap_or(0) }
            }
        }
    }
}

impl Tiles {
    /// For an empty mask.
    pub(super) fn new(extent: Extent) -> Self {
        let grid = Grid::new(extent);
        Self { grid, bounds: vec![None; grid.count()], weights: vec![Weight::default(); grid.count()] }
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
        let (area, tile_of) = (self.grid.rect(tile), mask.tile(tile));
        self.bounds[tile] = tile_of.bounds(area);
        self.weights[tile] = Weight::of(tile_of, area.extent().area());
    }

    /// How much all of it covers.
    pub(super) fn weight(&self) -> Weight {
        let add = |all: Weight, own: &Weight| Weight { sum: all.sum + own.sum, most: all.most.max(own.most) };
        self.weights.iter().fold(Weight::default(), add)
    }
}
