//! What the engine tells.
use super::{Error, Frame, Heat, JobId, ModelCard, Output, Part, Phase, RoundTrip, Source, WordMaps};
use crate::raster::{Pixels, Rect};
use std::sync::Arc;
use std::time::Duration;
/// What the engine tells.
#[derive(Clone, Debug)]
pub enum Event {
    /// Accepted.
    Queued(JobId),
    /// It is this job's turn.
    Started(JobId),
    /// A model is being loaded for a job (or a preload, without one).
    Loading {
        /// For whom.
        job: Option<JobId>,
        /// What of it.
        part: Part,
        /// 0…1.
        done: f32,
    },
    /// Progress within a candidate.
    Progress {
        /// Which run.
        job: JobId,
        /// Which candidate, from 0.
        candidate: usize,
        /// Of how many.
        candidates: usize,
        /// What goes on.
        phase: Phase,
        /// Done.
        i: usize,
        /// Of.
        of: usize,
        /// Estimated time left of the whole job, once known.
        left: Option<Duration>,
    },
    /// A candidate is finished.
    Candidate {
        /// Which run.
        job: JobId,
        /// From 0.
        candidate: usize,
        /// The result.
        output: Arc<Output>,
        /// Wall time.
        took: Duration,
    },
    /// The heat map of a job that asked for one.
    Heat {
        /// Which job.
        job: JobId,
        /// Where its words differ.
        heat: Arc<Heat>,
        /// Wall time.
        took: Duration,
    },
    /// Where the words look, for a job that asked for it.
    Words {
        /// Which job.
        job: JobId,
        /// A map a word.
        words: Arc<WordMaps>,
        /// Wall time.
        took: Duration,
    },
    /// What a job that asked for a round trip found.
    RoundTrip {
        /// Which job.
        job: JobId,
        /// What came back.
        trip: Arc<RoundTrip>,
        /// Wall time.
        took: Duration,
    },
    /// All candidates are finished.
    Done(JobId),
    /// Stopped on request; what was finished before stays.
    Cancelled(JobId),
    /// It failed; one sentence.
    Failed {
        /// Which run.
        job: JobId,
        /// Why.
        error: Arc<Error>,
    },
    /// Answer to `Inspect` and `Preload`.
    Model {
        /// Which.
        source: Source,
        /// What it is, or why it can't be used.
        card: Result<Arc<ModelCard>, String>,
    },
    /// Answer to `Develop`.
    Developed {
        /// Which run.
        job: JobId,
        /// Which candidate.
        candidate: usize,
        /// Which step.
        step: usize,
        /// The decoded x̂₀ of the region.
        pixels: Arc<Pixels>,
        /// Where in the picture.
        rect: Rect,
    },
    /// Answer to `Count`.
    Tokens {
        /// The words.
        prompt: String,
        /// Tokens without BOS and EOS.
        tokens: usize,
        /// Most that fit.
        limit: usize,
    },
}
/// The mailbox of previews holds one of these; each carries all frames of its candidate so far, so none is lost.
#[derive(Clone, Debug)]
pub struct Preview {
    /// Which run.
    pub job: JobId,
    /// Which candidate.
    pub candidate: usize,
    /// All so far.
    pub frames: Vec<Arc<Frame>>,
}
