//! The CPU's inner loops on plain slices of f32: the only place with `unsafe`.
//!
//! Pictures are channels-last (b, h, w, c), so that pixels and tokens (b, n, c) share one layout. Every function gives
//! the same bytes on any number of threads: work is split over outputs only, never over a sum.

#![expect(
    unsafe_code,
    clippy::inline_always,
    reason = "vector instructions; a body must be inlined into the wrapper that has its target features"
)]

mod after;
mod buffer;
mod conv;
mod direct;
mod form;
mod isa;
mod matrix;
mod panels;
mod picture;
mod product;
mod simd;
mod tile;
mod winograd;
mod winograd_transform;
mod winograd_weights;

pub use after::After;
pub use conv::{Conv, ConvShape, Form};
pub use form::form;
pub use isa::Isa;
pub use matrix::Matrix;

#[cfg(test)]
mod conv_tests;
