//! Writing a project.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::parts::{GIBIBYTES_MOST, PARTS_MOST, PAST, PAST_MOST, THUMBNAIL, WORDS, WORDS_MOST, blob};
use super::words::Words;
use super::{Error, Project, Result, pictures};
use crate::document::stored::{Blob, Blobs};
use crate::raster::{Depth, Extent, io};

/// Writes a project to a temporary name beside `path`, flushed, then renamed: half a project never exists, and one that
/// can't be written leaves the one that was there. What could not be opened again is not written.
pub fn save(project: &Project, path: &Path) -> Result<()> {
    let (words, blobs) = Words::of(project)?;
    let parts = blobs.0.len() + 2 + usize::from(project.thumbnail.is_some());
    if parts > PARTS_MOST {
        return Err(Error::Crowded(parts));
    }
    let total: u64 = blobs.0.iter().map(unpacked).sum();
    if total > GIBIBYTES_MOST << 30 {
        return Err(Error::Large(total >> 30));
    }
    let words = serde_json::to_vec(&words)?;
    if words.len() as u64 > WORDS_MOST {
        return Err(Error::Wordy(words.len() as u64 >> 20));
    }
    io::write_atomically_with(path, |file| write(project, &words, &blobs, file))
}

fn write(project: &Project, words: &[u8], blobs: &Blobs, file: &File) -> Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(file));
    let mut put = |name: String, method: CompressionMethod, bytes: &[u8]| -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(method);
        zip.start_file(name, options.large_file(bytes.len() > 1 << 30)).map_err(in_words)?;
        Ok(zip.write_all(bytes)?)
    };
    put(WORDS.to_owned(), CompressionMethod::Deflated, words)?;
    if let Some(thumbnail) = &project.thumbnail {
        put(THUMBNAIL.to_owned(), CompressionMethod::Stored, &io::keep(thumbnail)?)?;
    }
    for (number, pixels) in blobs.0.iter().enumerate() {
        put(blob(number), CompressionMethod::Stored, &pictures::written(pixels)?)?;
    }
    if (1..=PAST_MOST).contains(&(project.past.len() as u64)) {
        put(PAST.to_owned(), CompressionMethod::Stored, &project.past)?;
    }
    zip.finish().map_err(in_words)?.flush()?;
    Ok(())
}

/// Bytes that the pixels take as they are read.
fn unpacked(blob: &Blob) -> u64 {
    let bytes = |extent: Extent, depth: Depth| extent.area() * if depth == Depth::Sixteen { 8 } else { 4 };
    match blob {
        Blob::Pixels(pixels) => bytes(pixels.extent(), pixels.depth()),
        Blob::Mask(mask) => bytes(mask.extent(), Depth::Eight),
        Blob::Sheet(sheet) => bytes(sheet.extent(), sheet.depth()),
        Blob::Tiles(_) | Blob::Tints(_) => 0,
    }
}

fn in_words(error: zip::result::ZipError) -> Error {
    match error {
        zip::result::ZipError::Io(error) => Error::Io(error),
        other => Error::Unsound(other.to_string()),
    }
}
