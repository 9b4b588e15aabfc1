//! The branch of the source words: an inversion of the picture, or a run of its own where there is none.

use std::sync::Arc;

use candle_core::Tensor;

use super::{Bench, with_noise};
use crate::diffusion::swap::Unchanged;
use crate::diffusion::{self, Controls, Guidance, Observer, Start, Step, sample};
use crate::edit::align::Phrase;
use crate::edit::looking::Counted;
use crate::edit::memo::{Key, Value};
use crate::edit::watch::{Phase, Watch};
use crate::edit::{Error, Result};

impl Bench<'_> {
    /// These words and their tokens.
    pub(in crate::edit) fn phrase(&self, words: &str) -> Result<Phrase> {
        let method = self.setup.recipe.method.name();
        let Some(text) = &self.model.text else {
            return Err(Error::MissingInput { method, what: "a model that takes words" });
        };
        Ok(Phrase { text: words.to_owned(), tokens: text.tokens(words)? })
    }

    /// Whether the aligner follows the published code to the letter, see [`super::Setup::published`].
    pub fn published(&self) -> bool {
        self.setup.published
    }

    /// Every x of the source words, cleanest first, at least up to step `first`: the way up from the picture, or, without
    /// one, the way down of a run by those words with the same noise.
    pub(in crate::edit) fn source_path(&mut self, words: &str, like: Unchanged) -> Result<Arc<Vec<Tensor>>> {
        if self.setup.canvas.image.is_some() {
            return self.invert_by(words, like.first, 0);
        }
        let recipe = self.setup.recipe;
        let sampling = &recipe.sampling;
        let prompts = self.guided(words, &recipe.prompt.negative, sampling.guidance)?;
        let (len, shape) = (self.schedule.len(), self.shape());
        // How the passes look into themselves changes the last bits.
        let run = serde_json::to_string(sampling).map_err(|error| Error::NotARecipe(error.to_string()))?;
        let looks = format!(
            "{shape:?} {} {} {:?} {:?}",
            like.first,
            like.kept,
            like.rewriting.own_steps,
            like.rewriting.acting()
        );
        let config = format!("{:?}", self.setup.scheduler);
        let key = Key::new("source", &[&self.model.card.hash, &config, &run, &looks, words, &recipe.prompt.negative]);
        if let (Some(Value::Path(path)), None) = (self.memo.get(&key), &self.setup.noise) {
            self.reuse(len * (1 + usize::from(prompts.uncond.is_some())));
            return Ok(path);
        }
        let mut controls = Controls::new(Start::Noise { shape }).attention(like);
        if prompts.uncond.is_some() {
            controls = controls.combine(Guidance { scale: sampling.guidance, rescale: sampling.rescale });
        }
        let network = Counted { network: self.model, calls: &self.calls };
        let mut sampler = sampling.sampler.start(&self.schedule, sampling.eta);
        let mut drawing = Drawing { watch: &mut *self.watch, path: Vec::with_capacity(len + 1) };
        let schedule = &self.schedule;
        let end = with_noise(&mut self.setup, 0, |noise| {
            Ok(sample(&network, &prompts, schedule, &mut *sampler, &mut controls, noise, &mut drawing)?)
        })?;
        let mut path = drawing.path;
        path.push(end);
        path.reverse();
        let path = Arc::new(path);
        self.memo.put(key, Value::Path(Arc::clone(&path)));
        Ok(path)
    }
}

/// Keeps every x, and tells how far the source is.
struct Drawing<'a> {
    watch: &'a mut dyn Watch,
    path: Vec<Tensor>,
}

impl Observer for Drawing<'_> {
    fn step(&mut self, step: &Step, x: &Tensor, _x0: &Tensor) -> diffusion::Result<()> {
        self.path.push(x.clone());
        self.watch.phase(Phase::Source, step.i + 1, step.of);
        self.checkpoint()
    }
    fn checkpoint(&mut self) -> diffusion::Result<()> {
        if self.watch.cancelled() { Err(diffusion::Error::Cancelled) } else { Ok(()) }
    }
}
