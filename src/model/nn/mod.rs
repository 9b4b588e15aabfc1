//! The layers that the networks share. Pictures are channels-last (b, h, w, c); gradients flow through all of them.

mod activations;
mod attention;
mod norm;
mod packing;
mod resnet;

use candle_core::{Result, Shape, Tensor};
use candle_nn::init::DEFAULT_KAIMING_NORMAL;
use candle_nn::{Init, VarBuilder};

use crate::tensor::kernel::{ConvShape, Form};
use crate::tensor::op::conv::{Beside, Conv};
use crate::tensor::op::linear::Linear;

pub use activations::Activations;
pub(crate) use activations::Keep;
pub(crate) use attention::SelfAttention;
pub(crate) use norm::{GroupNorm, LayerNorm};
pub(crate) use packing::{At, Packing};
pub(crate) use resnet::Resnet;

/// Groups and ε of group norms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Norm {
    pub(crate) groups: usize,
    pub(crate) eps: f64,
}

/// A weight; where none is given, as a fresh variable in training, it starts as PyTorch's would.
pub(crate) fn weight<S: Into<Shape>>(shape: S, vb: &VarBuilder<'_>) -> Result<Tensor> {
    vb.get_with_hints(shape, "weight", DEFAULT_KAIMING_NORMAL)
}

/// The bias of `to` outputs; likewise.
pub(crate) fn bias(from: usize, to: usize, vb: &VarBuilder<'_>) -> Result<Tensor> {
    let bound = 1.0 / (from as f64).sqrt();
    vb.get_with_hints(to, "bias", Init::Uniform { lo: -bound, up: bound })
}

/// x (b, …) as a batch of `rows`, a multiple of b: x again and again. What does not depend on the words is computed once
/// for all prompts of a picture, until the words come in.
pub(crate) fn repeated(x: &Tensor, rows: usize) -> Result<Tensor> {
    match x.dim(0)? {
        b if b == rows => Ok(x.clone()),
        b => Tensor::cat(&vec![x; rows / b], 0),
    }
}

/// A convolution that keeps height and width.
pub(crate) fn conv(from: usize, to: usize, kernel: usize, at: At<'_>, vb: &VarBuilder<'_>) -> Result<Conv> {
    let shape =
        ConvShape { from, to, kernel: (kernel, kernel), stride: 1, pad: [kernel / 2; 4], dilation: 1, groups: 1 };
    Conv::new(
        weight((to, from, kernel, kernel), vb)?,
        Some(bias(from, to, vb)?),
        shape,
        at.packing.form(&shape, at.side),
    )
}

/// Halves height and width by a convolution of stride 2.
pub(crate) struct Downsample {
    pub(crate) conv: Conv,
}

impl Downsample {
    /// `asymmetric`: zeros only after the last row and column (`downsample_padding` is 0).
    pub(crate) fn new(channels: usize, asymmetric: bool, vb: &VarBuilder<'_>) -> Result<Self> {
        let pad = if asymmetric { [0, 0, 1, 1] } else { [1; 4] };
        let shape = ConvShape { from: channels, to: channels, kernel: (3, 3), stride: 2, pad, dilation: 1, groups: 1 };
        let vb = vb.pp("conv");
        let (weight, bias) = (weight((channels, channels, 3, 3), &vb)?, bias(channels, channels, &vb)?);
        Ok(Self { conv: Conv::new(weight, Some(bias), shape, Form::Direct)? })
    }

    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        self.conv.forward(x, Beside::default())
    }
}

/// Enlarges by nearest neighbours, then convolves.
pub(crate) struct Upsample {
    pub(crate) conv: Conv,
}

impl Upsample {
    /// `at` tells of the enlarged picture.
    pub(crate) fn new(channels: usize, at: At<'_>, vb: &VarBuilder<'_>) -> Result<Self> {
        Ok(Self { conv: conv(channels, channels, 3, at, &vb.pp("conv"))? })
    }

    /// To `height`×`width`: twice the size, or one less where the encoder met an odd size.
    pub(crate) fn forward(&self, x: &Tensor, height: usize, width: usize) -> Result<Tensor> {
        self.conv.forward(x, Beside { enlarge: Some((height, width)), ..Beside::default() })
    }
}

/// A linear layer with a bias.
pub(crate) fn linear(from: usize, to: usize, vb: &VarBuilder<'_>) -> Result<Linear> {
    Linear::new(weight((to, from), vb)?, Some(bias(from, to, vb)?))
}

/// A linear layer with a bias whose second half of outputs are gates of the first.
pub(crate) fn gated(from: usize, to: usize, vb: &VarBuilder<'_>) -> Result<Linear> {
    Linear::gated(weight((to, from), vb)?, Some(bias(from, to, vb)?))
}

/// Linear layers without bias that read the same, as one.
pub(crate) fn stacked(from: usize, to: usize, names: &[&str], vb: &VarBuilder<'_>) -> Result<Linear> {
    let weights = names.iter().map(|name| weight((to, from), &vb.pp(name)));
    Linear::stacked(&weights.collect::<Result<Vec<_>>>()?, None)
}

/// Pixels as tokens: (b, h, w, c) → (b, h·w, c), the same numbers.
pub(crate) fn tokens(x: &Tensor) -> Result<Tensor> {
    let (b, h, w, c) = x.dims4()?;
    x.reshape((b, h * w, c))
}

/// (b, c, h, w) → (b, h, w, c), copied.
pub(crate) fn channels_last(x: &Tensor) -> Result<Tensor> {
    x.permute((0, 2, 3, 1))?.contiguous()
}

/// (b, h, w, c) → (b, c, h, w), a view.
pub(crate) fn channels_first(x: &Tensor) -> Result<Tensor> {
    x.permute((0, 3, 1, 2))
}
