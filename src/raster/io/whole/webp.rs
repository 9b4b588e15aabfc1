//! WebP: RIFF chunks that fill the size which the file states (RFC 9649, §2).

use super::{Found, Kind, broken, sized_or_return, take, whole};

pub(super) fn check(bytes: &[u8]) -> Found {
    let end = (u32::from_le_bytes(take(bytes, 4)?) as usize).checked_add(8)?;
    let (mut at, mut extent, mut frames, mut data) = (12, None, 0, false);
    while at < end {
        let name: [u8; 4] = take(bytes, at)?;
        let length = u32::from_le_bytes(take(bytes, at + 4)?) as usize;
        let body = bytes.get(at + 8..).map(|rest| &rest[..rest.len().min(length)])?;
        // The first of these tells the size: before the end is looked for, so that too large is told as that.
        if extent.is_none() {
            extent = match &name {
                b"VP8X" => Some(sized_or_return!(1 + le24(take(body, 4)?), 1 + le24(take(body, 7)?))),
                b"VP8L" => {
                    let bits = u32::from_le_bytes(take(body, 1)?);
                    Some(sized_or_return!(1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)))
                }
                b"VP8 " => {
                    let side = |at| Some(u16::from_le_bytes(take(body, at)?) & 0x3FFF);
                    Some(sized_or_return!(side(6)?, side(8)?))
                }
                _ => return Some(Err(broken("the WebP file does not begin with its header"))),
            };
        }
        if body.len() < length {
            return None;
        }
        match &name {
            b"ANMF" => frames += 1,
            b"VP8L" | b"VP8 " => data = true,
            _ => {}
        }
        // Chunks are padded to even lengths.
        at = at.checked_add(8 + length + length % 2)?;
    }
    if bytes.len() < end {
        return None;
    }
    if !data && frames == 0 {
        return Some(Err(broken("there is no picture in the WebP file")));
    }
    Some(Ok(whole(Kind::WebP, extent?, frames.max(1))))
}

fn le24([a, b, c]: [u8; 3]) -> u32 {
    u32::from_le_bytes([a, b, c, 0])
}
