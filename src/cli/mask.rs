//! `palimpsest mask`: picture and two descriptions in, the mask of what they disagree about out.

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
use crate::engine::Inputs;
use crate::raster::Rect;
use crate::raster::io;

/// Runs the command.
pub(super) fn run(args: &args::Mask) -> Result<()> {
    let interrupt = Interrupt::listen()?;
    let (path, _) = place::picture(&args.output)?;
    let heat_path = args.heat.as_deref().map(place::picture).transpose()?.map(|(path, _)| path);
    if heat_path.as_ref() == Some(&path) {
        return Err(Failure::caller(format!("the mask and the heat map have the same name: {}", path.display())));
    }
    let picture = io::open(&args.image).map_err(|error| Failure::from(error).about(&args.image))?;
    let (recipe, card) = recipe(args)?;
    let Method::DiffEdit(params) = &recipe.method else {
        return Err(Failure::caller("only diffedit finds masks"));
    };
    let (cut, whole) = (params.cut(), picture.pixels.extent());

    let report = Report::new(args.running.telling);
    for note in &picture.notes {
        report.note(note);
    }
    let work = Work {
        source: card.source,
        recipe: recipe.clone(),
        inputs: Inputs { image: Some(Arc::new(picture.pixels)), mask: None },
        threads: args.running.threads.map(|threads| threads as usize),
        previews: None,
    };
    let (heat, took) = work::heat(work, &report, &interrupt)?;
    let mask = heat.mask(&cut);
    if mask.bounds().is_none() {
        report.note("the mask is empty: the words find nothing that differs this much; a lower threshold finds more");
    }
    if let Some(heat_path) = &heat_path {
        save(&heat.plane().to_pixels(), heat_path)?;
        report.wrote("heat map", heat_path);
    }
    save(&mask.to_pixels(), &path)?; // last: a mask that is there is a mask that is done
    let bounds = mask.bounds().unwrap_or(Rect::new(0, 0, 0, 0));
    let covered = mask.coverage().iter().map(|&value| f64::from(value)).sum::<f64>() / 255.0 / whole.area() as f64;
    report.masked(&path, covered, bounds, heat.unet_calls, took);
    Ok(())
}

fn recipe(args: &args::Mask) -> Result<(Recipe, crate::engine::ModelCard)> {
    let card = card(&source(&args.running.model))?;
    let info = method("diffedit")?;
    if let Some(reason) = unavailable(info, &card) {
        return Err(Failure::caller(format!("no mask can be found with this model: {reason}")));
    }
    let mut recipe = Recipe::new((info.default)(), identity(&card));
    recipe.prompt.source.clone_from(&args.source);
    recipe.prompt.target.clone_from(&args.prompt);
    recipe.sampling.seed = args.seed.unwrap_or(0);
    for (key, value) in [
        ("threshold", args.threshold.map(|threshold| threshold.to_string())),
        ("maps", args.maps.map(|maps| maps.to_string())),
    ] {
        if let Some(value) = value {
            recipe.set(key, &value)?;
        }
    }
    for (key, value) in &args.set {
        recipe.set(key, value)?;
    }
    Ok((recipe, card))
}
