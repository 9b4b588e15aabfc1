//! PNG: chunks with their checksums up to IEND (PNG third edition, §5).

use super::{Found, Kind, broken, sized_or_return, take, whole};

pub(super) fn check(bytes: &[u8]) -> Found {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return None;
    }
    let (mut at, mut extent, mut frames, mut data) = (8, None, 1, false);
    loop {
        let length = u32::from_be_bytes(take(bytes, at)?) as usize;
        let name: [u8; 4] = take(bytes, at + 4)?;
        let body = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        if extent.is_none() {
            if &name != b"IHDR" || length != 13 {
                return Some(Err(broken("the PNG file does not begin with its header")));
            }
            // Before its end is looked for: a header that asks for too much is told as that.
            extent = Some(sized_or_return!(u32::from_be_bytes(take(body, 0)?), u32::from_be_bytes(take(body, 4)?)));
        }
        let stored = u32::from_be_bytes(take(bytes, at + 8 + length)?);
        // The decoder checks those of the picture data itself, while it reads them.
        if &name != b"IDAT" && &name != b"fdAT" && stored != crc32(&bytes[at + 4..at + 8 + length]) {
            return Some(Err(broken("a checksum in the PNG file is wrong")));
        }
        match &name {
            b"IDAT" => data = true,
            b"acTL" => frames = u32::from_be_bytes(take(body, 0)?).max(1) as usize,
            b"IEND" if data => return Some(Ok(whole(Kind::Png, extent?, frames))),
            b"IEND" => return Some(Err(broken("there is no picture in the PNG file"))),
            _ => {}
        }
        at += 12 + length;
    }
}

/// CRC-32 of ISO 3309, as PNG's annex D has it.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let (mut table, mut n) = ([0; 256], 0);
        while n < 256 {
            let (mut c, mut k) = (n as u32, 0);
            while k < 8 {
                c = if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 };
                k += 1;
            }
            table[n] = c;
            n += 1;
        }
        table
    };
    !bytes.iter().fold(!0, |crc: u32, &b| TABLE[usize::from(crc as u8 ^ b)] ^ (crc >> 8))
}

#[cfg(test)]
mod tests {
    #[test]
    fn checksum_of_iend() {
        assert_eq!(super::crc32(b"IEND"), 0xAE42_6082);
    }
}
