//! Pixels ↔ latents: `AutoencoderKL` (Rombach et al. 2022, 2112.10752, appendix G).

mod coder;
mod config;
mod stage;
mod tiles;
mod within;

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::nn::{At, Keep, Packing, channels_first, channels_last, conv};
use super::{Error, Hooks, Result};
use crate::tensor::kernel::memory;
use crate::tensor::op::conv::{Beside, Conv};
use coder::{Decoder, Encoder};

pub(crate) use config::VaeConfig;
pub use within::{Norms, Part};

/// Pixels from which a layer is packed for F(4×4) at any cost in memory, in the decoder four times as many: they run once
/// or twice an edit, and most of their work is at full size.
pub(super) const FOUR: usize = 128 * 128;

/// Pixels of a picture whose maps are large.
const LARGE: usize = 384 * 384;

/// `AutoencoderKL`.
pub struct Vae {
    encoder: Encoder,
    quant: Option<Conv>,
    post_quant: Option<Conv>,
    decoder: Decoder,
    latent_channels: usize,
    /// Pixels a cell of the latents, and of the features between the halves of encoder and decoder.
    factor: usize,
    cut: usize,
    scale: f64,
    extra: u64,
}

impl Vae {
    /// Takes its weights under the checkpoint's names.
    pub(crate) fn new(config: &VaeConfig, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        let latent = config.latent_channels;
        let (encoding, decoding) = (Packing::new(FOUR), Packing::new(4 * FOUR));
        let whole = At { packing: &encoding, side: config.side };
        let cells = At { packing: &decoding, side: config.side.div_ceil(config.factor() as usize) };
        let quant = |wanted: bool, channels: usize, name: &str| {
            wanted.then(|| conv(channels, channels, 1, cells, &vb.pp(name))).transpose()
        };
        Ok(Self {
            encoder: Encoder::new(config, whole, &vb.pp("encoder"))?,
            quant: quant(config.quant, 2 * latent, "quant_conv")?,
            post_quant: quant(config.post_quant, latent, "post_quant_conv")?,
            decoder: Decoder::new(config, cells, &vb.pp("decoder"))?,
            latent_channels: latent,
            factor: config.factor() as usize,
            cut: config.cut() as usize,
            scale: config.scale,
            extra: encoding.spent() + decoding.spent(),
        })
    }

    /// (b, 3, H, W) in [−1, 1] → mean and log-variance (clamped to [−30, 20]) of the posterior, not yet scaled.
    pub fn encode(&self, image: &Tensor, hooks: &mut dyn Hooks) -> Result<(Tensor, Tensor)> {
        channels(image, 3)?;
        begin(image.elem_count() / 3);
        let h = self.encoder.fine(&channels_last(image)?, hooks, &mut Keep::Nothing)?;
        self.moments(h, hooks)
    }

    /// What the encoder's coarse half says of the fine one's features (b, h, w, c).
    fn moments(&self, h: Tensor, hooks: &mut dyn Hooks) -> Result<(Tensor, Tensor)> {
        let mut moments = self.encoder.coarse(h, hooks)?;
        if let Some(quant) = &self.quant {
            moments = quant.forward(&moments, Beside::default())?;
        }
        let halves = channels_first(&moments)?.chunk(2, 1)?;
        Ok((halves[0].contiguous()?, halves[1].contiguous()?.clamp(-30f32, 20f32)?))
    }

    /// Unscaled latents (b, c, h, w) → (b, 3, H, W), not clamped. `hooks.checkpoint` is asked between blocks.
    pub fn decode(&self, z: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        self.decode_keeping(z, hooks, &mut Keep::Nothing)
    }

    fn decode_keeping(&self, z: &Tensor, hooks: &mut dyn Hooks, keep: &mut Keep<'_>) -> Result<Tensor> {
        begin(z.elem_count() / self.latent_channels * self.factor * self.factor);
        let h = self.features(z, hooks)?;
        Ok(channels_first(&self.decoder.fine(h, hooks, keep)?)?.contiguous()?)
    }

    /// What the decoder's coarse half makes of latents: (b, h, w, c).
    fn features(&self, z: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        channels(z, self.latent_channels)?;
        let mut z = channels_last(z)?;
        if let Some(post_quant) = &self.post_quant {
            z = post_quant.forward(&z, Beside::default())?;
        }
        self.decoder.coarse(&z, hooks)
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

/// Says that a picture of so many pixels is coded now.
fn begin(pixels: usize) {
    memory::begin(memory::User::Autoencoder, pixels >= LARGE);
}

fn channels(x: &Tensor, expected: usize) -> Result<()> {
    match x.dims4()? {
        (_, found, _, _) if found == expected => Ok(()),
        (_, found, _, _) => {
            Err(Error::Input(format!("the autoencoder was given {found} channels, expected {expected}")))
        }
    }
}
