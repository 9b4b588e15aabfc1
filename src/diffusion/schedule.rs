//! Noise levels and timesteps.
use super::Result;
use crate::model::SchedulerConfig;
use candle_core::Tensor;

/// One noise level: x = a x₀ + b ε.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// √ᾱ.
    pub a: f64,
    /// √(1 − ᾱ).
    pub b: f64,
}

/// Where the loop stands. Controls are told; they never count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Counted from 0 over the steps that run.
    pub i: usize,
    /// How many steps run.
    pub of: usize,
    /// Index in the whole schedule (0 is the noisiest).
    pub index: usize,
    /// What the network is asked about.
    pub t: f64,
    /// Before the step.
    pub now: Level,
    /// After it.
    pub next: Level,
}

/// How timesteps are spread over the training range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// SD's default.
    Leading,
    /// Ends at T − 1.
    Trailing,
    /// Both ends.
    Linspace,
}

/// The levels that a run visits, noisiest first.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The configuration it was made from.
    pub config: SchedulerConfig,
    timesteps: Vec<f64>,
    levels: Vec<Level>,
}

impl Schedule {
    /// `steps` levels by the configuration's own spacing.
    pub fn new(config: &SchedulerConfig, steps: usize) -> Result<Self> {
        let _ = (config, steps);
        todo!()
    }
    /// How many steps.
    pub fn len(&self) -> usize {
        self.timesteps.len()
    }
    /// Never, by construction.
    pub fn is_empty(&self) -> bool {
        self.timesteps.is_empty()
    }
    /// Timesteps, noisiest first.
    pub fn timesteps(&self) -> &[f64] {
        &self.timesteps
    }
    /// Index of the first step of a run of `strength` ∈ (0, 1]: `len − min(⌊len·strength⌋, len)`, at least one step runs.
    pub fn first(&self, strength: f64) -> usize {
        let _ = strength;
        todo!()
    }
    /// The level before step `index`; `index == len` is the clean end.
    pub fn level(&self, index: usize) -> Level {
        self.levels[index]
    }
    /// The steps from `first` on.
    pub fn steps(&self, first: usize) -> impl Iterator<Item = Step> + '_ {
        let _ = first;
        std::iter::empty()
    }
    /// q(x_t | x₀) = a x₀ + b ε (1).
    pub fn noised(x0: &Tensor, level: Level, eps: &Tensor) -> Result<Tensor> {
        let _ = (x0, level, eps);
        todo!()
    }
}
