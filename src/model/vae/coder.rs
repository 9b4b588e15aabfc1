//! The two halves of the autoencoder, each of two halves itself: the fine one, in which nearly all memory and work are,
//! and the coarse one with the middle, which sees all of the picture.

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::VaeConfig;
use super::stage::{Middle, Resample, Stage};
use crate::model::nn::{At, GroupNorm, Keep, conv};
use crate::model::{Hooks, Result};
use crate::tensor::kernel::awake;
use crate::tensor::op::conv::{Beside, Conv};

/// What both have.
struct Coder {
    /// So many stages are fine.
    fine: usize,
    conv_in: Conv,
    stages: Vec<Stage>,
    middle: Middle,
    norm_out: GroupNorm,
    conv_out: Conv,
}

/// Pixels → moments.
pub(super) struct Encoder(Coder);

impl Encoder {
    pub(super) fn new(config: &VaeConfig, at: At<'_>, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        let (first, last) = ends(config);
        let (mut from, mut side) = (first, at);
        let stages = config.channels.iter().enumerate().map(|(i, &to)| {
            let half = (i + 1 < config.channels.len()).then_some(Resample::Half);
            let vb = vb.pp("down_blocks").pp(i);
            let stage = Stage::new(from, to, config.layers, config.norm, half, side, &vb);
            (from, side) = (to, if half.is_some() { side.halved() } else { side });
            stage
        });
        let stages = stages.collect::<candle_core::Result<_>>()?;
        Ok(Self(Coder {
            fine: config.fine(),
            conv_in: conv(3, first, 3, at, &vb.pp("conv_in"))?,
            stages,
            middle: Middle::new(last, config, side, &vb.pp("mid_block"))?,
            norm_out: GroupNorm::new(last, config.norm, &vb.pp("conv_norm_out"))?,
            conv_out: conv(last, 2 * config.latent_channels, 3, side, &vb.pp("conv_out"))?,
        }))
    }

    /// Pixels (b, h, w, 3) → features.
    pub(super) fn fine(&self, x: &Tensor, hooks: &mut dyn Hooks, keep: &mut Keep<'_>) -> Result<Tensor> {
        awake(|| {
            hooks.checkpoint()?;
            let mut h = self.0.conv_in.forward(x, Beside::default())?;
            for stage in &self.0.stages[..self.0.fine] {
                h = stage.forward(h, hooks, keep)?;
            }
            Ok(h)
        })
    }

    /// Features → moments (b, h, w, 2 c).
    pub(super) fn coarse(&self, mut h: Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        awake(|| {
            for stage in &self.0.stages[self.0.fine..] {
                h = stage.forward(h, hooks, &mut Keep::Nothing)?;
            }
            h = self.0.middle.forward(h, hooks)?;
            self.0.out(&h, hooks, &mut Keep::Nothing)
        })
    }
}

/// Latents → pixels.
pub(super) struct Decoder(Coder);

impl Decoder {
    pub(super) fn new(config: &VaeConfig, at: At<'_>, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        let (first, last) = ends(config);
        let (mut from, mut side) = (last, at);
        let stages = config.channels.iter().rev().enumerate().map(|(i, &to)| {
            let double = (i + 1 < config.channels.len()).then_some(Resample::Double);
            let vb = vb.pp("up_blocks").pp(i);
            let stage = Stage::new(from, to, config.layers + 1, config.norm, double, side, &vb);
            (from, side) = (to, if double.is_some() { side.doubled() } else { side });
            stage
        });
        let stages = stages.collect::<candle_core::Result<_>>()?;
        Ok(Self(Coder {
            fine: config.fine(),
            conv_in: conv(config.latent_channels, last, 3, at, &vb.pp("conv_in"))?,
            stages,
            middle: Middle::new(last, config, at, &vb.pp("mid_block"))?,
            norm_out: GroupNorm::new(first, config.norm, &vb.pp("conv_norm_out"))?,
            conv_out: conv(first, 3, 3, side, &vb.pp("conv_out"))?,
        }))
    }

    /// The last size of the coarse half: it is enlarged by the fine one.
    fn last(&self) -> usize {
        self.0.stages.len() - 1 - self.0.fine
    }

    /// Cells of the features, each way, that a pixel of what the fine half makes of them depends on.
    pub(super) fn reach(&self) -> usize {
        let fine = self.0.stages[self.last() + 1..].iter().rev();
        // A convolution reaches one pixel further; one of them stands behind each change of size.
        fine.fold(1, |reach, stage| (reach + stage.convolutions() + 1).div_ceil(2))
    }

    /// Latents (b, h, w, c) → features.
    pub(super) fn coarse(&self, z: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        awake(|| {
            hooks.checkpoint()?;
            let mut h = self.0.middle.forward(self.0.conv_in.forward(z, Beside::default())?, hooks)?;
            for stage in &self.0.stages[..self.last()] {
                h = stage.forward(h, hooks, &mut Keep::Nothing)?;
            }
            self.0.stages[self.last()].layers(h, hooks, &mut Keep::Nothing)
        })
    }

    /// Features → pixels (b, h, w, 3).
    pub(super) fn fine(&self, h: Tensor, hooks: &mut dyn Hooks, keep: &mut Keep<'_>) -> Result<Tensor> {
        awake(|| {
            let mut h = self.0.stages[self.last()].resample(h, hooks)?;
            for stage in &self.0.stages[self.last() + 1..] {
                h = stage.forward(h, hooks, keep)?;
            }
            self.0.out(&h, hooks, keep)
        })
    }
}

impl Coder {
    fn out(&self, h: &Tensor, hooks: &mut dyn Hooks, keep: &mut Keep<'_>) -> Result<Tensor> {
        hooks.checkpoint()?;
        Ok(self.conv_out.forward(&keep.silu(&self.norm_out, h)?, Beside::default())?)
    }
}

/// Channels at full size and at the size of the latents.
fn ends(config: &VaeConfig) -> (usize, usize) {
    (config.channels[0], config.channels[config.channels.len() - 1])
}
