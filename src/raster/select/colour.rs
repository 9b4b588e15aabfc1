//! How far colours are from each other, in 16-bit steps.

use super::super::{Pixels, Sample, Samples};

/// A picture's pixels by their index, row by row.
pub(super) trait Colours: Sync {
    /// RGBA in 16 bits.
    fn at(&self, index: usize) -> [u16; 4];
}

impl<S: Sample> Colours for &[[S; 4]] {
    fn at(&self, index: usize) -> [u16; 4] {
        self[index].map(S::to_sixteen)
    }
}

/// Calls the one that fits the picture's depth.
pub(super) fn on<R>(pixels: &Pixels, eight: impl FnOnce(&[[u8; 4]]) -> R, sixteen: impl FnOnce(&[[u16; 4]]) -> R) -> R {
    match pixels.samples() {
        Samples::Eight(rows) => eight(rows.as_chunks::<4>().0),
        Samples::Sixteen(rows) => sixteen(rows.as_chunks::<4>().0),
    }
}

/// The largest difference of a channel, 0…65535.
pub(super) fn distance(a: [u16; 4], b: [u16; 4]) -> u16 {
    if a[3] == 0 && b[3] == 0 {
        return 0; // neither is seen
    }
    a.into_iter().zip(b).fold(0, |most, (a, b)| most.max(a.abs_diff(b)))
}

/// A distance on the scale of 255, in 16-bit steps; what is no number is 0.
pub(super) fn steps(of_255: f32) -> u16 {
    (of_255.clamp(0.0, 255.0) * 257.0).round() as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_channel_that_differs_most_counts_and_what_is_not_seen_is_alike() {
        assert_eq!(distance([10, 20, 30, 65535], [12, 15, 30, 65535]), 5);
        assert_eq!(distance([10, 20, 30, 9], [10, 20, 30, 0]), 9);
        assert_eq!(distance([10, 20, 30, 0], [900, 0, 7, 0]), 0);
        assert_eq!((steps(1.0), steps(300.0), steps(-3.0), steps(f32::NAN)), (257, 65535, 0, 0));
    }
}
