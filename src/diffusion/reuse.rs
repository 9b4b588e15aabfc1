//! Fewer calls in full: in between, the deep layers' part of an earlier call stands in for the new one
//! (Ma et al. 2023, DeepCache, arXiv 2312.00858, §3.3 with uniform intervals).

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use candle_core::{Device, Tensor, TensorId};

use super::predict::{Batch, halves};
use super::{Context, Denoiser, Result};
use crate::model::unet::Deep;
use crate::model::{Hooks, Model, PredictionType};

/// Which call: by which words, and what beside x, of each branch.
type Key = Vec<[Option<TensorId>; 2]>;

/// What a call in full left, and when.
#[derive(Default)]
struct Kept {
    deep: Deep,
    t: f64,
    /// How many calls have gone by it.
    used: usize,
}

/// A model of whose calls by the same words every N-th is computed in full, for one run of the loop. Computed in full
/// are also the calls that hooks look into ([`Hooks::whole`]), and the first one after a step was taken back.
pub struct Reusing<'a> {
    model: &'a Model,
    interval: usize,
    shallow: &'a Cell<usize>,
    kept: RefCell<HashMap<Key, Kept>>,
}

impl<'a> Reusing<'a> {
    /// `interval` is N; with 1 the model's own calls are made. Those that are not computed in full, a guidance pair as
    /// two, are counted in `shallow`.
    pub fn new(model: &'a Model, interval: usize, shallow: &'a Cell<usize>) -> Self {
        Self { model, interval, shallow, kept: RefCell::default() }
    }

    fn said(&self, t: f64, contexts: &[&Context], batch: &Batch, hooks: &mut dyn Hooks) -> Result<Tensor> {
        let (network, text) = (&self.model.network, batch.text.as_ref());
        if self.interval <= 1 || hooks.whole() {
            return Ok(network.forward(&batch.x, &batch.t, text, hooks)?);
        }
        let ids = |context: &&Context| [&context.text, &context.extra].map(|part| part.as_ref().map(Tensor::id));
        let key: Key = contexts.iter().map(ids).collect();
        let mut all = self.kept.borrow_mut();
        let kept = all.entry(key).or_default();
        if kept.used + 1 < self.interval
            && t <= kept.t
            && let Some(said) = network.shallow(&batch.x, &batch.t, text, hooks, &kept.deep)?
        {
            kept.used += 1;
            self.shallow.set(self.shallow.get() + contexts.len());
            return Ok(said);
        }
        (kept.t, kept.used) = (t, 0);
        Ok(network.forward_deep(&batch.x, &batch.t, text, hooks, &mut kept.deep)?)
    }
}

impl Denoiser for Reusing<'_> {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> Result<Tensor> {
        self.said(t, contexts, &Batch::new(x, t, contexts)?, hooks)
    }

    fn predict_pair(&self, x: &Tensor, t: f64, contexts: [&Context; 2], hooks: &mut dyn Hooks) -> Result<[Tensor; 2]> {
        if self.interval <= 1 || hooks.whole() {
            return self.model.predict_pair(x, t, contexts, hooks);
        }
        let Some(batch) = Batch::pair(self.model, x, t, contexts)? else {
            let [first, second] = contexts;
            return Ok([self.predict(x, t, &[first], hooks)?, self.predict(x, t, &[second], hooks)?]);
        };
        halves(&self.said(t, &contexts, &batch, hooks)?)
    }

    fn prediction(&self) -> PredictionType {
        self.model.prediction()
    }

    fn device(&self) -> &Device {
        &self.model.device
    }
}
