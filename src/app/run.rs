//! One run of the engine as the window sees it: its steps, its candidates, and which of them is looked at.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::candidate::Candidate;
use super::develop::Developed;
use crate::document::LayerId;
use crate::engine::{Event, Frame, Inputs, Job, JobId, JobKind, Phase, Preview};

/// How a run stands.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Sent, not yet begun.
    Waiting,
    /// Going on.
    Running,
    /// Over; what was finished stays.
    Done,
    /// Stopped on request.
    Cancelled,
    /// It could not be done; one sentence.
    Failed(String),
}

/// What the pointer rests on in the film strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glance {
    /// A step.
    Step(usize),
    /// The result.
    Result,
}

/// Where the run is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// Candidate that runs, from 0.
    pub candidate: usize,
    /// What goes on.
    pub phase: Phase,
    /// Done.
    pub i: usize,
    /// Of.
    pub of: usize,
    /// Estimated time left.
    pub left: Option<Duration>,
}

/// One run.
#[derive(Clone, Debug)]
pub struct Run {
    /// What was asked.
    pub job: Job,
    /// How it stands.
    pub state: State,
    /// Steps of each candidate so far.
    pub frames: Vec<Vec<Arc<Frame>>>,
    /// Finished ones.
    pub candidates: Vec<Candidate>,
    /// Which candidate is looked at, by its index.
    pub shown: usize,
    /// Which of its steps is looked at; the newest (or the result) when none.
    pub step: Option<usize>,
    /// What the pointer rests on in the strip, while it does: a step, or the result.
    pub glance: Option<Glance>,
    /// The run whose step this one left, and how many of its steps it keeps.
    pub parent: Option<(JobId, usize)>,
    /// Steps that were decoded in full.
    pub developed: Developed,
    /// The person chose `shown`, so that it doesn't follow the run.
    pub chosen: bool,
    /// Newest progress.
    pub progress: Option<Progress>,
    /// Loading of the model, 0…1.
    pub loading: Option<f32>,
    /// Held.
    pub paused: bool,
    /// Nothing of it lies over the picture (a candidate was accepted).
    pub resting: bool,
    /// The last picture of the live run before this one, shown until this one has its own.
    pub before: Option<Candidate>,
    /// The steps of the live run before this one, until this one has its own.
    pub before_strip: Vec<Arc<Frame>>,
    /// Will stop after the candidate that runs.
    pub finishing: bool,
    /// Candidates by their index, and the gallery's id of each.
    pub results: Vec<(usize, u64)>,
    /// Layers that its candidates became, in the order in which they were accepted.
    pub accepted: Vec<LayerId>,
    /// When it was sent.
    pub since: Instant,
}

impl Run {
    /// A run that has just been sent.
    pub fn new(job: Job) -> Self {
        Self {
            frames: vec![Vec::new(); job.candidates],
            job,
            state: State::Waiting,
            candidates: Vec::new(),
            shown: 0,
            step: None,
            glance: None,
            parent: None,
            developed: Developed::default(),
            chosen: false,
            progress: None,
            loading: None,
            paused: false,
            resting: false,
            before: None,
            before_strip: Vec::new(),
            finishing: false,
            results: Vec::new(),
            accepted: Vec::new(),
            since: Instant::now(),
        }
    }

    /// Its identity.
    pub fn id(&self) -> JobId {
        self.job.id
    }

    /// What it was given.
    pub fn inputs(&self) -> &Inputs {
        &self.job.inputs
    }

    /// It goes on, or will.
    pub fn is_active(&self) -> bool {
        matches!(self.state, State::Waiting | State::Running)
    }

    /// Its results may be kept.
    pub fn is_explicit(&self) -> bool {
        self.job.kind == JobKind::Run
    }

    /// Takes in what the engine told about this run.
    pub fn hear(&mut self, event: &Event) {
        match event {
            Event::Started(_) => self.state = State::Running,
            Event::Loading { done, .. } => self.loading = (*done < 1.0).then_some(*done),
            Event::Progress { candidate, phase, i, of, left, .. } => {
                self.state = State::Running;
                self.loading = None;
                self.progress = Some(Progress { candidate: *candidate, phase: *phase, i: *i, of: *of, left: *left });
                if !self.chosen {
                    self.shown = *candidate;
                }
            }
            Event::Candidate { candidate, output, took, .. } => {
                if let Some(frames) = self.frames.get_mut(*candidate) {
                    frames.clone_from(&output.frames);
                }
                self.candidates.push(Candidate::new(*candidate, output, *took));
                if !self.chosen {
                    self.shown = *candidate;
                }
            }
            Event::Done(_) => self.state = State::Done,
            Event::Cancelled(_) => self.end(State::Cancelled),
            // A run that is over can't fail any more: then it was a step that couldn't be developed, and stays coarse.
            Event::Failed { .. } if !self.is_active() => {}
            Event::Failed { error, .. } => self.end(State::Failed(error.to_string())),
            Event::Developed { candidate, step, pixels, rect, .. } => {
                self.developed.keep((*candidate, *step), pixels, *rect);
            }
            Event::Queued(_)
            | Event::Model { .. }
            | Event::Tokens { .. }
            | Event::Heat { .. }
            | Event::Words { .. }
            | Event::RoundTrip { .. } => {}
        }
    }

