//! The seven kinds of control that plug into the loop.

use super::{Context, KeepOutside, Result, Schedule, Step};
use crate::model::Site;
use crate::tensor::{Normal, Purpose};
use candle_core::{Device, Tensor};

/// 1. Where x comes from.
pub enum Start {
    /// Pure noise; the whole schedule runs.
    Noise {
        /// (b, c, h, w).
        shape: candle_core::Shape,
    },
    /// x₀ with the noise of step `first`.
    Noised {
        /// Clean.
        x0: Tensor,
        /// Index of the first step.
        first: usize,
    },
    /// x as it is (an inversion's end, or a branch), at the level of step `first`.
    Latent {
        /// Noisy.
        x: Tensor,
        /// Index of the first step.
        first: usize,
    },
}

/// Raw predictions of the branches.
pub struct Branches<'a> {
    /// With the prompt.
    pub cond: &'a Tensor,
    /// With the negative or empty prompt, where one was asked for.
    pub uncond: Option<&'a Tensor>,
    /// With neither words nor picture, where that was asked for (instruction checkpoints).
    pub blind: Option<&'a Tensor>,
}

/// What a combination gives, in the network's own kind of prediction.
#[derive(Clone, Debug)]
pub struct Combined {
    /// What x̂₀ is computed from, P in (3).
    pub output: Tensor,
    /// What points the way, D in (3), where it is another (Asyrp); else `output` does.
    pub direction: Option<Tensor>,
}

impl From<Tensor> for Combined {
    fn from(output: Tensor) -> Self {
        Self { output, direction: None }
    }
}

/// 2. Rewrites attention probabilities, (b·heads, n, n_ctx), of the pass with the prompt.
pub trait AttentionControl {
    /// Whether it wants this layer at this step.
    fn wants(&self, step: &Step, site: &Site) -> bool;
    /// The rewritten map.
    fn rewrite(&mut self, step: &Step, site: &Site, probs: Tensor) -> Result<Tensor>;
    /// x of another branch at this step, and its words: the pass over it comes first, and [`Self::saw`] is shown its maps.
    fn base(&mut self, step: &Step) -> Result<Option<(Tensor, Context)>> {
        let _ = step;
        Ok(None)
    }
    /// A map of the other branch, of a layer that it wants.
    fn saw(&mut self, step: &Step, site: &Site, probs: &Tensor) -> Result<()> {
        let _ = (step, site, probs);
        Ok(())
    }
    /// Whether it has to have looked into the steps before, where a run goes on from another's.
    fn learns(&self) -> bool {
        false
    }
}

/// 3. Adds Δh to the bottleneck, in the pass with the prompt.
pub trait BottleneckControl {
    /// Δh, if any.
    fn shift(&mut self, step: &Step, h: &Tensor) -> Result<Option<Tensor>>;
}

impl<F: FnMut(&Step, &Tensor) -> Result<Option<Tensor>>> BottleneckControl for F {
    fn shift(&mut self, step: &Step, h: &Tensor) -> Result<Option<Tensor>> {
        self(step, h)
    }
}

/// 4. Makes one prediction from the branches.
pub trait Combine {
    /// The combined prediction.
    fn combine(&mut self, step: &Step, branches: &Branches<'_>) -> Result<Combined>;
    /// Whether the unconditional branch is needed at this step.
    fn needs_uncond(&self, step: &Step) -> bool;
    /// Whether the branch with neither words nor picture is.
    fn needs_blind(&self, step: &Step) -> bool {
        let _ = step;
        false
    }
}

/// What an energy looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// x_t itself, by a network that knows t: cheap.
    Noisy,
    /// x̂₀; its gradient goes back through the whole network.
    Predicted,
}

