//! Blocks of the autoencoder.

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::VaeConfig;
use crate::model::nn::{At, Downsample, Keep, Norm, Resnet, SelfAttention, Upsample};
use crate::model::{Hooks, Result};

/// The change of size at a block's end.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resample {
    Half,
    Double,
}

/// Resnets, then a change of size.
pub(crate) struct Stage {
    resnets: Vec<Resnet>,
    down: Option<Downsample>,
    up: Option<Upsample>,
}

impl Stage {
    pub(crate) fn new(
        from: usize,
        to: usize,
        layers: usize,
        norm: Norm,
        resample: Option<Resample>,
        at: At<'_>,
        vb: &VarBuilder<'_>,
    ) -> candle_core::Result<Self> {
        let resnets =
            (0..layers).map(|i| resnet(if i == 0 { from } else { to }, to, norm, at, &vb.pp("resnets").pp(i)));
        Ok(Self {
            resnets: resnets.collect::<candle_core::Result<_>>()?,
            down: (resample == Some(Resample::Half))
                .then(|| Downsample::new(to, true, &vb.pp("downsamplers.0")))
                .transpose()?,
            up: (resample == Some(Resample::Double))
                .then(|| Upsample::new(to, at.doubled(), &vb.pp("upsamplers.0")))
                .transpose()?,
        })
    }

    pub(crate) fn forward(&self, x: Tensor, hooks: &mut dyn Hooks, keep: &mut Keep<'_>) -> Result<Tensor> {
        let x = self.layers(x, hooks, keep)?;
        self.resample(x, hooks)
    }

    /// Its resnets.
    pub(crate) fn layers(&self, mut x: Tensor, hooks: &mut dyn Hooks, keep: &mut Keep<'_>) -> Result<Tensor> {
        for resnet in &self.resnets {
            hooks.checkpoint()?;
            x = resnet.forward(x, None, keep)?;
        }
        Ok(x)
    }

    /// 3×3 convolutions in a row, without those of its change of size.
    pub(crate) fn convolutions(&self) -> usize {
        2 * self.resnets.len()
    }

    /// Its change of size.
    pub(crate) fn resample(&self, mut x: Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        if let Some(down) = &self.down {
            hooks.checkpoint()?;
            x = down.forward(&x)?;
        }
        if let Some(up) = &self.up {
            hooks.checkpoint()?;
            x = up.forward(&x, 2 * x.dim(1)?, 2 * x.dim(2)?)?;
        }
        Ok(x)
    }
}

/// Resnet, attention with one head, resnet.
pub(crate) struct Middle {
    before: Resnet,
    attention: Option<SelfAttention>,
    after: Resnet,
}

impl Middle {
    pub(crate) fn new(
        channels: usize,
        config: &VaeConfig,
        at: At<'_>,
        vb: &VarBuilder<'_>,
    ) -> candle_core::Result<Self> {
        let attention = || SelfAttention::new(channels, 1, config.norm, &vb.pp("attentions.0"));
        Ok(Self {
            before: resnet(channels, channels, config.norm, at, &vb.pp("resnets.0"))?,
            attention: config.attention.then(attention).transpose()?,
            after: resnet(channels, channels, config.norm, at, &vb.pp("resnets.1"))?,
        })
    }

    pub(crate) fn forward(&self, x: Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        hooks.checkpoint()?;
        let mut x = self.before.forward(x, None, &mut Keep::Nothing)?;
        if let Some(attention) = &self.attention {
            hooks.checkpoint()?;
            let attended = attention.attention.own(&attention.qkv(&x)?)?;
            x = attention.finish(&x, &attended)?;
        }
        hooks.checkpoint()?;
        Ok(self.after.forward(x, None, &mut Keep::Nothing)?)
    }
}

/// A resnet without time.
fn resnet(from: usize, to: usize, norm: Norm, at: At<'_>, vb: &VarBuilder<'_>) -> candle_core::Result<Resnet> {
    Resnet::new(from, to, None, norm, at, vb)
}
