//! One request to edit.
use super::Source;
use crate::edit::{Inputs, Recipe};
/// Identity of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u64);
/// Whether its results may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// Explicit: results are candidates.
    Run,
    /// Live: a preview, never a candidate.
    Live,
    /// No edit: the heat map of a DiffEdit recipe, told by `Event::Heat`.
    Heat,
    /// No edit: where the words of a Prompt-to-Prompt recipe look, told by `Event::Words`.
    Words,
    /// No edit: the picture to noise and back by DDIM and by DDPM, told by `Event::RoundTrip`. The inversion that it finds
    /// serves the edits after it.
    RoundTrip,
}
/// One request to edit.
#[derive(Clone, Debug)]
pub struct Job {
    /// Chosen by the caller, growing.
    pub id: JobId,
    /// See there.
    pub kind: JobKind,
    /// Where the model is (recipes carry no paths).
    pub source: Source,
    /// What to do.
    pub recipe: Recipe,
    /// To what.
    pub inputs: Inputs,
    /// 1…8; candidate i runs by `Recipe::candidate`: from seed + i.
    pub candidates: usize,
}
