//! Connects the loop's controls and observer to a network's hooks for one pass.

use super::{AttentionControl, BottleneckControl, Error, Observer, Step};
use crate::model::{self, Hooks, Site};
use candle_core::Tensor;

/// The hooks of one pass. `controls` is `None` in the pass without the prompt: it is never edited.
pub(super) struct Wires<'a, 'c> {
    pub(super) step: &'a Step,
    pub(super) attention: &'a mut [Box<dyn AttentionControl + 'c>],
    pub(super) bottleneck: Option<&'a mut (dyn BottleneckControl + 'c)>,
    pub(super) observer: &'a mut dyn Observer,
    /// Whether every layer of this step's passes has to run.
    pub(super) whole: bool,
    /// The room's own error, which the network's error type can't carry.
    pub(super) error: Option<Error>,
}

impl Wires<'_, '_> {
    /// What the network says with these hooks, or the error of one of them.
    pub(super) fn said<T>(&mut self, predict: impl FnOnce(&mut Self) -> super::Result<T>) -> super::Result<T> {
        let said = predict(self);
        match self.error.take() {
            Some(error) => Err(error),
            None => said,
        }
    }

    /// Passes a result through the network; an error waits here until the pass has left.
    fn carry<T>(&mut self, result: super::Result<T>) -> model::Result<T> {
        result.map_err(|error| {
            self.error = Some(error);
            model::Error::Cancelled
        })
    }
}

impl Hooks for Wires<'_, '_> {
    fn whole(&self) -> bool {
        self.whole
    }

    fn wants_attention(&self, site: &Site) -> bool {
        self.attention.iter().any(|control| control.wants(self.step, site))
    }

    fn attention(&mut self, site: &Site, mut probs: Tensor) -> model::Result<Tensor> {
        for i in 0..self.attention.len() {
            if self.attention[i].wants(self.step, site) {
                let rewritten = self.attention[i].rewrite(self.step, site, probs);
                probs = self.carry(rewritten)?;
            }
        }
        Ok(probs)
    }

    fn bottleneck(&mut self, h: Tensor) -> model::Result<Tensor> {
        let Some(control) = &mut self.bottleneck else { return Ok(h) };
        let shift = control.shift(self.step, &h);
        match self.carry(shift)? {
            Some(shift) => Ok((h + shift)?),
            None => Ok(h),
        }
    }

    fn checkpoint(&mut self) -> model::Result<()> {
        let answer = self.observer.checkpoint();
        self.carry(answer)
    }
}

/// The hooks of a pass over another branch: its maps are shown to a control and stay as they are.
pub(super) struct Showing<'a, 'c> {
    pub(super) step: &'a Step,
    pub(super) control: &'a mut (dyn AttentionControl + 'c),
    pub(super) observer: &'a mut dyn Observer,
    /// The room's own error, as in [`Wires`].
    pub(super) error: Option<Error>,
}

impl Showing<'_, '_> {
    fn carry(&mut self, result: super::Result<()>) -> model::Result<()> {
        result.map_err(|error| {
            self.error = Some(error);
            model::Error::Cancelled
        })
    }
}

impl Hooks for Showing<'_, '_> {
    fn wants_attention(&self, site: &Site) -> bool {
        self.control.wants(self.step, site)
    }

    fn attention(&mut self, site: &Site, probs: Tensor) -> model::Result<Tensor> {
        let shown = self.control.saw(self.step, site, &probs);
        self.carry(shown)?;
        Ok(probs)
    }

    fn checkpoint(&mut self) -> model::Result<()> {
        let answer = self.observer.checkpoint();
        self.carry(answer)
    }
}
