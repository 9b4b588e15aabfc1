//! t → the embedding that every resnet reads.

use candle_core::{DType, Result, Tensor};
use candle_nn::VarBuilder;

use super::UnetConfig;
use crate::model::nn::linear;
use crate::tensor::op::linear::Linear;

/// Sinusoids (Vaswani et al. 2017, §3.5), then two linear layers with SiLU between.
pub(crate) struct TimeEmbedding {
    frequencies: Vec<f32>,
    flip_sin_to_cos: bool,
    linear_1: Linear,
    linear_2: Linear,
}

impl TimeEmbedding {
    /// Width of the embedding: four times the first block's channels.
    pub(crate) fn width(config: &UnetConfig) -> usize {
        4 * config.first()
    }

    pub(crate) fn new(config: &UnetConfig, vb: &VarBuilder<'_>) -> Result<Self> {
        let (half, width) = (config.first() / 2, Self::width(config));
        // In f32 as the reference does: at t = 999 one rounding of a frequency is 6e-5 in its sinus.
        let exponent = |i: usize| -(10_000f64.ln() as f32) * i as f32 / (half as f64 - config.freq_shift) as f32;
        Ok(Self {
            frequencies: (0..half).map(|i| exponent(i).exp()).collect(),
            flip_sin_to_cos: config.flip_sin_to_cos,
            linear_1: linear(config.first(), width, &vb.pp("linear_1"))?,
            linear_2: linear(width, width, &vb.pp("linear_2"))?,
        })
    }

    /// t (b) → (b, width).
    pub(crate) fn forward(&self, t: &Tensor) -> Result<Tensor> {
        let frequencies = Tensor::new(self.frequencies.as_slice(), t.device())?;
        let angles = t.to_dtype(DType::F32)?.unsqueeze(1)?.broadcast_mul(&frequencies.unsqueeze(0)?)?;
        let (sin, cos) = (angles.sin()?, angles.cos()?);
        let waves = if self.flip_sin_to_cos { Tensor::cat(&[cos, sin], 1)? } else { Tensor::cat(&[sin, cos], 1)? };
        self.linear_2.forward(&self.linear_1.forward(&waves)?.silu()?)
    }
}
