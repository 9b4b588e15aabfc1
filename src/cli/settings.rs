//! Options and recipe files → a recipe that fits the model.

use std::path::Path;

use super::args::Options;
use super::failure::{Failure, Result};
use crate::edit::Recipe;
use crate::edit::method::{METHODS, MethodInfo, info, unavailable};
use crate::edit::recipe::{Method, ModelId, RecipeFile};
use crate::engine::{Inputs, ModelCard, Source};
use crate::raster::io;

/// Recipes embed a mask, nothing bigger.
const LONGEST_RECIPE: u64 = 256 << 20;

/// The name that means the model inside the program.
const BUILTIN: &str = "builtin";

/// A recipe from options, and what came with it.
pub(super) struct Settings {
    pub recipe: Recipe,
    pub card: ModelCard,
    /// The mask and the picture's hash of the recipe file.
    pub file: Option<RecipeFile>,
}

/// "builtin", or a folder; a folder of that name is ./builtin.
pub(super) fn source(model: &Path) -> Source {
    if model == Path::new(BUILTIN) { Source::Builtin } else { Source::Folder(model.to_owned()) }
}

/// What a model is; its path is named where it can't be used.
pub(super) fn card(source: &Source) -> Result<ModelCard> {
    ModelCard::read(source).map_err(|error| match source {
        Source::Builtin => Failure::Ours(error.to_string()),
        Source::Folder(path) => Failure::from(error).about(path),
    })
}

/// A method by its name.
pub(super) fn method(name: &str) -> Result<&'static MethodInfo> {
    METHODS.iter().find(|method| method.name == name).ok_or_else(|| {
        let names: Vec<_> = METHODS.iter().map(|method| method.name).collect();
        Failure::caller(format!("there is no method of this name (there are {}): {name}", names.join(", ")))
    })
}

/// The identity of a model as recipes carry it.
pub(super) fn identity(card: &ModelCard) -> ModelId {
    let name = match &card.source {
        Source::Builtin => BUILTIN.to_owned(),
        Source::Folder(_) => card.name.clone(),
    };
    ModelId { name, hash: card.hash.clone() }
}

impl Settings {
    /// The recipe file if there is one, then the typed options over it, then `--set` in the order typed, and last
    /// `--weight`, `--blend` and `--subtract`.
    pub(super) fn new(options: &Options, default_method: &str) -> Result<Self> {
        let file = options.recipe.as_deref().map(read_recipe).transpose()?;
        let card = card(&match (&options.model, &file) {
            (Some(model), _) => source(model),
            (None, Some(file)) if file.recipe.model.name != BUILTIN => {
                let name = &file.recipe.model.name;
                return Err(Failure::caller(format!(
                    "the recipe was made with another model, give its folder as --model: {name}"
                )));
            }
            (None, _) => Source::Builtin,
        })?;
        if let Some(file) = &file {
            same_model(&file.recipe.model, &card)?;
        }
        let mut recipe = if let Some(file) = &file {
            Recipe { model: identity(&card), ..file.recipe.clone() }
        } else {
            let name = options.method.as_deref().unwrap_or(default_method);
            Recipe::new((method(name)?.default)(), identity(&card))
        };
        apply(options, &mut recipe)?;
        Ok(Self { recipe, card, file })
    }
    /// Everything that is wrong, before anything is loaded.
    pub(super) fn check(&self, inputs: &Inputs) -> Result<()> {
        let info = method(self.recipe.method.name())?;
        if let Some(reason) = unavailable(info, &self.card) {
            return Err(Failure::caller(format!("{} can't run on this model: {reason}", info.name)));
        }
        let problems = self.recipe.problems(&self.card, inputs);
        if problems.is_empty() {
            return Ok(());
        }
        let said: Vec<_> = problems.iter().map(|problem| format!("{}: {}", problem.field, problem.reason)).collect();
        Err(Failure::caller(said.join("; ")))
    }
}

/// A recipe of another model gives another picture: said, not done.
fn same_model(wanted: &ModelId, card: &ModelCard) -> Result<()> {
    if wanted.hash.is_empty() || wanted.hash == card.hash {
        return Ok(());
    }
    let short = |hash: &str| hash.chars().take(12).collect::<String>();
    Err(Failure::caller(format!(
        "the recipe was made with another model (hash {}, this one has {}; to use it all the same, empty model.hash in \
         the recipe): {}",
        short(&wanted.hash),
        short(&card.hash),
        wanted.name
    )))
}

