//! `palimpsest bench`: how fast this program is here, and how well its methods edit.

use super::args::{self, Telling};
use super::failure::{Failure, Result};
use super::interrupt::Interrupt;
use super::report::{Report, say};
use super::settings::source;
use super::{figures, place, table};
use crate::engine::Source;
use crate::measure::{self, Settings, Trials, Watch};
use crate::raster::io::write_atomically;

/// Shows what is measured; Ctrl-C stops it.
struct Watching {
    report: Report,
    interrupt: Interrupt,
}

impl Watch for Watching {
    fn tell(&self, what: &str) {
        self.report.busy(what);
    }
    fn stopped(&self) -> bool {
        self.interrupt.check().is_err()
    }
}

impl Watching {
    fn new(json: bool) -> Result<Self> {
        let telling = Telling { quiet: false, json };
        Ok(Self { report: Report::new(telling), interrupt: Interrupt::listen()? })
    }
}

/// Runs the command.
pub(super) fn run(args: &args::Bench) -> Result<()> {
    match args {
        args::Bench::Speed(args) => speed(args),
        args::Bench::Edits(args) => edits(args),
        args::Bench::Load(args) => {
            let source = source(&args.model);
            let watching = Watching::new(true)?;
            measure::load(&source, args.threads.map(|threads| threads as usize), &watching)
                .map_err(|error| about(error.into(), &source))
        }
    }
}

fn speed(args: &args::Speed) -> Result<()> {
    let settings = Settings {
        source: source(&args.model),
        size: args.size,
        only: args.only.clone(),
        runs: args.runs as usize,
        steps: args.steps as usize,
        threads: args.threads.map(|threads| threads as usize),
        program: std::env::current_exe()?,
    };
    let watching = Watching::new(args.json)?;
    let measured = measure::speed(&settings, &watching);
    watching.report.clear();
    let speed = measured.map_err(|error| about(error.into(), &settings.source))?;
    say(&if args.json { figures::as_json(&speed).to_string() } else { figures::as_text(&speed) });
    Ok(())
}

fn edits(args: &args::Edits) -> Result<()> {
    let trials = Trials {
        source: source(&args.model),
        folder: args.dir.clone(),
        kinds: args.kinds.clone(),
        limit: args.limit.map(|limit| limit as usize),
        methods: args.methods.clone(),
        results: args.results.clone(),
        against: args.against.clone(),
        steps: args.steps.map(|steps| steps as usize),
        seeds: args.seeds as usize,
        threads: args.threads.map(|threads| threads as usize),
    };
    let path = args.json.as_deref().map(place::file).transpose()?;
    let watching = Watching::new(false)?;
    let measured = measure::edits(&trials, &watching);
    watching.report.clear();
    let edits = measured.map_err(|error| match error {
        // Only a model's folder is not named by these themselves.
        measure::Error::Edit(crate::edit::Error::Model(_)) => about(error.into(), &trials.source),
        _ => error.into(),
    })?;
    say(&table::as_text(&edits));
    if let Some(path) = path {
        write_atomically(format!("{:#}\n", table::as_json(&edits)).as_bytes(), &path)?;
    }
    Ok(())
}

/// Names a folder at the end of what is wrong with it.
fn about(failure: Failure, source: &Source) -> Failure {
    match source {
        Source::Builtin => failure,
        Source::Folder(path) => failure.about(path),
    }
}
