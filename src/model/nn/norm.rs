//! Norms with their weights.

use candle_core::{Result, Tensor};
use candle_nn::{Init, VarBuilder};

use super::Norm;
use crate::tensor::kernel::{self, Isa};
use crate::tensor::op::norm::{group_norm, layer_norm};
use crate::tensor::op::{fresh, numbers};

/// Group norm over channels, which come last.
pub(crate) struct GroupNorm {
    pub(crate) weight: Tensor,
    pub(crate) bias: Tensor,
    pub(crate) norm: Norm,
}

impl GroupNorm {
    pub(crate) fn new(channels: usize, norm: Norm, vb: &VarBuilder<'_>) -> Result<Self> {
        let (weight, bias) = weights(channels, vb)?;
        Ok(Self { weight, bias, norm })
    }

    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        group_norm(x, &self.weight, &self.bias, self.norm.groups, self.norm.eps, false)
    }

    /// Followed by SiLU.
    pub(crate) fn silu(&self, x: &Tensor) -> Result<Tensor> {
        group_norm(x, &self.weight, &self.bias, self.norm.groups, self.norm.eps, true)
    }
}

/// Layer norm over the last dimension.
pub(crate) struct LayerNorm {
    weight: Tensor,
    bias: Tensor,
    eps: f64,
}

impl LayerNorm {
    pub(crate) fn new(width: usize, eps: f64, vb: &VarBuilder<'_>) -> Result<Self> {
        let (weight, bias) = weights(width, vb)?;
        Ok(Self { weight, bias, eps })
    }

    pub(crate) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        layer_norm(x, &self.weight, &self.bias, self.eps)
    }

    /// The same of plain rows.
    pub(crate) fn rows(&self, x: &[f32]) -> Result<Vec<f32>> {
        let mut out = fresh(x.len());
        numbers(&self.weight, |weight| {
            numbers(&self.bias, |bias| {
                kernel::layer_norm(Isa::best(), x, weight.len(), weight, bias, self.eps as f32, &mut out);
            })
        })??;
        Ok(out)
    }
}

fn weights(width: usize, vb: &VarBuilder<'_>) -> Result<(Tensor, Tensor)> {
    Ok((vb.get_with_hints(width, "weight", Init::Const(1.0))?, vb.get_with_hints(width, "bias", Init::Const(0.0))?))
}
