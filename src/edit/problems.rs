//! Everything that can be wrong with a recipe, in words: one truth for window, command line and run.

use super::align::occurrences;
use super::inversion::Inversion;
use super::plan::timeline;
use super::recipe::{Method, Problem, Recipe, VERSION};
use super::{Error, Inputs, Result, method, prompt_to_prompt, sampler};
use crate::model::ModelCard;

/// Longest prompt in characters that is looked at; a text encoder reads some 77 tokens of it.
const MOST_CHARACTERS: usize = 4000;
/// Most recipes in a chain of branches.
const MOST_BRANCHES: usize = 8;

struct Findings(Vec<Problem>);

impl Findings {
    fn add(&mut self, field: &'static str, reason: impl Into<String>) {
        self.0.push(Problem { field, reason: reason.into() });
    }
    fn first(self) -> Result<()> {
        match self.0.into_iter().next() {
            Some(Problem { field, reason }) => Err(Error::Invalid { field: field.into(), reason }),
            None => Ok(()),
        }
    }
    /// `value` must lie in `from..=to`; NaN lies nowhere.
    fn range(&mut self, field: &'static str, value: f64, from: f64, to: f64) {
        if !(from..=to).contains(&value) {
            self.add(field, format!("must be between {from} and {to}, it is {value}"));
        }
    }
}

impl Recipe {
    /// Everything that is out of range, or that does not fit model and inputs. Empty means it can run.
    pub fn problems(&self, card: &ModelCard, inputs: &Inputs) -> Vec<Problem> {
        let mut found = Findings(Vec::new());
        self.ranges(&mut found);
        self.fit(&mut found, card, inputs);
        if inputs.mask.is_none() && self.finds_nothing() {
            found.add("prompt.target", "says what the picture shows already: no mask can be found from that");
        }
        if let Method::PromptToPrompt(params) = &self.method {
            self.words(&mut found, params);
        }
        self.additions(&mut found, card, inputs);
        if self.branch.is_some() && found.0.is_empty() {
            self.branches(&mut found, card, inputs);
        }
        found.0
    }

    /// The first problem as an error.
    pub fn check(&self, card: &ModelCard, inputs: &Inputs) -> Result<()> {
        Findings(self.problems(card, inputs)).first()
    }

    /// The first problem of comparing its words: words that do not differ are none, they find nothing.
    pub(super) fn check_comparison(&self, card: &ModelCard, inputs: &Inputs) -> Result<()> {
        let mut found = Findings(Vec::new());
        self.ranges(&mut found);
        self.fit(&mut found, card, inputs);
        found.first()
    }

    /// The first number of its own that is out of range, whatever the model.
    pub fn in_range(&self) -> Result<()> {
        let mut found = Findings(Vec::new());
        self.ranges(&mut found);
        found.first()
    }

    fn ranges(&self, found: &mut Findings) {
        if self.version != VERSION {
            found.add("version", format!("this program runs version {VERSION}, not {}", self.version));
        }
        for (field, words) in [
            ("prompt.target", &self.prompt.target),
            ("prompt.source", &self.prompt.source),
            ("prompt.negative", &self.prompt.negative),
        ] {
            let length = words.chars().count();
            if length > MOST_CHARACTERS {
                found.add(field, format!("at most {MOST_CHARACTERS} characters are read, these are {length}"));
            }
        }
        let sampling = &self.sampling;
        found.range("sampling.steps", sampling.steps as f64, 1.0, sampling.sampler.most_steps() as f64);
        found.range("sampling.guidance", self.sampling.guidance, 0.0, 30.0);
        found.range("sampling.rescale", self.sampling.rescale, 0.0, 1.0);
        found.range("sampling.eta", self.sampling.eta, 0.0, 1.0);
        found.range("sampling.reuse", self.sampling.reuse as f64, 1.0, 10.0);
        if let Some(variation) = self.sampling.variation {
            found.range("sampling.variation", variation.amount, 0.0, 1.0);
        }
        found.range("region.padding", self.region.padding, 0.0, 4.0);
        found.range("region.resolution", self.region.resolution, 0.25, 16.0);
        if self.region.tile != 0 && !(64..=4096).contains(&self.region.tile) {
            found.add("region.tile", format!("must be between 64 and 4096, or 0 for none, it is {}", self.region.tile));
        }
        let strength = self.method.strength();
        if !(strength > 0.0 && strength <= 1.0) {
            found.add("method.strength", format!("must be above 0 and at most 1, it is {strength}"));
        }
        for (field, value, from, to) in self.method.ranges() {
            found.range(field, value, from, to);
        }
    }

