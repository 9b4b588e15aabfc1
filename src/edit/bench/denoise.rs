//! The loop, as a method calls it.

use std::cell::RefCell;

use candle_core::Tensor;

use super::{Bench, with_noise};
use crate::diffusion::control::Prompts;
use crate::diffusion::{Controls, Guidance, KeepOutside, Reusing, Sampler, Start, Step, rehearse, sample};
use crate::edit::Result;
use crate::edit::editing::Editing;
use crate::edit::looking::{Counted, Looking, Traced};
use crate::edit::plan::resumed;
use crate::edit::trace::Trace;
use crate::tensor::Normal;

impl Bench<'_> {
    /// One pass of the loop from `start`, or from where a branch left its parent.
    pub fn denoise(&mut self, pass: usize, start: Start, keep: Option<KeepOutside>) -> Result<Tensor> {
        self.denoise_with(pass, start, keep, |controls| controls)
    }

    /// [`Bench::denoise`] with what else a method plugs in.
    pub fn denoise_with(
        &mut self,
        pass: usize,
        start: Start,
        keep: Option<KeepOutside>,
        plug: impl for<'c> FnOnce(Controls<'c>) -> Controls<'c>,
    ) -> Result<Tensor> {
        let prompts = self.prompts()?;
        self.denoise_by(&prompts, pass, start, keep, plug)
    }

    /// The recipe's words: what to follow, and what to keep away from where the run is guided.
    pub fn prompts(&mut self) -> Result<Prompts> {
        let recipe = self.setup.recipe;
        self.guided(&recipe.prompt.target, &recipe.prompt.negative, recipe.sampling.guidance)
    }

    /// Words for a run at guidance `scale`.
    pub(super) fn guided(&mut self, words: &str, away: &str, scale: f64) -> Result<Prompts> {
        let guided = scale != 1.0 && self.model.text.is_some();
        let cond = self.words(words)?;
        let uncond = if guided { Some(self.words(away)?) } else { None };
        Ok(Prompts { cond, uncond, ..Prompts::default() })
    }

    /// [`Bench::denoise_with`] by other prompts than the recipe's.
    pub fn denoise_by(
        &mut self,
        prompts: &Prompts,
        pass: usize,
        start: Start,
        keep: Option<KeepOutside>,
        plug: impl for<'c> FnOnce(Controls<'c>) -> Controls<'c>,
    ) -> Result<Tensor> {
        let recipe = self.setup.recipe;
        let sampling = &recipe.sampling;
        self.fit_preview()?;
        let added = self.added(pass, prompts)?;
        let looked = added.editing.as_ref().map(Editing::looked);
        let keep = keep.map(|keep| added.keep(keep));

        let mut sampler = match self.setup.sampler.take() {
            Some(sampler) => sampler,
            None => sampling.sampler.start(&self.schedule, sampling.eta),
        };
        let earlier = self.earlier(pass);
        let resumed = {
            let trace = self.trace.borrow();
            self.recall(&trace, pass, &mut *sampler)?;
            trace.state(trace.len()).map(|state| {
                let (first, taken) = resumed(recipe, &self.places[..trace.len()], state.place);
                (Start::Latent { x: state.x.clone(), first }, taken)
            })
        };
        // Where more than half may change there is nothing to save.
        let small = match (&keep, self.room) {
            (Some(keep), Some(_)) => keep.share()? <= 0.5,
            _ => false,
        };
        let trace = &self.trace;
        let (start, taken) = resumed.unwrap_or((start, 0));
        let mut controls = added.plug(plug(Controls::new(start)).taken(taken));
        if prompts.uncond.is_some() && controls.combine.is_none() {
            controls = controls.combine(Guidance { scale: sampling.guidance, rescale: sampling.rescale });
        }
        if let Some(keep) = keep {
            controls = controls
                .after(|_: &Step, x: Tensor, _: &mut dyn Normal| {
                    trace.borrow_mut().propose(&x);
                    Ok(x)
                })
                .mask(keep);
        }
        // A control that looks inside a pass has to see all of it.
        let inside = !controls.attention.is_empty() || controls.bottleneck.is_some();
        // Where calls reuse features they are not patched over others': a preview is then the run itself.
        let room = self.room.filter(|_| small && !inside && sampling.reuse <= 1);
        let mut passes = std::mem::take(&mut self.memo.passes);
        if let (Some(room), None) = (room, self.patched) {
            passes.begin(self.model, room);
        }
        let passes = RefCell::new(passes);
        let reusing = Reusing::new(self.model, sampling.reuse, &self.shallow);
        let network = Traced {
            model: self.model,
            network: &reusing,
            calls: &self.calls,
            shallow: &self.shallow,
            trace,
            places: &self.places,
            until: self.until,
            passes: room.map(|_| &passes),
        };
        let mut looking = Looking {
            watch: &mut *self.watch,
            trace,
            frames: &mut self.frames,
            linear: self.linear.as_deref(),
            places: &self.places,
            view: &self.view,
            factor: self.model.card.factor,
        };
        if controls.attention.iter().any(|control| control.learns()) {
            let network = Counted { network: self.model, calls: &self.calls };
            for (step, x) in &earlier {
                rehearse(&network, x, step, prompts, &mut controls, &mut looking)?;
            }
        }
        let schedule = &self.schedule;
        let x = with_noise(&mut self.setup, pass, |noise| {
            Ok(sample(&network, prompts, schedule, &mut *sampler, &mut controls, noise, &mut looking)?)
        });
        self.memo.passes = passes.into_inner();
        self.patched = room.map(|_| self.memo.passes.patched()).or(self.patched);
        drop(controls);
        let x = x?;
        if let Some(cells) = looked.and_then(|looked| looked.take()) {
            self.show_within(&cells)?;
        }
        Ok(x)
    }

    /// The steps of this repetition that another run took, and x before each.
    fn earlier(&self, pass: usize) -> Vec<(Step, Tensor)> {
        let trace = self.trace.borrow();
        let states = (0..trace.len()).filter_map(|k| trace.state(k)).filter(|state| state.place.pass == pass);
        states.filter_map(|state| Some((self.schedule.steps(state.place.index).next()?, state.x.clone()))).collect()
    }

    /// Tells a sampler what was predicted in this repetition before the run goes on.
    fn recall(&self, trace: &Trace, pass: usize, sampler: &mut dyn Sampler) -> Result<()> {
        for k in 0..trace.len() {
            if let (Some(state), Some(visit)) = (trace.state(k), trace.visit(k))
                && visit.place.pass == pass
                && let Some(step) = self.schedule.steps(visit.place.index).next()
            {
                sampler.recall(&step, &state.x, &visit.x0)?;
            }
        }
        Ok(())
    }
}
