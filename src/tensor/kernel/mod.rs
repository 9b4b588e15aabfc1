//! The CPU's inner loops on plain slices of f32: the only place with `unsafe`.
//!
//! Pictures are channels-last (b, h, w, c), so that pixels and tokens (b, n, c) share one layout. Every function gives
//! the same bytes on any number of threads: work is split over outputs only, never over a sum.
#![expect(unsafe_code, reason = "vector instructions and outputs that tasks share: only here")]
#![expect(clippy::inline_always, reason = "a body must end up inside the wrapper that switches its instructions on")]

pub mod activation;
pub mod attention;
mod exp;
mod isa;
pub mod norm;
mod share;
mod simd;
pub mod softmax;
#[cfg(test)]
mod testing;

pub use isa::Isa;
