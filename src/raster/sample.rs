//! One sample of either depth, so that a rule is written once.

use std::sync::Arc;

use super::pixels::to_eight;
use super::{Depth, Samples, Tint};

/// A sample that knows its full scale.
pub trait Sample: Copy + Default + PartialEq + Send + Sync + 'static {
    /// Its largest value.
    const MAX: f32;
    /// The depth of pictures that are made of it.
    const DEPTH: Depth;
    /// As it is, in f32.
    fn to_f32(self) -> f32;
    /// The nearest sample.
    fn from_f32(value: f32) -> Self;
    /// The nearest to a sample of 16 bits.
    fn from_sixteen(value: u16) -> Self;
    /// In 16 bits: full stays full.
    fn to_sixteen(self) -> u16;
    /// The rows of a picture of this depth.
    fn rows(samples: &Samples) -> Option<&[Self]>;
    /// The rows of a tile of this depth that is not of one colour.
    fn tint(tint: &Tint) -> Option<&[Self]>;
    /// Rows as a picture has them.
    fn samples(rows: Vec<Self>) -> Samples;
    /// Rows as a tile has them.
    fn of_rows(rows: Arc<[Self]>) -> Tint;
    /// A tile's rows to paint into, if it is of this depth and not of one colour.
    fn tint_mut(tint: &mut Tint) -> Option<&mut [Self]>;
}

impl Sample for u8 {
    const MAX: f32 = 255.0;
    const DEPTH: Depth = Depth::Eight;
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
    fn from_f32(value: f32) -> Self {
        value.round() as Self
    }
    fn from_sixteen(value: u16) -> Self {
        to_eight(value)
    }
    fn to_sixteen(self) -> u16 {
        u16::from(self) * 257
    }
    fn rows(samples: &Samples) -> Option<&[Self]> {
        match samples {
            Samples::Eight(rows) => Some(rows),
            Samples::Sixteen(_) => None,
        }
    }
    fn tint(tint: &Tint) -> Option<&[Self]> {
        match tint {
            Tint::Eight(rows) => Some(rows),
            Tint::Uniform(_) | Tint::Sixteen(_) => None,
        }
    }
    fn samples(rows: Vec<Self>) -> Samples {
        Samples::Eight(rows)
    }
    fn of_rows(rows: Arc<[Self]>) -> Tint {
        Tint::Eight(rows)
    }
    fn tint_mut(tint: &mut Tint) -> Option<&mut [Self]> {
        match tint {
            Tint::Eight(rows) => Some(Arc::make_mut(rows)),
            Tint::Uniform(_) | Tint::Sixteen(_) => None,
        }
    }
}

impl Sample for u16 {
    const MAX: f32 = 65535.0;
    const DEPTH: Depth = Depth::Sixteen;
    fn to_f32(self) -> f32 {
        f32::from(self)
    }
    fn from_f32(value: f32) -> Self {
        value.round() as Self
    }
    fn from_sixteen(value: u16) -> Self {
        value
    }
    fn to_sixteen(self) -> u16 {
        self
    }
    fn rows(samples: &Samples) -> Option<&[Self]> {
        match samples {
            Samples::Sixteen(rows) => Some(rows),
            Samples::Eight(_) => None,
        }
    }
    fn tint(tint: &Tint) -> Option<&[Self]> {
        match tint {
            Tint::Sixteen(rows) => Some(rows),
            Tint::Uniform(_) | Tint::Eight(_) => None,
        }
    }
    fn samples(rows: Vec<Self>) -> Samples {
        Samples::Sixteen(rows)
    }
    fn of_rows(rows: Arc<[Self]>) -> Tint {
        Tint::Sixteen(rows)
    }
    fn tint_mut(tint: &mut Tint) -> Option<&mut [Self]> {
        match tint {
            Tint::Sixteen(rows) => Some(Arc::make_mut(rows)),
            Tint::Uniform(_) | Tint::Eight(_) => None,
        }
    }
}
