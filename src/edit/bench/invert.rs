//! The way up: a picture's own noise.

use std::sync::Arc;

use candle_core::{Device, Tensor};

use super::Bench;
use crate::diffusion::invert::climb;
use crate::diffusion::{self, Context, Denoiser};
use crate::edit::Result;
use crate::edit::looking::{Counted, Inverting};
use crate::edit::memo::{Key, Value, content};
use crate::model::{Hooks, PredictionType};

impl Bench<'_> {
    /// [`Bench::invert_refined`] without refinement.
    pub fn invert(&mut self, first: usize) -> Result<Arc<Vec<Tensor>>> {
        self.invert_refined(first, 0)
    }

    /// The deterministic way from the picture up to the level of step `first`, by the source words at guidance 1:
    /// every x on the way, cleanest first. Each step is solved again `refinements` times.
    ///
    /// Gone once, it serves every later edit of this picture with these words and steps, whatever its target, guidance or
    /// depth: a deeper one only goes on from where it ended.
    pub fn invert_refined(&mut self, first: usize, refinements: usize) -> Result<Arc<Vec<Tensor>>> {
        self.invert_by(&self.setup.recipe.prompt.source, first, refinements)
    }

    /// [`Self::invert_refined`] by these words.
    pub(in crate::edit) fn invert_by(
        &mut self,
        source: &str,
        first: usize,
        refinements: usize,
    ) -> Result<Arc<Vec<Tensor>>> {
        let way = self.climbed(source, first, refinements)?;
        self.way = Some(Arc::clone(&way));
        Ok(way)
    }

    fn climbed(&mut self, source: &str, first: usize, refinements: usize) -> Result<Arc<Vec<Tensor>>> {
        let x0 = self.original()?;
        let scale = self.setup.inverting;
        let context = self.words(source)?;
        let away = if scale == 1.0 { None } else { Some(self.words("")?) };
        let (hash, config) = (&self.model.card.hash, format!("{:?}", self.setup.scheduler));
        let grid = format!("{} {scale} {refinements}", self.schedule.len());
        let key = Key::new("invert", &[hash, &config, &grid, source, &content(&x0)?]);
        let known = match self.memo.get(&key) {
            Some(Value::Path(path)) => path,
            _ => Arc::new(vec![x0]),
        };
        let of = self.schedule.len() - first;
        let there = of.min(known.len() - 1);
        self.reuse(there * (1 + refinements) * (1 + usize::from(away.is_some())));
        if there == of {
            return Ok(if known.len() == of + 1 { known } else { Arc::new(known[..=of].to_vec()) });
        }
        let counted = Counted { network: self.model, calls: &self.calls };
        let network: &dyn Denoiser = match away {
            Some(away) => &Guided { network: counted, away, scale },
            None => &counted,
        };
        let mut inverting = Inverting { watch: &mut *self.watch, of };
        let path = climb(network, &self.schedule, first, known.to_vec(), &context, refinements, &mut inverting)?;
        let path = Arc::new(path);
        self.memo.put(key, Value::Path(Arc::clone(&path)));
        Ok(path)
    }
}

/// Both branches as one network, for a way up with guidance.
struct Guided<'a> {
    network: Counted<'a>,
    away: Context,
    scale: f64,
}

impl Denoiser for Guided<'_> {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        let cond = self.network.predict(x, t, contexts, hooks)?;
        let uncond = self.network.predict(x, t, &[&self.away], hooks)?;
        Ok((&uncond + ((cond - &uncond)? * self.scale)?)?)
    }
    fn prediction(&self) -> PredictionType {
        self.network.prediction()
    }
    fn device(&self) -> &Device {
        self.network.device()
    }
}
