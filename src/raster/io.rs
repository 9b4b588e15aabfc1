//! Pictures from files and to files.

mod blocks;
mod decode;
mod encode;
mod file;
mod kept;
mod png;
mod tiff;
mod whole;

use std::fs::File;
use std::path::Path;

use super::{Error, Extent, Pixels, Result};
pub(super) use whole::MEGAPIXELS_MAX;

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
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" | "jpe" => Some(Self::Jpeg),
            "webp" => Some(Self::WebP),
            "tif" | "tiff" => Some(Self::Tiff),
            _ => None,
        }
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
    /// The original's EXIF too, as it is (its thumbnail included). A TIFF keeps the EXIF fields but no thumbnail.
    Original,
    /// EXIF, and this recipe JSON: a text chunk in PNG, the user comment of EXIF in the others.
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
///
/// Errors name the file; those of a picture larger than 300 megapixels come before anything big is allocated.
pub fn open(path: &Path) -> Result<Picture> {
    let bytes = file::read(path)?;
    decode(&bytes).map_err(|e| match e {
        Error::Decode { reason } => Error::Read { reason, path: path.to_owned() },
        other => other,
    })
}
/// The same from bytes (clipboard, drag and drop).
pub fn decode(bytes: &[u8]) -> Result<Picture> {
    decode::decode(bytes)
}
/// Encodes to bytes.
///
/// Opaque pictures are written without an alpha channel (it comes back as opaque). JPEG is flattened over white, and JPEG
/// and WebP are rounded to 8 bits. Errors when the format cannot hold the extent or the metadata.
pub fn encode(pixels: &Pixels, export: &Export) -> Result<Vec<u8>> {
    encode::encode(pixels, export)
}
/// Encodes and writes: to a temporary name beside `path`, flushed, then renamed, so that half a file never exists.
pub fn save(pixels: &Pixels, export: &Export, path: &Path) -> Result<()> {
    // What cannot be written is said before the work of encoding.
    file::check_target(path)?;
    write_atomically(&encode(pixels, export)?, path)
}
/// Writes any bytes the same way. A replaced file keeps its permissions, a link its place.
pub fn write_atomically(bytes: &[u8], path: &Path) -> Result<()> {
    file::write(bytes, path)
}
/// The same of what `fill` writes, which need not be in memory as a whole.
pub fn write_atomically_with<E: From<Error>>(path: &Path, fill: impl FnOnce(&File) -> Result<(), E>) -> Result<(), E> {
    file::write_with(path, fill)
}
/// What a disk's error means, in a few plain words.
pub fn in_words(error: &std::io::Error) -> String {
    file::in_words(error)
}
/// A PNG that gives back exactly these pixels with all that belongs to them, packed in little time.
pub fn keep(pixels: &Pixels) -> Result<Vec<u8>> {
    png::encode_quickly(pixels)
}
/// What [`keep`] was given: nothing is applied, interpreted or left out.
pub fn kept(bytes: &[u8]) -> Result<Pixels> {
    kept::decode(bytes)
}
/// How many bytes the pixels of a PNG take that begins like this: 8 bits and RGBA at least. Errors when it is no PNG or
/// one that can't be opened. [`PNG_HEAD`] bytes tell.
pub fn kept_bytes(head: &[u8]) -> Result<u64> {
    kept::bytes(head)
}
/// Bytes of a PNG up to the end of its header.
pub const PNG_HEAD: u64 = 33;
/// An 8-bit grey PNG of rows of `extent`.
pub(super) fn encode_grey(extent: Extent, rows: &[u8]) -> Result<Vec<u8>> {
    png::encode_grey(extent, rows)
}

#[cfg(test)]
mod tests;
