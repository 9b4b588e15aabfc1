//! Activations of earlier network passes, for previews that repeat nearly the same edit: the slider under the hand.
//!
//! A pass at the same t, by the same words, over an x that differs in few cells recomputes only round those (see
//! [`crate::model::unet::Unet::patch`]). It is an approximation, so that only previews use it: a run that may be kept
//! is always computed in full.

use std::collections::HashMap;

use candle_core::{Tensor, TensorId};

use crate::diffusion;
use crate::model::pair::side_by_side;
use crate::model::unet::{Activations, Coarse, Unet};
use crate::model::vae::Norms;
use crate::model::{self, Hooks, Model, Network};

/// Pixels that are recomputed round a change, at each resolution: further out the answer hardly depends on it.
const MARGIN: usize = 1;

/// Which pass: at which t, by which words. States of words are made once and shared, so that their identity is theirs.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    t: u64,
    words: TensorId,
}

struct Entry {
    kept: Activations,
    /// The run that used it last.
    run: u64,
}

/// What the passes of a run were.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Patched {
    /// Passes in full.
    pub dense: usize,
    /// Passes that recomputed a part.
    pub patched: usize,
    /// The share of the picture that those recomputed, on average.
    pub share: f64,
    /// Bytes of activations that are kept for the next run.
    pub bytes: u64,
}

/// See the module.
#[derive(Default)]
pub(super) struct Passes {
    limit: u64,
    bytes: u64,
    run: u64,
    model: Option<String>,
    entries: HashMap<Key, Entry>,
    /// Of this run, by its words.
    coarse: HashMap<TensorId, Coarse>,
    /// Of the last picture that was decoded in full.
    pub(super) norms: Option<Norms>,
    now: Patched,
}

impl Passes {
    /// A run begins that may use them, within `limit` bytes. Those that the last two runs did not use are dropped.
    pub(super) fn begin(&mut self, model: &Model, limit: u64) {
        if self.model.as_ref() != Some(&model.card.hash) {
            *self = Self { model: Some(model.card.hash.clone()), run: self.run, ..Self::default() };
        }
        self.run += 1;
        self.coarse.clear();
        self.now = Patched::default();
        self.limit = limit;
        let run = self.run;
        self.entries.retain(|_, entry| entry.run + 2 >= run);
        self.bytes = self.entries.values().map(|entry| entry.kept.bytes()).sum();
        if self.bytes > limit {
            self.clear();
        }
    }

    /// Forgets all activations.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.norms = None;
        self.bytes = 0;
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What the passes of the last run were.
    pub(super) fn patched(&self) -> Patched {
        Patched { bytes: self.bytes, ..self.now }
    }

    /// One pass: a patch where an earlier one fits, in full otherwise, and then kept while there is room. All passes of
    /// a run are of one size and save the same, so that the first that fit stay: were the oldest dropped, each would be
    /// gone before its turn came again. `None` where nothing can be reused and nothing more kept.
    pub(super) fn predict(
        &mut self,
        model: &Model,
        x: &Tensor,
        t: f64,
        words: &Tensor,
        hooks: &mut dyn Hooks,
    ) -> diffusion::Result<Option<Tensor>> {
        let Network::Conditional(unet) = &model.network else { return Ok(None) };
        let Some(pass) = self.take(t, words) else { return Ok(None) };
        let time = Tensor::full(t as f32, 1, x.device())?;
        let done = pass.run(unet, x, &time, words, hooks)?;
        Ok(Some(self.end(done)))
    }

    /// The same for both of a guidance pair, side by side.
    pub(super) fn predict_pair(
        &mut self,
        model: &Model,
        x: &Tensor,
        t: f64,
        words: [&Tensor; 2],
        hooks: &mut dyn Hooks,
    ) -> diffusion::Result<Option<[Tensor; 2]>> {
        let Network::Conditional(unet) = &model.network else { return Ok(None) };
        let [a, b] = match words.map(|words| self.take(t, words)) {
            [Some(a), Some(b)] => [a, b],
            [a, b] => {
                a.into_iter().chain(b).for_each(|pass| self.put(pass.key, pass.kept.unwrap_or_default()));
                return Ok(None);
            }
        };
        let time = &Tensor::full(t as f32, 1, x.device())?;
        let a = |hooks: &mut dyn Hooks| a.run(unet, x, time, words[0], hooks);
        let b = |hooks: &mut dyn Hooks| b.run(unet, x, time, words[1], hooks);
        Ok(Some(side_by_side(hooks, a, b)?.map(|done| self.end(done))))
    }

    /// What there is to begin with; `None` where that is nothing and nothing can be kept.
    fn take(&mut self, t: f64, words: &Tensor) -> Option<Pass> {
        let key = Key { t: t.to_bits(), words: words.id() };
        let kept = self.entries.remove(&key).map(|entry| entry.kept);
        if let Some(kept) = &kept {
            self.bytes -= kept.bytes();
        } else if self.bytes + self.least() > self.limit {
            self.now.dense += 1;
            return None;
        }
        Some(Pass { key, kept, coarse: self.coarse.remove(&key.words).unwrap_or_default() })
    }

    /// Counts a pass and keeps what it left, while there is room.
    fn end(&mut self, Done { key, out, kept, coarse, share }: Done) -> Tensor {
        self.coarse.insert(key.words, coarse);
        if let Some(share) = share {
            self.now.share += (share - self.now.share) / (self.now.patched + 1) as f64;
            self.now.patched += 1;
        } else {
            self.now.dense += 1;
        }
        self.put(key, kept);
        out
    }

    /// Keeps activations, if they are any and there is room.
    fn put(&mut self, key: Key, kept: Activations) {
        let bytes = kept.bytes();
        if bytes > 0 && self.bytes + bytes <= self.limit {
            self.bytes += bytes;
            self.entries.insert(key, Entry { kept, run: self.run });
        }
    }

    /// Bytes of one pass, as far as one is known.
    fn least(&self) -> u64 {
        self.entries.values().map(|entry| entry.kept.bytes()).min().unwrap_or_default()
    }
}

/// A pass that is to come, and the activations of an earlier one.
struct Pass {
    key: Key,
    kept: Option<Activations>,
    coarse: Coarse,
}

/// A pass that was.
struct Done {
    key: Key,
    out: Tensor,
    kept: Activations,
    coarse: Coarse,
    /// The share that a patch recomputed; none where all was.
    share: Option<f64>,
}

impl Pass {
    fn run(self, unet: &Unet, x: &Tensor, time: &Tensor, words: &Tensor, hooks: &mut dyn Hooks) -> model::Result<Done> {
        let Self { key, kept, mut coarse } = self;
        if let Some(mut kept) = kept
            && let Some((out, share)) = unet.patch(x, time, words, hooks, (&mut kept, &mut coarse), MARGIN)?
        {
            return Ok(Done { key, out, kept, coarse, share: Some(share) });
        }
        let mut kept = Activations::default();
        let out = unet.forward_kept(x, time, words, hooks, &mut kept)?;
        Ok(Done { key, out, kept, coarse, share: None })
    }
}
