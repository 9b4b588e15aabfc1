//! Pictures from files and to files.

use std::path::Path;

use super::{Pixels, Result};

/// A decoded file: the picture, and what should be told about the file.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The pixels; orientation applied, profile and EXIF attached.
    pub pixels: Pixels,
    /// Recipe JSON that the file carries, if any (unchecked: hostile input).
    pub recipe: Option<String>,
    /// One sentence each, such as "animated GIF: only the first frame is opened".
    pub notes: Vec<String>,
}

/// File formats that can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lossless, 8 or 16 bit, alpha.
    Png,
    /// Lossy, 8 bit, no alpha: cannot promise identical pixels.
    Jpeg,
    /// Lossless WebP, 8 bit, alpha.
    WebP,
    /// Lossless, 8 or 16 bit, alpha.
    Tiff,
}

impl Format {
    /// From a file name's ending.
    pub fn of_path(path: &Path) -> Option<Self> {
        let _ = path;
        todo!()
    }
    /// Whether pixels come back byte for byte at 8 bits.
    pub fn lossless(self) -> bool {
        !matches!(self, Self::Jpeg)
    }
}

/// What is written beside the pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Metadata {
    /// Pixels and colour profile only.
    None,
    /// The original's EXIF too.
    Original,
    /// EXIF, and this recipe JSON.
    Recipe(String),
}

/// How to write a file.
#[derive(Clone, Debug)]
pub struct Export {
    /// The format.
    pub format: Format,
    /// JPEG quality 1…100.
    pub quality: u8,
    /// What goes with the pixels.
    pub metadata: Metadata,
}

/// Opens a picture file. The format is told by content; cut files are errors even where a decoder would go on.
pub fn open(path: &Path) -> Result<Picture> {
    let _ = path;
    todo!()
}
/// The same from bytes (clipboard, drag and drop).
pub fn decode(bytes: &[u8]) -> Result<Picture> {
    let _ = bytes;
    todo!()
}
/// Encodes to bytes.
pub fn encode(pixels: &Pixels, export: &Export) -> Result<Vec<u8>> {
    let _ = (pixels, export);
    todo!()
}
/// Encodes and writes: to a temporary name beside `path`, flushed, then renamed, so that half a file never exists.
pub fn save(pixels: &Pixels, export: &Export, path: &Path) -> Result<()> {
    let _ = (pixels, export, path);
    todo!()
}
/// Writes any bytes the same way.
pub fn write_atomically(bytes: &[u8], path: &Path) -> Result<()> {
    let _ = (bytes, path);
    todo!()
}
