//! A real picture's own way, kept exactly: what the network's steps miss of it is added again.
//!
//! PnP inversion (Ju et al., ICLR 2024, arXiv 2310.01506, Algorithm 1): z*_s − ẑ_s, the way of an inversion less the step
//! from it. Edit-friendly DDPM (Huberman-Spiegelglas et al., CVPR 2024, arXiv 2304.06140, (5)): σ z = x_s − μ(x_t), x
//! under noises drawn one by one less the mean of the step. Both are the same difference.

use super::control::Prompts;
use super::{
    AfterStep, Combine, Controls, Denoiser, Error, Observer, Rank, Result, Sampler, Schedule, Start, Step, sample,
};
use crate::tensor::Normal;
use candle_core::Tensor;
use std::sync::Arc;

/// x_s ← x_s + (x*_s − made_s) after every step. A step that makes what the picture's own made leads to x*_s itself,
/// number by number.
#[derive(Clone, Debug)]
pub struct Replay {
    /// x* of the picture, cleanest first, x₀ included.
    pub path: Arc<Vec<Tensor>>,
    /// What the step to each of them makes of the x* before it, cleanest first.
    pub made: Arc<Vec<Tensor>>,
}

impl AfterStep for Replay {
    fn rewrite(&mut self, step: &Step, x: Tensor, _noise: &mut dyn Normal) -> Result<Tensor> {
        let left = left(step);
        match (self.path.get(left), self.made.get(left)) {
            (Some(own), Some(made)) => Ok(((x - made)? + own)?),
            _ => Err(missing(left)),
        }
    }

    fn rank(&self) -> Rank {
        Rank::Rectify
    }
}

/// The source branch of a real picture.
pub struct SourceBranch<'a> {
    /// The network.
    pub model: &'a dyn Denoiser,
    /// The words for the picture as it is.
    pub prompts: &'a Prompts,
    /// Of the run.
    pub schedule: &'a Schedule,
    /// x* of the picture, cleanest first, x₀ included.
    pub path: &'a [Tensor],
}

impl SourceBranch<'_> {
    /// Denoises the path from its noisy end and puts it back on itself after every step, so that it ends at x₀ exactly.
    /// Returns what each step made before that, cleanest first ([`Replay::made`]).
    pub fn follow(
        &self,
        sampler: &mut dyn Sampler,
        combine: impl Combine,
        noise: &mut dyn Normal,
        observer: &mut dyn Observer,
    ) -> Result<Vec<Tensor>> {
        let (path, steps) = (self.path, self.path.len().saturating_sub(1));
        let Some(x) = path.last().cloned() else { return Ok(Vec::new()) };
        let mut made = Vec::with_capacity(steps);
        let start = Start::Latent { x, first: self.schedule.len() - steps };
        let mut controls = Controls::new(start).combine(combine).after(|step: &Step, x: Tensor, _: &mut dyn Normal| {
            made.push(x);
            path.get(left(step)).cloned().ok_or_else(|| missing(left(step)))
        });
        sample(self.model, self.prompts, self.schedule, sampler, &mut controls, noise, observer)?;
        drop(controls);
        made.reverse();
        Ok(made)
    }
}

/// Steps that are left after this one: the index of where it leads on a way that is written cleanest first.
fn left(step: &Step) -> usize {
    step.len - step.index - 1
}

fn missing(left: usize) -> Error {
    Error::Invalid(format!("the picture's way has no x for {left} steps before the end"))
}
