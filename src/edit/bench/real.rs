//! What brings a real picture back from its noise under guidance, found once and reused.

use std::sync::Arc;

use candle_core::Tensor;

use super::{Bench, with_noise};
use crate::diffusion::control::Prompts;
use crate::diffusion::replay::SourceBranch;
use crate::diffusion::sampler::Ddim;
use crate::diffusion::{Context, Guidance, NullText, Replay, Sampler, Schedule};
use crate::edit::Result;
use crate::edit::inversion::Inversion;
use crate::edit::looking::{Counted, Inverting};
use crate::edit::memo::{Key, Value, content};
use crate::tensor::Purpose;

/// ε of null-text inversion's early stop.
const ENOUGH: f64 = 1e-5;

impl Bench<'_> {
    /// The states of the words for the picture as it is.
    pub fn source(&mut self) -> Result<Context> {
        self.words(&self.setup.recipe.prompt.source)
    }

    /// x of every level from the picture up to that of step `first`, each by a noise of its own, cleanest first
    /// (edit-friendly DDPM).
    pub fn noised(&mut self, first: usize) -> Result<Arc<Vec<Tensor>>> {
        let x0 = self.original()?;
        let mut path = vec![x0.clone()];
        for step in self.schedule.steps(first).rev() {
            let draw = step.draw();
            let eps = with_noise(&mut self.setup, 0, |noise| {
                Ok(noise.draw(Purpose::Known, draw, x0.shape(), x0.device())?)
            })?;
            path.push(Schedule::noised(&x0, step.now, &eps)?);
        }
        let path = Arc::new(path);
        self.way = Some(Arc::clone(&path));
        Ok(path)
    }

    /// What the run's own sampler, guided as the run is, misses of `path` with the source words: direct inversion.
    pub fn replay(&mut self, path: Arc<Vec<Tensor>>) -> Result<Replay> {
        let sampling = &self.setup.recipe.sampling;
        let sampler = sampling.sampler.start(&self.schedule, sampling.eta);
        let noisy =
            if sampling.eta == 0.0 { String::new() } else { format!("{} {:?}", sampling.eta, sampling.noise()) };
        let scale = sampling.guidance;
        self.missed(path, sampler, scale, &noisy)
    }

    /// What the mean of DDPM's steps misses of `path` with the source words at guidance `scale`, and the run goes by
    /// that mean: edit-friendly DDPM.
    pub fn replay_means(&mut self, path: Arc<Vec<Tensor>>, scale: f64) -> Result<Replay> {
        let mean = Ddim::mean(&self.schedule, 1.0);
        self.setup.sampler = Some(Box::new(mean.clone()));
        self.missed(path, Box::new(mean), scale, "mean")
    }

    fn missed(
        &mut self,
        path: Arc<Vec<Tensor>>,
        mut sampler: Box<dyn Sampler>,
        scale: f64,
        how: &str,
    ) -> Result<Replay> {
        let rescale = self.setup.recipe.sampling.rescale;
        let prompts = self.guided(&self.setup.recipe.prompt.source, "", scale)?;
        let calls = (path.len() - 1) * (1 + usize::from(prompts.uncond.is_some()));
        let scale = if prompts.uncond.is_some() { scale } else { 1.0 };
        let key = self.key_of(&path, "made", &format!("{scale} {rescale} {how}"))?;
        if let Some(Value::Path(made)) = self.memo.get(&key) {
            self.reuse(calls);
            return Ok(Replay { path, made });
        }
        let counted = Counted { network: self.model, calls: &self.calls };
        let mut inverting = Inverting { watch: &mut *self.watch, of: path.len() - 1 };
        let schedule = &self.schedule;
        let guidance = Guidance { scale, rescale };
        let made = with_noise(&mut self.setup, 0, |noise| {
            let branch = SourceBranch { model: &counted, prompts: &prompts, schedule, path: &path };
            Ok(branch.follow(&mut *sampler, guidance, noise, &mut inverting)?)
        })?;
        let made = Arc::new(made);
        self.memo.put(key, Value::Path(Arc::clone(&made)));
        Ok(Replay { path, made })
    }

    /// The run's words, with what is avoided such that the words for now come back along `path`, which null-text inversion
    /// alone reads.
    pub fn mended(&mut self, inversion: Inversion, inner: usize, path: &[Tensor]) -> Result<Prompts> {
        let mut prompts = self.prompts()?;
        match inversion {
            _ if self.setup.canvas.image.is_none() => {} // there is no picture to bring back
            Inversion::NegativePrompt if prompts.uncond.is_some() => prompts.uncond = Some(self.source()?), // ∅ := C
            Inversion::NullText => prompts.nulls = self.nulls(path, inner)?, // ∅_t
            _ => {}
        }
        Ok(prompts)
    }

    /// ∅_t for each step of the schedule, learned so that the source words at the run's guidance come back along `path`;
    /// none where nothing is guided. What is before the way's noisy end is the empty prompt, and never asked for.
    pub fn nulls(&mut self, path: &[Tensor], inner: usize) -> Result<Vec<Context>> {
        let scale = self.setup.recipe.sampling.guidance;
        let Prompts { cond, uncond: Some(null), .. } = self.guided(&self.setup.recipe.prompt.source, "", scale)? else {
            return Ok(Vec::new());
        };
        let steps = path.len() - 1;
        let key = self.key_of(path, "nulls", &format!("{scale} {inner}"))?;
        let nulls = if let Some(Value::Learned(nulls, calls)) = self.memo.get(&key) {
            self.reuse(calls);
            nulls
        } else {
            let before = self.calls.get();
            let counted = Counted { network: self.model, calls: &self.calls };
            let mut inverting = Inverting { watch: &mut *self.watch, of: steps };
            let how = NullText { scale, inner, enough: ENOUGH };
            let learned = how.learn(&counted, &self.schedule, path, cond, null.clone(), &mut inverting)?;
            let (nulls, calls) = (Arc::new(learned.nulls), self.calls.get() - before);
            self.memo.put(key, Value::Learned(Arc::clone(&nulls), calls));
            nulls
        };
        let before = std::iter::repeat_n(null, self.schedule.len() - steps);
        let learned = nulls.iter().map(|null| Context { text: Some(null.clone()), extra: None });
        Ok(before.chain(learned).collect())
    }

    /// Identity of what was found along `path` by the source words.
    fn key_of(&self, path: &[Tensor], kind: &str, how: &str) -> Result<Key> {
        let ends = [path.first(), path.last()].map(|x| x.map_or(Ok(String::new()), content));
        let [clean, noisy] = ends;
        let (hash, config) = (&self.model.card.hash, format!("{:?}", self.setup.scheduler));
        let grid = format!("{} {} {how}", self.schedule.len(), path.len());
        Ok(Key::new(kind, &[hash, &config, &grid, &self.setup.recipe.prompt.source, &clean?, &noisy?]))
    }
}
