//! What the engine can be asked.
use super::{Job, JobId, Source};
/// What the engine can be asked.
#[expect(clippy::large_enum_variant, reason = "a handful exist at a time")]
#[derive(Clone, Debug)]
pub enum Command {
    /// Queue a job.
    Run(Job),
    /// Stop now: nothing is decoded, document and engine are as before.
    Cancel(JobId),
    /// Stop after the candidate that runs.
    Finish(JobId),
    /// Pause or resume the job that runs (in the middle of a pass too).
    Pause(bool),
    /// Read what a model is and check it: answered by `Event::Model`.
    Inspect(Source),
    /// Load a model so that the first edit does not wait.
    Preload(Source),
    /// Drop a model from memory.
    Forget(Source),
    /// Decode one step of a finished or running candidate in full: answered by `Event::Developed`.
    Develop {
        /// Which run.
        job: JobId,
        /// Which candidate.
        candidate: usize,
        /// Which step.
        step: usize,
    },
    /// Do number work on this many threads (physical cores when none), once what waits before it is done.
    Threads(Option<usize>),
    /// Count tokens of a prompt with a loaded model: answered by `Event::Tokens`.
    Count {
        /// Which model.
        source: Source,
        /// The words.
        prompt: String,
    },
}