/// 5. A loss whose gradient bends ε: ε ← ε + b s ∇_{x_t} E.
pub trait Energy {
    /// A scalar, of what [`Energy::on`] says.
    fn energy(&mut self, step: &Step, x: &Tensor) -> Result<Tensor>;
    /// s.
    fn scale(&self, step: &Step) -> f64 {
        let _ = step;
        1.0
    }
    /// What it looks at; the loop pays for a pass back through the network only if it must.
    fn on(&self) -> On {
        On::Predicted
    }
}

impl<F: FnMut(&Step, &Tensor) -> Result<Tensor>> Energy for F {
    fn energy(&mut self, step: &Step, x: &Tensor) -> Result<Tensor> {
        self(step, x)
    }
}

/// Who goes first after a step (METHODS §2.2). The hard mask has no rank: it has its own slot, which is always last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Puts the branch of the source picture back on its path.
    Rectify,
    /// Swaps low frequencies (ILVR).
    LowPass,
    /// Blends where the words looked (LocalBlend), and everything else.
    Local,
}

/// 6. Rewrites x after the step.
pub trait AfterStep {
    /// x at level `step.next`.
    fn rewrite(&mut self, step: &Step, x: Tensor, noise: &mut dyn Normal) -> Result<Tensor>;
    /// Its place in the order.
    fn rank(&self) -> Rank {
        Rank::Local
    }
}

impl<F: FnMut(&Step, Tensor, &mut dyn Normal) -> Result<Tensor>> AfterStep for F {
    fn rewrite(&mut self, step: &Step, x: Tensor, noise: &mut dyn Normal) -> Result<Tensor> {
        self(step, x, noise)
    }
}

/// 7. Which steps are taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    /// j.
    pub jump: usize,
    /// r.
    pub times: usize,
    /// Only where at most this many steps are left above a jump.
    pub below: usize,
    /// One step later, by the noise of a noisier level, and what is known follows: as diffusers' scheduler does it. For
    /// comparisons with that code.
    pub late: bool,
}

impl Travel {
    /// From the first step on.
    pub fn new(jump: usize, times: usize) -> Self {
        Self { jump, times, below: usize::MAX, late: false }
    }
}

/// The controls of one run.
pub struct Controls<'a> {
    /// 1
    pub start: Start,
    /// 2
    pub attention: Vec<Box<dyn AttentionControl + 'a>>,
    /// 3
    pub bottleneck: Option<Box<dyn BottleneckControl + 'a>>,
    /// 4
    pub combine: Option<Box<dyn Combine + 'a>>,
    /// 5
    pub energy: Vec<Box<dyn Energy + 'a>>,
    /// 6, in the order of their ranks.
    pub after: Vec<Box<dyn AfterStep + 'a>>,
    /// 6, always the last word: nothing changes outside the mask, whatever else is plugged in.
    pub mask: Option<KeepOutside>,
    /// 7
    pub travel: Option<Travel>,
    /// 7: how many steps another run has taken, travels counted.
    pub taken: usize,
}

impl<'a> Controls<'a> {
    /// No control but where x comes from.
    pub fn new(start: Start) -> Self {
        Self {
            start,
            attention: Vec::new(),
            bottleneck: None,
            combine: None,
            energy: Vec::new(),
            after: Vec::new(),
            mask: None,
            travel: None,
            taken: 0,
        }
    }

    /// 2: one more.
    #[must_use]
    pub fn attention(mut self, control: impl AttentionControl + 'a) -> Self {
        self.attention.push(Box::new(control));
        self
    }

    /// 3
    #[must_use]
    pub fn bottleneck(mut self, control: impl BottleneckControl + 'a) -> Self {
        self.bottleneck = Some(Box::new(control));
        self
    }

    /// 4
    #[must_use]
    pub fn combine(mut self, combine: impl Combine + 'a) -> Self {
        self.combine = Some(Box::new(combine));
        self
    }

    /// 5: one more.
    #[must_use]
    pub fn energy(mut self, energy: impl Energy + 'a) -> Self {
        self.energy.push(Box::new(energy));
        self
    }

