//! DDIM — Song et al., ICLR 2021, arXiv 2010.02502, (12) and (16).
//!
//!   σ = η √((1 − ᾱ_s)/(1 − ᾱ_t)) √(1 − ᾱ_t/ᾱ_s);   x_s = a_s x̂₀ + √(b_s² − σ²) ε + σ z

use super::Sampler;
use crate::diffusion::{Level, Prediction, Result, Schedule, Step};
use crate::tensor::{Normal, Purpose};
use candle_core::Tensor;

/// Deterministic at η = 0, as noisy as DDPM at η = 1.
#[derive(Clone, Debug)]
pub struct Ddim {
    eta: f64,
    targets: Vec<Level>,
    silent: bool,
}

impl Ddim {
    /// For the steps of `schedule`.
    pub fn new(schedule: &Schedule, eta: f64) -> Self {
        let targets = (0..schedule.len()).map(|index| schedule.target(index)).collect();
        Self { eta, targets, silent: false }
    }

    /// Only the mean μ of each step, without σ z: who knows the noise of a picture adds it himself.
    pub fn mean(schedule: &Schedule, eta: f64) -> Self {
        Self { silent: true, ..Self::new(schedule, eta) }
    }
}

impl Sampler for Ddim {
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, noise: &mut dyn Normal) -> Result<Tensor> {
        let (t, s) = (step.now, self.targets[step.index]);
        let sigma = self.eta * (s.b / t.b) * (1.0 - (t.a / s.a).powi(2)).max(0.0).sqrt();
        let along = (s.b * s.b - sigma * sigma).max(0.0).sqrt();
        let to = ((&prediction.x0 * s.a)? + (prediction.direction() * along)?)?;
        if sigma == 0.0 || self.silent {
            return Ok(to);
        }
        let z = noise.draw(Purpose::Step, step.draw(), x.shape(), x.device())?;
        Ok((to + (z * sigma)?)?)
    }
}
