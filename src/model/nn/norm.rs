//! Norms.

use candle_core::{Result, Tensor};
use candle_nn::{GroupNorm, Init, VarBuilder, ops};

use super::Norm;

/// Group norm over `channels`.
pub(crate) fn group_norm(channels: usize, norm: Norm, vb: VarBuilder<'_>) -> Result<GroupNorm> {
    candle_nn::group_norm(norm.groups, channels, norm.eps, vb)
}

/// Layer norm over the last dimension.
pub(crate) struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
    eps: f32,
}

impl LayerNorm {
    pub(crate) fn new(width: usize, eps: f64, vb: &VarBuilder<'_>) -> Result<Self> {
        Ok(Self {
            weight: vb.get_with_hints(width, "weight", Init::Const(1.0))?,
            bias: vb.get_with_hints(width, "bias", Init::Const(0.0))?,
            eps: eps as f32,
        })
    }

    /// The fused kernel, or where gradients must flow the slow formula.
    pub(crate) fn forward(&self, x: &Tensor, grad: bool) -> Result<Tensor> {
        if grad {
            return ops::layer_norm_slow(x, &self.weight, &self.bias, self.eps);
        }
        #[expect(clippy::disallowed_methods, reason = "no gradient was asked for")]
        ops::layer_norm(&x.contiguous()?, &self.weight, &self.bias, self.eps)
    }
}
