//! GIF: blocks up to the trailer (GIF89a specification, appendix B).

use super::{Found, Kind, broken, sized_or_return, take, whole};

pub(super) fn check(bytes: &[u8]) -> Found {
    let (width, height) = (u16::from_le_bytes(take(bytes, 6)?), u16::from_le_bytes(take(bytes, 8)?));
    let extent = sized_or_return!(width, height);
    let mut at = 13 + table_len(*bytes.get(10)?);
    let mut frames = 0;
    loop {
        match bytes.get(at)? {
            // Extension: label, sub-blocks.
            0x21 => at = after_sub_blocks(bytes, at + 2)?,
            // Image: position and size, flags, local colours, code size, sub-blocks.
            0x2C => {
                at = after_sub_blocks(bytes, at + 11 + table_len(*bytes.get(at + 9)?))?;
                frames += 1;
            }
            0x3B if frames > 0 => return Some(Ok(whole(Kind::Gif, extent, frames))),
            0x3B => return Some(Err(broken("there is no picture in the GIF file"))),
            // Some writers leave zeros between blocks.
            0x00 => at += 1,
            _ => return None,
        }
    }
}

/// Bytes of the colour table that the flags announce.
fn table_len(flags: u8) -> usize {
    if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) }
}

fn after_sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        match bytes.get(at)? {
            0 => return Some(at + 1),
            &length => at += 1 + usize::from(length),
        }
    }
}
