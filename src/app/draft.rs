//! The edit that is being composed: a recipe, and what surrounds it.

use std::collections::BTreeMap;

use crate::edit::recipe::{Method, ModelId, Recipe, Variation};
use crate::engine::sampler::{self, SamplerInfo};
use crate::engine::{MethodInfo, ModelCard, Source, method::METHODS};

/// Most candidates a run may have.
pub const MOST_CANDIDATES: usize = 8;

/// The edit under the person's hand.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What will run.
    pub recipe: Recipe,
    /// Where the model is.
    pub source: Source,
    /// The seed stays from run to run.
    pub lock_seed: bool,
    /// 1…8.
    pub candidates: usize,
    /// A moved slider runs at once.
    pub live: bool,
    /// Parameters of the methods that are not chosen now, kept for when they are again.
    kept: BTreeMap<&'static str, Method>,
}

impl Draft {
    /// The first-run defaults on the built-in model.
    pub fn new() -> Self {
        let info = METHODS.iter().find(|info| info.name == "latent_blend");
        let method = default_of(info.unwrap_or(&METHODS[0]));
        let mut recipe = Recipe::new(method, ModelId { name: "builtin".into(), hash: String::new() });
        recipe.sampling.seed = 1;
        recipe.sampling.steps = STEPS;
        Self { recipe, source: Source::Builtin, lock_seed: false, candidates: 1, live: false, kept: BTreeMap::new() }
    }

    /// The table row of the chosen method.
    pub fn info(&self) -> Option<&'static MethodInfo> {
        let name = self.recipe.method.name();
        METHODS.iter().find(|info| info.name == name)
    }

    /// Chooses a method; its own parameters come back as they were left.
    pub fn choose(&mut self, info: &'static MethodInfo) {
        let usual = self.recipe.method.guidance();
        if let Some(old) = self.info() {
            self.kept.insert(old.name, self.recipe.method.clone());
        }
        self.recipe.method = self.kept.remove(info.name).unwrap_or_else(|| default_of(info));
        if self.recipe.sampling.guidance == usual {
            self.recipe.sampling.guidance = self.recipe.method.guidance(); // nobody has chosen another
        }
        self.recipe.branch = None;
        self.fit_sampler();
    }

    /// A sampler that can't serve the method gives way to the first one that can; Karras's levels go with one without.
    fn fit_sampler(&mut self) {
        let Recipe { method, sampling, .. } = &mut self.recipe;
        if sampler::unfit(sampling.sampler, method).is_some()
            && let Some(row) = sampler::SAMPLERS.iter().find(|row| sampler::unfit(row.id, method).is_none())
        {
            sampling.sampler = row.id;
        }
        sampling.karras &= sampling.sampler.has_karras();
    }

    /// Chooses a sampler.
    pub fn choose_sampler(&mut self, row: &SamplerInfo) {
        self.recipe.sampling.sampler = row.id;
        self.fit_sampler();
    }

    /// Takes over a recipe from a file or a finished edit; model and seed included, the seed is locked.
    pub fn restore(&mut self, recipe: Recipe) {
        self.recipe = recipe;
        self.lock_seed = true;
    }

    /// The recipe with the model's identity filled in.
    pub fn recipe_for(&self, card: Option<&ModelCard>) -> Recipe {
        let mut recipe = self.recipe.clone();
        if let Some(card) = card {
            recipe.model = ModelId {
                name: if card.source == Source::Builtin { "builtin".into() } else { card.name.clone() },
                hash: card.hash.clone(),
            };
        }
        recipe
    }

    /// Before another run: it gets another seed, unless the seed is locked.
    pub fn next_seed(&mut self) {
        if !self.lock_seed {
            let seed = self.recipe.sampling.changing_seed();
            *seed = seed.wrapping_add(self.candidates as u64) % SEEDS;
        }
    }

    /// Throws the dice: a seed that nobody chose.
    pub fn throw_dice(&mut self) {
        self.recipe.sampling.seed = dice();
    }

    /// The next runs make small steps from the recipe's seed, each another one; or no steps any more.
    pub fn vary(&mut self, on: bool) {
        self.recipe.sampling.variation = on.then(|| Variation { seed: dice(), amount: STEP });
        self.lock_seed &= !on;
    }
}

/// A seed that nobody chose.
pub fn dice() -> u64 {
    let nanos =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos() as u64);
    // Any odd multiplier spreads the clock's low bits over the whole range.
    nanos.wrapping_mul(0x9e37_79b9_7f4a_7c15) % SEEDS
}

impl Default for Draft {
    fn default() -> Self {
        Self::new()
    }
}

/// Seeds are below this, so that they can be read and typed.
pub const SEEDS: u64 = 1_000_000_000;

/// How far a variation goes at first: the picture is still the same one.
pub const STEP: f64 = 0.2;

/// Steps of the first edit: quick, and enough for the built-in model.
pub const STEPS: usize = 20;

/// How a method starts in the window: the first edit shall visibly change what is masked.
pub fn default_of(info: &MethodInfo) -> Method {
    let mut method = (info.default)();
    if let Method::LatentBlend(params) = &mut method {
        params.strength = 0.9;
    }
    method
}

/// t₀ of the methods that have one.
pub fn strength(method: &mut Method) -> Option<&mut f64> {
    match method {
        Method::Sdedit(params) => Some(&mut params.strength),
        Method::LatentBlend(params) => Some(&mut params.strength),
        Method::DdimInversion(params) => Some(&mut params.strength),
        Method::Ilvr(params) => Some(&mut params.strength),
        Method::Repaint(params) => Some(&mut params.strength),
        Method::DiffEdit(params) => Some(&mut params.strength),
        Method::PromptToPrompt(params) => Some(&mut params.strength),
        Method::EditFriendly(params) => Some(&mut params.strength),
        Method::Inpaint(params) => Some(&mut params.strength),
        Method::ClassifierFree(_) | Method::InstructPix2Pix(_) => None,
    }
}
