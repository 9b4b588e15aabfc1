//! `ResnetBlock2D`.

use candle_core::{Result, Tensor};
use candle_nn::{Conv2d, GroupNorm, Linear, Module, VarBuilder};

use super::{Norm, conv, group_norm};

/// Norm, SiLU, convolution, twice; the time embedding is added between (networks that know time), x at the end.
pub(crate) struct Resnet {
    norm1: GroupNorm,
    conv1: Conv2d,
    time: Option<Linear>,
    norm2: GroupNorm,
    conv2: Conv2d,
    shortcut: Option<Conv2d>,
}

impl Resnet {
    /// `time` is the width of the time embedding.
    pub(crate) fn new(from: usize, to: usize, time: Option<usize>, norm: Norm, vb: &VarBuilder<'_>) -> Result<Self> {
        Ok(Self {
            norm1: group_norm(from, norm, vb.pp("norm1"))?,
            conv1: conv(from, to, 3, vb.pp("conv1"))?,
            time: time.map(|width| candle_nn::linear(width, to, vb.pp("time_emb_proj"))).transpose()?,
            norm2: group_norm(to, norm, vb.pp("norm2"))?,
            conv2: conv(to, to, 3, vb.pp("conv2"))?,
            shortcut: (from != to).then(|| conv(from, to, 1, vb.pp("conv_shortcut"))).transpose()?,
        })
    }

    /// x (b, c, h, w), time (b, width) after its SiLU.
    pub(crate) fn forward(&self, x: &Tensor, time: Option<&Tensor>) -> Result<Tensor> {
        let mut h = self.conv1.forward(&self.norm1.forward(x)?.silu()?)?;
        if let (Some(layer), Some(time)) = (&self.time, time) {
            h = h.broadcast_add(&layer.forward(time)?.unsqueeze(2)?.unsqueeze(3)?)?;
        }
        let h = self.conv2.forward(&self.norm2.forward(&h)?.silu()?)?;
        match &self.shortcut {
            Some(shortcut) => shortcut.forward(x)? + h,
            None => x + h,
        }
    }
}
