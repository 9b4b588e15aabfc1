//! What a mask is made of: tiles of 256 pixels, each shared by all who hold the mask until one paints into it.

use std::sync::Arc;

use super::{Extent, Rect};

/// Side of a tile, pixels.
const SIDE: u32 = 256;

/// Where the tiles of an extent lie; those at the right and lower border are cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grid {
    extent: Extent,
    across: u32,
}

impl Grid {
    /// The tiles of `extent`.
    pub const fn new(extent: Extent) -> Self {
        Self { extent, across: extent.width.div_ceil(SIDE) }
    }
    /// What they cover.
    pub const fn extent(self) -> Extent {
        self.extent
    }
    /// Number of tiles; they are counted row by row.
    pub const fn count(self) -> usize {
        self.across as usize * self.extent.height.div_ceil(SIDE) as usize
    }
    /// The pixels of a tile.
    pub fn rect(self, tile: usize) -> Rect {
        let (column, row) = (tile as u32 % self.across, tile as u32 / self.across);
        let (x, y) = (column * SIDE, row * SIDE);
        Rect::new(x, y, SIDE.min(self.extent.width - x), SIDE.min(self.extent.height - y))
    }
    /// The tiles that share a pixel with `rect`, which lies inside the extent.
    pub fn touching(self, rect: Rect) -> impl Iterator<Item = usize> {
        let columns = rect.x / SIDE..rect.right().div_ceil(SIDE);
        (rect.y / SIDE..rect.bottom().div_ceil(SIDE))
            .flat_map(move |row| columns.clone().map(move |column| (row * self.across + column) as usize))
    }
    /// The tile of a pixel, and the pixel's place in the tile's rows.
    pub(super) fn place(self, x: u32, y: u32) -> (usize, usize) {
        let (column, row) = (x / SIDE, y / SIDE);
        let width = SIDE.min(self.extent.width - column * SIDE);
        ((row * self.across + column) as usize, (y % SIDE * width + x % SIDE) as usize)
    }
}

/// Coverage of one tile.
#[derive(Clone, Debug)]
pub enum Tile {
    /// One value everywhere: what a big empty or filled mask is made of.
    Uniform(u8),
    /// Rows, shared until they are painted into.
    Rows(Arc<[u8]>),
}

impl Tile {
    /// Of rows of coverage.
    pub fn new(rows: &[u8]) -> Self {
        match rows {
            [first, rest @ ..] if rest.iter().any(|value| value != first) => Self::Rows(rows.into()),
            [first, ..] => Self::Uniform(*first),
            [] => Self::Uniform(0),
        }
    }
    /// Coverage of the pixel with this index in the tile's rows.
    pub fn at(&self, index: usize) -> u8 {
        match self {
            Self::Uniform(value) => *value,
            Self::Rows(rows) => rows[index],
        }
    }
    /// The pixels from `index` on, which lie in one row, into `target`.
    pub fn copy(&self, index: usize, target: &mut [u8]) {
        match self {
            Self::Uniform(value) => target.fill(*value),
            Self::Rows(rows) => target.copy_from_slice(&rows[index..index + target.len()]),
        }
    }
    /// Rows to paint into, `pixels` of them all: a copy where somebody else holds the tile too.
    pub fn rows_mut(&mut self, pixels: usize) -> &mut [u8] {
        if let Self::Uniform(value) = *self {
            *self = Self::Rows(vec![value; pixels].into());
        }
        match self {
            Self::Rows(rows) => Arc::make_mut(rows),
            Self::Uniform(_) => &mut [],
        }
    }
    /// Every value changed by `rule`.
    #[must_use]
    pub fn map(&self, rule: impl Fn(u8) -> u8) -> Self {
        match self {
            Self::Uniform(value) => Self::Uniform(rule(*value)),
            Self::Rows(rows) => Self::new(&rows.iter().map(|&value| rule(value)).collect::<Vec<_>>()),
        }
    }
    /// Smallest rectangle of the pixels that are not 0 of a tile that covers `area`.
    pub fn bounds(&self, area: Rect) -> Option<Rect> {
        let rows = match self {
            Self::Uniform(value) => return (*value > 0).then_some(area),
            Self::Rows(rows) => || rows.chunks_exact(area.width as usize),
        };
        let top = rows().position(|row| !is_blank(row))?;
        let bottom = rows().rposition(|row| !is_blank(row))? + 1;
        let (mut left, mut right) = (area.width as usize, 0);
        for row in rows().take(bottom).skip(top) {
            // Only what could widen the span is looked at.
            left = row[..left].iter().position(|&value| value > 0).unwrap_or(left);
            right += row[right..].iter().rposition(|&value| value > 0).map_or(0, |at| at + 1);
        }
        Some(Rect::new(area.x + left as u32, area.y + top as u32, (right - left) as u32, (bottom - top) as u32))
    }
    /// Whether it can be the tile of `pixels` pixels.
    pub fn fits(&self, pixels: usize) -> bool {
        match self {
            Self::Uniform(_) => true,
            Self::Rows(rows) => rows.len() == pixels,
        }
    }
    /// Bytes that keeping it costs, when nobody shares it.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Uniform(_) => 1,
            Self::Rows(rows) => rows.len(),
        }
    }
}

