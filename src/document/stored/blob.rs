//! What a description has beside it.

use std::sync::Arc;

use super::found;
use crate::raster::{Mask, Pixels, Result, Sheet, Tile, Tint};

/// Pixels of some kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Blob {
    /// A picture.
    Pixels(Arc<Pixels>),
    /// A whole mask.
    Mask(Arc<Mask>),
    /// A whole sheet of paint.
    Sheet(Sheet),
    /// Tiles of a mask, by their number in the grid.
    Tiles(Vec<(usize, Tile)>),
    /// Tiles of paint.
    Tints(Vec<(usize, Tint)>),
}

/// Blobs in the order in which a description counts them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blobs(pub Vec<Blob>);

impl Blobs {
    /// Keeps a picture; one that is kept already keeps its number.
    pub fn pixels(&mut self, pixels: &Arc<Pixels>) -> usize {
        let same = |blob: &Blob| matches!(blob, Blob::Pixels(other) if Arc::ptr_eq(other, pixels));
        self.once(same, || Blob::Pixels(Arc::clone(pixels)))
    }
    /// Keeps a mask; one that is kept already keeps its number.
    pub fn mask(&mut self, mask: &Arc<Mask>) -> usize {
        let same = |blob: &Blob| matches!(blob, Blob::Mask(other) if Arc::ptr_eq(other, mask));
        self.once(same, || Blob::Mask(Arc::clone(mask)))
    }
    /// Keeps anything.
    pub fn put(&mut self, blob: Blob) -> usize {
        self.0.push(blob);
        self.0.len() - 1
    }
    fn once(&mut self, same: impl Fn(&Blob) -> bool, blob: impl FnOnce() -> Blob) -> usize {
        self.0.iter().position(same).unwrap_or_else(|| self.put(blob()))
    }

    /// The picture of a number.
    pub fn pixels_of(&self, number: usize) -> Result<Arc<Pixels>> {
        let pixels = |blob: &Blob| if let Blob::Pixels(pixels) = blob { Some(Arc::clone(pixels)) } else { None };
        found(self.0.get(number).and_then(pixels), "a picture")
    }
    /// The mask of a number.
    pub fn mask_of(&self, number: usize) -> Result<Arc<Mask>> {
        let mask = |blob: &Blob| if let Blob::Mask(mask) = blob { Some(Arc::clone(mask)) } else { None };
        found(self.0.get(number).and_then(mask), "a mask")
    }
    /// The sheet of a number.
    pub fn sheet_of(&self, number: usize) -> Result<Sheet> {
        let sheet = |blob: &Blob| if let Blob::Sheet(sheet) = blob { Some(sheet.clone()) } else { None };
        found(self.0.get(number).and_then(sheet), "a paint layer")
    }
    /// The tiles of a number.
    pub fn tiles_of(&self, number: usize) -> Result<Vec<(usize, Tile)>> {
        let tiles = |blob: &Blob| if let Blob::Tiles(tiles) = blob { Some(tiles.clone()) } else { None };
        found(self.0.get(number).and_then(tiles), "a stroke")
    }
    /// The tiles of paint of a number.
    pub fn tints_of(&self, number: usize) -> Result<Vec<(usize, Tint)>> {
        let tints = |blob: &Blob| if let Blob::Tints(tints) = blob { Some(tints.clone()) } else { None };
        found(self.0.get(number).and_then(tints), "a stroke of paint")
    }
}
