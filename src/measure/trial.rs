//! One method on one scene: the edit, and every figure that says something about it.

use std::time::Instant;

use super::judge::{Judge, Judged, judged, known};
use super::likeness::{MOST, iou};
use super::metric::{Found, Metric};
use super::scenes::{Entry, Scene, covered};
use super::speed::Watch;
use super::variant::Variant;
use super::{Error, Result};
use crate::edit::recipe::Method;
use crate::edit::{self, Cut, Memo, Recipe};
use crate::engine::{Inputs, fits};
use crate::model::Model;
use crate::raster::{Pixels, psnr};

/// Bytes that the steps of one trial may remember of another: an inversion serves the way back and the mask.
const REMEMBERED: u64 = 512 << 20;
/// Between the seeds of one scene, the first of which is its id: no other scene's is met.
const APART: u64 = 1 << 32;

/// A running edit asks whether to go on.
struct Going<'a>(&'a dyn Watch);

impl edit::Watch for Going<'_> {
    fn cancelled(&mut self) -> bool {
        self.0.stopped()
    }
}

/// What trials are run with.
pub(super) struct Lab<'a> {
    pub(super) model: Model,
    pub(super) judge: &'a Judge,
    pub(super) steps: Option<usize>,
    /// How many of each edit.
    pub(super) seeds: usize,
    pub(super) watch: &'a dyn Watch,
}

/// What an edit made of a picture.
struct Edited {
    planes: Vec<f32>,
    calls: usize,
    seconds: f64,
}

impl Lab<'_> {
    /// All that can be said, means over seeds; what a method or a kind of edit does not have is left out.
    pub(super) fn trial(&self, variant: &Variant, entry: &Entry, scene: &Scene) -> Result<Found> {
        judged((0..self.seeds as u64).map(|k| {
            self.watch.check()?;
            self.seed(variant, entry, scene, k)
        }))
    }

    /// With the `k`-th seed.
    fn seed(&self, variant: &Variant, entry: &Entry, scene: &Scene, k: u64) -> Result<Judged> {
        let mut recipe = variant.recipe(entry, &self.model.card, self.steps)?;
        recipe.sampling.seed = recipe.sampling.seed.wrapping_add(k * APART);
        let inputs = variant.inputs(scene)?;
        let mut memo = Memo::new(REMEMBERED);
        let edited = self.edited(&recipe, &inputs, &mut memo)?;
        let mut judged = if variant.fills() {
            self.judge.filling(&edited.planes, entry, scene)?
        } else {
            let mask = if entry.kind.local() { self.mask(&recipe, &inputs, &mut memo)? } else { None };
            self.judge.edit(&edited.planes, mask.as_deref(), entry, scene)?
        };
        let back = self.round_trip(variant.back(&recipe), &inputs, &scene.source_planes, &mut memo)?;
        judged.found.extend(known(vec![
            (Metric::UnetCalls, Some(edited.calls as f64)),
            (Metric::Seconds, Some(edited.seconds)),
            (Metric::RoundTripPsnr, back),
            (Metric::WordIou, self.word(&recipe, &inputs, entry, &scene.object, &mut memo)?),
        ]));
        Ok(judged)
    }

    fn run(&self, recipe: &Recipe, inputs: &Inputs, memo: &mut Memo) -> Result<edit::Output> {
        let card = &self.model.card;
        recipe.check(card, inputs)?;
        fits(recipe.plan(card, inputs)?.bytes.saturating_sub(card.weight_bytes()))?; // the weights are there already
        let mut going = Going(self.watch);
        Ok(self.judge.pool.install(|| edit::run(recipe, inputs, &self.model, memo, &mut going))?)
    }

    /// Words that find nothing to change leave the picture as it is: that is a result, and no good one.
    fn edited(&self, recipe: &Recipe, inputs: &Inputs, memo: &mut Memo) -> Result<Edited> {
        let begun = Instant::now();
        let ran = self.run(recipe, inputs, memo);
        let seconds = begun.elapsed().as_secs_f64();
        match (ran, &recipe.method, &inputs.image) {
            (Ok(output), ..) => Ok(Edited { planes: planes(&output.pixels)?, calls: output.unet_calls, seconds }),
            (Err(Error::Edit(error)), Method::DiffEdit(own), Some(image)) if found_nothing(&error) => {
                Ok(Edited { planes: planes(image)?, calls: own.calls(), seconds })
            }
            (Err(error), ..) => Err(error),
        }
    }

    fn round_trip(
        &self,
        back: Option<Recipe>,
        inputs: &Inputs,
        source: &[f32],
        memo: &mut Memo,
    ) -> Result<Option<f64>> {
        let Some(back) = back else { return Ok(None) };
        let output = self.run(&back, inputs, memo)?;
        Ok(Some(psnr(&planes(&output.pixels)?, source).min(MOST)))
    }

    /// Where DiffEdit's words differ, cut as the edit did it.
    fn mask(&self, recipe: &Recipe, inputs: &Inputs, memo: &mut Memo) -> Result<Option<Vec<bool>>> {
        let Method::DiffEdit(own) = &recipe.method else { return Ok(None) };
        let mut going = Going(self.watch);
        let heat = self.judge.pool.install(|| edit::heat(recipe, inputs, &self.model, memo, &mut going))?;
        Ok(Some(covered(&heat.mask(&own.cut()))))
    }

    /// Where the object's word looks in the picture as it is, cut as local blending does it.
    fn word(
        &self,
        recipe: &Recipe,
        inputs: &Inputs,
        entry: &Entry,
        object: &[bool],
        memo: &mut Memo,
    ) -> Result<Option<f64>> {
        let Method::PromptToPrompt(own) = &recipe.method else { return Ok(None) };
        if edit::align::occurrences(&entry.caption, &entry.object).is_empty() {
            return Ok(None);
        }
        let mut looking = recipe.clone();
        looking.prompt.target.clone_from(&entry.caption);
        let mut going = Going(self.watch);
        let words = self.judge.pool.install(|| edit::words(&looking, inputs, &self.model, memo, &mut going))?;
        let heat = words.heat(&entry.object, None)?;
        let cut = Cut { threshold: own.threshold, grow: 0, blur: 0.0 };
        Ok(iou(&covered(&heat.mask(&cut)), object))
    }
}

/// Whether DiffEdit says that its words do not differ.
pub(super) fn found_nothing(error: &edit::Error) -> bool {
    matches!(error, edit::Error::Invalid { field, .. } if field == "prompt.target")
}

fn planes(pixels: &Pixels) -> Result<Vec<f32>> {
    Ok(pixels.to_srgb_planes(pixels.extent().rect())?.0)
}
