//! Networks with hooks, and getting weights into them.

mod builtin;
pub mod card;
mod checkpoint;
pub mod clip;
pub mod config;
pub mod cost;
mod error;
mod fields;
mod files;
#[cfg(test)]
mod forms;
mod header;
pub mod hooks;
mod nn;
pub mod pair;
#[cfg(test)]
pub(crate) mod sizes;
pub mod text;
mod tokenizer;
pub mod unet;
pub mod vae;
mod weights;
pub mod work;

use std::sync::Mutex;

use candle_core::{Device, Tensor, TensorId};

pub use card::{Family, ModelCard, Part, Source};
pub use config::{PredictionType, SchedulerConfig};
pub use error::{Error, Result};
pub use hooks::{Block, Hooks, Kind, Place, Site};

pub use crate::tensor::kernel::memory;
use nn::Keep;

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
    /// The last two prompts' states as one batch: made once, so that what depends on them is made once too.
    pair: Mutex<Option<(PairId, Tensor)>>,
}

/// Two states of words, and rows of each.
type PairId = (TensorId, TensorId, usize);

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
        let mut checkpoint = checkpoint::Checkpoint::open(source)?;
        progress(Part::Text, 0.0)?;
        let text = checkpoint.text(device)?;
        progress(Part::Text, 1.0)?;
        progress(Part::Unet, 0.0)?;
        let network = checkpoint.network(device)?;
        progress(Part::Unet, 1.0)?;
        progress(Part::Vae, 0.0)?;
        let vae = checkpoint.vae(device)?;
        progress(Part::Vae, 1.0)?;
        memory::give_back(); // what packing needed
        let checkpoint::Checkpoint { card, scheduler, .. } = checkpoint;
        Ok(Self { card, network, vae, text, scheduler, device: device.clone(), pair: Mutex::default() })
    }

    /// The states (1, n, d) of two prompts, each for `rows` pictures: (2·rows, n, d).
    pub fn pair(&self, a: &Tensor, b: &Tensor, rows: usize) -> Result<Tensor> {
        let id = (a.id(), b.id(), rows);
        let joined = || Tensor::cat(&[vec![a; rows], vec![b; rows]].concat(), 0);
        let Ok(mut kept) = self.pair.lock() else { return Ok(joined()?) };
        if let Some((_, pair)) = kept.as_ref().filter(|(known, _)| *known == id) {
            return Ok(pair.clone());
        }
        let pair = joined()?;
        if !pair.track_op() {
            *kept = Some((id, pair.clone()));
        }
        Ok(pair)
    }
}

impl Network {
    /// Bytes that the packed weights take beyond their own.
    pub(crate) fn extra_bytes(&self) -> u64 {
        match self {
            Self::Conditional(unet) => unet.extra_bytes(),
            Self::Pixel(unet) => unet.extra_bytes(),
        }
    }

    /// One call: x (b, c, h, w), t (b) as f32 → (b, c_out, h, w); for conditional networks context (k·b, n, d), k prompts
    /// a picture, → (k·b, c_out, h, w).
    pub fn forward(&self, x: &Tensor, t: &Tensor, context: Option<&Tensor>, hooks: &mut dyn Hooks) -> Result<Tensor> {
        self.body(x, context)?.forward(x, t, context, hooks, Keep::Nothing, None)
    }

    /// The same in full, and leaves in `deep` what [`Self::shallow`] goes on from.
    pub fn forward_deep(
        &self,
        x: &Tensor,
        t: &Tensor,
        context: Option<&Tensor>,
        hooks: &mut dyn Hooks,
        deep: &mut unet::Deep,
    ) -> Result<Tensor> {
        self.body(x, context)?.forward(x, t, context, hooks, Keep::Nothing, Some(deep))
    }

    /// An approximation of the same by the outermost layers alone, given what the deep ones said in an earlier pass, at
    /// nearly the same x and t and by the same words; nothing where `deep` is empty or of pictures of another size.
    /// Hooks see the layers that run and no others.
    pub fn shallow(
        &self,
        x: &Tensor,
        t: &Tensor,
        context: Option<&Tensor>,
        hooks: &mut dyn Hooks,
        deep: &unet::Deep,
    ) -> Result<Option<Tensor>> {
        let body = self.body(x, context)?;
        deep.of(x, context)?.map(|deep| body.shallow(x, t, context, hooks, deep)).transpose()
    }

    /// The layers, if they can be given these words.
    fn body(&self, x: &Tensor, context: Option<&Tensor>) -> Result<&unet::Body> {
        match (self, context) {
            (Self::Conditional(unet), Some(context)) => unet.body(x, context),
            (Self::Pixel(unet), None) => Ok(unet.body()),
            (Self::Conditional(_), None) => Err(Error::Input("it needs words, and was given none".to_owned())),
            (Self::Pixel(_), Some(_)) => Err(Error::Input("it takes no words, and was given some".to_owned())),
        }
    }
}
