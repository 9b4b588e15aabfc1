//! What a recipe will cost and where it will work, from the recipe alone; checked against what ran.

use super::inversion::Inversion;
use super::recipe::{Branch, Method, Plan, Recipe};
use super::region::{self, View};
use super::{Inputs, Result, prompt_to_prompt};
use crate::diffusion::travel::{Move, moves};
use crate::model::ModelCard;

/// One step of a run: which repetition, and which index of the schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Repetition, from 0.
    pub pass: usize,
    /// Index in the schedule; 0 is the noisiest.
    pub index: usize,
}

/// The first index that runs of a schedule of `len` steps: `len − min(⌊len·strength⌋, len)`, but at least one step runs.
pub(super) fn first_step(len: usize, strength: f64) -> usize {
    let n = ((len as f64 * strength) as usize).clamp(1, len.max(1));
    len.saturating_sub(n)
}

/// Every step of a run in order, the ones taken from a branch's parents first.
pub(super) fn timeline(recipe: &Recipe) -> Vec<Place> {
    let first = first_step(recipe.sampling.steps, recipe.method.strength());
    let mut places = Vec::new();
    let mut next = Place { pass: 0, index: first };
    if let Some(branch) = &recipe.branch {
        places = timeline(&branch.parent);
        if let Some(&place) = places.get(branch.step) {
            next = place;
        }
        places.truncate(branch.step);
    }
    let passes = recipe.method.repeats().max(next.pass + 1);
    for pass in next.pass..passes {
        let (from, taken) = if pass == next.pass { resumed(recipe, &places, next) } else { (first, 0) };
        places.extend(indices(recipe, from).into_iter().skip(taken).map(|index| Place { pass, index }));
    }
    places
}

/// The steps of one repetition from index `from` on, those that are gone again included.
fn indices(recipe: &Recipe, from: usize) -> Vec<usize> {
    let len = recipe.sampling.len();
    let down = |step: &Move| if let Move::Down(index) = step { Some(*index) } else { None };
    match moves(len, from, recipe.travel(len)) {
        Ok(moves) => moves.iter().filter_map(down).collect(),
        Err(_) => (from..len).collect(), // it cannot run: what is wrong with it is told elsewhere
    }
}

/// Where a run goes on after the steps of `before`, with `next`: the index from which its repetition counts, and how many
/// steps of that are done. Where it would have gone another way until here, it begins a way of its own.
pub(super) fn resumed(recipe: &Recipe, before: &[Place], next: Place) -> (usize, usize) {
    let first = first_step(recipe.sampling.steps, recipe.method.strength());
    let done: Vec<_> = before.iter().filter(|place| place.pass == next.pass).map(|place| place.index).collect();
    let whole = indices(recipe, first);
    if recipe.travel(1).is_some() && whole.starts_with(&done) && whole.get(done.len()) == Some(&next.index) {
        return (first, done.len());
    }
    (next.index, 0)
}

impl Recipe {
    /// How many steps are still to go before each move of the way and at its end: what a plot of a run draws.
    pub fn way(&self) -> Vec<usize> {
        let mut way: Vec<usize> = Vec::new();
        for place in timeline(self) {
            let left = self.sampling.len().saturating_sub(place.index);
            let from = way.last().map_or(left, |last| last + 1);
            way.extend(from..=left); // back to where this step begins, level by level
            way.push(left.saturating_sub(1));
        }
        way
    }
}

/// The recipe that really made the steps before a branch: what leaves a branch before its own leaving is its parent's.
pub(super) fn origin(branch: &Branch) -> &Recipe {
    let mut recipe = &*branch.parent;
    while let Some(earlier) = &recipe.branch
        && branch.step <= earlier.step
    {
        recipe = &earlier.parent;
    }
    recipe
}

/// Calls of the noise predictor in one step: a guidance pair counts 2.
pub(super) fn calls_a_step(recipe: &Recipe, text: bool) -> usize {
    match &recipe.method {
        Method::InstructPix2Pix(params) if params.picture != 1.0 => 3,
        _ => 1 + usize::from(guided(recipe.sampling.guidance, text)),
    }
}

/// What calls depend on beside the recipe.
#[derive(Clone, Copy)]
struct Given {
    /// The model takes words.
    text: bool,
    /// There is a picture.
    image: bool,
    /// A mask keeps a part of it.
    masked: bool,
}

fn guided(scale: f64, text: bool) -> bool {
    text && scale != 1.0
}

/// What a run does before its first step, in calls of the noise predictor.
fn preparation(recipe: &Recipe, Given { text, image, masked }: Given) -> usize {
    let sampling = &recipe.sampling;
    let steps = sampling.steps - first_step(sampling.steps, recipe.method.strength());
    match &recipe.method {
        Method::DdimInversion(own)
            if masked || recipe.branch.is_none() || own.inversion.needs_path() || recipe.also.words.is_some() =>
        {
            steps * (1 + own.refinements + own.inversion.calls(own.inner, guided(sampling.guidance, text)))
        }
        Method::EditFriendly(own) => steps * (1 + usize::from(guided(own.source_guidance, text))),
        Method::DiffEdit(own) => steps + if masked { 0 } else { own.calls() },
        Method::PromptToPrompt(own) if image && own.inversion == Inversion::Direct => steps,
        Method::PromptToPrompt(own) if image => {
            let guided = guided(sampling.guidance, text);
            steps * (1 + own.inversion.calls(own.inner, guided) + calls_a_step(recipe, text))
        }
        Method::PromptToPrompt(_) => sampling.len() * calls_a_step(recipe, text),
        _ => 0,
    }
}

