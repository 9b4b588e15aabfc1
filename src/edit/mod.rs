//! Recipes and one file for each editing method. The window, the command line and the tests all end in [`run`].

mod bench;
mod error;
pub mod inputs;
pub mod memo;
pub mod method;
pub mod recipe;
pub mod region;
pub mod watch;

pub mod classifier_free;
pub mod ddim_inversion;
pub mod latent_blend;
pub mod sdedit;

use std::sync::Arc;

pub use bench::Bench;
pub use error::{Error, Result};
pub use inputs::Inputs;
pub use memo::Memo;
pub use method::MethodInfo;
pub use recipe::Recipe;
pub use watch::{Frame, Phase, Watch};

use crate::model::Model;
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
    /// Calls of the noise predictor that ran (a guidance pair counts 2).
    pub unet_calls: usize,
}

/// Runs a recipe. Pure: the same recipe, inputs and model give the same bytes. `memo` only saves time.
pub fn run(recipe: &Recipe, inputs: &Inputs, model: &Model, memo: &mut Memo, watch: &mut dyn Watch) -> Result<Output> {
    let _ = (recipe, inputs, model, memo, watch);
    todo!()
}