    fn fit(&self, found: &mut Findings, card: &ModelCard, inputs: &Inputs) {
        if !self.model.hash.is_empty() && self.model.hash != card.hash {
            found.add(
                "model",
                format!("the recipe was made with another model than {}: {}", card.name, self.model.name),
            );
        }
        let info = method::info(&self.method);
        if let Some(reason) = method::unavailable(info, card) {
            found.add("method", reason);
        }
        let sampler = self.sampling.sampler;
        if let Some(reason) = sampler::unfit(sampler, &self.method) {
            found.add("sampling.sampler", reason);
        }
        if self.sampling.karras
            && let Some(reason) = sampler::no_karras(sampler)
        {
            found.add("sampling.karras", reason);
        }
        if self.sampling.reuse > 1 && matches!(self.method.inversion(), Some((Inversion::NullText, _))) {
            found.add(
                "sampling.reuse",
                "null_text avoids other words at every step: there is nothing to reuse, 1 is needed",
            );
        }
        if self.region.tile != 0 && card.factor == 1 {
            found.add("region.tile", "this model has no autoencoder to work in tiles: 0 is needed");
        }
        match &inputs.image {
            None if info.needs_image => found.add("method", format!("{} needs a picture", info.name)),
            None if inputs.mask.is_some() => found.add("mask", "a mask without a picture changes nothing"),
            _ => {}
        }
        if let (Some(image), Some(mask)) = (&inputs.image, &inputs.mask) {
            let (picture, covered) = (image.extent(), mask.extent());
            if picture != covered {
                let (a, b, c, d) = (covered.width, covered.height, picture.width, picture.height);
                found.add(
                    "mask",
                    format!("the mask is {a}×{b} pixels and the picture {c}×{d}; they must be of one size"),
                );
            } else if mask.bounds().is_none() {
                found.add("mask", "the mask is empty: nothing would change");
            }
        }
        if let (Some(extent), None) = (self.region.extent, &inputs.image) {
            let most = 16 * u64::from(card.native_px) * u64::from(card.native_px);
            if extent.width == 0 || extent.height == 0 || extent.area() > most {
                let (w, h) = (extent.width, extent.height);
                found.add("region.extent", format!("from 1 to {most} pixels in all can be made, not {w}×{h}"));
            }
        }
    }

    /// What is added to the method must fit it, and be right in itself.
    fn additions(&self, found: &mut Findings, card: &ModelCard, inputs: &Inputs) {
        for (addition, method) in self.also.each() {
            if let Some(reason) = addition.refused(&self.method) {
                found.add(addition.field, reason);
                continue;
            }
            let before = found.0.len();
            if inputs.image.is_none() && addition.needs_image() {
                found.add(addition.field, "needs a picture");
            }
            for (field, value, from, to) in method.ranges() {
                found.range(field, value, from, to);
            }
            match &method {
                Method::PromptToPrompt(_) if !card.text => found.add(addition.field, "this model takes no words"),
                Method::PromptToPrompt(params) => self.words(found, params),
                Method::Repaint(_) if !self.sampling.sampler.travels() => {
                    let name = self.sampling.sampler.name();
                    found.add("sampling.sampler", format!("also.travel takes steps back, which {name} can't"));
                }
                _ => {}
            }
            for problem in found.0.iter_mut().skip(before) {
                if let Some(name) = problem.field.strip_prefix("method.") {
                    problem.reason = format!("{name}: {}", problem.reason);
                    problem.field = addition.field;
                }
            }
        }
    }

