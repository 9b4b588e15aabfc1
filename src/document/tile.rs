//! The mask in tiles of 256 pixels: what a stroke touches is what it costs.

use std::sync::Arc;

use crate::raster::{Extent, Mask, Rect};

/// Side of a tile, pixels.
pub(super) const SIDE: u32 = 256;

/// Where the tiles of an extent lie, and which pixels of each are not 0.
#[derive(Clone, Debug)]
pub(super) struct Tiles {
    extent: Extent,
    across: u32,
    /// Bounds of the non-zero pixels of each tile, row by row.
    bounds: Vec<Option<Rect>>,
}

impl Tiles {
    /// For an empty mask.
    pub(super) fn new(extent: Extent) -> Self {
        let across = extent.width.div_ceil(SIDE);
        let tiles = across as usize * extent.height.div_ceil(SIDE) as usize;
        Self { extent, across, bounds: vec![None; tiles] }
    }

    /// All tiles' numbers.
    pub(super) fn all(&self) -> std::ops::Range<usize> {
        0..self.bounds.len()
    }

    /// The pixels of a tile.
    pub(super) fn rect(&self, tile: usize) -> Rect {
        let (column, row) = (tile as u32 % self.across, tile as u32 / self.across);
        let (x, y) = (column * SIDE, row * SIDE);
        Rect::new(x, y, SIDE.min(self.extent.width - x), SIDE.min(self.extent.height - y))
    }

    /// The tiles that share a pixel with `rect`, which lies inside the extent.
    pub(super) fn touching(&self, rect: Rect) -> impl Iterator<Item = usize> + use<> {
        let across = self.across;
        let columns = rect.x / SIDE..rect.right().div_ceil(SIDE);
        (rect.y / SIDE..rect.bottom().div_ceil(SIDE))
            .flat_map(move |row| columns.clone().map(move |column| (row * across + column) as usize))
    }

    /// Whether every pixel of a tile is 0.
    pub(super) fn is_empty(&self, tile: usize) -> bool {
        self.bounds[tile].is_none()
    }

    /// Bounds of all non-zero pixels.
    pub(super) fn bounds(&self) -> Option<Rect> {
        self.bounds.iter().flatten().copied().reduce(Rect::union)
    }

    /// Looks at one tile of `mask` again.
    pub(super) fn refresh(&mut self, mask: &Mask, tile: usize) {
        let rect = self.rect(tile);
        let mut bounds: Option<Rect> = None;
        for y in rect.y..rect.bottom() {
            let row = row_of(mask, rect, y);
            let Some(first) = row.iter().position(|&value| value != 0) else { continue };
            let last = row.iter().rposition(|&value| value != 0).unwrap_or(first);
            let span = Rect::new(rect.x + first as u32, y, (last - first + 1) as u32, 1);
            bounds = Some(bounds.map_or(span, |bounds| bounds.union(span)));
        }
        self.bounds[tile] = bounds;
    }
}

/// The part of row `y` of the mask that lies in `rect`.
pub(super) fn row_of(mask: &Mask, rect: Rect, y: u32) -> &[u8] {
    let start = y as usize * mask.extent().width as usize + rect.x as usize;
    &mask.coverage()[start..start + rect.width as usize]
}

/// The same, to write into.
pub(super) fn row_of_mut(mask: &mut Mask, rect: Rect, y: u32) -> &mut [u8] {
    let start = y as usize * mask.extent().width as usize + rect.x as usize;
    &mut mask.coverage_mut()[start..start + rect.width as usize]
}

/// The coverage of one tile, as history keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Coverage {
    /// One value everywhere: what a big empty or filled mask is made of.
    Uniform(u8),
    /// Rows.
    Rows(Box<[u8]>),
}

impl Coverage {
    /// What `mask` holds in `rect`.
    pub(super) fn of(mask: &Mask, rect: Rect) -> Self {
        let mut rows = Vec::with_capacity(rect.extent().area() as usize);
        for y in rect.y..rect.bottom() {
            rows.extend_from_slice(row_of(mask, rect, y));
        }
        if rows.iter().all(|&value| value == rows[0]) { Self::Uniform(rows[0]) } else { Self::Rows(rows.into()) }
    }

    /// Writes it into `rect` of `mask`.
    pub(super) fn write(&self, mask: &mut Arc<Mask>, rect: Rect) {
        let mask = Arc::make_mut(mask);
        for (row, y) in (rect.y..rect.bottom()).enumerate() {
            let target = row_of_mut(mask, rect, y);
            match self {
                Self::Uniform(value) => target.fill(*value),
                Self::Rows(rows) => target.copy_from_slice(&rows[row * rect.width as usize..][..rect.width as usize]),
            }
        }
    }

    /// Coverage of the pixel with this index in the tile's rows.
    pub(super) fn at(&self, index: usize) -> u8 {
        match self {
            Self::Uniform(value) => *value,
            Self::Rows(rows) => rows[index],
        }
    }

    /// Bytes that keeping it costs.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Uniform(_) => 1,
            Self::Rows(rows) => rows.len(),
        }
    }
}
