//! `ResnetBlock2D`.

use candle_core::{Result, Tensor};
use candle_nn::VarBuilder;

use super::{At, GroupNorm, Keep, Norm, bias, conv, linear, tokens, weight};
use crate::tensor::op::conv::{Beside, Conv};
use crate::tensor::op::linear::Linear;

/// Norm, SiLU, convolution, twice; the time embedding is added between (networks that know time), x at the end.
pub(crate) struct Resnet {
    pub(crate) norm1: GroupNorm,
    pub(crate) conv1: Conv,
    pub(crate) time: Option<Linear>,
    pub(crate) norm2: GroupNorm,
    pub(crate) conv2: Conv,
    /// A 1×1 convolution where the channels change: linear on pixels.
    pub(crate) shortcut: Option<Linear>,
}

impl Resnet {
    /// `time` is the width of the time embedding.
    pub(crate) fn new(
        from: usize,
        to: usize,
        time: Option<usize>,
        norm: Norm,
        at: At<'_>,
        vb: &VarBuilder<'_>,
    ) -> Result<Self> {
        let shortcut = |vb: &VarBuilder<'_>| {
            let weight = weight((to, from, 1, 1), vb)?.squeeze(3)?.squeeze(2)?;
            Linear::new(weight, Some(bias(from, to, vb)?))
        };
        Ok(Self {
            norm1: GroupNorm::new(from, norm, &vb.pp("norm1"))?,
            conv1: conv(from, to, 3, at, &vb.pp("conv1"))?,
            time: time.map(|width| linear(width, to, &vb.pp("time_emb_proj"))).transpose()?,
            norm2: GroupNorm::new(to, norm, &vb.pp("norm2"))?,
            conv2: conv(to, to, 3, at, &vb.pp("conv2"))?,
            shortcut: (from != to).then(|| shortcut(&vb.pp("conv_shortcut"))).transpose()?,
        })
    }

    /// x (b, h, w, c), time (b, width) after its SiLU. At the large sizes of an autoencoder every map counts: each is let
    /// go as soon as it is not needed.
    pub(crate) fn forward(&self, x: Tensor, time: Option<&Tensor>, keep: &mut Keep<'_>) -> Result<Tensor> {
        let rows = self.rows(time)?;
        let normed = keep.silu(&self.norm1, &x)?;
        let residual = match &self.shortcut {
            Some(shortcut) => {
                let (b, height, width, _) = x.dims4()?;
                shortcut.forward(&tokens(&x)?)?.reshape((b, height, width, ()))?
            }
            None => x.clone(),
        };
        drop(x);
        let h = self.conv1.forward(&normed, Beside { rows: rows.as_ref(), ..Beside::default() })?;
        drop(normed);
        keep.map(&h)?;
        let normed = keep.silu(&self.norm2, &h)?;
        drop(h);
        let out = self.conv2.forward(&normed, Beside { add: Some(&residual), ..Beside::default() })?;
        keep.map(&out)?;
        Ok(out)
    }

    /// What the time adds to every pixel: (b, to).
    pub(crate) fn rows(&self, time: Option<&Tensor>) -> Result<Option<Tensor>> {
        self.time.as_ref().zip(time).map(|(layer, time)| layer.forward(time)).transpose()
    }
}
