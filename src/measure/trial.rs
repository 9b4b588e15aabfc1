//! One method on one scene: the edit, and every figure that says something about it.

use std::time::Instant;

use rayon::ThreadPool;

use super::likeness::{MOST, iou, psnr_within, seam, target_error};
use super::scenes::{Entry, Scene, covered};
use super::scorer::Scorer;
use super::speed::Watch;
use super::ssim::ssim_within;
use super::variant::Variant;
use super::{Error, Result, structure};
use crate::edit::recipe::Method;
use crate::edit::{self, Cut, Memo, Recipe};
use crate::engine::{Inputs, fits};
use crate::model::Model;
use crate::raster::{Pixels, psnr};

/// Bytes that the steps of one trial may remember of another: an inversion serves the way back and the mask.
const REMEMBERED: u64 = 512 << 20;

/// What is measured of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Share of the edits in which the scorer sees what was asked for.
    EditSuccess,
    /// PSNR to the picture, of what a local edit must leave alone, dB; 100 where it is the same.
    BackgroundPsnr,
    /// SSIM of the same.
    BackgroundSsim,
    /// Mean square error to the exact target, as a share of the picture's own.
    TargetError,
    /// Of the mask that a method found with the true changed region.
    MaskIou,
    /// Of where the object's word looks with the object.
    WordIou,
    /// By gradients, between the picture and the result.
    StructureDistance,
    /// Differences across the border of the true region, as a share of those before.
    Seam,
    /// Of the picture with itself after the method's way there and back, dB.
    RoundTripPsnr,
    /// Calls of the noise predictor.
    UnetCalls,
    /// From the picture to the result.
    Seconds,
}

impl Metric {
    /// All, as tables show them.
    pub const ALL: [Self; 11] = [
        Self::EditSuccess,
        Self::TargetError,
        Self::BackgroundPsnr,
        Self::BackgroundSsim,
        Self::StructureDistance,
        Self::Seam,
        Self::MaskIou,
        Self::WordIou,
        Self::RoundTripPsnr,
        Self::UnetCalls,
        Self::Seconds,
    ];

    /// The name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EditSuccess => "edit_success",
            Self::BackgroundPsnr => "background_psnr",
            Self::BackgroundSsim => "background_ssim",
            Self::TargetError => "target_error",
            Self::MaskIou => "mask_iou",
            Self::WordIou => "word_iou",
            Self::StructureDistance => "structure_distance",
            Self::Seam => "seam",
            Self::RoundTripPsnr => "round_trip_psnr",
            Self::UnetCalls => "unet_calls",
            Self::Seconds => "seconds",
        }
    }
}

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
    pub(super) scorer: Scorer,
    pub(super) pool: ThreadPool,
    pub(super) steps: Option<usize>,
    pub(super) watch: &'a dyn Watch,
}

/// What an edit made of a picture.
struct Edited {
    planes: Vec<f32>,
    calls: usize,
    seconds: f64,
}

impl Lab<'_> {
    /// All that can be said; what a method or a kind of edit does not have is left out.
    pub(super) fn trial(&self, variant: &Variant, entry: &Entry, scene: &Scene) -> Result<Vec<(Metric, f64)>> {
        let recipe = variant.recipe(entry, &self.model.card, self.steps)?;
        let inputs = variant.inputs(scene);
        let mut memo = Memo::new(REMEMBERED);
        let edited = self.edited(&recipe, &inputs, &mut memo)?;
        let (result, source, extent) = (&edited.planes, &scene.source_planes, scene.extent);
        let mut found = vec![
            (Metric::UnetCalls, Some(edited.calls as f64)),
            (Metric::Seconds, Some(edited.seconds)),
            (Metric::TargetError, target_error(result, source, &scene.target_planes)),
            (Metric::StructureDistance, Some(structure::distance(result, source, extent))),
            (Metric::EditSuccess, self.pool.install(|| self.scorer.sees(result, extent, entry))?.map(f64::from)),
            (Metric::RoundTripPsnr, self.round_trip(variant.back(&recipe), &inputs, source, &mut memo)?),
            (Metric::WordIou, self.word(&recipe, &inputs, entry, &scene.object, &mut memo)?),
        ];
        if entry.kind.local() {
            let mask = scene.mask.as_deref().map(covered).unwrap_or_default();
            found.extend([
                (Metric::BackgroundPsnr, psnr_within(result, source, &scene.background)),
                (Metric::BackgroundSsim, ssim_within(result, source, &scene.background, extent)),
                (Metric::Seam, seam(result, source, &mask, extent)),
                (Metric::MaskIou, self.mask(&recipe, &inputs, &scene.changed, &mut memo)?),
            ]);
        }
        Ok(found.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect())
    }

    fn run(&self, recipe: &Recipe, inputs: &Inputs, memo: &mut Memo) -> Result<edit::Output> {
        let card = &self.model.card;
        recipe.check(card, inputs)?;
        fits(recipe.plan(card, inputs)?.bytes.saturating_sub(card.weight_bytes()))?; // the weights are there already
        let mut going = Going(self.watch);
        Ok(self.pool.install(|| edit::run(recipe, inputs, &self.model, memo, &mut going))?)
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
    fn mask(&self, recipe: &Recipe, inputs: &Inputs, changed: &[bool], memo: &mut Memo) -> Result<Option<f64>> {
        let Method::DiffEdit(own) = &recipe.method else { return Ok(None) };
        let mut going = Going(self.watch);
        let heat = self.pool.install(|| edit::heat(recipe, inputs, &self.model, memo, &mut going))?;
        Ok(iou(&covered(&heat.mask(&own.cut())), changed))
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
        let words = self.pool.install(|| edit::words(&looking, inputs, &self.model, memo, &mut going))?;
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
