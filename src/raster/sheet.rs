//! What is painted in colour: tiles of RGBA, each shared by all who hold the sheet until one paints into it.

use std::sync::Arc;

use super::{Colour, Depth, Error, Extent, Grid, Pixels, Rect, Result, Sample, Samples};

/// RGBA of one tile, straight alpha.
#[derive(Clone, Debug)]
pub enum Tint {
    /// One colour everywhere: what an empty sheet is made of.
    Uniform(Colour),
    /// Rows of 8 bits a sample, shared until they are painted into.
    Eight(Arc<[u8]>),
    /// Rows of 16 bits a sample.
    Sixteen(Arc<[u16]>),
}

impl Tint {
    /// Nothing at all.
    pub const CLEAR: Self = Self::Uniform(Colour::CLEAR);

    /// Of RGBA rows.
    pub fn new<S: Sample>(rows: &[S]) -> Self {
        match rows.as_chunks::<4>().0 {
            [first, rest @ ..] if rest.iter().any(|pixel| pixel != first) => S::of_rows(rows.into()),
            [first, ..] => Self::Uniform(Colour(first.map(S::to_sixteen))),
            [] => Self::CLEAR,
        }
    }
    /// The colour of the pixel with this index in the tile's rows.
    pub fn at(&self, index: usize) -> Colour {
        let pixel = 4 * index..4 * index + 4;
        match self {
            Self::Uniform(colour) => *colour,
            Self::Eight(rows) => Colour::of(&rows[pixel]),
            Self::Sixteen(rows) => Colour::of(&rows[pixel]),
        }
    }
    /// Whether there is nothing in it.
    pub fn is_clear(&self) -> bool {
        match self {
            Self::Uniform(colour) => colour.0[3] == 0,
            Self::Eight(rows) => rows.iter().skip(3).step_by(4).all(|&alpha| alpha == 0),
            Self::Sixteen(rows) => rows.iter().skip(3).step_by(4).all(|&alpha| alpha == 0),
        }
    }
    /// Rows to paint into, of `pixels` pixels: a copy where somebody else holds the tile too. Empty when the tile is of
    /// the other depth.
    pub fn rows_mut<S: Sample>(&mut self, pixels: usize) -> &mut [S] {
        if let Self::Uniform(colour) = *self {
            *self = S::of_rows(colour.samples::<S>().repeat(pixels).into());
        }
        S::tint_mut(self).unwrap_or_default()
    }
    /// Whether it can be the tile of `pixels` pixels of a sheet of this depth.
    pub fn fits(&self, pixels: usize, depth: Depth) -> bool {
        match self {
            Self::Uniform(_) => true,
            Self::Eight(rows) => depth == Depth::Eight && rows.len() == 4 * pixels,
            Self::Sixteen(rows) => depth == Depth::Sixteen && rows.len() == 4 * pixels,
        }
    }
    /// Bytes that keeping it costs, when nobody shares it.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Uniform(_) => 8,
            Self::Eight(rows) => rows.len(),
            Self::Sixteen(rows) => 2 * rows.len(),
        }
    }
}

impl PartialEq for Tint {
    fn eq(&self, other: &Self) -> bool {
        fn all<S: Sample>(rows: &[S], colour: Colour) -> bool {
            rows.as_chunks::<4>().0.iter().all(|pixel| pixel.map(S::to_sixteen) == colour.0)
        }
        match (self, other) {
            (Self::Uniform(a), Self::Uniform(b)) => a == b,
            (Self::Eight(a), Self::Eight(b)) => Arc::ptr_eq(a, b) || a == b,
            (Self::Sixteen(a), Self::Sixteen(b)) => Arc::ptr_eq(a, b) || a == b,
            // Painting leaves rows that may all be the same.
            (Self::Uniform(colour), Self::Eight(rows)) | (Self::Eight(rows), Self::Uniform(colour)) => {
                all(rows, *colour)
            }
            (Self::Uniform(colour), Self::Sixteen(rows)) | (Self::Sixteen(rows), Self::Uniform(colour)) => {
                all(rows, *colour)
            }
            (Self::Eight(_), Self::Sixteen(_)) | (Self::Sixteen(_), Self::Eight(_)) => false,
        }
    }
}

impl Eq for Tint {}

/// RGBA tiles over the whole of a picture, transparent where nothing was painted. A clone shares them all.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Sheet {
    grid: Grid,
    depth: Depth,
    tiles: Vec<Tint>,
}

