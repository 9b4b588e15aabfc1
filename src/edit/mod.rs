//! Recipes and one file for each editing method. The window, the command line and the tests all end in [`run`].

pub mod align;
pub mod also;
mod bench;
pub mod canvas;
mod compute;
mod editing;
mod error;
mod file;
mod fill;
mod heat;
pub mod inputs;
pub mod inversion;
mod linear;
mod looking;
mod membrane;
pub mod memo;
pub mod method;
mod passes;
mod plan;
mod preview;
mod problems;
pub mod recipe;
pub mod region;
mod resample;
mod round_trip;
mod run;
pub mod sampler;
mod samples;
pub mod set;
mod trace;
mod variation;
pub mod watch;
mod word_maps;

pub mod classifier_free;
pub mod ddim_inversion;
pub mod diffedit;
pub mod edit_friendly;
pub mod ilvr;
pub mod inpaint;
pub mod instruct_pix2pix;
pub mod latent_blend;
pub mod prompt_to_prompt;
pub mod repaint;
pub mod sdedit;

use std::sync::Arc;

pub use bench::{Bench, Hold, Setup};
pub use canvas::Canvas;
pub use compute::{device, threads};
pub use error::{Error, Result};
pub use heat::{Cut, Heat, scaled};
pub use inputs::Inputs;
pub use memo::Memo;
pub use method::MethodInfo;
pub use passes::Patched;
pub use recipe::Recipe;
pub use region::View;
pub use round_trip::{Returned, RoundTrip, round_trip};
pub use run::{develop, heat, preview, run, words};
pub use samples::{Sample, samples};
pub use trace::{State, Trace, Visit};
pub use watch::{Frame, Phase, Watch};
pub use word_maps::WordMaps;

use crate::raster::{Pixels, Rect};

/// What a finished run gives.
#[derive(Clone, Debug)]
pub struct Output {
    /// The recipe that ran, seed and all.
    pub recipe: Recipe,
    /// The whole picture; outside the mask it is the input's, byte for byte.
    pub pixels: Arc<Pixels>,
    /// Where it may differ from the input.
    pub rect: Rect,
    /// One a step: x̂₀ of the working region.
    pub frames: Vec<Arc<Frame>>,
    /// Calls of the noise predictor behind it (a guidance pair counts 2); what a memo saved counts as it did when it ran.
    pub unet_calls: usize,
    /// How many of them were not made this time, because what they gave was remembered: an inversion, a branch's parent.
    pub reused: usize,
    /// Those of them that ran the outermost layers alone (`sampling.reuse`).
    pub shallow_calls: usize,
    /// For a preview that recomputed only what changed since the last one: how much that was.
    pub patched: Option<Patched>,
}
