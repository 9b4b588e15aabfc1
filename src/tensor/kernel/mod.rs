//! The CPU's inner loops on plain slices of f32: the only place with `unsafe`.
//!
//! Pictures are channels-last (b, h, w, c), so that pixels and tokens (b, n, c) share one layout. Every function gives
//! the same bytes on any number of threads: work is split over outputs only, never over a sum.
#![expect(unsafe_code, reason = "vector instructions and outputs that tasks share: only here")]
#![expect(clippy::inline_always, reason = "a body must end up inside the wrapper that switches its instructions on")]

pub mod activation;
mod after;
pub mod attention;
mod awake;
mod buffer;
mod conv;
#[cfg(test)]
mod conv_tests;
mod direct;
mod exp;
mod form;
mod isa;
mod matrix;
pub mod memory;
pub mod norm;
mod panels;
mod picture;
mod product;
mod share;
mod simd;
pub mod softmax;
#[cfg(test)]
mod testing;
mod tile;
mod winograd;
mod winograd_transform;
mod winograd_weights;

pub use activation::{geglu, gelu, quick_gelu};
pub use after::After;
pub use attention::{Heads, Tokens, attention};
pub use awake::{awake, both};
pub use conv::{Conv, ConvShape, Form};
pub use form::form;
pub use isa::Isa;
pub use matrix::Matrix;
pub use norm::{Stats, group_norm, group_stats, layer_norm, scale_shift, scale_shift_rows};
pub use softmax::softmax;

/// Numbers that the caller is about to write, all of them, before it reads any.
#[expect(clippy::uninit_vec, reason = "zeros would cost a pass over memory for every result of every layer")]
pub(crate) fn fresh(n: usize) -> Vec<f32> {
    let mut numbers = Vec::with_capacity(n);
    // SAFETY: the capacity is n, every pattern of bits is an f32, and the caller writes before it reads.
    unsafe {
        numbers.set_len(n);
    }
    numbers
}
