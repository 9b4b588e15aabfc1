//! SDE-DPM-Solver++ (2M) — Lu et al. 2022, arXiv 2211.01095, §5 and appendix; D as in DPM-Solver++ (2M).
//!
//!   x_s = (b_s/b_t) e^−h x_t + a_s (1 − e^−2h) D + b_s √(1 − e^−2h) z

use super::Sampler;
use super::dpmpp_2m::drawn_on;
use super::past::Past;
use crate::diffusion::{Prediction, Result, Step};
use crate::tensor::{Normal, Purpose};
use candle_core::Tensor;

/// Fresh noise at every step, second order in what is not noise.
#[derive(Clone, Debug)]
pub struct Dpmpp2mSde {
    past: Past,
}

impl Dpmpp2mSde {
    /// Without a past.
    pub fn new() -> Self {
        Self { past: Past::new(2) }
    }
}

impl Default for Dpmpp2mSde {
    fn default() -> Self {
        Self::new()
    }
}

impl Sampler for Dpmpp2mSde {
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, noise: &mut dyn Normal) -> Result<Tensor> {
        self.past.note(step, &prediction.x0);
        let (t, s) = (step.now, step.next);
        let d = drawn_on(&self.past, step, &prediction.x0)?;
        let shrunk = s.sigma() / t.sigma(); // e^−h
        let fresh = 1.0 - shrunk * shrunk;
        let on = ((x * (s.b / t.b * shrunk))? + (d * (s.a * fresh))?)?;
        if s.b == 0.0 {
            return Ok(on);
        }
        let z = noise.draw(Purpose::Step, step.draw(), x.shape(), x.device())?;
        Ok((on + (z * (s.b * fresh.max(0.0).sqrt()))?)?)
    }

    fn recall(&mut self, step: &Step, _: &Tensor, x0: &Tensor) -> Result<()> {
        self.past.note(step, x0);
        Ok(())
    }
}
