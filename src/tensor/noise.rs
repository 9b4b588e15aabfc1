//! Seeded normal numbers, the same on every device and every number of threads.

use candle_core::{Device, Result, Shape, Tensor};

/// What a draw is for. One stream a purpose: switching one control on never reshuffles another's noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// x_T, or the noise of x_t0.
    Init,
    /// z of a stochastic step.
    Step,
    /// Noise of the known region.
    Known,
    /// The VAE's posterior, if sampled.
    Posterior,
    /// What a hole starts from.
    Fill,
    /// Augmentations.
    Augment,
    /// Maps such as DiffEdit's.
    Map,
}

/// Where normal numbers come from: the product's counter-based [`Noise`], or a test's recording.
pub trait Normal {
    /// N(0, 1) of `shape` for `purpose` at step `step`: a pure function of (seed, purpose, step, index) in [`Noise`].
    fn draw(&mut self, purpose: Purpose, step: usize, shape: &Shape, device: &Device) -> Result<Tensor>;
}

/// Counter-based generator: every number is a function of (seed, purpose, step, index).
#[derive(Clone, Debug)]
pub struct Noise {
    seed: u64,
}

impl Noise {
    /// Noise of one seed.
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }
}

impl Normal for Noise {
    fn draw(&mut self, purpose: Purpose, step: usize, shape: &Shape, device: &Device) -> Result<Tensor> {
        let _ = (self.seed, purpose, step, shape, device);
        todo!()
    }
}
