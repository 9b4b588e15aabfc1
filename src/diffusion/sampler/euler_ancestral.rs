//! Euler ancestral — Crowson's k-diffusion, `sample_euler_ancestral`, in the terms of Karras et al. 2022, arXiv 2206.00364.
//!
//!   σ_up² = σ_s² (σ² − σ_s²)/σ²,   σ_down² = σ_s² − σ_up²;   x_s/a_s = x̂₀ + σ_down d + σ_up z

use super::Sampler;
use crate::diffusion::{Prediction, Result, Step};
use crate::tensor::{Normal, Purpose};
use candle_core::Tensor;

/// Fresh noise at every step: DDIM at η = 1 on another grid.
#[derive(Clone, Copy, Debug, Default)]
pub struct EulerAncestral;

impl Sampler for EulerAncestral {
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, noise: &mut dyn Normal) -> Result<Tensor> {
        let (s, d) = (step.next, prediction.direction());
        let (from, to) = (step.now.sigma(), s.sigma());
        let up = to * (1.0 - (to / from).powi(2)).max(0.0).sqrt();
        let down = (to * to - up * up).max(0.0).sqrt();
        let on = ((&prediction.x0 * s.a)? + (d * (s.a * down))?)?;
        if up == 0.0 {
            return Ok(on);
        }
        let z = noise.draw(Purpose::Step, step.draw(), x.shape(), x.device())?;
        Ok((on + (z * (s.a * up))?)?)
    }
}