impl PartialEq for Tile {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Uniform(a), Self::Uniform(b)) => a == b,
            (Self::Rows(a), Self::Rows(b)) => Arc::ptr_eq(a, b) || a == b,
            // Painting leaves rows that may all be the same.
            (Self::Uniform(value), Self::Rows(rows)) | (Self::Rows(rows), Self::Uniform(value)) => {
                rows.iter().all(|row| row == value)
            }
        }
    }
}

impl Eq for Tile {}

/// Whether all is 0, looked at as a whole so that the compiler can use wide registers.
fn is_blank(row: &[u8]) -> bool {
    row.iter().fold(0, |any, value| any | value) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_every_pixel_once() {
        for extent in [Extent::new(1, 1), Extent::new(256, 256), Extent::new(700, 259)] {
            let grid = Grid::new(extent);
            let mut seen = vec![0; extent.area() as usize];
            for tile in 0..grid.count() {
                let area = grid.rect(tile);
                for y in area.y..area.bottom() {
                    for x in area.x..area.right() {
                        seen[(y * extent.width + x) as usize] += 1;
                        let index = ((y - area.y) * area.width + x - area.x) as usize;
                        assert_eq!(grid.place(x, y), (tile, index));
                    }
                }
            }
            assert!(seen.iter().all(|&count| count == 1), "{extent:?}");
            assert!(grid.touching(extent.rect()).eq(0..grid.count()));
        }
        let grid = Grid::new(Extent::new(700, 600));
        assert!(grid.touching(Rect::new(255, 256, 2, 256)).eq([3, 4]));
    }

    #[test]
    fn painting_leaves_what_others_hold() {
        let mut tile = Tile::new(&[7; 4]);
        assert_eq!((tile.bytes(), &tile), (1, &Tile::Uniform(7)));
        tile.rows_mut(4)[2] = 9;
        let (held, same) = (tile.clone(), tile.clone());
        tile.rows_mut(4)[2] = 7;
        assert_eq!((held.at(2), tile.at(2)), (9, 7));
        assert_eq!((&tile, &held), (&Tile::Uniform(7), &same));
        assert_ne!(tile, held);
    }

    #[test]
    fn bounds_are_those_of_the_pixels_that_are_not_0() {
        let area = Rect::new(256, 512, 5, 4);
        let mut tile = Tile::Uniform(0);
        assert_eq!(tile.bounds(area), None);
        tile.rows_mut(20)[7] = 1;
        assert_eq!(tile.bounds(area), Some(Rect::new(258, 513, 1, 1)));
        tile.rows_mut(20)[14] = 1;
        assert_eq!(tile.bounds(area), Some(Rect::new(258, 513, 3, 2)));
        assert_eq!(Tile::Uniform(1).bounds(area), Some(area));
    }
}
