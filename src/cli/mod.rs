//! Arguments → recipe → engine → files.
//!
//! | File | What it holds |
//! |---|---|
//! | `args` | the arguments as typed |
//! | `number` | numbers and pairs within arguments |
//! | `failure` | what went wrong, as one line and an exit code |
//! | `interrupt` | Ctrl-C |
//! | `report` | progress: a bar, JSON lines or silence |
//! | `place` | where results go, checked before any work |
//! | `settings` | options and recipe files → a recipe |
//! | `work` | one job through the engine |
//! | `edit`, `mask`, `words`, `invert`, `generate`, `tour`, `methods`, `models`, `bench` | one command each |
//! | `figures` | figures of speed as a table and as JSON |
//! | `strip` | previews side by side |

mod args;
mod bench;
mod edit;
mod failure;
mod figures;
mod generate;
mod interrupt;
mod invert;
mod mask;
mod methods;
mod models;
mod number;
mod place;
mod report;
mod settings;
mod strip;
mod table;
mod tour;
mod words;
mod work;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command};
use failure::Failure;

/// What the arguments ask for.
#[derive(Debug)]
pub enum Mode {
    /// The window, on a file or on the empty state.
    Window(Option<PathBuf>),
    /// Work without a window.
    Run(Box<Task>),
}

/// Work that needs no window: see [`run`].
#[derive(Debug)]
pub struct Task(Command);

/// Reads the arguments, the program's name first. What is wrong with them has been told when this returns an exit code;
/// `--help` and `--version` have been answered and return success.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Mode, ExitCode> {
    match Args::try_parse_from(arguments) {
        Ok(Args { command: Some(command), .. }) => Ok(Mode::Run(Box::new(Task(command)))),
        Ok(Args { file, .. }) => match file.as_ref().filter(|file| !file.is_file()) {
            None => Ok(Mode::Window(file)),
            Some(file) if file.is_dir() => {
                Err(Failure::caller(format!("this is a folder, not a picture: {}", file.display())).tell())
            }
            Some(file) => Err(Failure::caller(format!("no such file or command: {}", file.display())).tell()),
        },
        Err(error) if error.use_stderr() => Err(Failure::from(&error).tell()),
        Err(help) => {
            report::say(help.render().to_string().trim_end());
            Err(ExitCode::SUCCESS)
        }
    }
}

/// Runs a task: 0 done, 1 our failure, 2 the caller's error, 130 after Ctrl-C; what went wrong is told in one line.
pub fn run(task: Task) -> ExitCode {
    let done = std::panic::catch_unwind(|| match task.0 {
        Command::Edit(args) => edit::run(&args),
        Command::Mask(args) => mask::run(&args),
        Command::Words(args) => words::run(&args),
        Command::Invert(args) => invert::run(&args),
        Command::Generate(args) => generate::run(&args),
        Command::Tour(args) => tour::run(&args),
        Command::Methods(args) => methods::run(&args),
        Command::Models(args) => models::run(&args),
        Command::Bench(args) => bench::run(&args),
    });
    match done {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => failure.tell(),
        Err(_) => Failure::Ours("the program has a fault; the lines above belong into a report".into()).tell(),
    }
}

/// Says why there is no window and runs the tour in its place.
pub fn tour_instead(reason: &str) -> ExitCode {
    report::say(&format!("No window: {}. Running `palimpsest tour` instead.", failure::one_line(reason)));
    run(Task(Command::Tour(args::Tour::default())))
}