    /// It ended early: look at what is finished, if anything is.
    fn end(&mut self, state: State) {
        self.state = state;
        if self.candidate().is_none()
            && let Some(last) = self.candidates.last()
        {
            self.shown = last.index;
        }
    }

    /// Takes in the newest previews.
    pub fn see(&mut self, preview: Preview) {
        if let Some(frames) = self.frames.get_mut(preview.candidate)
            && frames.len() < preview.frames.len()
        {
            *frames = preview.frames;
        }
    }

    /// The candidate that is looked at, when it is finished.
    pub fn candidate(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.index == self.shown && !self.resting)
    }

    /// The index of the candidate that the gallery has under this id, where it has not been taken away.
    pub fn candidate_of(&self, result: u64) -> Option<usize> {
        let (index, _) = self.results.iter().find(|(_, id)| *id == result)?;
        self.candidates.iter().any(|candidate| candidate.index == *index).then_some(*index)
    }

    /// Steps of the candidate that is looked at.
    pub fn strip(&self) -> &[Arc<Frame>] {
        let own = self.frames.get(self.shown).map_or(&[][..], Vec::as_slice);
        if own.is_empty() && self.is_active() { &self.before_strip } else { own }
    }

    /// A step of the candidate that is looked at.
    pub fn at(&self, step: usize) -> Option<&Arc<Frame>> {
        self.strip().iter().find(|frame| frame.step == step)
    }

    /// The step that the pointer or the person chose; the newest (or the result) when none.
    pub fn looked_at(&self) -> Option<usize> {
        match self.glance {
            Some(Glance::Step(step)) => Some(step),
            Some(Glance::Result) => None,
            None => self.step,
        }
    }

    /// The step that the canvas shows instead of a result: the chosen one, or the newest while it runs.
    pub fn frame(&self) -> Option<&Arc<Frame>> {
        match self.looked_at() {
            Some(step) => self.at(step),
            None if self.candidate().is_none() && self.is_active() => self.newest(),
            None => None,
        }
    }

    /// The newest step of a run that goes on. Where the result of the live run before can be seen, the rough first half
    /// would only flicker.
    fn newest(&self) -> Option<&Arc<Frame>> {
        let own = self.frames.get(self.shown).and_then(|frames| frames.last());
        if self.before.is_some() { own.filter(|frame| 2 * frame.step >= frame.of) } else { self.strip().last() }
    }

    /// Moves the look by `by` steps; past the last one is the result.
    pub fn scrub(&mut self, by: isize) {
        let count = self.strip().len();
        if count == 0 {
            return;
        }
        let now = self.step.and_then(|step| self.strip().iter().position(|frame| frame.step == step));
        let to = (now.unwrap_or(count) as isize + by).clamp(0, count as isize) as usize;
        self.step = self.strip().get(to).map(|frame| frame.step);
        self.glance = None;
        self.resting = false;
    }

    /// Looks at candidate `index`.
    pub fn look(&mut self, index: usize) {
        self.shown = index;
        self.chosen = true;
        self.step = None;
        self.resting = false;
    }

    /// A live run that follows `old`: it shows the old result until it has one of its own.
    #[must_use]
    pub fn after(mut self, old: Self) -> Self {
        self.before_strip = old.strip().to_vec();
        self.before = old.candidate().cloned().or(old.before);
        self
    }

    /// Takes the candidate that is looked at away, and looks at its neighbour.
    pub fn discard(&mut self) {
        let Some(at) = self.candidates.iter().position(|candidate| candidate.index == self.shown) else { return };
        self.candidates.remove(at);
        self.step = None;
        if let Some(next) = self.candidates.get(at).or(self.candidates.last()) {
            self.shown = next.index;
        }
    }

    /// Share of the whole run that is done, 0…1.
    pub fn done(&self) -> f32 {
        let Some(now) = self.progress else { return self.loading.unwrap_or(0.0) };
        // Encoding and decoding are short beside the loop; the bar is the loop's.
        let part = match now.phase {
            Phase::Encode => 0.0,
            Phase::Decode => 1.0,
            Phase::Compare | Phase::Invert | Phase::Source | Phase::Look | Phase::Denoise => {
                now.i as f32 / now.of.max(1) as f32
            }
        };
        ((now.candidate as f32 + part) / self.job.candidates.max(1) as f32).clamp(0.0, 1.0)
    }
}
