//! Everything that changes pixels, and nothing else.

use serde::{Deserialize, Serialize};

use super::{Inputs, Result, classifier_free, ddim_inversion, latent_blend, sdedit};
use crate::diffusion::SamplerId;
use crate::model::ModelCard;

/// The version that this program writes.
pub const VERSION: u32 = 1;

/// A complete, repeatable edit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// Format version.
    pub version: u32,
    /// Which model.
    pub model: ModelId,
    /// The words.
    #[serde(default)]
    pub prompt: Prompt,
    /// How the loop runs.
    #[serde(default)]
    pub sampling: Sampling,
    /// Which part of the picture is worked on, and at which size.
    #[serde(default)]
    pub region: Region,
    /// What a hole starts from.
    #[serde(default)]
    pub fill: Fill,
    /// The editing system and its own parameters.
    pub method: Method,
    /// "Continue from here": the first steps are another recipe's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<Branch>,
}

/// A model's name and identity; never a path.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelId {
    /// "builtin", or the folder's name.
    pub name: String,
    /// `ModelCard::hash`; empty means any.
    #[serde(default)]
    pub hash: String,
}

/// The words of an edit.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Prompt {
    /// What the picture shows now (methods that invert).
    pub source: String,
    /// What it shall show.
    pub target: String,
    /// What it shall keep away from.
    pub negative: String,
}

/// How the loop runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sampling {
    /// Which sampler.
    pub sampler: SamplerId,
    /// 1…1000; steps of the whole schedule.
    pub steps: usize,
    /// s, 0…30; 1 follows the words alone without a second pass.
    pub guidance: f64,
    /// φ, 0…1.
    pub rescale: f64,
    /// η, 0…1, DDIM only.
    pub eta: f64,
    /// Of every noise stream.
    pub seed: u64,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { sampler: SamplerId::Ddim, steps: 25, guidance: 4.0, rescale: 0.0, eta: 0.0, seed: 0 }
    }
}

/// Which part of the picture is worked on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Region {
    /// Pixels of surroundings that the model sees round the mask, as a share of the mask's larger side; 0…4.
    pub padding: f64,
    /// Area of the working region relative to the model's native one; 0.25…16. 1 is native.
    pub resolution: f64,
    /// Whether a small region may be enlarged above 1:1 to reach the native area.
    pub enlarge: bool,
    /// Size of the picture for methods that start from noise without a picture; native when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<crate::raster::Extent>,
}

impl Default for Region {
    fn default() -> Self {
        Self { padding: 0.5, resolution: 1.0, enlarge: false, extent: None }
    }
}

/// What a hole starts from, a control of its own beside strength.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fill {
    /// The picture as it is.
    #[default]
    Keep,
    /// The picture, blurred.
    Blur,
    /// The colours round the hole, drawn inwards.
    Border,
    /// Neutral grey.
    Neutral,
    /// Noise.
    Noise,
}

impl Fill {
    /// All of them, for menus.
    pub const ALL: [Self; 5] = [Self::Keep, Self::Blur, Self::Border, Self::Neutral, Self::Noise];
}

/// The editing system and its parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case", deny_unknown_fields)]
pub enum Method {
    /// Meng 2022.
    Sdedit(sdedit::Params),
    /// Avrahami 2023.
    LatentBlend(latent_blend::Params),
    /// Song 2021: invert, then denoise.
    DdimInversion(ddim_inversion::Params),
    /// Ho & Salimans 2022: words to picture.
    ClassifierFree(classifier_free::Params),
}

/// Where a run leaves another's path.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Branch {
    /// Whose first steps are taken.
    pub parent: Box<Recipe>,
    /// How many steps of it (of those that run) are taken before this recipe goes on.
    pub step: usize,
}

/// One thing that is wrong with a recipe, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The field, as in the JSON ("sampling.steps").
    pub field: &'static str,
    /// What is wrong, what is allowed.
    pub reason: String,
}

/// What a run will cost and where it will work, told before it runs; checked against what ran.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Where in the picture.
    pub rect: crate::raster::Rect,
    /// At which size the model sees it, padding to the model's step included.
    pub work: crate::raster::Extent,
    /// Steps that run, of `sampling.steps`.
    pub steps: usize,
    /// Calls of the noise predictor.
    pub unet_calls: usize,
    /// Peak bytes, weights included.
    pub bytes: u64,
    /// Whether detail is lost because the region is larger than what the model sees ("edited at 320×208 of 4000×2600").
    pub reduced: bool,
}

impl Recipe {
    /// The default recipe of a method (by its name) on a model.
    pub fn new(method: Method, model: ModelId) -> Self {
        Self {
            version: VERSION,
            model,
            prompt: Prompt::default(),
            sampling: Sampling::default(),
            region: Region::default(),
            fill: Fill::Keep,
            method,
            branch: None,
        }
    }
    /// Everything that is out of range, or that does not fit model and inputs. Empty means it can run.
    pub fn problems(&self, card: &ModelCard, inputs: &Inputs) -> Vec<Problem> {
        let _ = (card, inputs);
        todo!()
    }
    /// What it will cost and where it will work.
    pub fn plan(&self, card: &ModelCard, inputs: &Inputs) -> Result<Plan> {
        let _ = (card, inputs);
        todo!()
    }
    /// The file form as JSON: this recipe, program version, kind of numbers, hash and size of the input, embedded mask.
    pub fn to_file(&self, inputs: &Inputs) -> Result<String> {
        let _ = inputs;
        todo!()
    }
    /// Reads the file form, upgrading older versions; unknown fields are errors. The mask comes back with it.
    pub fn from_file(json: &str) -> Result<RecipeFile> {
        let _ = json;
        todo!()
    }
    /// Sets one parameter by name, as `--set KEY=VALUE` does: `strength`, `sampling.steps`, `region.padding`, `fill` …
    pub fn set(&mut self, key: &str, value: &str) -> Result<()> {
        let _ = (key, value);
        todo!()
    }
}

/// What a recipe file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct RecipeFile {
    /// The recipe.
    pub recipe: Recipe,
    /// Hash of the picture it was made on, if any.
    pub image_hash: Option<String>,
    /// The mask, if any.
    pub mask: Option<std::sync::Arc<crate::raster::Mask>>,
}
