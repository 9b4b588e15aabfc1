//! `palimpsest bench`: how fast this program is here.

use super::args::{self, Telling};
use super::failure::{Failure, Result};
use super::figures;
use super::interrupt::Interrupt;
use super::report::{Report, say};
use super::settings::source;
use crate::engine::Source;
use crate::measure::{self, Settings, Watch};

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

/// Names a folder at the end of what is wrong with it.
fn about(failure: Failure, source: &Source) -> Failure {
    match source {
        Source::Builtin => failure,
        Source::Folder(path) => failure.about(path),
    }
}
