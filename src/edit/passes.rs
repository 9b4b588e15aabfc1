//! Activations of earlier network passes, for previews that repeat nearly the same edit: the slider under the hand.
//!
//! A pass at the same t, by the same words, over an x that differs in few cells recomputes only round those (see
//! [`crate::model::unet::Unet::patch`]). It is an approximation, so that only previews use it: a run that may be kept
//! is always computed in full.

use std::collections::HashMap;

use candle_core::{Tensor, TensorId};

use crate::diffusion;
use crate::model::unet::Activations;
use crate::model::{Hooks, Model, Network};

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
    now: Patched,
}

impl Passes {
    /// A run begins that may use them, within `limit` bytes. Those that the last two runs did not use are dropped.
    pub(super) fn begin(&mut self, model: &Model, limit: u64) {
        if self.model.as_ref() != Some(&model.card.hash) {
            *self = Self { model: Some(model.card.hash.clone()), run: self.run, ..Self::default() };
        }
        self.run += 1;
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
    /// gone before its turn came again.
    pub(super) fn predict(
        &mut self,
        model: &Model,
        x: &Tensor,
        t: f64,
        words: &Tensor,
        hooks: &mut dyn Hooks,
    ) -> diffusion::Result<Option<Tensor>> {
        let Network::Conditional(unet) = &model.network else { return Ok(None) };
        let key = Key { t: t.to_bits(), words: words.id() };
        let time = Tensor::full(t as f32, 1, x.device())?;
        let mut kept = Activations::default();
        if let Some(entry) = self.entries.remove(&key) {
            kept = entry.kept;
            self.bytes -= kept.bytes();
            if let Some((out, share)) = unet.patch(x, &time, words, hooks, &mut kept, MARGIN)? {
                self.now.share += (share - self.now.share) / (self.now.patched + 1) as f64;
                self.now.patched += 1;
                self.bytes += kept.bytes();
                self.entries.insert(key, Entry { kept, run: self.run });
                return Ok(Some(out));
            }
        }
        self.now.dense += 1;
        if self.bytes + self.least() > self.limit {
            return Ok(None);
        }
        let out = unet.forward_kept(x, &time, words, hooks, &mut kept)?;
        if self.bytes + kept.bytes() <= self.limit {
            self.bytes += kept.bytes();
            self.entries.insert(key, Entry { kept, run: self.run });
        }
        Ok(Some(out))
    }

    /// Bytes of one pass, as far as one is known.
    fn least(&self) -> u64 {
        self.entries.values().map(|entry| entry.kept.bytes()).min().unwrap_or_default()
    }
}
