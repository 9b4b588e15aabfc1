//! A picture as a mask.

use super::super::{Extent, Mask, Pixels, Result, Samples};
use super::alpha;

/// The mask that a picture shows: its alpha where any pixel of it is not opaque, otherwise how bright it is. One of another
/// size is scaled to `extent`.
pub fn of_picture(pixels: &Pixels, extent: Extent) -> Result<Mask> {
    let is_opaque = match pixels.samples() {
        Samples::Eight(rows) => rows.iter().skip(3).step_by(4).all(|&alpha| alpha == u8::MAX),
        Samples::Sixteen(rows) => rows.iter().skip(3).step_by(4).all(|&alpha| alpha == u16::MAX),
    };
    let scaled = pixels.resized(extent);
    if is_opaque { Ok(Mask::from_pixels(&scaled)) } else { alpha(&scaled) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grey_or_alpha_is_taken_and_scaled() {
        let extent = Extent::new(8, 8);
        let grey = Pixels::filled(extent, [90, 90, 90, 255]);
        assert_eq!(of_picture(&grey, extent).unwrap(), Mask::filled(extent, 90));
        let seen = Pixels::filled(extent, [0, 0, 0, 40]);
        assert_eq!(of_picture(&seen, Extent::new(3, 5)).unwrap(), Mask::filled(Extent::new(3, 5), 40));
        let mask = Mask::new(extent, (0..64).map(|value| value * 4).collect::<Vec<u8>>()).unwrap();
        assert_eq!(of_picture(&mask.to_pixels(), extent).unwrap(), mask, "what was exported comes back");
    }
}
