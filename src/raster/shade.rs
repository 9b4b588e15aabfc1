//! One colour.

use super::Sample;

/// RGBA, 16 bits a sample, straight alpha, in the encoding of the picture that it is used in. A colour of 8 bits keeps
/// its bytes in a picture of 8 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Colour(pub [u16; 4]);

impl Colour {
    /// Nothing.
    pub const CLEAR: Self = Self([0; 4]);
    /// Opaque black.
    pub const BLACK: Self = Self([0, 0, 0, u16::MAX]);
    /// Opaque white.
    pub const WHITE: Self = Self([u16::MAX; 4]);

    /// From samples of 8 bits.
    pub fn of_rgba8(rgba: [u8; 4]) -> Self {
        Self(rgba.map(Sample::to_sixteen))
    }
    /// The nearest of 8 bits.
    pub fn rgba8(self) -> [u8; 4] {
        self.samples()
    }
    /// The nearest of a depth.
    pub fn samples<S: Sample>(self) -> [S; 4] {
        self.0.map(S::from_sixteen)
    }
    /// The first pixel of `row`, which has one.
    pub(super) fn of<S: Sample>(row: &[S]) -> Self {
        Self([0, 1, 2, 3].map(|channel| row[channel].to_sixteen()))
    }
}
