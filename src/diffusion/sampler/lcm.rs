//! LCM — Luo et al. 2023, arXiv 2310.04378, Algorithm 3 (multistep consistency sampling).
//!
//!   f(x, t) = c_skip(t) x + c_out(t) x̂₀,   c_skip = σ_d²/((s t)² + σ_d²),  c_out = s t/√((s t)² + σ_d²);
//!   x_s = a_s f(x, t) + b_s z, no z at the last step

use super::Sampler;
use crate::diffusion::{Prediction, Result, Schedule, Step};
use crate::tensor::{Normal, Purpose};
use candle_core::Tensor;

/// σ_d, the deviation of the data.
const DATA: f64 = 0.5;
/// s, by which timesteps are stretched.
const STRETCH: f64 = 10.0;

/// For networks that were distilled for it: each step jumps to the clean picture and is noised again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lcm;

impl Lcm {
    /// f(x, t), which is x itself where t = 0.
    pub fn consistent(step: &Step, x: &Tensor, x0: &Tensor) -> Result<Tensor> {
        let square = (step.t * STRETCH).powi(2) + DATA * DATA;
        let (skip, out) = (DATA * DATA / square, step.t * STRETCH / square.sqrt());
        Ok(((x * skip)? + (x0 * out)?)?)
    }
}

impl Sampler for Lcm {
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, noise: &mut dyn Normal) -> Result<Tensor> {
        let clean = Self::consistent(step, x, &prediction.x0)?;
        if step.is_last() {
            return Ok(clean);
        }
        let z = noise.draw(Purpose::Step, step.draw(), x.shape(), x.device())?;
        Schedule::noised(&clean, step.next, &z)
    }
}
