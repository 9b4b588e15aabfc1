//! The seven kinds of control that plug into the loop.
use super::{Context, Result, Step};
use crate::model::Site;
use crate::tensor::Normal;
use candle_core::Tensor;

/// 1. Where x comes from.
pub enum Start {
    /// Pure noise; the whole schedule runs.
    Noise {
        /// (b, c, h, w).
        shape: candle_core::Shape,
    },
    /// x₀ with the noise of step `first`.
    Noised {
        /// Clean.
        x0: Tensor,
        /// Index of the first step.
        first: usize,
    },
    /// x as it is (an inversion's end, or a branch), at the level of step `first`.
    Latent {
        /// Noisy.
        x: Tensor,
        /// Index of the first step.
        first: usize,
    },
}

/// Raw predictions of the branches.
pub struct Branches<'a> {
    /// With the prompt.
    pub cond: &'a Tensor,
    /// With the negative or empty prompt, where one was asked for.
    pub uncond: Option<&'a Tensor>,
}

/// 2. Rewrites attention probabilities, (b·heads, n, n_ctx).
pub trait AttentionControl {
    /// Whether it wants this layer at this step.
    fn wants(&self, step: &Step, site: &Site) -> bool;
    /// The rewritten map.
    fn rewrite(&mut self, step: &Step, site: &Site, probs: Tensor) -> Result<Tensor>;
}
/// 3. Adds Δh to the bottleneck.
pub trait BottleneckControl {
    /// Δh, if any.
    fn shift(&mut self, step: &Step, h: &Tensor) -> Result<Option<Tensor>>;
}
/// 4. Makes one ε from the branches.
pub trait Combine {
    /// The combined prediction.
    fn combine(&mut self, step: &Step, branches: &Branches<'_>) -> Result<Tensor>;
    /// Whether the unconditional branch is needed at this step.
    fn needs_uncond(&self, step: &Step) -> bool;
}
/// 5. A loss on the predicted x₀; its gradient bends ε.
pub trait Energy {
    /// A scalar.
    fn energy(&mut self, step: &Step, x0: &Tensor) -> Result<Tensor>;
    /// s.
    fn scale(&self, step: &Step) -> f64;
}
/// 6. Rewrites x after the step.
pub trait AfterStep {
    /// x at level `step.next`.
    fn rewrite(&mut self, step: &Step, x: Tensor, noise: &mut dyn Normal) -> Result<Tensor>;
}
/// 7. Which steps are taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    /// j.
    pub jump: usize,
    /// r.
    pub times: usize,
}

/// The controls of one run.
pub struct Controls<'a> {
    /// 1
    pub start: Start,
    /// 2
    pub attention: Vec<Box<dyn AttentionControl + 'a>>,
    /// 3
    pub bottleneck: Option<Box<dyn BottleneckControl + 'a>>,
    /// 4
    pub combine: Option<Box<dyn Combine + 'a>>,
    /// 5
    pub energy: Vec<Box<dyn Energy + 'a>>,
    /// 6
    pub after: Vec<Box<dyn AfterStep + 'a>>,
    /// 7
    pub travel: Option<Travel>,
}

/// The prompts of a run.
#[derive(Clone, Debug, Default)]
pub struct Prompts {
    /// Follow this.
    pub cond: Context,
    /// Keep away from this.
    pub uncond: Option<Context>,
}
