//! The loop's only view of a network, and ε, v, x₀ conversions.
use super::Result;
use crate::model::{Hooks, PredictionType};
use candle_core::Tensor;

/// What a branch is conditioned on: text states (1, n, d), or nothing.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// None for unconditional networks.
    pub text: Option<Tensor>,
    /// Channels appended to x (inpainting and instruction checkpoints).
    pub extra: Option<Tensor>,
}

/// Predicts; `Model`s are denoisers, and so is the tests' exact Gaussian.
pub trait Denoiser {
    /// Raw output for x (b, c, h, w) at timestep t; one context a batch row.
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> Result<Tensor>;
    /// What the raw output is.
    fn prediction(&self) -> PredictionType;
}

impl Denoiser for crate::model::Model {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> Result<Tensor> {
        let _ = (x, t, contexts, hooks);
        todo!()
    }
    fn prediction(&self) -> PredictionType {
        self.scheduler.prediction_type
    }
}