fn apply(options: &Options, recipe: &mut Recipe) -> Result<()> {
    if let Some(name) = &options.method {
        let info = method(name)?;
        if recipe.method.name() != info.name {
            recipe.method = (info.default)();
        }
    }
    if let Some(name) = &options.preset {
        let presets = info(&recipe.method).presets;
        let preset = presets.iter().find(|preset| preset.name == name).ok_or_else(|| {
            let names: Vec<_> = presets.iter().map(|preset| preset.name).collect();
            let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            Failure::caller(format!("{} has no preset of this name (it has {names}): {name}", recipe.method.name()))
        })?;
        for (key, value) in preset.settings {
            recipe.set(key, value)?;
        }
    }
    let words = &mut recipe.prompt;
    for (typed, place) in [
        (&options.prompt, &mut words.target),
        (&options.source, &mut words.source),
        (&options.negative, &mut words.negative),
    ] {
        if let Some(typed) = typed {
            place.clone_from(typed);
        }
    }
    let sampling = &mut recipe.sampling;
    sampling.steps = options.steps.map_or(sampling.steps, |steps| steps as usize);
    sampling.guidance = options.guidance.unwrap_or(sampling.guidance);
    sampling.eta = options.eta.unwrap_or(sampling.eta);
    sampling.seed = options.seed.unwrap_or(sampling.seed);
    sampling.variation = options.variation.or(sampling.variation);
    sampling.karras |= options.karras;
    sampling.reuse = options.reuse.map_or(sampling.reuse, |interval| interval as usize);
    recipe.region.tile = options.vae_tile.unwrap_or(recipe.region.tile);
    if let Some(name) = &options.sampler {
        recipe.set("sampling.sampler", name)?;
    }
    if let Some(name) = &options.fill {
        recipe.set("fill", name)?;
    }
    if let Some(strength) = options.strength {
        recipe.set("strength", &strength.to_string())?; // methods without it don't mind
    }
    for (key, value) in &options.set {
        recipe.set(key, value)?;
    }
    chosen_words(options, recipe)
}

/// `--weight`, `--blend` and `--subtract`.
fn chosen_words(options: &Options, recipe: &mut Recipe) -> Result<()> {
    if options.weight.is_empty() && options.blend.is_empty() && options.subtract.is_empty() {
        return Ok(());
    }
    let name = recipe.method.name();
    let ((Method::PromptToPrompt(params), _) | (_, Some(params))) = (&mut recipe.method, &mut recipe.also.words) else {
        return Err(Failure::caller(format!(
            "--weight, --blend and --subtract are for --method prompt_to_prompt, or for another with --set words=on, not \
             for {name}"
        )));
    };
    params.weights.extend(options.weight.iter().cloned());
    for (typed, words) in [(&options.blend, &mut params.blend), (&options.subtract, &mut params.subtract)] {
        words.extend(typed.iter().cloned());
    }
    Ok(())
}

/// A recipe from JSON or from a picture that carries one; told by content.
fn read_recipe(path: &Path) -> Result<RecipeFile> {
    let about = |reason: String| Failure::caller(reason).about(path);
    let size = std::fs::metadata(path).map_err(|error| about(format!("cannot read the recipe ({error})")))?;
    if size.is_dir() {
        return Err(about("the recipe is a folder".into()));
    }
    if size.len() > LONGEST_RECIPE {
        return Err(about("the file is too long for a recipe".into()));
    }
    let bytes = std::fs::read(path).map_err(|error| about(format!("cannot read the recipe ({error})")))?;
    let json = match String::from_utf8(bytes) {
        Ok(json) => json,
        Err(picture) => {
            let picture = io::decode(picture.as_bytes()).map_err(|error| about(format!("no recipe: {error}")))?;
            picture.recipe.ok_or_else(|| about("the picture carries no recipe".into()))?
        }
    };
    Recipe::from_file(&json).map_err(|error| Failure::from(error).about(path))
}
