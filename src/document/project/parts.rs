//! The archive: what is in it, and whether it may be unpacked.

use std::fs::File;
use std::io::{BufReader, Read};

use zip::{CompressionMethod, ZipArchive};

use super::{Error, Result};
use crate::raster::io::{PNG_HEAD, kept_bytes};

/// The description's name.
pub(super) const WORDS: &str = "project.json";
/// The small picture's name.
pub(super) const THUMBNAIL: &str = "thumbnail.png";

/// The name of what can be undone.
pub(super) const PAST: &str = "history.bin";

/// Bytes of what can be undone.
pub(super) const PAST_MOST: u64 = 256 << 20;
/// Bytes of a description. One of a thousand results takes a few of these mebibytes.
pub(super) const WORDS_MOST: u64 = 64 << 20;
/// Gibibytes of all pixels together, unpacked.
pub(super) const GIBIBYTES_MOST: u64 = 32;
/// Parts of all kinds.
pub(super) const PARTS_MOST: usize = 20_000;
/// Text of many recipes that are nearly the same packs well, but not better than this.
const RATIO_MOST: u64 = 400;

/// A blob's name.
pub(super) fn blob(number: usize) -> String {
    format!("blobs/{number:03}.png")
}

/// A project file whose list of parts makes sense.
pub(super) struct Archive {
    zip: ZipArchive<BufReader<File>>,
    /// A name that no part of this version has.
    strange: Option<String>,
}

impl Archive {
    /// Looks at the list of parts; nothing is unpacked.
    pub(super) fn open(file: File) -> Result<Self> {
        let length = file.metadata()?.len();
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|error| match error {
            zip::result::ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => Error::Io(error),
            _ => Error::Foreign,
        })?;
        if zip.len() > PARTS_MOST {
            return Err(Error::Crowded(zip.len()));
        }
        if zip.has_duplicate_names() {
            return Err(Error::Twice);
        }
        let (mut packed, mut strange) = (0_u64, None);
        for at in 0..zip.len() {
            // Only the list: what is packed is not touched.
            let part = zip.by_index_raw(at).ok().ok_or(Error::Foreign)?;
            let name = String::from_utf8_lossy(part.name_raw()).into_owned();
            if !is_ours(&name)? {
                strange.get_or_insert_with(|| shown(&name));
            }
            if part.encrypted() {
                return Err(Error::Strange(shown(&name)));
            }
            packed = packed.saturating_add(part.compressed_size());
            check_packing(&name, part.compression(), part.compressed_size(), part.size())?;
        }
        // Parts that lie over each other would be more than the file has.
        if packed > length {
            return Err(Error::Bomb("all of it".to_owned()));
        }
        Ok(Self { zip, strange })
    }

    /// Errors when there is a part of a name that no project of this version has: one of a later version may.
    pub(super) fn check_names(&mut self) -> Result<()> {
        self.strange.take().map_or(Ok(()), |name| Err(Error::Strange(name)))
    }

    /// Whether there is a part of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    /// Number of parts.
    pub(super) fn count(&self) -> usize {
        self.zip.len()
    }

    /// Unpacks a part: no more of it than the list says, and no less.
    pub(super) fn read(&mut self, name: &str) -> Result<Vec<u8>> {
        let size = self.size(name)?;
        let bytes = self.first(name, size + 1)?;
        if bytes.len() as u64 == size { Ok(bytes) } else { Err(Error::Lying(name.to_owned())) }
    }

    /// Bytes that the pixels of a PNG take, from its header alone.
    pub(super) fn pixel_bytes(&mut self, name: &str) -> Result<u64> {
        Ok(kept_bytes(&self.first(name, PNG_HEAD)?)?)
    }

    /// What the list says of a part's size.
    fn size(&mut self, name: &str) -> Result<u64> {
        let at = self.zip.index_for_name(name).ok_or_else(|| Error::Missing(name.to_owned()))?;
        Ok(self.zip.by_index_raw(at).ok().ok_or_else(|| Error::Damaged(name.to_owned()))?.size())
    }

    /// The first bytes of a part, where it has so many.
    fn first(&mut self, name: &str, count: u64) -> Result<Vec<u8>> {
        let damaged = || Error::Damaged(name.to_owned());
        let at = self.zip.index_for_name(name).ok_or_else(|| Error::Missing(name.to_owned()))?;
        let part = self.zip.by_index(at).ok().ok_or_else(damaged)?;
        let mut bytes = Vec::new();
        part.take(count).read_to_end(&mut bytes).map_err(|error| match error.kind() {
            // The archive's words for a wrong checksum and for packed bytes that make no sense.
            std::io::ErrorKind::InvalidData
            | std::io::ErrorKind::InvalidInput
            | std::io::ErrorKind::UnexpectedEof
            | std::io::ErrorKind::Other => damaged(),
            _ => Error::Io(error),
        })?;
        Ok(bytes)
    }
}

/// Whether it is a name that we write. Errors when it leads out of the file.
fn is_ours(name: &str) -> Result<bool> {
    let number = name.strip_prefix("blobs/").and_then(|rest| rest.strip_suffix(".png"));
    let is_ours = number.and_then(|digits| digits.parse().ok()).is_some_and(|number| blob(number) == name);
    let leads_out =
        name.starts_with(['/', '\\']) || name.contains(':') || name.split(['/', '\\']).any(|part| part == "..");
    if leads_out {
        return Err(Error::Escape(shown(name)));
    }
    Ok(is_ours || [WORDS, THUMBNAIL, PAST].contains(&name))
}

/// Pictures are packed already, so that we store them; a description is text.
fn check_packing(name: &str, method: CompressionMethod, packed: u64, size: u64) -> Result<()> {
    let is_fair = match method {
        CompressionMethod::Stored => packed == size,
        CompressionMethod::Deflated => name == WORDS && size <= packed.saturating_mul(RATIO_MOST),
        _ => return Err(Error::Strange(shown(name))),
    };
    if !is_fair || (name == PAST && size > PAST_MOST) {
        return Err(Error::Bomb(shown(name)));
    }
    if name == WORDS && size > WORDS_MOST {
        return Err(Error::Wordy(size >> 20));
    }
    Ok(())
}

/// A name of the file's, fit to be shown.
fn shown(name: &str) -> String {
    name.chars().take(60).flat_map(char::escape_debug).collect()
}
