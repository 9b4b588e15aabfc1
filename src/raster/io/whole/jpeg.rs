//! JPEG: marker segments and scans up to EOI (ITU-T T.81, annex B).

use super::{Found, Kind, broken, sized_or_return, take, whole};

/// Marker segments of a JPEG up to its EOI: marker and payload; `None` once where the file ends too early.
pub(in super::super) struct Segments<'a> {
    bytes: &'a [u8],
    at: usize,
    ended: bool,
}

impl<'a> Segments<'a> {
    /// Of a file that begins with SOI.
    pub(in super::super) fn of(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 2, ended: false }
    }
    fn next_segment(&mut self) -> Option<(u8, &'a [u8])> {
        // Fill bytes may stand before a marker; markers without a segment, and what a sloppy writer leaves between
        // segments, are passed over.
        let marker = loop {
            match (self.bytes.get(self.at)?, self.bytes.get(self.at + 1)?) {
                (0xFF, 0x01 | 0xD0..=0xD8) => self.at += 2,
                (0xFF, 0x00 | 0xFF) | (0..=0xFE, _) => self.at += 1,
                (0xFF, &marker) => break marker,
            }
        };
        self.at += 2;
        if marker == 0xD9 {
            return Some((marker, &[]));
        }
        let length = usize::from(u16::from_be_bytes(take(self.bytes, self.at)?)).max(2);
        let payload = self.bytes.get(self.at + 2..self.at + length)?;
        self.at += length;
        if marker == 0xDA {
            self.skip_scan()?;
        }
        Some((marker, payload))
    }
    /// To the next marker that is neither a stuffed 0xFF nor a restart.
    fn skip_scan(&mut self) -> Option<()> {
        loop {
            self.at += self.bytes.get(self.at..)?.iter().position(|&b| b == 0xFF)?;
            match self.bytes.get(self.at + 1)? {
                0x00 | 0xD0..=0xD7 => self.at += 2,
                0xFF => self.at += 1,
                _ => return Some(()),
            }
        }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = Option<(u8, &'a [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let segment = self.next_segment();
        self.ended = segment.is_none_or(|(marker, _)| marker == 0xD9);
        Some(segment)
    }
}

pub(super) fn check(bytes: &[u8]) -> Found {
    let (mut extent, mut scans) = (None, 0);
    for segment in Segments::of(bytes) {
        match segment? {
            // Frame headers, but not DHT (C4), JPG (C8) and DAC (CC).
            (0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF, frame) => {
                extent =
                    Some(sized_or_return!(u16::from_be_bytes(take(frame, 3)?), u16::from_be_bytes(take(frame, 1)?)));
            }
            (0xDA, _) => scans += 1,
            (0xD9, _) => break,
            _ => {}
        }
    }
    if scans == 0 {
        return Some(Err(broken("there is no picture in the JPEG file")));
    }
    Some(Ok(whole(Kind::Jpeg, extent?, 1)))
}
