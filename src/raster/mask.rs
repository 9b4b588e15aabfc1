//! A mask: where, and how much, an edit may change the picture.

use super::pixels::check_patch;
use super::{Error, Extent, Grid, Pixels, Rect, Result, Samples, Tile, feather, grow, hash, io};

#[cfg(test)]
mod tests;

/// Coverage 0…255 a pixel: 0 is kept byte for byte, 255 is repainted.
///
/// It is kept in tiles: a clone shares them all, and painting copies only the tiles that it touches.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Mask {
    grid: Grid,
    tiles: Vec<Tile>,
}

impl Mask {
    /// From rows of coverage; errors when their number is not width·height or the extent is empty.
    pub fn new(extent: Extent, coverage: impl AsRef<[u8]>) -> Result<Self> {
        let (Extent { width, height }, coverage) = (extent, coverage.as_ref());
        if extent.area() == 0 {
            return Err(Error::Size { reason: format!("a mask of {width}×{height} pixels is empty") });
        }
        if coverage.len() as u64 != extent.area() {
            let reason = format!("{} values do not make a mask of {width}×{height} pixels", coverage.len());
            return Err(Error::Size { reason });
        }
        Ok(Self::of_rows(extent, coverage))
    }
    /// One value everywhere.
    pub fn filled(extent: Extent, coverage: u8) -> Self {
        let grid = Grid::new(extent);
        Self { grid, tiles: vec![Tile::Uniform(coverage); grid.count()] }
    }
    /// Luma of a picture × alpha: white repaints.
    ///
    /// Luma is Rec. 709's of the encoded samples, so a grey pixel gives its own value exactly.
    pub fn from_pixels(pixels: &Pixels) -> Self {
        let rows = pixels.to_rgba8();
        let coverage = rows.as_chunks::<4>().0.iter().map(|&rgba| {
            let [r, g, b, a] = rgba.map(u32::from);
            let luma = (2126 * r + 7152 * g + 722 * b + 5000) / 10000;
            ((luma * a + 127) / 255) as u8
        });
        Self::of_rows(pixels.extent(), &coverage.collect::<Vec<_>>())
    }
    /// As a grey opaque picture.
    pub fn to_pixels(&self) -> Pixels {
        let samples = self.coverage().into_iter().flat_map(|v| [v, v, v, 255]).collect();
        Pixels::new(self.extent(), Samples::Eight(samples)).expect("four samples a pixel of a mask that is not empty")
    }
    /// Its size.
    pub fn extent(&self) -> Extent {
        self.grid.extent()
    }
    /// Where its tiles lie.
    pub fn grid(&self) -> Grid {
        self.grid
    }
    /// One tile, by its number in the grid.
    pub fn tile(&self, tile: usize) -> &Tile {
        &self.tiles[tile]
    }
    /// Puts another tile in its place, and returns the one that was there.
    pub fn swap_tile(&mut self, tile: usize, with: Tile) -> Tile {
        std::mem::replace(&mut self.tiles[tile], with)
    }
    /// The rows of a tile to paint into; whoever else holds the tile keeps it as it is.
    pub fn paint_tile(&mut self, tile: usize) -> &mut [u8] {
        self.tiles[tile].rows_mut(self.grid.rect(tile).extent().area() as usize)
    }
    /// All rows of coverage, copied.
    pub fn coverage(&self) -> Vec<u8> {
        self.rows(self.extent().rect())
    }
    /// The rows of `rect`, which lies in the mask, copied.
    pub fn rows(&self, rect: Rect) -> Vec<u8> {
        let mut rows = vec![0; rect.extent().area() as usize];
        for (tile, area, shared) in self.parts(rect) {
            for y in shared.y..shared.bottom() {
                let start = (y - rect.y) as usize * rect.width as usize + (shared.x - rect.x) as usize;
                self.tiles[tile].copy(index(area, shared.x, y), &mut rows[start..start + shared.width as usize]);
            }
        }
        rows
    }
    /// Coverage of one pixel.
    pub fn at(&self, x: u32, y: u32) -> u8 {
        let (tile, index) = self.grid.place(x, y);
        self.tiles[tile].at(index)
    }
    /// The value of all tiles that `rect`, which lies in the mask, touches; `None` where they are not all of one.
    pub fn uniform(&self, rect: Rect) -> Option<u8> {
        let mut values = self.grid.touching(rect).map(|tile| match self.tiles[tile] {
            Tile::Uniform(value) => Some(value),
            Tile::Rows(_) => None,
        });
        let first = values.next()??;
        values.all(|value| value == Some(first)).then_some(first)
    }
    /// Smallest rectangle of all non-zero pixels; `None` when the mask is empty.
    pub fn bounds(&self) -> Option<Rect> {
        let mut bounds: Option<Rect> = None;
        for (tile, area) in (0..self.grid.count()).map(|tile| (tile, self.grid.rect(tile))) {
            // Only what could widen them is looked at.
            if !bounds.is_some_and(|bounds| bounds.contains(area))
                && let Some(own) = self.tiles[tile].bounds(area)
            {
                bounds = Some(bounds.map_or(own, |bounds| bounds.union(own)));
            }
        }
        bounds
    }
    /// A part; `rect` is clipped to the extent, and where nothing is left the part is a single pixel of 0.
    pub fn crop(&self, rect: Rect) -> Self {
        match rect.intersection(self.extent().rect()) {
            Some(rect) if rect == self.extent().rect() => self.clone(),
            Some(rect) => Self::of_rows(rect.extent(), &self.rows(rect)),
            None => Self::filled(Extent::new(1, 1), 0),
        }
    }
    /// Puts `patch` at `at` exactly; errors unless it has that extent and `at` lies in the mask.
    pub fn replace(&mut self, at: Rect, patch: &Self) -> Result<()> {
        check_patch(self.extent(), at, patch.extent())?;
        self.write(at, &patch.coverage());
        Ok(())
    }
    /// One value in all of `rect`, clipped to the extent.
    pub fn fill(&mut self, rect: Rect, coverage: u8) {
        if let Some(rect) = rect.intersection(self.extent().rect()) {
            self.write(rect, &vec![coverage; rect.extent().area() as usize]);
        }
    }
    /// Every value changed by `rule`.
    pub fn map(&self, rule: impl Fn(u8) -> u8) -> Self {
        Self { grid: self.grid, tiles: self.tiles.iter().map(|tile| tile.map(&rule)).collect() }
    }
    /// Every value joined by `rule` with that of `other`, a mask of the same extent.
    pub fn joined(&self, other: &Self, rule: impl Fn(u8, u8) -> u8) -> Self {
        debug_assert_eq!(self.extent(), other.extent(), "masks of one picture");
        let joined = |tile: usize| match (&self.tiles[tile], &other.tiles[tile]) {
            (Tile::Uniform(own), Tile::Uniform(other)) => Tile::Uniform(rule(*own, *other)),
            (own, other) => {
                let pixels = self.grid.rect(tile).extent().area() as usize;
                Tile::new(&(0..pixels).map(|at| rule(own.at(at), other.at(at))).collect::<Vec<_>>())
            }
        };
        Self { grid: self.grid, tiles: (0..self.grid.count()).map(joined).collect() }
    }
    /// 255 − coverage.
    pub fn inverted(&self) -> Self {
        self.map(|v| 255 - v)
    }
    /// Grown (positive) or shrunk (negative) by a disc of `radius_px`.
    ///
    /// Growing takes the largest coverage within the disc, shrinking the smallest; what lies outside the picture does
    /// neither, so a mask that touches the border still touches it after shrinking. Soft masks of more than sixteen
    /// levels are grown at sixteen of them and interpolated between.
    pub fn grown(&self, radius_px: i32) -> Self {
        let Some(bounds) = self.bounds() else { return self.clone() };
        let radius = radius_px.unsigned_abs();
        match radius_px {
            0 => self.clone(),
            1.. => self.changed_in(bounds.expanded(radius, self.extent()), |part, extent| {
                grow::dilated(part, extent.width as usize, radius)
            }),
            // A border of one pixel of 0 is all that the complement needs to eat inwards from.
            ..0 => self.changed_in(bounds.expanded(1, self.extent()), |part, extent| {
                let complement: Vec<u8> = part.iter().map(|v| 255 - v).collect();
                let mut eaten = grow::dilated(&complement, extent.width as usize, radius);
                for v in &mut eaten {
                    *v = 255 - *v;
                }
                eaten
            }),
        }
    }
    /// Blurred by a Gaussian of standard deviation `radius_px / 2`.
    ///
    /// Coverage goes on beyond the border as it is there, so a full mask stays full. Nothing happens for a radius that is
    /// not a positive number.
    pub fn feathered(&self, radius_px: f32) -> Self {
        let Some(bounds) = self.bounds() else { return self.clone() };
        if !radius_px.is_finite() || radius_px <= 0.0 {
            return self.clone();
        }
        let sigma = f64::from(radius_px) / 2.0;
        let reach = feather::reach(sigma);
        self.changed_in(bounds.expanded(reach, self.extent()), |part, extent| feather::blurred(part, extent, sigma))
    }
    /// SHA-256 of extent and coverage, in hex.
    pub fn hash(&self) -> String {
        let Extent { width, height } = self.extent();
        hash::of(&[&width.to_le_bytes(), &height.to_le_bytes(), &self.coverage()])
    }
    /// As the bytes of a grey PNG (what a recipe embeds).
    pub fn to_png(&self) -> Result<Vec<u8>> {
        io::encode_grey(self.extent(), &self.coverage())
    }
    /// From the bytes of a PNG.
    pub fn from_png(bytes: &[u8]) -> Result<Self> {
        if !bytes.starts_with(b"\x89PNG") {
            return Err(Error::Decode { reason: "the mask is not a PNG".to_owned() });
        }
        Ok(Self::from_pixels(&io::decode(bytes)?.pixels))
    }
    /// From as many values as the extent has pixels.
    fn of_rows(extent: Extent, coverage: &[u8]) -> Self {
        let mut mask = Self::filled(extent, 0);
        mask.write(extent.rect(), coverage);
        mask
    }
    /// The tiles that `rect` touches, the pixels of each, and those that lie in `rect`.
    fn parts(&self, rect: Rect) -> impl Iterator<Item = (usize, Rect, Rect)> + use<> {
        let grid = self.grid;
        grid.touching(rect).filter_map(move |tile| {
            let area = grid.rect(tile);
            Some((tile, area, area.intersection(rect)?))
        })
    }
    /// Writes the rows of `rect`, which lies in the mask.
    fn write(&mut self, rect: Rect, rows: &[u8]) {
        for (tile, area, shared) in self.parts(rect) {
            let row = |y: u32| {
                let start = (y - rect.y) as usize * rect.width as usize + (shared.x - rect.x) as usize;
                &rows[start..start + shared.width as usize]
            };
            if shared == area {
                let whole: Vec<u8> = (shared.y..shared.bottom()).flat_map(row).copied().collect();
                self.tiles[tile] = Tile::new(&whole);
            } else {
                let target = self.paint_tile(tile);
                for y in shared.y..shared.bottom() {
                    let start = index(area, shared.x, y);
                    target[start..start + shared.width as usize].copy_from_slice(row(y));
                }
            }
        }
    }
    /// The mask with `rect` replaced by what `change` makes of its rows; outside, coverage stays.
    pub(super) fn changed_in(&self, rect: Rect, change: impl FnOnce(&[u8], Extent) -> Vec<u8>) -> Self {
        let part = change(&self.rows(rect), rect.extent());
        let mut changed = self.clone();
        changed.write(rect, &part);
        changed
    }
}

/// The place of a pixel in the rows of the tile that covers `area`.
fn index(area: Rect, x: u32, y: u32) -> usize {
    (y - area.y) as usize * area.width as usize + (x - area.x) as usize
}
