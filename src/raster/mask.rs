//! A mask: where, and how much, an edit may change the picture.

use super::{Extent, Pixels, Rect, Result};

/// Coverage 0…255 a pixel: 0 is kept byte for byte, 255 is repainted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    extent: Extent,
    coverage: Vec<u8>,
}

impl Mask {
    /// From rows of coverage; errors when their number is not width·height or the extent is empty.
    pub fn new(extent: Extent, coverage: Vec<u8>) -> Result<Self> {
        let _ = (extent, coverage);
        todo!()
    }
    /// One value everywhere.
    pub fn filled(extent: Extent, coverage: u8) -> Self {
        Self { extent, coverage: vec![coverage; extent.area() as usize] }
    }
    /// Luma of a picture × alpha: white repaints.
    pub fn from_pixels(pixels: &Pixels) -> Self {
        let _ = pixels;
        todo!()
    }
    /// As a grey opaque picture.
    pub fn to_pixels(&self) -> Pixels {
        todo!()
    }
    /// Its size.
    pub fn extent(&self) -> Extent {
        self.extent
    }
    /// Rows of coverage.
    pub fn coverage(&self) -> &[u8] {
        &self.coverage
    }
    /// Rows of coverage to paint into.
    pub fn coverage_mut(&mut self) -> &mut [u8] {
        &mut self.coverage
    }
    /// Coverage of one pixel.
    pub fn at(&self, x: u32, y: u32) -> u8 {
        self.coverage[y as usize * self.extent.width as usize + x as usize]
    }
    /// Smallest rectangle of all non-zero pixels; `None` when the mask is empty.
    pub fn bounds(&self) -> Option<Rect> {
        todo!()
    }
    /// A part.
    pub fn crop(&self, rect: Rect) -> Self {
        let _ = rect;
        todo!()
    }
    /// 255 − coverage.
    pub fn inverted(&self) -> Self {
        todo!()
    }
    /// Grown (positive) or shrunk (negative) by a disc of `radius_px`.
    pub fn grown(&self, radius_px: i32) -> Self {
        let _ = radius_px;
        todo!()
    }
    /// Blurred by a Gaussian of standard deviation `radius_px / 2`.
    pub fn feathered(&self, radius_px: f32) -> Self {
        let _ = radius_px;
        todo!()
    }
    /// SHA-256 of extent and coverage, in hex.
    pub fn hash(&self) -> String {
        todo!()
    }
    /// As the bytes of a grey PNG (what a recipe embeds).
    pub fn to_png(&self) -> Result<Vec<u8>> {
        todo!()
    }
    /// From the bytes of a PNG.
    pub fn from_png(bytes: &[u8]) -> Result<Self> {
        let _ = bytes;
        todo!()
    }
}
