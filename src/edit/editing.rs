//! Prompt-to-Prompt's Edit(M, M*, t) and the blending after it, ready for the loop of any method.

use std::cell::RefCell;
use std::rc::Rc;

use candle_core::Tensor;

use super::align::Phrase;
use super::prompt_to_prompt::Params;
use crate::diffusion::local_blend::Spots;
use crate::diffusion::{Base, Controls, LocalBlend, Rewriting, Seen, Swap};

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
        let swap = Swap::new(rewriting, source.clone(), seen.clone());
        let last = Rc::<RefCell<Option<Tensor>>>::default();
        let steps = source.path.len() - 1;
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
    pub(super) fn plug<'c>(self, controls: Controls<'c>) -> Controls<'c> {
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
