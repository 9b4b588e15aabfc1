//! What a multistep sampler remembers.

use crate::diffusion::Step;
use candle_core::Tensor;

/// The last predictions, the newest last. They follow one another without a gap: after a jump (the way back of a time
/// travel, the start of another run) the past is forgotten, and the sampler begins anew with a low order.
#[derive(Clone, Debug)]
pub(super) struct Past {
    most: usize,
    steps: Vec<(Step, Tensor)>,
}

impl Past {
    /// Of up to `most` predictions.
    pub(super) fn new(most: usize) -> Self {
        Self { most, steps: Vec::with_capacity(most + 1) }
    }

    /// Takes note of what was predicted at `step`.
    pub(super) fn note(&mut self, step: &Step, said: &Tensor) {
        // A step between equal levels (there are some among a thousand) has no slope.
        let follows = self.steps.last().is_some_and(|(last, _)| last.next == step.now && last.now != step.now);
        if !follows {
            self.steps.clear();
        }
        self.steps.push((*step, said.clone()));
        if self.steps.len() > self.most {
            self.steps.remove(0);
        }
    }

    /// How many predictions there are.
    pub(super) fn len(&self) -> usize {
        self.steps.len()
    }

    /// The prediction `back` steps before the newest, and its step.
    pub(super) fn get(&self, back: usize) -> Option<(&Step, &Tensor)> {
        let at = self.steps.len().checked_sub(back + 1)?;
        self.steps.get(at).map(|(step, said)| (step, said))
    }
}

/// h = λ_s − λ_t of a step, λ = −ln σ; infinite where the step ends at the clean picture or begins at pure noise.
pub(super) fn h(step: &Step) -> f64 {
    (step.now.sigma() / step.next.sigma()).ln()
}
