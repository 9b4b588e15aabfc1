//! The noise predictors, with hooks. Our own rather than candle-transformers', whose blocks are closed: editing needs
//! attention maps, the bottleneck and gradients.

mod body;
mod config;
mod stage;
mod time;
mod transformer;

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::{Error, Hooks, Result};
use body::Body;

pub(crate) use config::{Attention, UnetConfig};

/// `UNet2DConditionModel` of SD 1.x and 2.x (Rombach et al. 2022, 2112.10752).
pub struct Unet {
    body: Body,
    context: usize,
}

impl Unet {
    /// Takes its weights under the checkpoint's names.
    pub(crate) fn new(config: &UnetConfig, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        Ok(Self { body: Body::new(config, vb)?, context: config.context.unwrap_or_default() })
    }

    /// x (b, c, h, w), t (b) f32, context (b, n, d) → (b, c_out, h, w). Any h and w.
    pub fn forward(&self, x: &Tensor, t: &Tensor, context: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        let (b, _, d) = context.dims3()?;
        if b != x.dim(0)? || d != self.context {
            let shape = context.shape();
            return Err(Error::Input(format!(
                "the words' states have shape {shape:?}, expected width {}",
                self.context
            )));
        }
        self.body.forward(x, t, Some(context), hooks)
    }

    /// Channels of x.
    pub fn in_channels(&self) -> usize {
        self.body.in_channels
    }
}

/// `UNet2DModel`, pixel space (Ho et al. 2020, 2006.11239).
pub struct PixelUnet {
    body: Body,
}

impl PixelUnet {
    /// Takes its weights under the checkpoint's names.
    pub(crate) fn new(config: &UnetConfig, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        Ok(Self { body: Body::new(config, vb)? })
    }

    /// x (b, c, h, w) in [−1, 1], t (b) f32 → (b, c_out, h, w).
    pub fn forward(&self, x: &Tensor, t: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        self.body.forward(x, t, None, hooks)
    }
}
