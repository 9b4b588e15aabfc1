//! Who watches a run.
use crate::raster::{Pixels, Rect};
use std::sync::Arc;
/// Phases of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Picture → latent.
    Encode,
    /// What two prompts see.
    Compare,
    /// Deterministic way to noise.
    Invert,
    /// The branch of the source words, where there is no picture to invert.
    Source,
    /// What the words look at.
    Look,
    /// The loop.
    Denoise,
    /// Latent → picture.
    Decode,
}
/// x̂₀ of one step, as a picture of the working region.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Counted from 0.
    pub step: usize,
    /// How many run.
    pub of: usize,
    /// The network's timestep.
    pub t: f64,
    /// σ = b/a, noise-to-signal.
    pub sigma: f64,
    /// x̂₀ through the linear latent → RGB map (small: one pixel a latent cell); stretched over `rect` when shown.
    pub pixels: Arc<Pixels>,
    /// Where in the picture.
    pub rect: Rect,
}
/// Is told how a run goes, and says whether to go on.
pub trait Watch {
    /// A phase goes on: `i` of `of` done.
    fn phase(&mut self, phase: Phase, i: usize, of: usize) {
        let _ = (phase, i, of);
    }
    /// A step's prediction.
    fn frame(&mut self, frame: Arc<Frame>) {
        let _ = frame;
    }
    /// Asked often, in the middle of network passes too; may block to pause. True stops the run.
    fn cancelled(&mut self) -> bool {
        false
    }
}
impl Watch for () {}
