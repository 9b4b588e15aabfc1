//! Networks with hooks, and getting weights into them.

pub mod card;
pub mod config;
mod error;
pub mod hooks;
pub mod text;
pub mod unet;
pub mod vae;

use candle_core::{Device, Tensor};

pub use card::{Family, ModelCard, Part, Source};
pub use config::{PredictionType, SchedulerConfig};
pub use error::{Error, Result};
pub use hooks::{Block, Hooks, Kind, Site};

/// A loaded checkpoint, whatever its family.
pub struct Model {
    /// What it is.
    pub card: ModelCard,
    /// The noise predictor.
    pub network: Network,
    /// Pixels ↔ latents; none for pixel-space models.
    pub vae: Option<vae::Vae>,
    /// Words → states; none for unconditional models.
    pub text: Option<text::Text>,
    /// The training schedule and the sampler defaults of its `scheduler_config.json`.
    pub scheduler: SchedulerConfig,
    /// Where the weights live.
    pub device: Device,
}

/// The noise predictors that we can run.
pub enum Network {
    /// `UNet2DConditionModel`.
    Conditional(unet::Unet),
    /// `UNet2DModel`, pixel space.
    Pixel(unet::PixelUnet),
}

impl Model {
    /// Loads a model; `progress(part, done 0…1)` is called between parts and may stop the loading by an error.
    pub fn load(source: &Source, device: &Device, progress: &mut dyn FnMut(Part, f32) -> Result<()>) -> Result<Self> {
        let _ = (source, device, progress);
        todo!()
    }
}

impl Network {
    /// One call: x (b, c, h, w), t (b) as f32, context (b, n, d) for conditional networks → (b, c_out, h, w).
    pub fn forward(&self, x: &Tensor, t: &Tensor, context: Option<&Tensor>, hooks: &mut dyn Hooks) -> Result<Tensor> {
        let _ = (x, t, context, hooks);
        todo!()
    }
}
