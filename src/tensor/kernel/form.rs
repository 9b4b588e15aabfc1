//! Which form of a convolution is the fastest.

use super::conv::{ConvShape, Form};

/// Weights (from · to) up to which the transformed ones stay in a cache: the models that are small throughout.
const LIGHT: usize = 1 << 16;

/// The form to pack a convolution in, for outputs of about h × w, by what was measured with AVX2 and AVX-512.
///
/// Winograd's transformed weights are 4 (or 1.8) times as large. Heavy ones stream from memory, and then few pixels do
/// not pay for them: F(4×4, 3×3) wins from 32 × 32 pixels on, F(2×2, 3×3) from 16 × 16, and below that it is at most
/// even. Light ones pay at half the side. With very few input channels the transforms cost more than they save.
pub fn form(shape: &ConvShape, h: usize, w: usize) -> Form {
    let enough = if shape.to < 16 { 32 } else { 16 };
    if !shape.takes_winograd() || shape.from < enough {
        return Form::Direct;
    }
    let (large, small) = if shape.from * shape.to <= LIGHT { (16, 4) } else { (64, 16) };
    match h.div_ceil(4) * w.div_ceil(4) {
        tiles if tiles >= large => Form::Winograd4,
        tiles if tiles >= small => Form::Winograd2,
        _ => Form::Direct,
    }
}
