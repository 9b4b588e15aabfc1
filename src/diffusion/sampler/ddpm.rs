//! DDPM — Ho, Jain & Abbeel, NeurIPS 2020, arXiv 2006.11239, (7) and Algorithm 2, on any subset of timesteps.
//!
//!   μ = (a_s β/b_t²) x̂₀ + (√α b_s²/b_t²) x_t,  α = ᾱ_t/ᾱ_s, β = 1 − α;   x_s = μ + √variance z, no z at the last step

use super::Sampler;
use crate::diffusion::{Level, Prediction, Result, Schedule, Step};
use crate::tensor::{Normal, Purpose};
use candle_core::Tensor;

/// Ancestral sampling; the variance is `fixed_large` (β) if the configuration says so, else `fixed_small` (β b_s²/b_t²).
#[derive(Clone, Debug)]
pub struct Ddpm {
    large: bool,
}

impl Ddpm {
    /// With the variance of the schedule's configuration.
    pub fn new(schedule: &Schedule) -> Self {
        Self { large: matches!(schedule.config.variance_type.as_str(), "fixed_large" | "fixed_large_log") }
    }
}

impl Sampler for Ddpm {
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, noise: &mut dyn Normal) -> Result<Tensor> {
        // Ancestral sampling ends at x̂₀ itself, even where the schedule's clean end is ᾱ₀.
        let (t, s) = (step.now, if step.is_last() { Level::CLEAN } else { step.next });
        let root_alpha = t.a / s.a;
        let beta = 1.0 - root_alpha * root_alpha;
        let (of_x0, of_x) = (s.a * beta / (t.b * t.b), root_alpha * (s.b / t.b).powi(2));
        let mean = ((&prediction.x0 * of_x0)? + (x * of_x)?)?;
        if step.is_last() {
            return Ok(mean);
        }
        let variance = if self.large { beta } else { beta * (s.b / t.b).powi(2) };
        let z = noise.draw(Purpose::Step, step.draw(), x.shape(), x.device())?;
        Ok((mean + (z * variance.max(0.0).sqrt())?)?)
    }
}
