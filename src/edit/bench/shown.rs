//! What checkpoints with more channels are shown beside x.

use candle_core::Tensor;

use super::Bench;
use crate::diffusion::Context;
use crate::diffusion::control::Prompts;
use crate::edit::Result;
use crate::tensor::resize::{area_max, nearest_down};

impl Bench<'_> {
    /// The picture's latents as an instruction checkpoint is shown them: the posterior's mean, not scaled.
    pub fn mode(&mut self) -> Result<Tensor> {
        let scale = self.model.vae.as_ref().map_or(1.0, crate::model::vae::Vae::scale);
        Ok((self.original()? / scale)?)
    }

    /// The branches of InstructPix2Pix: words and picture, the picture alone, neither.
    pub fn instructed(&mut self) -> Result<Prompts> {
        let picture = self.mode()?;
        let recipe = self.setup.recipe;
        let (told, away) = (self.words(&recipe.prompt.target)?.text, self.words(&recipe.prompt.negative)?.text);
        let nothing = picture.zeros_like()?;
        let seen =
            |text: &Option<Tensor>, picture: &Tensor| Context { text: text.clone(), extra: Some(picture.clone()) };
        Ok(Prompts {
            cond: seen(&told, &picture),
            uncond: Some(seen(&away, &picture)),
            blind: Some(seen(&away, &nothing)),
            ..Prompts::default()
        })
    }

    /// The run's words, and beside them the mask (1, 1, h, w) and the latents of the picture whose hole is grey.
    pub fn shown_the_hole(&mut self) -> Result<Prompts> {
        let mut prompts = self.prompts()?;
        let image = self.image()?;
        let mask = match &self.setup.canvas.mask {
            Some(mask) => mask.gt(0.0)?.to_dtype(image.dtype())?,
            None => image.narrow(1, 0, 1)?.ones_like()?,
        };
        let factor = self.model.card.factor as usize;
        let cells = if self.setup.nearest { nearest_down(&mask, factor)? } else { area_max(&mask, factor)? };
        let kept = image.broadcast_mul(&mask.affine(-1.0, 1.0)?)?;
        // The preview's colours are fitted on the whole picture, not on one with a hole.
        let seen = self.seen.take();
        let kept = self.encode(Some(kept), 1)?;
        self.seen = seen;
        let shown = Tensor::cat(&[cells, kept], 1)?;
        for context in std::iter::once(&mut prompts.cond).chain(&mut prompts.uncond) {
            context.extra = Some(shown.clone());
        }
        Ok(prompts)
    }
}
