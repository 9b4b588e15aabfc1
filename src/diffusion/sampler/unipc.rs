//! UniPC — Zhao et al., NeurIPS 2023, arXiv 2302.04867, Algorithms 1 and 2 in the data prediction (appendix A), order 2,
//! B(h) = e^−h − 1 ("bh2").
//!
//!   UniP:  x̃_s = (b_s/b_t) x_t + a_s (1 − e^−h) (x̂₀(t) + ½ D₁),  D₁ = (h/h₋₁)(x̂₀(t) − x̂₀(t₋₁))
//!   UniC:  when x̂₀(s) is known,  x_s = x̃_s + a_s (1 − e^−h) ((ρ₁ − ½) D₁ + ρ₂ (x̂₀(s) − x̂₀(t)))

use super::Sampler;
use super::dpmpp_2m::drawn_on;
use super::past::{Past, h};
use crate::diffusion::{Prediction, Result, Step};
use crate::tensor::Normal;
use candle_core::Tensor;

/// Deterministic, third order: each prediction also corrects the step that led to it, at no further call.
#[derive(Clone, Debug)]
pub struct UniPc {
    past: Past,
}

impl UniPc {
    /// Without a past.
    pub fn new() -> Self {
        Self { past: Past::new(3) }
    }

    /// What UniC adds to the x that the last step led to. As a difference it leaves alone what controls did to x since.
    fn correction(&self) -> Result<Option<Tensor>> {
        let (Some((_, x0)), Some((last, x0_last))) = (self.past.get(0), self.past.get(1)) else { return Ok(None) };
        let h_last = h(last);
        if !h_last.is_finite() {
            return Ok(None);
        }
        let b = (-h_last).exp_m1();
        let change = (x0 - x0_last)?;
        let added = match self.past.get(2) {
            Some((before, x0_before)) if h(before).is_finite() => {
                // ρ₁ + ρ₂ = g₁ and r ρ₁ + ρ₂ = g₂ with r = −h₋₁/h: exact where x̂₀ is a parabola in λ.
                let r = -h(before) / h_last;
                let (phi2, phi3) = phis(h_last);
                let (g1, g2) = (phi2 / b, 2.0 * phi3 / b);
                let rho1 = (g1 - g2) / (1.0 - r);
                let d1 = ((x0_last - x0_before)? * (-1.0 / r))?;
                ((d1 * (rho1 - 0.5))? + (change * (g1 - rho1))?)?
            }
            _ => (change * 0.5)?,
        };
        Ok(Some((added * (-last.next.a * b))?))
    }
}

/// (e^−h − 1)/(−h) − 1 and that over −h, less ½: the integrals of λ and λ² against e^λ over the step.
fn phis(h: f64) -> (f64, f64) {
    let phi2 = (-h).exp_m1() / -h - 1.0;
    (phi2, phi2 / -h - 0.5)
}

impl Default for UniPc {
    fn default() -> Self {
        Self::new()
    }
}

impl Sampler for UniPc {
    fn step(&mut self, step: &Step, x: &Tensor, prediction: &Prediction, _: &mut dyn Normal) -> Result<Tensor> {
        self.past.note(step, &prediction.x0);
        let (t, s) = (step.now, step.next);
        let x = match self.correction()? {
            Some(correction) => (x + correction)?,
            None => x.clone(),
        };
        let d = drawn_on(&self.past, step, &prediction.x0)?;
        let shrunk = s.sigma() / t.sigma(); // e^−h
        Ok(((x * (s.b / t.b))? + (d * (s.a * (1.0 - shrunk)))?)?)
    }

    fn recall(&mut self, step: &Step, _: &Tensor, x0: &Tensor) -> Result<()> {
        self.past.note(step, x0);
        Ok(())
    }
}
