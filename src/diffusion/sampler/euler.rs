//! Euler — Karras et al., NeurIPS 2022, arXiv 2206.00364, Algorithm 1 without its correction, no churn.
//!
//!   x/a = x₀ + σ ε;   d = (x/a − x̂₀)/σ;   x_s/a_s = x/a + (σ_s − σ) d = x̂₀ + σ_s d

use super::Sampler;
use crate::diffusion::{Prediction, Result, Step};
use crate::tensor::Normal;
use candle_core::Tensor;

/// Deterministic, first order: DDIM at η = 0 on another grid.
#[derive(Clone, Copy, Debug, Default)]
pub struct Euler;

impl Sampler for Euler {
    fn step(&mut self, step: &Step, _: &Tensor, prediction: &Prediction, _: &mut dyn Normal) -> Result<Tensor> {
        let (s, d) = (step.next, prediction.direction());
        Ok(((&prediction.x0 * s.a)? + (d * (s.a * s.sigma()))?)?)
    }
}
