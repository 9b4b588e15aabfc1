//! What is outside the mask stays.

use super::{AfterStep, Level, Result, Schedule, Step};
use crate::tensor::blend::{blend, dilate};
use crate::tensor::{Normal, Purpose};
use candle_core::Tensor;

/// How the kept region gets the noise of a level.
#[derive(Clone, Debug)]
pub enum Known {
    /// By the noise that x started with, the same at every level (SDEdit's code, diffusers' inpainting).
    Start,
    /// By fresh noise at every step (RePaint).
    Fresh,
    /// Not by noise: it is taken from the way of an inversion, cleanest first, as [`super::invert::invert`] returns it
    /// (DiffEdit).
    Path(Vec<Tensor>),
}

/// x ← m x + (1 − m) (a x₀ + b ε) after every step, and x₀ itself after the last.
///
/// m (1 or b, 1, h, w) is 1 where the picture is repainted. Where m is 0, the result *is* x₀, number by number.
#[derive(Clone, Debug)]
pub struct KeepOutside {
    x0: Tensor,
    mask: Tensor,
    known: Known,
    eps: Option<Tensor>,
    graded_from: Option<usize>,
    shrinks: bool,
    behind: bool,
}

impl KeepOutside {
    /// Keeps x₀ (b, c, h, w) where `mask` is 0. A soft mask mixes.
    pub fn new(x0: Tensor, mask: Tensor, known: Known) -> Self {
        Self { x0, mask, known, eps: None, graded_from: None, shrinks: false, behind: false }
    }

    /// A soft mask becomes graded strength instead of a mixture: a cell of value m is free for the last m-th part of
    /// the steps (Levin & Fried 2023, Differential Diffusion, arXiv 2306.00950). `first` is the index of the step with
    /// which the *whole* edit began, so that a run that goes on from its middle sees the same masks.
    #[must_use]
    pub fn graded(mut self, first: usize) -> Self {
        self.graded_from = Some(first);
        self
    }

    /// The mask starts 3 cells wider and shrinks to itself over four quarters of the schedule, for thin masks
    /// (Avrahami 2023, Blended Latent Diffusion, §4.3).
    #[must_use]
    pub fn shrinking(mut self) -> Self {
        self.shrinks = true;
        self
    }

    /// Keeps the level *before* the step, and never the clean x₀, as the published codes of SDEdit and (on the way of an
    /// inversion) diffusers' DiffEdit do: they lag by one level. For comparisons with them.
    #[must_use]
    pub fn behind(mut self) -> Self {
        self.behind = true;
        self
    }

    /// The kept region gets fresh noise at every level, whatever it was to get: for runs that take steps back, after which
    /// neither a stored way nor the noise of the start is that of x any more.
    #[must_use]
    pub fn fresh(mut self) -> Self {
        self.known = Known::Fresh;
        self
    }

    /// The share of cells that may change at all.
    pub fn share(&self) -> Result<f64> {
        let free = self.mask.gt(0.0)?.to_dtype(candle_core::DType::F32)?;
        Ok(f64::from(free.mean_all()?.to_scalar::<f32>()?))
    }

    /// The noise that x started with, where it is known.
    pub(super) fn begin(&mut self, eps: Option<Tensor>) {
        self.eps = eps;
    }

    /// m at this step.
    fn mask_at(&self, step: &Step) -> Result<Tensor> {
        let mut mask = self.mask.clone();
        if self.shrinks {
            let quarter = 4 * step.index / step.len;
            mask = dilate(&mask, 3 - quarter.min(3))?;
        }
        if let Some(first) = self.graded_from {
            let done = reached(step).saturating_sub(first) as f64 / step.len.saturating_sub(first).max(1) as f64;
            mask = mask.gt(1.0 - done)?.to_dtype(self.x0.dtype())?;
        }
        Ok(mask)
    }

    /// The kept region at the level that x has now.
    fn known(&mut self, step: &Step, noise: &mut dyn Normal) -> Result<Tensor> {
        let level = if self.behind { step.now } else { step.next };
        if step.is_last() && !self.behind {
            return Ok(self.x0.clone());
        }
        match &self.known {
            Known::Path(path) => {
                let left = step.len - reached(step) + usize::from(self.behind);
                path.get(left).cloned().ok_or_else(|| {
                    super::Error::Invalid(format!("the inversion has no x for {left} steps before the end"))
                })
            }
            Known::Fresh => {
                self.noised(level, &noise.draw(Purpose::Known, step.draw(), self.x0.shape(), self.x0.device())?)
            }
            Known::Start => {
                // A run that goes on from the middle of another gets the numbers which that one started with.
                let eps = match self.eps.take() {
                    Some(eps) => eps,
                    None => noise.draw(Purpose::Init, 0, self.x0.shape(), self.x0.device())?,
                };
                let known = self.noised(level, &eps);
                self.eps = Some(eps);
                known
            }
        }
    }

    fn noised(&self, level: Level, eps: &Tensor) -> Result<Tensor> {
        Schedule::noised(&self.x0, level, eps)
    }
}

/// The index of the level that x has after the step, or after it was taken back.
fn reached(step: &Step) -> usize {
    if step.is_back() { step.index } else { step.index + 1 }
}

impl AfterStep for KeepOutside {
    fn rewrite(&mut self, step: &Step, x: Tensor, noise: &mut dyn Normal) -> Result<Tensor> {
        let known = self.known(step, noise)?;
        Ok(blend(&self.mask_at(step)?, &x, &known)?)
    }
}
