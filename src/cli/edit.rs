//! `palimpsest edit`: picture, mask and words in, picture out.

use std::path::Path;
use std::sync::Arc;

use super::args::{self, Options};
use super::failure::{Failure, Result};
use super::interrupt::Interrupt;
use super::place;
use super::report::Report;
use super::settings::Settings;
use super::work::{self, Work};
use crate::engine::Inputs;
use crate::raster::io::{self, Export, Format, Metadata};
use crate::raster::{Depth, Mask, Pixels};

/// JPEG quality where nothing says otherwise: hardly seen, far from lossless.
const JPEG_QUALITY: u8 = 92;

/// Runs the command.
pub(super) fn run(args: &args::Edit) -> Result<()> {
    let interrupt = Interrupt::listen()?;
    place::picture(&args.options.output)?;
    let picture = io::open(&args.image).map_err(|error| Failure::from(error).about(&args.image))?;
    let mut notes = picture.notes;
    let settings = Settings::new(&args.options, "sdedit")?;
    let mask = match (&args.mask, &settings.file) {
        (Some(path), _) => Some(Arc::new(read_mask(path, &picture.pixels, &mut notes)?)),
        (None, Some(file)) => {
            if let Some(mask) = &file.mask {
                same_size(mask, &picture.pixels)?;
            }
            file.mask.clone()
        }
        (None, None) => None,
    };
    if let Some(hash) = settings.file.as_ref().and_then(|file| file.image_hash.as_ref())
        && *hash != picture.pixels.hash()
    {
        notes.push("the recipe was made on another picture".into());
    }
    let inputs = Inputs { image: Some(Arc::new(picture.pixels)), mask };
    perform(&args.options, &settings, &inputs, notes, &interrupt)
}

/// Checks, runs and writes what `edit` and `generate` share.
pub(super) fn perform(
    options: &Options,
    settings: &Settings,
    inputs: &Inputs,
    mut notes: Vec<String>,
    interrupt: &Interrupt,
) -> Result<()> {
    let (path, format) = place::picture(&options.output)?;
    let recipe_path = options.save_recipe.as_deref().map(place::file).transpose()?;
    if recipe_path.as_ref() == Some(&path) {
        return Err(Failure::caller(format!("the recipe and the picture have the same name: {}", path.display())));
    }
    settings.check(inputs)?;
    notes.extend(forewarned(settings, inputs, format)?);
    let previews = options.previews.as_deref().map(place::folder).transpose()?;

    let report = Report::new(options.telling);
    for note in &notes {
        report.note(note);
    }
    let work = Work {
        source: settings.card.source.clone(),
        recipe: settings.recipe.clone(),
        inputs: inputs.clone(),
        threads: options.threads.map(|threads| threads as usize),
        previews,
    };
    let (output, took) = work::run(work, &report, interrupt)?;

    let recipe = output.recipe.to_file(inputs)?;
    let metadata = match options.metadata {
        args::Metadata::None => Metadata::None,
        args::Metadata::Original => Metadata::Original,
        args::Metadata::Recipe => Metadata::Recipe(recipe.clone()),
    };
    let bytes = io::encode(&output.pixels, &Export { format, quality: JPEG_QUALITY, metadata })?;
    interrupt.check()?;
    if let Some(recipe_path) = &recipe_path {
        io::write_atomically(recipe.as_bytes(), recipe_path)?;
        report.wrote("recipe", recipe_path);
    }
    io::write_atomically(&bytes, &path)?; // last: a picture that is there is a picture that is done
    report.done(&path, &output, took);
    Ok(())
}

/// What a person should know before the work is done.
fn forewarned(settings: &Settings, inputs: &Inputs, format: Format) -> Result<Vec<String>> {
    let mut notes = Vec::new();
    let plan = settings.recipe.plan(&settings.card, inputs)?;
    if plan.reduced {
        let (work, rect) = (plan.work, plan.rect);
        notes.push(format!(
            "edited at {}×{} of {}×{}, fine detail is lost; mask a part, or raise the resolution (--set \
             region.resolution=2)",
            work.width, work.height, rect.width, rect.height
        ));
    }
    let Some(image) = &inputs.image else { return Ok(notes) };
    if !format.lossless() {
        notes.push("JPEG can't promise identical pixels outside the mask; PNG, TIFF and WebP can".into());
    }
    if image.depth() == Depth::Sixteen && !matches!(format, Format::Png | Format::Tiff) {
        notes.push("the picture has 16 bits a colour, of which this format keeps 8; PNG and TIFF keep all".into());
    }
    Ok(notes)
}

fn read_mask(path: &Path, picture: &Pixels, notes: &mut Vec<String>) -> Result<Mask> {
    let opened = io::open(path).map_err(|error| Failure::from(error).about(path))?;
    notes.extend(opened.notes);
    let mask = Mask::from_pixels(&opened.pixels);
    same_size(&mask, picture).map_err(|failure| failure.about(path))?;
    Ok(mask)
}

fn same_size(mask: &Mask, picture: &Pixels) -> Result<()> {
    let (mask, picture) = (mask.extent(), picture.extent());
    if mask == picture {
        return Ok(());
    }
    Err(Failure::caller(format!(
        "the mask has {}×{} pixels, the picture {}×{}",
        mask.width, mask.height, picture.width, picture.height
    )))
}
