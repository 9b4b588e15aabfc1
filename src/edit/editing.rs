//! Prompt-to-Prompt's Edit(M, M*, t) and the blending after it, ready for the loop of any method.

use std::cell::RefCell;
use std::rc::Rc;

use candle_core::Tensor;

use super::align::{Phrase, align};
use super::prompt_to_prompt::{Params, steps};
use crate::diffusion::local_blend::Spots;
use crate::diffusion::{Base, Controls, LocalBlend, Rewriting, Seen, Swap};

impl Params {
    /// What becomes of the maps in an edit of `n` steps.
    pub fn rewriting(&self, n: usize, source: &Phrase, target: &Phrase, published: bool) -> Rewriting {
        let alignment = align(source, target, published);
        let length = alignment.own.len();
        let mut weights = vec![1.0; length];
        for (word, weight) in &self.weights {
            target.find(word).into_iter().for_each(|token| weights[token] = *weight as f32);
        }
        let mut times = vec![vec![0.0; length]; n + 1];
        let mut during = |window: [f64; 2], tokens: &[usize]| {
            for (i, row) in times.iter_mut().enumerate() {
                let inside = if steps(window, n + 1).contains(&i) { 1.0 } else { 0.0 };
                for &token in tokens {
                    row[token] = inside;
                }
            }
        };
        during([self.cross_from, self.cross_replace], &(0..length).collect::<Vec<_>>());
        for (word, window) in &self.windows {
            during(*window, &target.find(word));
        }
        let own_steps = steps([self.self_from, self.self_replace], n);
        Rewriting { from: alignment.from, own: alignment.own, weights, times, own_steps }
    }
}

/// What plugs into the target's run.
pub(super) struct Editing {
    swap: Swap,
    blend: Option<LocalBlend>,
    last: Rc<RefCell<Option<Tensor>>>,
}

impl Editing {
    /// `seen`: where the maps of both branches are kept; there must be such a place where words are blended.
    pub(super) fn new(
        params: &Params,
        rewriting: Rewriting,
        prompts: [&Phrase; 2],
        source: Base,
        seen: Option<Rc<RefCell<Seen>>>,
    ) -> Self {
        let steps = rewriting.times.len().saturating_sub(1);
        let swap = Swap::new(rewriting, source.clone(), seen.clone());
        let last = Rc::<RefCell<Option<Tensor>>>::default();
        let blend = seen.filter(|_| params.blends()).map(|seen| LocalBlend {
            words: spots(&params.blend, params.threshold, prompts),
            subtract: (!params.subtract.is_empty())
                .then(|| spots(&params.subtract, params.subtract_threshold, prompts)),
            start: (params.blend_start * steps as f64) as usize,
            source,
            seen,
            last: Rc::clone(&last),
        });
        Self { swap, blend, last }
    }

    /// Where the words looked at the end of the run, (1, 1, h, w), once it is over; nothing where none are blended.
    pub(super) fn looked(&self) -> Rc<RefCell<Option<Tensor>>> {
        Rc::clone(&self.last)
    }

    /// Into the loop.
    pub(super) fn plug(self, controls: Controls<'_>) -> Controls<'_> {
        let controls = controls.attention(self.swap);
        match self.blend {
            Some(blend) => controls.after(blend),
            None => controls,
        }
    }
}

/// The tokens of some words in both prompts.
fn spots(words: &[String], threshold: f64, prompts: [&Phrase; 2]) -> Spots {
    let tokens = prompts.map(|prompt| {
        let mut tokens: Vec<_> = words.iter().flat_map(|word| prompt.find(word)).collect();
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    });
    Spots { tokens, threshold }
}
