//! `palimpsest invert`: a picture to noise and back, by DDIM beside DDPM.

use std::sync::Arc;

use super::args;
use super::failure::{Failure, Result};
use super::interrupt::Interrupt;
use super::place::{self, save};
use super::report::Report;
use super::settings::{card, identity, method, source};
use super::work::{self, Work};
use crate::edit::Recipe;
use crate::edit::method::unavailable;
use crate::edit::recipe::Method;
use crate::engine::{Inputs, ModelCard};
use crate::raster::io;

/// Runs the command.
pub(super) fn run(args: &args::Invert) -> Result<()> {
    let interrupt = Interrupt::listen()?;
    let (path, _) = place::picture(&args.output)?;
    let ddpm = args.ddpm.as_deref().map(place::picture).transpose()?.map(|(path, _)| path);
    if ddpm.as_ref() == Some(&path) {
        return Err(Failure::caller(format!("both pictures have the same name: {}", path.display())));
    }
    let picture = io::open(&args.image).map_err(|error| Failure::from(error).about(&args.image))?;
    let (recipe, card) = recipe(args)?;
    let report = Report::new(args.running.telling);
    for note in &picture.notes {
        report.note(note);
    }
    let work = Work {
        source: card.source,
        recipe,
        inputs: Inputs { image: Some(Arc::new(picture.pixels)), mask: None },
        threads: args.running.threads.map(|threads| threads as usize),
        previews: None,
    };
    let (trip, took) = work::round_trip(work, &report, &interrupt)?;
    if let Some(ddpm) = &ddpm {
        save(&trip.ddpm.pixels, ddpm)?;
        report.wrote("by DDPM", ddpm);
    }
    save(&trip.ddim.pixels, &path)?; // last: a picture that is there is a picture that is done
    report.came_back(&path, ddpm.as_deref(), &trip, took);
    Ok(())
}

fn recipe(args: &args::Invert) -> Result<(Recipe, ModelCard)> {
    let card = card(&source(&args.running.model))?;
    let info = method(&args.method)?;
    let default = (info.default)();
    if !matches!(default, Method::DdimInversion(_) | Method::EditFriendly(_)) {
        let told = format!("ddim_inversion and edit_friendly go to noise and back, not {}", info.name);
        return Err(Failure::caller(told));
    }
    if let Some(reason) = unavailable(info, &card) {
        return Err(Failure::caller(format!("no picture can be inverted with this model: {reason}")));
    }
    let mut recipe = Recipe::new(default, identity(&card));
    recipe.prompt.source.clone_from(&args.source);
    recipe.sampling.seed = args.seed.unwrap_or(0);
    recipe.sampling.guidance = args.guidance.unwrap_or(1.0);
    recipe.sampling.steps = args.steps.map_or(recipe.sampling.steps, |steps| steps as usize);
    for (key, value) in
        [("inversion", args.inversion.clone()), ("refinements", args.refine.map(|refine| refine.to_string()))]
    {
        if let Some(value) = value {
            recipe.set(key, &value)?;
        }
    }
    for (key, value) in &args.set {
        recipe.set(key, value)?;
    }
    Ok((recipe, card))
}
