//! Everything that changes pixels, and nothing else.
//!
//! Plain data. What is wrong with a recipe is told by `problems.rs`, what it costs by `plan.rs`; its file form is in
//! `file.rs`, setting a field by name in `set.rs`.

use serde::{Deserialize, Serialize};

pub use super::also::{ADDITIONS, Addition, Also};
use super::inversion::Inversion;
pub use super::set::Setting;
pub use super::variation::Variation;
use super::{
    classifier_free, ddim_inversion, diffedit, edit_friendly, ilvr, inpaint, instruct_pix2pix, latent_blend,
    prompt_to_prompt, repaint, sdedit,
};
use crate::diffusion::{Grid, SamplerId, Travel};

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
    /// Controls of other methods, added to it.
    #[serde(default, skip_serializing_if = "Also::is_empty")]
    pub also: Also,
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
    /// Noise levels by Karras 2022 instead of the model's own, for samplers that have the choice.
    pub karras: bool,
    /// 1…1000; steps of the whole schedule.
    pub steps: usize,
    /// s, 0…30; 1 follows the words alone without a second pass.
    pub guidance: f64,
    /// φ, 0…1.
    pub rescale: f64,
    /// η, 0…1, DDIM only.
    pub eta: f64,
    /// N, 1…10: every N-th call of the noise predictor is computed in full, the others reuse its deep features
    /// (DeepCache). 1 is exact.
    pub reuse: usize,
    /// Of every noise stream.
    pub seed: u64,
    /// A step towards the noise of another seed; none by default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variation: Option<Variation>,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            sampler: SamplerId::Ddim,
            karras: false,
            steps: 25,
            guidance: 4.0,
            rescale: 0.0,
            eta: 0.0,
            reuse: 1,
            seed: 0,
            variation: None,
        }
    }
}

impl Sampling {
    /// The levels that are visited.
    pub const fn grid(&self) -> Grid {
        self.sampler.grid(self.karras)
    }
    /// How many steps the whole schedule has: PNDM takes its first one twice.
    pub fn len(&self) -> usize {
        self.steps + usize::from(self.grid() == Grid::Twice && self.steps > 1)
    }
    /// Never, in a recipe without problems.
    pub fn is_empty(&self) -> bool {
        self.steps == 0
    }
}

/// Which part of the picture is worked on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Region {
    /// Pixels of surroundings that the model sees round the mask, as a share of the mask's larger side; 0…4. Down to half of
    /// it where all would be seen smaller than it is.
    pub padding: f64,
    /// Area of the working region relative to the model's native one; 0.25…16. 1 is native.
    pub resolution: f64,
    /// Whether a small region may be enlarged above 1:1 to reach the native area.
    pub enlarge: bool,
    /// Side in pixels of the tiles in which the autoencoder works, where the working region is larger; 64…4096, or 0 for
    /// the whole at once, which is exact.
    pub tile: u32,
    /// Size of the picture for methods that start from noise without a picture; native when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extent: Option<crate::raster::Extent>,
}

impl Default for Region {
    fn default() -> Self {
        Self { padding: 1.0, resolution: 1.0, enlarge: false, tile: 0, extent: None }
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
    /// The name that recipes and the command line use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Keep => "keep",
            Self::Blur => "blur",
            Self::Border => "border",
            Self::Neutral => "neutral",
            Self::Noise => "noise",
        }
    }
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
    /// Choi 2021: the large shapes stay.
    Ilvr(ilvr::Params),
    /// Lugmayr 2022: parts of the way are gone again.
    Repaint(repaint::Params),
    /// Couairon 2023: the mask comes from the words.
    #[serde(rename = "diffedit")]
    DiffEdit(diffedit::Params),
    /// Hertz 2023: the words change, the layout stays.
    PromptToPrompt(prompt_to_prompt::Params),
    /// Huberman-Spiegelglas 2024: the picture's own noises, replayed.
    EditFriendly(edit_friendly::Params),
    /// Brooks 2023: an instruction instead of a description.
    #[serde(rename = "instruct_pix2pix")]
    InstructPix2Pix(instruct_pix2pix::Params),
    /// Rombach 2022: by a checkpoint that is shown the hole.
    Inpaint(inpaint::Params),
}

impl Method {
    /// The name that recipes and the command line use.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Sdedit(_) => "sdedit",
            Self::LatentBlend(_) => "latent_blend",
            Self::DdimInversion(_) => "ddim_inversion",
            Self::ClassifierFree(_) => "classifier_free",
            Self::Ilvr(_) => "ilvr",
            Self::Repaint(_) => "repaint",
            Self::DiffEdit(_) => "diffedit",
            Self::PromptToPrompt(_) => "prompt_to_prompt",
            Self::EditFriendly(_) => "edit_friendly",
            Self::InstructPix2Pix(_) => "instruct_pix2pix",
            Self::Inpaint(_) => "inpaint",
        }
    }
    /// t₀ ∈ (0, 1]: the share of the schedule that runs; 1 for methods without the notion.
    pub const fn strength(&self) -> f64 {
        match self {
            Self::Sdedit(params) => params.strength,
            Self::LatentBlend(params) => params.strength,
            Self::DdimInversion(params) => params.strength,
            Self::ClassifierFree(_) | Self::InstructPix2Pix(_) => 1.0,
            Self::Ilvr(params) => params.strength,
            Self::Repaint(params) => params.strength,
            Self::DiffEdit(params) => params.strength,
            Self::PromptToPrompt(params) => params.strength,
            Self::EditFriendly(params) => params.strength,
            Self::Inpaint(params) => params.strength,
        }
    }
    /// The guidance that it starts with: what its paper names, where that is another than the usual.
    pub fn guidance(&self) -> f64 {
        match self {
            Self::InstructPix2Pix(_) => instruct_pix2pix::WORDS,
            _ => Sampling::default().guidance,
        }
    }
    /// How a picture of one's own is brought back, and how often ∅ is updated for it at each step.
    pub const fn inversion(&self) -> Option<(Inversion, usize)> {
        match self {
            Self::DdimInversion(params) => Some((params.inversion, params.inner)),
            Self::PromptToPrompt(params) => Some((params.inversion, params.inner)),
            _ => None,
        }
    }
    /// How often the whole is repeated.
    pub const fn repeats(&self) -> usize {
        match self {
            Self::Sdedit(params) => params.repeats,
            _ => 1,
        }
    }
    /// Whether what a hole starts from (`fill`) matters.
    pub const fn uses_fill(&self) -> bool {
        matches!(self, Self::Sdedit(_) | Self::LatentBlend(_) | Self::Ilvr(_) | Self::Repaint(_) | Self::Inpaint(_))
    }
    /// Which of `len` steps the method itself takes back.
    pub fn travel(&self, len: usize) -> Option<Travel> {
        match self {
            Self::Repaint(params) => Some(params.travel(len)),
            _ => None,
        }
    }
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
    /// Calls of the noise predictor; at most so many where null-text inversion may end early.
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
            sampling: Sampling { guidance: method.guidance(), ..Sampling::default() },
            region: Region::default(),
            fill: Fill::Keep,
            method,
            also: Also::default(),
            branch: None,
        }
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
