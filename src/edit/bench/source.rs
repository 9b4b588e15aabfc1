//! The branch of the source words: an inversion of the picture, or a run of its own where there is none.

use std::sync::Arc;

use candle_core::Tensor;

use super::{Bench, with_noise};
use crate::diffusion::control::Prompts;
use crate::diffusion::swap::Unchanged;
use crate::diffusion::{self, Controls, Guidance, Observer, Start, Step, sample};
use crate::edit::align::Phrase;
use crate::edit::looking::Counted;
use crate::edit::memo::{Key, Value, content};
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

    /// The way up from the picture by these words to the level of step `first`, cleanest first; nothing without one.
    pub(in crate::edit) fn own_way(&mut self, words: &str, first: usize) -> Result<Arc<Vec<Tensor>>> {
        if self.setup.canvas.image.is_none() {
            return Ok(Arc::default());
        }
        self.invert_by(words, first, 0)
    }

    /// Every x of the source words, cleanest first, at least up to step `first`: the way up from the picture, or, without
    /// one, the way down of a run by those words with the same noise.
    pub(in crate::edit) fn source_path(&mut self, words: &str, like: Unchanged) -> Result<Arc<Vec<Tensor>>> {
        if self.setup.canvas.image.is_some() {
            return self.own_way(words, like.first);
        }
        let prompts = self.prompts()?;
        self.drawn(words, None, &prompts, like)
    }

    /// Every x of a run by these words and what `prompts` avoid, cleanest first: from `x` at the level of the step with
    /// which the target's begins, or from noise and the whole schedule.
    pub(in crate::edit) fn drawn(
        &mut self,
        words: &str,
        x: Option<&Tensor>,
        prompts: &Prompts,
        like: Unchanged,
    ) -> Result<Arc<Vec<Tensor>>> {
        let sampling = &self.setup.recipe.sampling;
        let prompts = Prompts { cond: self.words(words)?, ..prompts.clone() };
        let start = match x {
            Some(x) => Start::Latent { x: x.clone(), first: like.first },
            None => Start::Noise { shape: self.shape() },
        };
        let len = if x.is_some() { self.schedule.len() - like.first } else { self.schedule.len() };
        // How the passes look into themselves changes the last bits.
        let run = serde_json::to_string(sampling).map_err(|error| Error::NotARecipe(error.to_string()))?;
        let looks = format!(
            "{:?} {} {} {:?} {:?}",
            self.shape(),
            like.first,
            like.kept,
            like.rewriting.own_steps,
            like.rewriting.acting()
        );
        let config = format!("{:?}", self.setup.scheduler);
        let avoided = prompts.uncond.iter().chain(&prompts.nulls).filter_map(|away| away.text.as_ref());
        let given = x.into_iter().chain(avoided).map(content).collect::<Result<Vec<_>>>()?.join(" ");
        let key = Key::new("source", &[&self.model.card.hash, &config, &run, &looks, words, &given]);
        if let (Some(Value::Path(path)), None) = (self.memo.get(&key), &self.setup.noise) {
            self.reuse(len * (1 + usize::from(prompts.uncond.is_some())));
            return Ok(path);
        }
        let mut controls = Controls::new(start).attention(like);
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
