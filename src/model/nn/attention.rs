//! Pixels that attend to pixels.

use candle_core::{Result, Tensor};
use candle_nn::VarBuilder;

use super::{GroupNorm, Norm, bias, tokens, weight};
use crate::tensor::op::attention::Attention;
use crate::tensor::op::linear::Linear;

/// Norm, attention, projection, residual (`Attention` of autoencoders and `UNet2DModel`).
pub(crate) struct SelfAttention {
    pub(crate) norm: GroupNorm,
    pub(crate) qkv: Linear,
    pub(crate) out: Linear,
    pub(crate) attention: Attention,
}

impl SelfAttention {
    /// Published autoencoders use the old names query, key, value, proj_attn.
    pub(crate) fn new(channels: usize, heads: usize, norm: Norm, vb: &VarBuilder<'_>) -> Result<Self> {
        let old = vb.contains_tensor("query.weight");
        let names = if old { ["query", "key", "value"] } else { ["to_q", "to_k", "to_v"] };
        let weights = names.map(|name| weight((channels, channels), &vb.pp(name)));
        let biases = names.map(|name| bias(channels, channels, &vb.pp(name)));
        let biases = biases.into_iter().collect::<Result<Vec<_>>>()?;
        let out = vb.pp(if vb.contains_tensor("proj_attn.weight") { "proj_attn" } else { "to_out.0" });
        Ok(Self {
            norm: GroupNorm::new(channels, norm, &vb.pp("group_norm"))?,
            qkv: Linear::stacked(&weights.into_iter().collect::<Result<Vec<_>>>()?, Some(&biases))?,
            out: super::linear(channels, channels, &out)?,
            attention: Attention { heads, causal: false },
        })
    }

    /// q, k, v of x (b, h, w, c), side by side: (b, h·w, 3 c).
    pub(crate) fn qkv(&self, x: &Tensor) -> Result<Tensor> {
        self.qkv.forward(&tokens(&self.norm.forward(x)?)?)
    }

    /// x + what was attended to (b, h·w, c).
    pub(crate) fn finish(&self, x: &Tensor, attended: &Tensor) -> Result<Tensor> {
        self.out.forward_add(attended, &tokens(x)?)?.reshape(x.shape())
    }
}
