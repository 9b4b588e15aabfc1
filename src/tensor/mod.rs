//! The handful of tensor formulas that the papers need: differentiable, reproducible.
//!
//! Letters: b batch, c channels, h w height and width, n tokens, d width of a token.

pub mod blend;
pub mod convert;
pub mod kernel;
pub mod low_pass;
pub mod noise;
pub mod op;
pub mod resize;
pub mod softmax;

pub use noise::{Noise, Normal, Purpose, Recorded};
