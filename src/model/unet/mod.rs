//! The noise predictors, with hooks. Our own rather than candle-transformers', whose blocks are closed: editing needs
//! attention maps, the bottleneck and gradients.

mod body;
mod coarse;
mod config;
mod deep;
mod levels;
mod patch;
mod patch_blocks;
mod stage;
mod time;
mod transformer;
mod words;

use candle_core::Tensor;
use candle_nn::VarBuilder;

use super::nn::Keep;
use super::{Error, Hooks, Result};

pub use super::nn::Activations;
pub(crate) use body::Body;
#[cfg(test)]
pub(super) use body::FOUR;
pub use coarse::Coarse;
pub(crate) use config::{Attention, BlockConfig, UnetConfig};
pub use deep::Deep;

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

    /// x (b, c, h, w), t (b) f32, context (k·b, n, d) → (k·b, c_out, h, w): k prompts a picture, all pictures for the
    /// first prompt before all for the next. Any h and w.
    pub fn forward(&self, x: &Tensor, t: &Tensor, context: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        self.body(x, context)?.forward(x, t, Some(context), hooks, Keep::Nothing, None)
    }

    /// The layers, if x and the words' states go together.
    pub(super) fn body(&self, x: &Tensor, context: &Tensor) -> Result<&Body> {
        let (b, _, d) = context.dims3()?;
        let pictures = x.dim(0)?;
        if b > 0 && b.is_multiple_of(pictures.max(1)) && d == self.context {
            return Ok(&self.body);
        }
        let (shape, width) = (context.shape(), self.context);
        Err(Error::Input(format!(
            "the words' states have shape {shape:?}, expected width {width} and as many rows as the {pictures} pictures, or \
             a multiple"
        )))
    }

    /// [`Self::forward`] for one picture, which leaves in `kept` what [`Self::patch`] needs.
    pub fn forward_kept(
        &self,
        x: &Tensor,
        t: &Tensor,
        context: &Tensor,
        hooks: &mut dyn Hooks,
        kept: &mut Activations,
    ) -> Result<Tensor> {
        self.body.forward(x, t, Some(context), hooks, Keep::All(kept), None)
    }

    /// The answer for x (1, c, h, w) from the activations of a pass over nearly the same x, at the same t, by the same
    /// words: only what changed, and `margin` pixels round it at each resolution, is computed anew. Returns the answer
    /// and the share of pixels that were active; `None` when so much has changed that a dense pass is no dearer, or
    /// when `kept` is of another size. `coarse` goes along from pass to pass of a run by the same words. After an error the
    /// activations are worthless.
    pub fn patch(
        &self,
        x: &Tensor,
        t: &Tensor,
        context: &Tensor,
        hooks: &mut dyn Hooks,
        (kept, coarse): (&mut Activations, &mut Coarse),
        margin: usize,
    ) -> Result<Option<(Tensor, f64)>> {
        self.body.patched(x, t, Some(context), hooks, (kept, coarse), margin)
    }

    /// Bytes that the packed weights take beyond their own.
    pub(crate) fn extra_bytes(&self) -> u64 {
        self.body.extra
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
    /// Bytes that the packed weights take beyond their own.
    pub(crate) fn extra_bytes(&self) -> u64 {
        self.body.extra
    }

    /// Takes its weights under the checkpoint's names.
    pub(crate) fn new(config: &UnetConfig, vb: &VarBuilder<'_>) -> candle_core::Result<Self> {
        Ok(Self { body: Body::new(config, vb)? })
    }

    /// The layers.
    pub(super) fn body(&self) -> &Body {
        &self.body
    }

    /// x (b, c, h, w) in [−1, 1], t (b) f32 → (b, c_out, h, w).
    pub fn forward(&self, x: &Tensor, t: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        self.body.forward(x, t, None, hooks, Keep::Nothing, None)
    }
}

#[cfg(test)]
mod tests {
    use candle_core::{DType, Device};
    use candle_nn::VarMap;

    use super::*;
    use crate::model::vae::{Vae, VaeConfig};

    fn text(model: &str, part: &str) -> String {
        let models = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parity/models");
        std::fs::read_to_string(models.join(model).join(part).join("config.json")).unwrap()
    }

    /// Random weights for all that `build` asks for.
    fn run(build: impl FnOnce(&VarBuilder<'_>) -> Tensor) {
        let weights = VarMap::new();
        let loss = build(&VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu)).sqr().unwrap();
        let gradients = loss.sum_all().unwrap().backward().unwrap();
        let all = weights.data().lock().unwrap();
        let mut names: Vec<_> = all.keys().collect();
        names.sort();
        assert!(names.len() > 100);
        for name in names {
            let gradient = gradients.get(&all[name]).unwrap_or_else(|| panic!("{name} got no gradient"));
            let greatest = gradient.abs().unwrap().max_all().unwrap().to_scalar::<f32>().unwrap();
            assert!(greatest > 0.0, "{name} got a gradient of zero");
        }
    }

    fn wave(shape: (usize, usize, usize, usize)) -> Tensor {
        let n = (shape.0 * shape.1 * shape.2 * shape.3) as u32;
        Tensor::from_iter((0..n).map(|i| (i as f32 * 0.7).sin()), &Device::Cpu).unwrap().reshape(shape).unwrap()
    }

    /// candle's fused operations cut gradients without a word: every weight must get one.
    #[test]
    fn every_weight_gets_a_gradient() {
        let t = Tensor::new(&[300f32], &Device::Cpu).unwrap();
        for model in ["tiny-sd15", "tiny-sd21"] {
            let config = UnetConfig::parse("unet/config.json", &text(model, "unet")).unwrap();
            let context = wave((1, 1, 5, config.context.unwrap())).squeeze(1).unwrap();
            run(|vb| Unet::new(&config, vb).unwrap().forward(&wave((1, 4, 16, 16)), &t, &context, &mut ()).unwrap());
        }
        let config = UnetConfig::parse("unet/config.json", &text("tiny-ddpm", "unet")).unwrap();
        run(|vb| PixelUnet::new(&config, vb).unwrap().forward(&wave((1, 3, 16, 16)), &t, &mut ()).unwrap());
        let config = VaeConfig::parse("vae/config.json", &text("tiny-sd15", "vae")).unwrap();
        run(|vb| {
            let vae = Vae::new(&config, vb).unwrap();
            let mean = vae.encode(&wave((1, 3, 32, 32)), &mut ()).unwrap();
            let both = (mean.0 + mean.1).unwrap();
            vae.decode(&both, &mut ()).unwrap()
        });
    }
}