    /// The words that Prompt-to-Prompt's parameters name must stand in the prompts.
    fn words(&self, found: &mut Findings, params: &prompt_to_prompt::Params) {
        let (source, target) = (&self.prompt.source, &self.prompt.target);
        if source.trim().is_empty() {
            found
                .add("prompt.source", "say what the picture shows now (without a picture: what the layout comes from)");
        }
        let has = |prompt: &str, word: &str| !occurrences(prompt, word).is_empty();
        for (field, word) in params
            .weights
            .keys()
            .map(|word| ("method.weights", word))
            .chain(params.windows.keys().map(|word| ("method.windows", word)))
        {
            if !has(target, word) {
                found.add(field, format!("the prompt \"{target}\" has no such word: {word}"));
            }
        }
        for (field, word) in params
            .blend
            .iter()
            .map(|word| ("method.blend", word))
            .chain(params.subtract.iter().map(|word| ("method.subtract", word)))
        {
            if !has(target, word) && !has(source, word) {
                found.add(field, format!("neither \"{source}\" nor \"{target}\" has such a word: {word}"));
            }
        }
        if !params.subtract.is_empty() && !params.blends() {
            found.add("method.subtract", "takes something from where the words of method.blend look; there are none");
        }
    }

    /// Whether a mask shall be found from words that do not differ.
    fn finds_nothing(&self) -> bool {
        matches!(self.method, Method::DiffEdit(_)) && self.prompt.source.trim() == self.prompt.target.trim()
    }

    fn branches(&self, found: &mut Findings, card: &ModelCard, inputs: &Inputs) {
        let mut recipe = self;
        let mut depth = 0;
        while let Some(branch) = &recipe.branch {
            depth += 1;
            if depth > MOST_BRANCHES {
                return found.add("branch", format!("at most {MOST_BRANCHES} branches can follow one another"));
            }
            recipe = &branch.parent;
        }
        recipe = self;
        while let Some(branch) = &recipe.branch {
            let parent = &*branch.parent;
            let before = found.0.len();
            parent.ranges(found);
            parent.fit(found, card, inputs);
            parent.additions(found, card, inputs);
            if let Some(problem) = found.0.get_mut(before) {
                problem.reason = format!("in the recipe that it continues, {}: {}", problem.field, problem.reason);
                problem.field = "branch.parent";
                return found.0.truncate(before + 1);
            }
            if parent.sampling.steps != recipe.sampling.steps {
                let (a, b) = (parent.sampling.steps, recipe.sampling.steps);
                return found
                    .add("sampling.steps", format!("must stay {a} to continue from a step of that run, it is {b}"));
            }
            if parent.sampling.grid() != recipe.sampling.grid() {
                return found.add("sampling.sampler", sampler::other_levels(&parent.sampling, &recipe.sampling));
            }
            if parent.region != recipe.region {
                return found.add("region", "must stay as it was to continue from a step of that run");
            }
            let steps = timeline(parent).len();
            if branch.step >= steps {
                return found
                    .add("branch.step", format!("that run has {steps} steps, counted from 0; it is {}", branch.step));
            }
            recipe = parent;
        }
    }
}

impl Method {
    /// Its own numbers beside strength: field, value, least, most.
    fn ranges(&self) -> Vec<(&'static str, f64, f64, f64)> {
        match self {
            Self::Sdedit(own) => vec![("method.repeats", own.repeats as f64, 1.0, 8.0)],
            Self::LatentBlend(_) | Self::ClassifierFree(_) | Self::Inpaint(_) => Vec::new(),
            Self::DdimInversion(own) => vec![
                ("method.refinements", own.refinements as f64, 0.0, 5.0),
                ("method.inner", own.inner as f64, 1.0, 50.0),
            ],
            Self::EditFriendly(own) => vec![("method.source_guidance", own.source_guidance, 0.0, 30.0)],
            Self::InstructPix2Pix(own) => vec![("method.picture", own.picture, 1.0, 10.0)],
            Self::Ilvr(own) => vec![("method.down", own.down as f64, 1.0, 64.0), ("method.stop", own.stop, 0.0, 1.0)],
            Self::Repaint(own) => vec![
                ("method.resample", own.resample as f64, 1.0, 20.0),
                ("method.jump", own.jump as f64, 1.0, 100.0),
                ("method.begin", own.begin, 0.0, 1.0),
            ],
            Self::PromptToPrompt(own) => own.ranges(),
            Self::DiffEdit(own) => vec![
                ("method.maps", own.maps as f64, 1.0, 32.0),
                ("method.level", own.level, 0.001, 1.0),
                ("method.clip", own.clip, 1.0, 10.0),
                ("method.threshold", own.threshold, 0.0, 1.0),
                ("method.grow", own.grow as f64, 0.0, 256.0),
                ("method.blur", own.blur, 0.0, 256.0),
            ],
        }
    }
}
