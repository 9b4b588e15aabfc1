//! What the recipe adds to its method, made ready for one pass of the loop.

use std::rc::Rc;
use std::sync::Arc;

use candle_core::Tensor;

use super::{Bench, with_noise};
use crate::diffusion::control::Prompts;
use crate::diffusion::{Base, Context, Controls, KeepOutside, Schedule, Travel};
use crate::edit::Result;
use crate::edit::editing::Editing;
use crate::edit::ilvr::Swap;
use crate::edit::prompt_to_prompt::Params;
use crate::tensor::Purpose;

/// Controls beside the method's own.
pub(super) struct Added {
    pub(super) editing: Option<Editing>,
    layout: Option<Swap>,
    travel: Option<Travel>,
}

impl Added {
    /// What is kept, where steps are taken back: what is known then gets fresh noise at each level, because the picture's
    /// own way, or the one noise of the start, is no longer that of x.
    pub(super) fn keep(&self, keep: KeepOutside) -> KeepOutside {
        if self.travel.is_some() { keep.fresh() } else { keep }
    }

    /// Into the loop; the loop itself puts them in order.
    pub(super) fn plug(self, mut controls: Controls<'_>) -> Controls<'_> {
        if let Some(travel) = self.travel {
            controls = controls.travel(travel);
        }
        if let Some(swap) = self.layout {
            controls = controls.after(swap);
        }
        match self.editing {
            Some(editing) => editing.plug(controls),
            None => controls,
        }
    }
}

impl Bench<'_> {
    /// What the recipe adds to a pass by `prompts`.
    pub(super) fn added(&mut self, pass: usize, prompts: &Prompts) -> Result<Added> {
        let also = &self.setup.recipe.also;
        let editing = match &also.words {
            Some(params) => Some(self.editing(params, pass, prompts)?),
            None => None,
        };
        let layout = match &also.layout {
            Some(params) => Some(params.swap(self)?),
            None => None,
        };
        let travel = also.travel.as_ref().map(|own| Travel { late: self.behind(), ..own.travel(self.steps()) });
        Ok(Added { editing, layout, travel })
    }

    /// Prompt-to-Prompt's control of a pass whose source branch is the picture's own x at each level.
    fn editing(&mut self, params: &Params, pass: usize, prompts: &Prompts) -> Result<Editing> {
        let [old, new] = self.old_and_new();
        let (source, target) = (self.phrase(old)?, self.phrase(new)?);
        let first = self.first(self.setup.recipe.method.strength());
        let path = match &self.way {
            Some(way) => Arc::clone(way),
            None => self.under_start(pass, first)?,
        };
        let words = Context { extra: prompts.cond.extra.clone(), ..self.words(old)? };
        let rewriting = params.rewriting(self.steps() - first, &source, &target, self.published());
        let seen = params.blends().then(Rc::default);
        Ok(Editing::new(params, rewriting, [&source, &target], Base { path, words, first }, seen))
    }

    /// x of the picture at each level down from that of step `first`, by the noise that the pass starts with, cleanest
    /// first.
    fn under_start(&mut self, pass: usize, first: usize) -> Result<Arc<Vec<Tensor>>> {
        let x0 = self.original()?;
        let eps =
            with_noise(&mut self.setup, pass, |noise| Ok(noise.draw(Purpose::Init, 0, x0.shape(), x0.device())?))?;
        let mut path = vec![x0.clone()];
        for step in self.schedule.steps(first).rev() {
            path.push(Schedule::noised(&x0, step.now, &eps)?);
        }
        Ok(Arc::new(path))
    }
}
