//! `palimpsest words`: picture (or none) and words in, the map of where one of them looks out.

use std::sync::Arc;

use super::args;
use super::failure::{Failure, Result};
use super::interrupt::Interrupt;
use super::place::{self, save};
use super::report::Report;
use super::settings::{card, identity, method, source};
use super::work::{self, Work};
use crate::edit::align::occurrences;
use crate::edit::method::unavailable;
use crate::edit::{Cut, Recipe};
use crate::engine::{Inputs, ModelCard};
use crate::raster::io;

/// Runs the command.
pub(super) fn run(args: &args::Words) -> Result<()> {
    let interrupt = Interrupt::listen()?;
    let (path, _) = place::picture(&args.output)?;
    let mask_path = args.mask.as_deref().map(place::picture).transpose()?.map(|(path, _)| path);
    if mask_path.as_ref() == Some(&path) {
        return Err(Failure::caller(format!("the heat map and the mask have the same name: {}", path.display())));
    }
    if occurrences(&args.prompt, &args.word).is_empty() {
        return Err(Failure::caller(format!("the prompt \"{}\" has no such word: {}", args.prompt, args.word)));
    }
    let picture = args.image.as_ref().map(|image| io::open(image).map_err(|error| Failure::from(error).about(image)));
    let picture = picture.transpose()?;
    let (recipe, card) = recipe(args)?;

    let report = Report::new(args.running.telling);
    for note in picture.iter().flat_map(|picture| &picture.notes) {
        report.note(note);
    }
    let work = Work {
        source: card.source,
        recipe,
        inputs: Inputs { image: picture.map(|picture| Arc::new(picture.pixels)), mask: None },
        threads: args.running.threads.map(|threads| threads as usize),
        previews: None,
    };
    let (words, took) = work::words(work, &report, &interrupt)?;
    let heat = words.heat(&args.word, args.step)?;
    if let Some(mask_path) = &mask_path {
        let cut = Cut { threshold: args.threshold, grow: args.grow as usize, blur: f64::from(args.blur) };
        save(&heat.mask(&cut).to_pixels(), mask_path)?;
        report.wrote("mask", mask_path);
    }
    save(&heat.plane().to_pixels(), &path)?; // last: a map that is there is a map that is done
    report.looked(&path, &args.word, words.share(&args.word), words.unet_calls, took);
    Ok(())
}

fn recipe(args: &args::Words) -> Result<(Recipe, ModelCard)> {
    let card = card(&source(&args.running.model))?;
    let info = method("prompt_to_prompt")?;
    if let Some(reason) = unavailable(info, &card) {
        return Err(Failure::caller(format!("no word can be looked at with this model: {reason}")));
    }
    let mut recipe = Recipe::new((info.default)(), identity(&card));
    recipe.prompt.source.clone_from(args.source.as_ref().unwrap_or(&args.prompt));
    recipe.prompt.target.clone_from(&args.prompt);
    recipe.sampling.seed = args.seed.unwrap_or(0);
    for (key, value) in &args.set {
        recipe.set(key, value)?;
    }
    Ok((recipe, card))
}
