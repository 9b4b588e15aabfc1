//! Which form of a convolution is the fastest.

use super::conv::{ConvShape, Form};

/// The form to pack a convolution in, for outputs of about h × w.
pub fn form(shape: &ConvShape, h: usize, w: usize) -> Form {
    if !shape.takes_winograd() || shape.from < 16 || shape.to < 16 {
        return Form::Direct;
    }
    match h.div_ceil(4) * w.div_ceil(4) {
        0..16 => Form::Direct,
        16..64 => Form::Winograd2,
        _ => Form::Winograd4,
    }
}
