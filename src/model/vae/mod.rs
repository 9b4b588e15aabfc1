//! Pixels ↔ latents: `AutoencoderKL` (Rombach et al. 2022, 2112.10752, appendix G).

mod config;
mod stage;

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::nn::{At, GroupNorm, Packing, Resnet, channels_first, channels_last, conv};
use super::{Error, Hooks, Result};
use crate::tensor::kernel::awake;
use crate::tensor::op::conv::{Beside, Conv};
use stage::{Middle, Resample, Stage};

pub(crate) use config::VaeConfig;

/// Pixels from which a layer is packed for F(4×4) at any cost in memory: it runs once or twice an edit, and most of its
/// work is at full size.
const FOUR: usize = 128 * 128;

/// `AutoencoderKL`.
pub struct Vae {
    encoder: Coder,
    quant: Option<Conv>,
    post_quant: Option<Conv>,
    decoder: Coder,
    latent_channels: usize,
    scale: f64,
    extra: u64,
}

impl Vae {
    /// Takes its weights under the checkpoint's names.
    pub(crate) fn new(config: &VaeConfig, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        let latent = config.latent_channels;
        let packing = Packing::new(FOUR);
        let whole = At { packing: &packing, side: config.side };
        let cells = At { side: config.side.div_ceil(config.factor() as usize), ..whole };
        let quant = |wanted: bool, channels: usize, name: &str| {
            wanted.then(|| conv(channels, channels, 1, cells, &vb.pp(name))).transpose()
        };
        Ok(Self {
            encoder: Coder::encoder(config, whole, &vb.pp("encoder"))?,
            quant: quant(config.quant, 2 * latent, "quant_conv")?,
            post_quant: quant(config.post_quant, latent, "post_quant_conv")?,
            decoder: Coder::decoder(config, cells, &vb.pp("decoder"))?,
            latent_channels: latent,
            scale: config.scale,
            extra: packing.spent(),
        })
    }

    /// (b, 3, H, W) in [−1, 1] → mean and log-variance (clamped to [−30, 20]) of the posterior, not yet scaled.
    pub fn encode(&self, image: &Tensor, hooks: &mut dyn Hooks) -> Result<(Tensor, Tensor)> {
        channels(image, 3)?;
        let mut moments = awake(|| self.encoder.forward(&channels_last(image)?, hooks))?;
        if let Some(quant) = &self.quant {
            moments = quant.forward(&moments, Beside::default())?;
        }
        let halves = channels_first(&moments)?.chunk(2, 1)?;
        Ok((halves[0].contiguous()?, halves[1].contiguous()?.clamp(-30f32, 20f32)?))
    }

    /// Unscaled latents (b, c, h, w) → (b, 3, H, W), not clamped. `hooks.checkpoint` is asked between blocks.
    pub fn decode(&self, z: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        channels(z, self.latent_channels)?;
        let mut z = channels_last(z)?;
        if let Some(post_quant) = &self.post_quant {
            z = post_quant.forward(&z, Beside::default())?;
        }
        let image = awake(|| self.decoder.forward(&z, hooks))?;
        Ok(channels_first(&image)?.contiguous()?)
    }

    /// Bytes that the packed weights take beyond their own.
    pub(crate) fn extra_bytes(&self) -> u64 {
        self.extra
    }

    /// Latents that the UNet sees = scale · mean.
    pub fn scale(&self) -> f64 {
        self.scale
    }
}

fn channels(x: &Tensor, expected: usize) -> Result<()> {
    match x.dims4()? {
        (_, found, _, _) if found == expected => Ok(()),
        (_, found, _, _) => {
            Err(Error::Input(format!("the autoencoder was given {found} channels, expected {expected}")))
        }
    }
}

/// Encoder or decoder: the middle comes last in one, first in the other.
struct Coder {
    conv_in: Conv,
    first: Option<Middle>,
    stages: Vec<Stage>,
    last: Option<Middle>,
    norm_out: GroupNorm,
    conv_out: Conv,
}

impl Coder {
    fn encoder(config: &VaeConfig, at: At<'_>, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
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
        Ok(Self {
            conv_in: conv(3, first, 3, at, &vb.pp("conv_in"))?,
            first: None,
            stages,
            last: Some(Middle::new(last, config, side, &vb.pp("mid_block"))?),
            norm_out: GroupNorm::new(last, config.norm, &vb.pp("conv_norm_out"))?,
            conv_out: conv(last, 2 * config.latent_channels, 3, side, &vb.pp("conv_out"))?,
        })
    }

    fn decoder(config: &VaeConfig, at: At<'_>, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
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
        Ok(Self {
            conv_in: conv(config.latent_channels, last, 3, at, &vb.pp("conv_in"))?,
            first: Some(Middle::new(last, config, at, &vb.pp("mid_block"))?),
            stages,
            last: None,
            norm_out: GroupNorm::new(first, config.norm, &vb.pp("conv_norm_out"))?,
            conv_out: conv(first, 3, 3, side, &vb.pp("conv_out"))?,
        })
    }

    /// (b, h, w, c), channels last, in and out.
    fn forward(&self, x: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        hooks.checkpoint()?;
        let mut h = self.conv_in.forward(x, Beside::default())?;
        if let Some(middle) = &self.first {
            h = middle.forward(&h, hooks)?;
        }
        for stage in &self.stages {
            h = stage.forward(h, hooks)?;
        }
        if let Some(middle) = &self.last {
            h = middle.forward(&h, hooks)?;
        }
        hooks.checkpoint()?;
        Ok(self.conv_out.forward(&self.norm_out.silu(&h)?, Beside::default())?)
    }
}

/// Channels at full size and at the size of the latents.
fn ends(config: &VaeConfig) -> (usize, usize) {
    (config.channels[0], config.channels[config.channels.len() - 1])
}

/// A resnet without time.
fn resnet(
    from: usize,
    to: usize,
    norm: super::nn::Norm,
    at: At<'_>,
    vb: &VarBuilder<'_>,
) -> candle_core::Result<Resnet> {
    Resnet::new(from, to, None, norm, at, vb)
}
