//! A convolution whose weights are not packed (they are trained, or other devices run it), by candle's operations.

use candle_core::{Result, Tensor};

use super::conv::Beside;
use crate::tensor::kernel::ConvShape;

/// x (b, h, w, from) → (b, h', w', to).
pub(super) fn open(
    x: &Tensor,
    weight: &Tensor,
    bias: Option<&Tensor>,
    shape: ConvShape,
    beside: Beside<'_>,
) -> Result<Tensor> {
    let ConvShape { kernel, stride, pad: [top, left, bottom, right], dilation, groups, .. } = shape;
    let mut planes = x.permute((0, 3, 1, 2))?.contiguous()?;
    if let Some((height, width)) = beside.enlarge {
        planes = nearest(&planes, height, width)?;
    }
    // Padded or cut to what is read, and no more: candle's backward pass takes one remainder for height and width, and
    // fails where they differ.
    let planes = fitted(&planes, 2, [top, bottom], kernel.0, stride, dilation)?;
    let planes = fitted(&planes, 3, [left, right], kernel.1, stride, dilation)?;
    let y = planes.conv2d(weight, 0, stride, dilation, groups)?.permute((0, 2, 3, 1))?.contiguous()?;
    let y = match bias {
        Some(bias) => y.broadcast_add(bias)?,
        None => y,
    };
    let y = match beside.rows {
        Some(rows) => y.broadcast_add(&rows.unsqueeze(1)?.unsqueeze(1)?)?,
        None => y,
    };
    match beside.add {
        Some(add) => y + add,
        None => Ok(y),
    }
}

fn fitted(
    x: &Tensor,
    dim: usize,
    [before, after]: [usize; 2],
    kernel: usize,
    stride: usize,
    dilation: usize,
) -> Result<Tensor> {
    let reach = dilation * (kernel - 1) + 1;
    let n = x.dim(dim)?;
    let read = ((n + before + after).saturating_sub(reach) / stride) * stride + reach;
    let x = x.pad_with_zeros(dim, before, after)?;
    if read < n + before + after { x.narrow(dim, 0, read)?.contiguous() } else { Ok(x) }
}

/// Nearest neighbours of (b, c, h, w), index ⌊i · from / to⌋ as PyTorch's. Not candle's, whose backward pass overwrites
/// gradients.
fn nearest(x: &Tensor, height: usize, width: usize) -> Result<Tensor> {
    let (b, c, h, w) = x.dims4()?;
    if (height, width) == (2 * h, 2 * w) {
        return x.reshape((b, c, h, 1, w, 1))?.broadcast_as((b, c, h, 2, w, 2))?.reshape((b, c, height, width));
    }
    let indices = |from: usize, to: usize| Tensor::from_iter((0..to).map(|i| (i * from / to) as u32), x.device());
    x.index_select(&indices(h, height)?, 2)?.index_select(&indices(w, width)?, 3)
}
