//! DPM-Solver++ (2M) — Lu et al. 2022, arXiv 2211.01095, Algorithm 2.
//!
//!   h = λ_s − λ_t, λ = ln(a/b), r = h₋₁/h;   D = (1 + 1/(2r)) x̂₀(t) − 1/(2r) x̂₀(t₋₁);
//!   x_s = (b_s/b_t) x_t + a_s (1 − e^−h) D;   the first and the last step take D = x̂₀(t)

use super::Sampler;
use super::past::{Past, h};
use crate::diffusion::{Prediction, Result, Step};
use crate::tensor::Normal;
use candle_core::Tensor;

/// Deterministic, second order: goes by the last two predictions.
#[derive(Clone, Debug)]
pub struct Dpmpp2m {
    past: Past,
}

impl Dpmpp2m {
    /// Without a past.
    pub fn new() -> Self {
        Self { past: Past::new(2) }
    }
}

impl Default for Dpmpp2m {
    fn default() -> Self {
        Self::new()
    }
}

/// D: x̂₀ drawn on from the last two predictions, to the middle of the step.
pub(super) fn drawn_on(past: &Past, step: &Step, x0: &Tensor) -> Result<Tensor> {
    match past.get(1) {
        Some((before, x0_before)) if !step.is_last() => {
            let half = h(step) / (2.0 * h(before)); // 1/(2r)
            Ok((x0 + ((x0 - x0_before)? * half)?)?)
        }
        _ => Ok(x0.clone()),
    }
}

impl Sampler for Dpmpp2m {
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, _: &mut dyn Normal) -> Result<Tensor> {
        self.past.note(step, &prediction.x0);
        let (t, s) = (step.now, step.next);
        let d = drawn_on(&self.past, step, &prediction.x0)?;
        let shrunk = s.sigma() / t.sigma(); // e^−h
        Ok(((x * (s.b / t.b))? + (d * (s.a * (1.0 - shrunk)))?)?)
    }

    fn recall(&mut self, step: &Step, _: &Tensor, x0: &Tensor) -> Result<()> {
        self.past.note(step, x0);
        Ok(())
    }
}
