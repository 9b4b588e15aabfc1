//! TIFF and BigTIFF: every page's entries, strips and tiles lie within the file (TIFF 6.0, §2).

use super::{Found, Kind, Whole, broken, sized_or_return, take};

/// No more pages are followed; a chain that goes round in a circle ends here.
const PAGES_MAX: usize = 1000;

pub(super) fn check(bytes: &[u8]) -> Found {
    let file = File { bytes, little: bytes.starts_with(b"II"), big: bytes[2] == 43 || bytes[3] == 43 };
    let mut next = if file.big { file.u64_at(8)? } else { file.u32_at(4)? };
    let (mut first, mut pages) = (None, 0);
    while next != 0 && pages < PAGES_MAX {
        let (page, after) = file.page(next)?;
        if first.is_none() {
            // Before strips are looked for: a header that asks for too much is told as that.
            let extent = sized_or_return!(page.width, page.height);
            first = Some(Whole { kind: Kind::Tiff, extent, pictures: 1, premultiplied: page.premultiplied });
        }
        // Only the first page must have strips: a thumbnail after it may be a JPEG of its own.
        if pages == 0 || page.offsets.is_some() {
            page.data_is_there(&file)?;
        }
        (next, pages) = (after, pages + 1);
    }
    let Some(whole) = first else { return Some(Err(broken("there is no picture in the TIFF file"))) };
    Some(Ok(Whole { pictures: pages, ..whole }))
}

struct File<'a> {
    bytes: &'a [u8],
    little: bool,
    big: bool,
}

/// What is read of a page's entries.
#[derive(Default)]
struct Page {
    width: u64,
    height: u64,
    premultiplied: bool,
    offsets: Option<Array>,
    counts: Option<Array>,
}

/// Values of an entry: where they lie, and bytes and number of them.
#[derive(Clone, Copy)]
struct Array {
    at: usize,
    size: usize,
    count: usize,
}

impl File<'_> {
    fn page(&self, at: u64) -> Option<(Page, u64)> {
        let mut at = usize::try_from(at).ok()?;
        let entries = if self.big { self.u64_at(at)? } else { self.u16_at(at)? };
        let (head, step, word) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        at = at.checked_add(head)?;
        let mut page = Page::default();
        for _ in 0..entries {
            let tag = self.u16_at(at)?;
            let values = self.array(at + 2, word)?;
            match tag {
                256 => page.width = self.value(values, 0)?,
                257 => page.height = self.value(values, 0)?,
                338 => page.premultiplied = self.value(values, 0)? == 1,
                273 | 324 => page.offsets = Some(values),
                279 | 325 => page.counts = Some(values),
                // The EXIF and GPS fields of a picture belong to it.
                34665 | 34853 if !self.big => self.sub_fields_are_there(self.value(values, 0)?)?,
                _ => {}
            }
            at += step;
        }
        Some((page, self.word_at(at, word)?))
    }
    fn sub_fields_are_there(&self, at: u64) -> Option<()> {
        let at = usize::try_from(at).ok()?;
        for i in 0..self.u16_at(at)? as usize {
            self.array(at + 2 + 12 * i + 2, 4)?;
        }
        Some(())
    }
    /// The values of the entry whose type is at `at`; `None` unless all of them lie in the file.
    fn array(&self, at: usize, word: usize) -> Option<Array> {
        let size: usize = match self.u16_at(at)? {
            3 | 8 => 2,
            4 | 9 | 11 | 13 => 4,
            5 | 10 | 12 | 16..=18 => 8,
            _ => 1,
        };
        let count = usize::try_from(self.word_at(at + 2, word)?).ok()?;
        let field = at + 2 + word;
        let len = size.checked_mul(count)?;
        let at = if len <= word { field } else { usize::try_from(self.word_at(field, word)?).ok()? };
        self.bytes.get(at..at.checked_add(len)?)?;
        Some(Array { at, size, count })
    }
    fn value(&self, values: Array, i: usize) -> Option<u64> {
        let at = values.at + i * values.size;
        match values.size {
            _ if i >= values.count => None,
            1 => self.bytes.get(at).map(|&b| b.into()),
            2 => self.u16_at(at),
            4 => self.u32_at(at),
            _ => self.u64_at(at),
        }
    }
    fn word_at(&self, at: usize, word: usize) -> Option<u64> {
        if word == 8 { self.u64_at(at) } else { self.u32_at(at) }
    }
    fn u16_at(&self, at: usize) -> Option<u64> {
        let b = take(self.bytes, at)?;
        Some(if self.little { u16::from_le_bytes(b) } else { u16::from_be_bytes(b) }.into())
    }
    fn u32_at(&self, at: usize) -> Option<u64> {
        let b = take(self.bytes, at)?;
        Some(if self.little { u32::from_le_bytes(b) } else { u32::from_be_bytes(b) }.into())
    }
    fn u64_at(&self, at: usize) -> Option<u64> {
        let b = take(self.bytes, at)?;
        Some(if self.little { u64::from_le_bytes(b) } else { u64::from_be_bytes(b) })
    }
}

impl Page {
    /// Whether each strip or tile lies in the file.
    fn data_is_there(&self, file: &File<'_>) -> Option<()> {
        let (offsets, counts) = (self.offsets?, self.counts?);
        for i in 0..offsets.count {
            let (at, len) = (file.value(offsets, i)?, file.value(counts, i)?);
            if len == 0 || at.checked_add(len)? > file.bytes.len() as u64 {
                return None;
            }
        }
        (offsets.count > 0).then_some(())
    }
}