/// Calls of the noise predictor until `step` steps are done.
fn calls(recipe: &Recipe, step: usize, given: Given) -> usize {
    let (before, taken) = match &recipe.branch {
        Some(branch) => (calls(origin(branch), branch.step, given), branch.step),
        None => (0, 0),
    };
    let beside = recipe.watched().map_or(0, |params| looks(recipe, params, taken, step));
    before + preparation(recipe, given) + beside + step.saturating_sub(taken) * calls_a_step(recipe, given.text)
}

/// Calls of Prompt-to-Prompt's steps from `taken` to `step` beside those of the target's own branch: looks at the
/// source's, and at both over the steps that another run took, where the words' places have to be known.
fn looks(recipe: &Recipe, params: &prompt_to_prompt::Params, taken: usize, step: usize) -> usize {
    let len = recipe.sampling.len();
    let first = first_step(recipe.sampling.steps, recipe.method.strength());
    let places = timeline(recipe);
    let number = |place: &Place| place.index.checked_sub(first);
    let own = places.iter().take(step).skip(taken).filter_map(number).filter(|&i| params.looks(i, len - first)).count();
    let pass = places.get(taken).map(|place| place.pass);
    let before = places.iter().take(taken).filter(|place| Some(place.pass) == pass && params.blends());
    let rehearsed: usize = before.map(|place| if number(place).is_some() { 2 } else { 1 }).sum();
    own + if step > taken { rehearsed } else { 0 }
}

impl Recipe {
    /// What it will cost and where it will work. Errors when [`Recipe::problems`] has any.
    pub fn plan(&self, card: &ModelCard, inputs: &Inputs) -> Result<Plan> {
        self.check(card, inputs)?;
        let view = View::new(self, card, inputs)?;
        Ok(self.plan_of(card, inputs, &view))
    }

    /// Bytes of the attention maps that Prompt-to-Prompt holds of the source's branch: those of the layers of one pass, by
    /// the topology of Stable Diffusion (8 heads; 5 layers a size, at 1, 1/2 and 1/4 of the latents' sides).
    fn map_bytes(&self, card: &ModelCard, view: &View) -> u64 {
        if self.watched().is_none() {
            return 0;
        }
        let cells = view.padded.area() / u64::from(card.factor * card.factor).max(1);
        let layer = |pixels: u64| {
            let own = if pixels <= 1024 { pixels } else { 0 };
            5 * 8 * 4 * pixels * (own + 2 * card.max_tokens as u64)
        };
        [cells, cells / 4, cells / 16].map(layer).iter().sum()
    }

    pub(super) fn plan_of(&self, card: &ModelCard, inputs: &Inputs, view: &View) -> Plan {
        let steps = timeline(self).len();
        let masked = inputs.image.is_some() && inputs.mask.is_some();
        let batch = calls_a_step(self, card.text).min(2); // a third branch goes alone
        let pixels = inputs.image.as_ref().map_or(view.rect.extent().area(), |image| image.extent().area());
        let learns = matches!(self.method.inversion(), Some((Inversion::NullText, _)));
        let learning = if learns && guided(self.sampling.guidance, card.text) {
            card.learn_bytes(view.padded.width, view.padded.height)
        } else {
            0
        };
        Plan {
            rect: view.rect,
            work: view.padded,
            steps,
            unet_calls: calls(self, steps, Given { text: card.text, image: inputs.image.is_some(), masked }),
            bytes: card.run_bytes(view.padded.width, view.padded.height, batch, self.region.tile)
                + self.map_bytes(card, view)
                + learning
                + region::copy_bytes(view.rect.extent().area(), pixels),
            reduced: view.reduced(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::recipe::ModelId;
    use super::super::sdedit;
    use super::*;

    const GIVEN: Given = Given { text: true, image: true, masked: false };

    fn recipe(steps: usize, strength: f64, repeats: usize) -> Recipe {
        let method = Method::Sdedit(sdedit::Params { strength, repeats });
        let mut recipe = Recipe::new(method, ModelId { name: "builtin".into(), hash: String::new() });
        recipe.sampling.steps = steps;
        recipe
    }

    #[test]
    fn strength_counts_steps_as_the_reference_does() {
        for (len, strength, first) in
            [(10, 0.3, 7), (10, 0.6, 4), (10, 0.9, 1), (10, 1.0, 0), (25, 0.01, 24), (1, 0.5, 0)]
        {
            assert_eq!(first_step(len, strength), first, "{len} {strength}");
        }
    }

    #[test]
    fn an_unchanged_branch_has_its_parents_timeline() {
        let parent = recipe(10, 0.6, 2);
        let whole = timeline(&parent);
        assert_eq!(whole.len(), 12);
        for step in 0..whole.len() {
            let mut child = parent.clone();
            child.branch = Some(Branch { parent: Box::new(parent.clone()), step });
            assert_eq!(timeline(&child), whole, "{step}");
            assert_eq!(calls(&child, 12, GIVEN), calls(&parent, 12, GIVEN));
            let mut grandchild = child.clone();
            grandchild.branch = Some(Branch { parent: Box::new(child), step: step / 2 });
            assert_eq!(timeline(&grandchild), whole);
            assert_eq!(calls(&grandchild, 12, GIVEN), 24);
        }
    }

    #[test]
    fn guidance_pairs_and_inversions_are_counted() {
        let mut recipe = recipe(20, 0.5, 1);
        assert_eq!(calls(&recipe, 10, GIVEN), 20);
        assert_eq!(calls(&recipe, 10, Given { text: false, ..GIVEN }), 10);
        recipe.sampling.guidance = 1.0;
        assert_eq!(calls(&recipe, 10, GIVEN), 10);
        recipe.method =
            Method::DdimInversion(super::super::ddim_inversion::Params { strength: 0.5, ..Default::default() });
        assert_eq!(calls(&recipe, 10, Given { masked: true, ..GIVEN }), 20);
    }
}
