//! A picture in memory: RGBA, straight alpha, 8 or 16 bits a sample.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Extent, Rect, Result};

/// Bits a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 0…255.
    Eight,
    /// 0…65535.
    Sixteen,
}

/// Interleaved RGBA rows, straight alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Samples {
    /// 0…255.
    Eight(Vec<u8>),
    /// 0…65535.
    Sixteen(Vec<u16>),
}

/// A picture: RGBA samples in the encoding of `profile` (sRGB where there is none), orientation already applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Pixels {
    extent: Extent,
    samples: Samples,
    profile: Option<Arc<[u8]>>,
    exif: Option<Arc<[u8]>>,
}

impl Pixels {
    /// From samples; errors when their number is not 4·width·height or the extent is empty.
    pub fn new(extent: Extent, samples: Samples) -> Result<Self> {
        let _ = (extent, samples);
        todo!()
    }
    /// One 8-bit colour everywhere.
    pub fn filled(extent: Extent, rgba: [u8; 4]) -> Self {
        let _ = (extent, rgba);
        todo!()
    }
    /// Its size.
    pub fn extent(&self) -> Extent {
        self.extent
    }
    /// Bits a sample.
    pub fn depth(&self) -> Depth {
        todo!()
    }
    /// The samples, row by row.
    pub fn samples(&self) -> &Samples {
        &self.samples
    }
    /// ICC profile of the samples, if the file had one.
    pub fn profile(&self) -> Option<&[u8]> {
        self.profile.as_deref()
    }
    /// The same picture with another ICC profile attached (samples untouched).
    pub fn with_profile(self, profile: Option<Arc<[u8]>>) -> Self {
        Self { profile, ..self }
    }
    /// EXIF block of the file, orientation already reset.
    pub fn exif(&self) -> Option<&[u8]> {
        self.exif.as_deref()
    }
    /// The same picture with another EXIF block attached.
    pub fn with_exif(self, exif: Option<Arc<[u8]>>) -> Self {
        Self { exif, ..self }
    }
    /// One pixel as 8-bit RGBA (16-bit samples are rounded).
    pub fn rgba8(&self, x: u32, y: u32) -> [u8; 4] {
        let _ = (x, y);
        todo!()
    }
    /// One pixel as 16-bit RGBA (8-bit samples ×257).
    pub fn rgba16(&self, x: u32, y: u32) -> [u16; 4] {
        let _ = (x, y);
        todo!()
    }
    /// All of it as 8-bit RGBA rows, borrowed where it already is.
    pub fn to_rgba8(&self) -> Cow<'_, [u8]> {
        todo!()
    }
    /// `rect` of it as 8-bit RGBA rows (for texture uploads).
    pub fn rgba8_of(&self, rect: Rect) -> Vec<u8> {
        let _ = rect;
        todo!()
    }
    /// A part; profile kept. Panics never: `rect` is clipped to the extent, errors when nothing is left.
    pub fn crop(&self, rect: Rect) -> Result<Self> {
        let _ = rect;
        todo!()
    }
    /// Resampled (Lanczos down, Catmull-Rom up, alpha-premultiplied, same depth) to `extent`.
    pub fn resized(&self, extent: Extent) -> Self {
        let _ = extent;
        todo!()
    }
    /// RGB of `rect` in sRGB encoding as planar f32 in [0, 1] (length 3·w·h) and alpha (w·h): what a model sees. Converts from `profile`.
    pub fn to_srgb_planes(&self, rect: Rect) -> Result<(Vec<f32>, Vec<f32>)> {
        let _ = rect;
        todo!()
    }
    /// The inverse: a picture of the same depth and profile as `self` from planar sRGB f32 in [0, 1] and alpha.
    pub fn from_srgb_planes(&self, extent: Extent, rgb: &[f32], alpha: &[f32]) -> Result<Self> {
        let _ = (extent, rgb, alpha);
        todo!()
    }
    /// How many pixels differ in any sample (both of one extent and depth; otherwise all count).
    pub fn differing(&self, other: &Self) -> u64 {
        let _ = other;
        todo!()
    }
    /// SHA-256 of extent, depth and samples, in hex: the identity of a picture in recipes and caches.
    pub fn hash(&self) -> String {
        todo!()
    }
}
