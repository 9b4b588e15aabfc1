//! Keys and values of the words: computed once a prompt, not once a step.

use std::sync::Mutex;

use candle_core::{Result, Tensor, TensorId};

use crate::tensor::op::linear::Linear;

/// Prompts whose keys and values are kept: with and without words, one by one and together, of two edits.
const KEPT: usize = 6;

/// The two projections of one cross-attention, and what they made of the last prompts.
pub(crate) struct Words {
    kv: Linear,
    kept: Mutex<Vec<(TensorId, Tensor)>>,
}

impl Words {
    pub(crate) fn new(kv: Linear) -> Self {
        Self { kv, kept: Mutex::default() }
    }

    /// Of states (b, m, d): (b, m, 2 c), keys before values. A tensor never changes, so that its identity stands for
    /// its numbers.
    pub(crate) fn keys_and_values(&self, states: &Tensor) -> Result<Tensor> {
        if states.track_op() || self.kv.is_open() {
            return self.kv.forward(states);
        }
        let Ok(mut kept) = self.kept.lock() else { return self.kv.forward(states) };
        if let Some(at) = kept.iter().position(|(id, _)| *id == states.id()) {
            let found = kept.remove(at);
            kept.push(found.clone());
            return Ok(found.1);
        }
        let made = self.kv.forward(states)?;
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push((states.id(), made.clone()));
        Ok(made)
    }
}
