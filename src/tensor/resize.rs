//! Resampling and filters on (b, c, h, w).
//!
//! Everything but the maximum and the nearest sample is linear and separable: R · x · Cᵀ with one weight matrix for
//! rows and one for columns. So each filter is one function that fills a row of weights, differentiable everywhere.

use candle_core::{Result, Tensor, bail};

/// Area maximum: (b, 1, h·k, w·k) → (b, 1, h, w). A mask never loses a thin line on its way to the latent grid.
/// Where the size is no multiple, the last cell is the maximum of the part that is there: sizes are rounded up.
pub fn area_max(x: &Tensor, factor: usize) -> Result<Tensor> {
    let (_, _, height, width) = sized(x, factor)?;
    let missing = |size: usize| size.next_multiple_of(factor) - size;
    let padded = x.pad_with_same(2, 0, missing(height))?.pad_with_same(3, 0, missing(width))?;
    padded.max_pool2d(factor)
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

/// Nearest sample (PyTorch's `interpolate(mode="nearest")` to ⌊h/k⌋ × ⌊w/k⌋), for the parity harness.
pub fn nearest_down(x: &Tensor, factor: usize) -> Result<Tensor> {
    let (_, _, height, width) = sized(x, factor)?;
    let picks = |size: usize| {
        let out = (size / factor).max(1);
        Tensor::from_iter((0..out).map(|i| (i * size / out) as u32), x.device())
    };
    x.index_select(&picks(height)?, 2)?.index_select(&picks(width)?, 3)
}

/// Bilinear, align_corners = false (PyTorch's, without antialiasing).
pub fn bilinear(x: &Tensor, height: usize, width: usize) -> Result<Tensor> {
    let (_, _, from_height, from_width) = sized(x, 1)?;
    if height == 0 || width == 0 {
        bail!("cannot resize to {width}×{height}");
    }
    let weights = |out: usize, size: usize| {
        rows(out, size, |i, row| {
            let source = ((i as f64 + 0.5) * size as f64 / out as f64 - 0.5).max(0.0);
            let low = (source as usize).min(size - 1);
            let part = source - low as f64;
            row[low] += 1.0 - part;
            row[(low + 1).min(size - 1)] += part;
        })
    };
    separable(x, &weights(height, from_height), &weights(width, from_width))
}

/// Gaussian blur of deviation `sigma` cells; beyond the border the outermost cell goes on.
pub fn gaussian_blur(x: &Tensor, sigma: f64) -> Result<Tensor> {
    let (_, _, height, width) = sized(x, 1)?;
    if !(sigma.is_finite() && sigma >= 0.0) {
        bail!("cannot blur by {sigma}");
    }
    if sigma == 0.0 {
        return Ok(x.clone());
    }
    let radius = (3.0 * sigma).ceil() as isize;
    let kernel: Vec<f64> = (-radius..=radius).map(|d| (-0.5 * (d as f64 / sigma).powi(2)).exp()).collect();
    let sum: f64 = kernel.iter().sum();
    let weights = |size: usize| {
        rows(size, size, |i, row| {
            for (d, weight) in (-radius..=radius).zip(&kernel) {
                row[(i as isize + d).clamp(0, size as isize - 1) as usize] += weight / sum;
            }
        })
    };
    separable(x, &weights(height), &weights(width))
}

fn sized(x: &Tensor, factor: usize) -> Result<(usize, usize, usize, usize)> {
    let (b, c, height, width) = x.dims4()?;
    if factor == 0 || height == 0 || width == 0 {
        bail!("cannot reduce {:?} by {factor}", x.shape());
    }
    Ok((b, c, height, width))
}

/// A weight matrix of one direction, row by row.
struct Rows {
    out: usize,
    size: usize,
    weights: Vec<f32>,
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
fn separable(x: &Tensor, down: &Rows, across: &Rows) -> Result<Tensor> {
    let matrix =
        |rows: &Rows| Tensor::from_slice(&rows.weights, (rows.out, rows.size), x.device())?.to_dtype(x.dtype());
    matrix(down)?.broadcast_matmul(&x.broadcast_matmul(&matrix(across)?.t()?)?)
}