    /// 6: one more.
    #[must_use]
    pub fn after(mut self, after: impl AfterStep + 'a) -> Self {
        self.after.push(Box::new(after));
        self
    }

    /// 6: the mask.
    #[must_use]
    pub fn mask(mut self, mask: KeepOutside) -> Self {
        self.mask = Some(mask);
        self
    }

    /// 7
    #[must_use]
    pub fn travel(mut self, travel: Travel) -> Self {
        self.travel = Some(travel);
        self
    }

    /// 7: the first `steps` steps were taken by another run, `start` is x before the next.
    #[must_use]
    pub fn taken(mut self, steps: usize) -> Self {
        self.taken = steps;
        self
    }

    /// The first x and the index of the first step.
    pub(super) fn begin(
        &mut self,
        schedule: &Schedule,
        noise: &mut dyn Normal,
        device: &Device,
    ) -> Result<(Tensor, usize)> {
        self.after.sort_by_key(|after| after.rank());
        let (x, eps, first) = match &self.start {
            Start::Noise { shape } => {
                let eps = noise.draw(Purpose::Init, 0, shape, device)?;
                ((&eps * schedule.start())?, Some(eps), 0)
            }
            Start::Noised { x0, first } => {
                check(*first, schedule)?;
                let eps = noise.draw(Purpose::Init, 0, x0.shape(), x0.device())?;
                (Schedule::noised(x0, schedule.level(*first), &eps)?, Some(eps), *first)
            }
            Start::Latent { x, first } => {
                check(*first, schedule)?;
                (x.clone(), None, *first)
            }
        };
        if let Some(mask) = &mut self.mask {
            mask.begin(eps);
        }
        Ok((x, first))
    }

    /// The moves from `first` on that are still to go.
    pub(super) fn visits(&self, schedule: &Schedule, first: usize) -> Result<Vec<super::Visit>> {
        let mut visits = schedule.visits(first, self.travel)?;
        let mut denoised = visits.iter().enumerate().filter(|(_, visit)| matches!(visit, super::Visit::Denoise(_)));
        if let Some((at, _)) = denoised.nth(self.taken).filter(|_| self.taken > 0) {
            visits.drain(..at);
        }
        Ok(visits)
    }

    /// After a step was taken back: what is known is at the new level too.
    pub(super) fn travelled(&mut self, step: &Step, x: Tensor, noise: &mut dyn Normal) -> Result<Tensor> {
        match (&mut self.mask, self.travel) {
            (Some(mask), Some(travel)) if !travel.late => mask.rewrite(step, x, noise),
            _ => Ok(x),
        }
    }

    /// Everything that comes after a step, the mask last.
    pub(super) fn rewrite(&mut self, step: &Step, mut x: Tensor, noise: &mut dyn Normal) -> Result<Tensor> {
        for after in &mut self.after {
            x = after.rewrite(step, x, noise)?;
        }
        match &mut self.mask {
            Some(mask) => mask.rewrite(step, x, noise),
            None => Ok(x),
        }
    }
}

fn check(first: usize, schedule: &Schedule) -> Result<()> {
    if first < schedule.len() {
        return Ok(());
    }
    let len = schedule.len();
    Err(super::Error::Invalid(format!("a run of {len} steps cannot start at step {}", first + 1)))
}

/// The prompts of a run.
#[derive(Clone, Debug, Default)]
pub struct Prompts {
    /// Follow this.
    pub cond: Context,
    /// Keep away from this.
    pub uncond: Option<Context>,
    /// In place of `uncond`, one for each step of the schedule from the noisiest on (null-text inversion).
    pub nulls: Vec<Context>,
    /// Neither words nor picture (instruction checkpoints).
    pub blind: Option<Context>,
}

impl Prompts {
    /// What to keep away from at this step.
    pub(super) fn away(&self, step: &Step) -> Option<&Context> {
        self.nulls.get(step.index).or(self.uncond.as_ref())
    }
}
