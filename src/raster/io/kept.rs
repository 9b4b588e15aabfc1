//! PNGs that our own files hold: nothing of them is applied, interpreted or left out.

use std::sync::Arc;

use super::super::{Error, Pixels, Result};
use super::whole::{self, Kind};
use super::{decode::to_pixels, png};

pub(super) fn decode(bytes: &[u8]) -> Result<Pixels> {
    if whole::check(bytes)?.kind != Kind::Png {
        return Err(no_png());
    }
    let found = png::decode(bytes)?;
    let pixels = to_pixels(found.image)?;
    Ok(pixels.with_profile(found.profile.map(Arc::from)).with_exif(found.exif.map(Arc::from)))
}

pub(super) fn bytes(head: &[u8]) -> Result<u64> {
    let [0x89, b'P', b'N', b'G', 13, 10, 26, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R', header @ ..] = head else {
        return Err(no_png());
    };
    let [w0, w1, w2, w3, h0, h1, h2, h3, bits, ..] = *header else { return Err(no_png()) };
    let [width, height] = [[w0, w1, w2, w3], [h0, h1, h2, h3]].map(u32::from_be_bytes);
    let sample = if bits == 16 { 2 } else { 1 };
    Ok(4 * sample * whole::sized(width.into(), height.into())?.area())
}

fn no_png() -> Error {
    Error::Decode { reason: "it is no PNG file, or one that is cut or broken".to_owned() }
}
