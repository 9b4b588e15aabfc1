//! `palimpsest generate`: words in, picture out.

use super::args;
use super::edit::perform;
use super::failure::{Failure, Result};
use super::interrupt::Interrupt;
use super::place;
use super::settings::Settings;
use crate::engine::Inputs;

/// Runs the command.
pub(super) fn run(args: &args::Generate) -> Result<()> {
    let interrupt = Interrupt::listen()?;
    place::picture(&args.options.output)?;
    let mut settings = Settings::new(&args.options, "classifier_free")?;
    if args.size.is_some() {
        settings.recipe.region.extent = args.size;
    }
    if settings.recipe.prompt.target.trim().is_empty() && settings.card.text {
        return Err(Failure::caller("words are needed to make a picture from, give them as --prompt"));
    }
    perform(&args.options, &settings, &Inputs::default(), Vec::new(), &interrupt)
}
