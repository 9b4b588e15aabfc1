//! PNDM — Liu et al., ICLR 2022, arXiv 2202.09778, (9), (11) and (12), started as PLMS is: a step of DDIM, then that step
//! again with the mean of the ε at both ends (Crowson's way without Runge–Kutta, which Stable Diffusion came with).
//!
//!   e = (55 ε_t − 59 ε_t₋₁ + 37 ε_t₋₂ − 9 ε_t₋₃)/24;   x_s = a_s (x_t − b_t e)/a_t + b_s e

use super::Sampler;
use super::past::Past;
use crate::diffusion::{Level, Prediction, Result, Schedule, Step};
use crate::tensor::Normal;
use candle_core::Tensor;

/// Weights of the newest ε and those before it (Adams & Bashforth).
const WEIGHTS: [&[f64]; 4] = [
    &[1.0],
    &[3.0 / 2.0, -1.0 / 2.0],
    &[23.0 / 12.0, -16.0 / 12.0, 5.0 / 12.0],
    &[55.0 / 24.0, -59.0 / 24.0, 37.0 / 24.0, -9.0 / 24.0],
];

/// Deterministic: goes by the last four ε, which are those of the guided, clipped x̂₀.
#[derive(Clone, Debug)]
pub struct Pndm {
    targets: Vec<Level>,
    past: Past,
    /// Where the first step began, until it was taken again.
    held: Option<(Level, Tensor)>,
}

impl Pndm {
    /// For the steps of `schedule`.
    pub fn new(schedule: &Schedule) -> Self {
        let targets = (0..schedule.len()).map(|index| schedule.target(index)).collect();
        Self { targets, past: Past::new(4), held: None }
    }

    /// Notes ε; says where the step began if it is the first of all, taken once more.
    fn note(&mut self, step: &Step, x: &Tensor, eps: &Tensor) -> Option<(Level, Tensor)> {
        if step.now == step.next {
            return self.held.take();
        }
        self.past.note(step, eps);
        self.held = (self.past.len() == 1 && step.now.a > 0.0).then(|| (step.now, x.clone()));
        None
    }
}

fn eps(level: Level, x: &Tensor, x0: &Tensor) -> Result<Tensor> {
    Ok(((x - (x0 * level.a)?)? / level.b)?)
}

fn moved(x0: &Tensor, eps: &Tensor, to: Level) -> Result<Tensor> {
    Ok(((x0 * to.a)? + (eps * to.b)?)?)
}

fn clean(level: Level, x: &Tensor, eps: &Tensor) -> Result<Tensor> {
    Ok(((x - (eps * level.b)?)? / level.a)?)
}

impl Sampler for Pndm {
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, _: &mut dyn Normal) -> Result<Tensor> {
        let here = eps(step.now, x, &prediction.x0)?;
        let again = self.note(step, x, &here);
        if step.now == step.next {
            let (Some((from, x)), Some((_, there))) = (again, self.past.get(0)) else { return Ok(x.clone()) };
            let mean = ((here + there)? * 0.5)?;
            return moved(&clean(from, &x, &mean)?, &mean, step.now);
        }
        let to = self.targets[step.index];
        if self.past.len() == 1 {
            return moved(&prediction.x0, &here, to);
        }
        let weights = WEIGHTS[self.past.len() - 1];
        let mut e = (here * weights[0])?;
        for (back, weight) in weights.iter().enumerate().skip(1) {
            if let Some((_, before)) = self.past.get(back) {
                e = (e + (before * *weight)?)?;
            }
        }
        moved(&clean(step.now, x, &e)?, &e, to)
    }

    fn recall(&mut self, step: &Step, x: &Tensor, x0: &Tensor) -> Result<()> {
        let here = eps(step.now, x, x0)?;
        self.note(step, x, &here);
        Ok(())
    }
}