impl Sheet {
    /// Nothing painted yet.
    pub fn clear(extent: Extent, depth: Depth) -> Self {
        let grid = Grid::new(extent);
        Self { grid, depth, tiles: vec![Tint::CLEAR; grid.count()] }
    }
    /// From a picture's own samples.
    pub fn of(pixels: &Pixels) -> Self {
        fn cut<S: Sample>(rows: &[S], grid: Grid) -> Vec<Tint> {
            let tile = |tile| Tint::new(&super::pixels::cropped(rows, grid.extent(), grid.rect(tile), 4));
            (0..grid.count()).map(tile).collect()
        }
        let grid = Grid::new(pixels.extent());
        let tiles = match pixels.samples() {
            Samples::Eight(rows) => cut(rows, grid),
            Samples::Sixteen(rows) => cut(rows, grid),
        };
        Self { grid, depth: pixels.depth(), tiles }
    }
    /// From tiles as the grid counts them; errors when one is missing or does not fit its place.
    pub fn from_tiles(extent: Extent, depth: Depth, tiles: Vec<Tint>) -> Result<Self> {
        let grid = Grid::new(extent);
        let fits = |(at, tile): (usize, &Tint)| tile.fits(grid.rect(at).extent().area() as usize, depth);
        if extent.area() == 0 || tiles.len() != grid.count() || !tiles.iter().enumerate().all(fits) {
            let Extent { width, height } = extent;
            return Err(Error::Size { reason: format!("the tiles do not make a sheet of {width}×{height} pixels") });
        }
        Ok(Self { grid, depth, tiles })
    }
    /// Its size.
    pub fn extent(&self) -> Extent {
        self.grid.extent()
    }
    /// Bits a sample.
    pub fn depth(&self) -> Depth {
        self.depth
    }
    /// Where its tiles lie.
    pub fn grid(&self) -> Grid {
        self.grid
    }
    /// One tile, by its number in the grid.
    pub fn tile(&self, tile: usize) -> &Tint {
        &self.tiles[tile]
    }
    /// Puts another tile, which fits its place, there, and returns the one that was.
    pub fn swap_tile(&mut self, tile: usize, with: Tint) -> Tint {
        std::mem::replace(&mut self.tiles[tile], with)
    }
    /// The rows of a tile to paint into; whoever else holds the tile keeps it as it is. Empty when the depth is another.
    pub fn paint_tile<S: Sample>(&mut self, tile: usize) -> &mut [S] {
        self.tiles[tile].rows_mut(self.grid.rect(tile).extent().area() as usize)
    }
    /// The colour of one pixel.
    pub fn at(&self, x: u32, y: u32) -> Colour {
        let (tile, index) = self.grid.place(x, y);
        self.tiles[tile].at(index)
    }
    /// All of it as a picture.
    pub fn to_pixels(&self) -> Pixels {
        fn joined<S: Sample>(sheet: &Sheet) -> Samples {
            let extent = sheet.extent();
            let mut rows = vec![S::default(); 4 * extent.area() as usize];
            for (at, tile) in sheet.tiles.iter().enumerate().filter(|(_, tile)| **tile != Tint::CLEAR) {
                let area = sheet.grid.rect(at);
                let flat = match tile {
                    Tint::Uniform(colour) => colour.samples::<S>().repeat(area.extent().area() as usize),
                    Tint::Eight(_) | Tint::Sixteen(_) => Vec::new(),
                };
                super::pixels::replaced(&mut rows, extent, area, S::tint(tile).unwrap_or(&flat), 4);
            }
            S::samples(rows)
        }
        let samples = match self.depth {
            Depth::Eight => joined::<u8>(self),
            Depth::Sixteen => joined::<u16>(self),
        };
        Pixels::new(self.extent(), samples).expect("four samples a pixel of a sheet that is not empty")
    }
    /// Smallest rectangle of whole tiles that holds all that was painted.
    pub fn bounds(&self) -> Option<Rect> {
        let painted = |(at, tile): (usize, &Tint)| (!tile.is_clear()).then(|| self.grid.rect(at));
        self.tiles.iter().enumerate().filter_map(painted).reduce(Rect::union)
    }
    /// Bytes that keeping it costs, when nobody shares its tiles.
    pub fn bytes(&self) -> usize {
        self.tiles.iter().map(Tint::bytes).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_of_a_picture_is_the_picture() {
        let extent = Extent::new(300, 261);
        let eight = (0..extent.area() * 4).map(|i| (i * 31 % 251) as u8).collect();
        let sixteen = (0..extent.area() * 4).map(|i| (i * 7919 % 65536) as u16).collect();
        for samples in [Samples::Eight(eight), Samples::Sixteen(sixteen)] {
            let pixels = Pixels::new(extent, samples).unwrap();
            let sheet = Sheet::of(&pixels);
            assert_eq!(sheet.to_pixels(), pixels);
            assert_eq!(sheet.at(299, 260).0, pixels.rgba16(299, 260));
            assert_eq!(sheet.bounds(), Some(extent.rect()));
            let tiles = (0..sheet.grid().count()).map(|tile| sheet.tile(tile).clone()).collect::<Vec<_>>();
            assert_eq!(Sheet::from_tiles(extent, sheet.depth(), tiles.clone()).unwrap(), sheet);
            assert!(Sheet::from_tiles(extent, sheet.depth(), tiles[1..].to_vec()).is_err());
            assert!(Sheet::from_tiles(Extent::new(261, 300), sheet.depth(), tiles).is_err());
        }
    }

    #[test]
    fn painting_leaves_what_others_hold_and_costs_the_tiles_that_it_touches() {
        let mut sheet = Sheet::clear(Extent::new(4_000, 3_000), Depth::Eight);
        let (before, bytes) = (sheet.clone(), sheet.bytes());
        assert_eq!(sheet.bounds(), None);
        sheet.paint_tile::<u8>(17)[..4].copy_from_slice(&[9, 8, 7, 255]);
        assert_eq!((before.tile(17).at(0), sheet.tile(17).at(0)), (Colour::CLEAR, Colour::of(&[9_u8, 8, 7, 255])));
        assert_eq!(sheet.bounds(), Some(sheet.grid().rect(17)));
        assert_eq!(sheet.bytes() - bytes, 256 * 256 * 4 - 8);
        assert!(sheet.paint_tile::<u16>(17).is_empty(), "of the other depth");
        sheet.paint_tile::<u8>(17)[..4].fill(0);
        assert_eq!(sheet, before);
    }
}
