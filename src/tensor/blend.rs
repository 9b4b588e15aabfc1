//! Mixing by a mask, and masks that grow.

use candle_core::{Result, Tensor};

/// m·a + (1 − m)·b. `mask` (1 or b, 1 or c, h, w) is stretched over the rest; where it is exactly 0 or 1 the result is
/// exactly b or a, as long as the other one is finite.
pub fn blend(mask: &Tensor, a: &Tensor, b: &Tensor) -> Result<Tensor> {
    a.broadcast_mul(mask)? + b.broadcast_mul(&mask.affine(-1.0, 1.0)?)?
}

/// Grows a mask (b, 1, h, w) by `radius` cells: the maximum over a square of 2·radius + 1. At the border the outermost
/// cells count as going on.
pub fn dilate(mask: &Tensor, radius: usize) -> Result<Tensor> {
    if radius == 0 {
        return Ok(mask.clone());
    }
    let padded = mask.pad_with_same(2, radius, radius)?.pad_with_same(3, radius, radius)?;
    padded.max_pool2d_with_stride(2 * radius + 1, 1)
}
