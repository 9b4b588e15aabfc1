//! Reducing (b, c, h, w) to a coarser grid.
//!
//! The mean is linear and separable: R · x · Cᵀ with one weight matrix for rows and one for columns, differentiable
//! everywhere.

use candle_core::{Result, Tensor, bail};

use super::blend::dilate;

/// Area maximum: (b, 1, h·k, w·k) → (b, 1, h, w). A mask never loses a thin line on its way to the latent grid.
/// Where the size is no multiple, the last cell is the maximum of the part that is there: sizes are rounded up.
pub fn area_max(x: &Tensor, factor: usize) -> Result<Tensor> {
    let (_, _, height, width) = sized(x, factor)?;
    let missing = |size: usize| size.next_multiple_of(factor) - size;
    let padded = x.pad_with_same(2, 0, missing(height))?.pad_with_same(3, 0, missing(width))?;
    padded.max_pool2d(factor)
}

/// The area maximum of a mask 0…1, without the cells that it only grazes: a cell stands where its mean is at least half of
/// its maximum, or where no cell round it does. Thin lines stay, and an edge lies in one cell, not in two.
///
/// What lies in a free cell is drawn anew up to the cell's end, whatever of it the mask shows: along an edge that a mask only
/// touches, things would be drawn outside of it and then be cut.
pub fn area_standing(x: &Tensor, factor: usize) -> Result<Tensor> {
    let most = area_max(x, factor)?;
    let stands = (area_mean(x, factor)? * 2.0)?.ge(&most)?.mul(&most.gt(0.0)?)?.to_dtype(x.dtype())?;
    let alone = dilate(&stands, 1)?.affine(-1.0, 1.0)?;
    most * (stands + alone)?
}

/// Area mean, same shapes: sizes are rounded up, the last cell is the mean of the part that is there.
pub fn area_mean(x: &Tensor, factor: usize) -> Result<Tensor> {
    let (_, _, height, width) = sized(x, factor)?;
    let weights = |size: usize| {
        rows(size.div_ceil(factor), size, |out, row| {
            let cells = out * factor..(out * factor + factor).min(size);
            let weight = 1.0 / cells.len() as f64;
            row[cells].fill(weight);
        })
    };
    separable(x, &weights(height), &weights(width))
}

/// Nearest sample (PyTorch's `interpolate(mode="nearest")` to ⌊h/k⌋ × ⌊w/k⌋).
pub fn nearest_down(x: &Tensor, factor: usize) -> Result<Tensor> {
    let (_, _, height, width) = sized(x, factor)?;
    let picks = |size: usize| {
        let out = (size / factor).max(1);
        Tensor::from_iter((0..out).map(|i| (i * size / out) as u32), x.device())
    };
    x.index_select(&picks(height)?, 2)?.index_select(&picks(width)?, 3)
}

fn sized(x: &Tensor, factor: usize) -> Result<(usize, usize, usize, usize)> {
    let (b, c, height, width) = x.dims4()?;
    if factor == 0 || height == 0 || width == 0 {
        bail!("cannot reduce {:?} by {factor}", x.shape());
    }
    Ok((b, c, height, width))
}

/// A weight matrix of one direction, row by row.
pub(super) struct Rows {
    pub(super) out: usize,
    pub(super) size: usize,
    pub(super) weights: Vec<f32>,
}

fn rows(out: usize, size: usize, mut fill: impl FnMut(usize, &mut [f64])) -> Rows {
    let mut weights = Vec::with_capacity(out * size);
    for i in 0..out {
        let mut row = vec![0.0; size];
        fill(i, &mut row);
        weights.extend(row.into_iter().map(|weight| weight as f32));
    }
    Rows { out, size, weights }
}

/// R · x · Cᵀ.
pub(super) fn separable(x: &Tensor, down: &Rows, across: &Rows) -> Result<Tensor> {
    let matrix =
        |rows: &Rows| Tensor::from_slice(&rows.weights, (rows.out, rows.size), x.device())?.to_dtype(x.dtype());
    matrix(down)?.broadcast_matmul(&x.broadcast_matmul(&matrix(across)?.t()?)?)
}
