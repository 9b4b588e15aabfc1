//! A fresh process of ourselves that loads the model and ends.

use std::path::Path;
use std::process::{Command, Stdio};

use super::driver::Driver;
use super::speed::{Settings, Watch};
use super::{Error, Result, Samples};
use crate::engine::Source;

/// Loads a model as an edit would, and drops it: what the fresh process does.
pub fn load(source: &Source, threads: Option<usize>, watch: &dyn Watch) -> Result<()> {
    Driver::start(source, threads)?.load(watch)
}

/// Seconds from the process's start to its end.
pub(super) fn measure(settings: &Settings, program: &Path, watch: &dyn Watch) -> Result<Samples> {
    let model = match &settings.source {
        Source::Builtin => Path::new("builtin"),
        Source::Folder(path) => path,
    };
    Samples::of(settings.runs, |_| {
        watch.check()?;
        let mut command = Command::new(program);
        command.args(["bench", "load", "--model"]).arg(model);
        if let Some(threads) = settings.threads {
            command.arg("--threads").arg(threads.to_string());
        }
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status()?;
        if status.success() { Ok(()) } else { Err(Error::Startup(status)) }
    })
}
