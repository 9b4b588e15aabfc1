//! `palimpsest tour`: the main job on a sample picture, no window needed.

use std::path::Path;
use std::sync::Arc;

use super::args;
use super::failure::{Failure, Result};
use super::interrupt::Interrupt;
use super::place;
use super::report::Report;
use super::settings::{card, identity, method};
use super::strip::strip;
use super::work::{self, Work, save_png};
use crate::edit::Recipe;
use crate::edit::samples;
use crate::engine::{Inputs, Source};
use crate::raster::io::{self, Export, Format, Metadata};

/// Where the pictures go when nothing else is said.
const FOLDER: &str = "palimpsest-tour";
/// Steps: enough for the built-in model, some ten seconds on two cores.
const STEPS: usize = 20;
/// Nearly all of the old thing is forgotten, its surroundings are kept by the mask.
const STRENGTH: &str = "0.9";
/// A seed whose orange is whole.
const SEED: u64 = 3;

/// Runs the command.
pub(super) fn run(args: &args::Tour) -> Result<()> {
    let interrupt = Interrupt::listen()?;
    let folder = place::folder(args.output.as_deref().unwrap_or(Path::new(FOLDER)))?;
    let report = Report::new(args.telling);
    let (recipe, inputs, story) = first_edit()?;
    report.note(&story);

    let source = Source::Builtin;
    let before = inputs.image.clone();
    let work = Work { source, recipe, inputs: inputs.clone(), threads: None, previews: None };
    let (output, took) = work::run(work, &report, &interrupt)?;

    interrupt.check()?;
    let [before_path, strip_path, after_path] =
        ["before.png", "film-strip.png", "after.png"].map(|name| folder.join(name));
    if let Some(before) = before {
        save_png(&before, &before_path)?;
        report.wrote("before", &before_path);
    }
    save_png(&strip(&output.frames)?, &strip_path)?;
    report.wrote("film strip", &strip_path);
    let metadata = Metadata::Recipe(output.recipe.to_file(&inputs)?);
    io::save(&output.pixels, &Export { format: Format::Png, quality: 100, metadata }, &after_path)?;
    report.wrote("after", &after_path);
    report.done(&after_path, &output, took);
    Ok(())
}

/// A part of the last sample made new by the last of its suggested words, and a sentence that tells it.
fn first_edit() -> Result<(Recipe, Inputs, String)> {
    let missing = || Failure::Ours("there is no sample picture".into());
    let sample = samples().last().ok_or_else(missing)?;
    let words = sample.edits.last().ok_or_else(missing)?;
    let pixels = io::decode(sample.bytes)?.pixels;
    let mask = sample.mask(pixels.extent());
    let mut recipe = Recipe::new((method("latent_blend")?.default)(), identity(&card(&Source::Builtin)?));
    recipe.prompt.source.clone_from(&sample.caption);
    recipe.prompt.target.clone_from(words);
    recipe.sampling.steps = STEPS;
    recipe.sampling.seed = SEED;
    recipe.set("strength", STRENGTH)?;
    let story = format!("the built-in model repaints a part of \"{}\" as \"{words}\"", sample.caption);
    Ok((recipe, Inputs { image: Some(Arc::new(pixels)), mask: Some(Arc::new(mask)) }, story))
}
