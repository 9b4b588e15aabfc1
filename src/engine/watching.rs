//! A running job as the engine watches it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use super::inbox::Inbox;
use super::slot::Slot;
use super::{Event, Frame, JobId, Phase, Preview};
use crate::edit::Watch;

/// Tells progress and previews; asks the inbox whether to go on.
pub(super) struct Watching<'a> {
    pub(super) job: JobId,
    pub(super) candidate: usize,
    pub(super) candidates: usize,
    pub(super) begun: Instant,
    pub(super) inbox: &'a Inbox,
    pub(super) events: &'a Sender<Event>,
    pub(super) previews: &'a Slot<Preview>,
    pub(super) wake: &'a (dyn Fn() + Send + Sync),
    pub(super) frames: Vec<Arc<Frame>>,
}

impl Watching<'_> {
    /// By the steps done of all candidates: good enough for a line of text, from the second step on.
    fn left(&self, phase: Phase, i: usize, of: usize) -> Option<Duration> {
        if phase != Phase::Denoise || (i < 2 && self.candidate == 0) || of == 0 {
            return None;
        }
        let done = (self.candidate * of + i) as f64;
        let all = (self.candidates * of) as f64;
        Some(self.begun.elapsed().mul_f64((all / done - 1.0).max(0.0)))
    }
}

impl Watch for Watching<'_> {
    fn phase(&mut self, phase: Phase, i: usize, of: usize) {
        let left = self.left(phase, i, of);
        let (job, candidate, candidates) = (self.job, self.candidate, self.candidates);
        // Progress may be lost: the next one says more.
        if self.events.try_send(Event::Progress { job, candidate, candidates, phase, i, of, left }).is_ok() {
            (self.wake)();
        }
    }

    fn frame(&mut self, frame: Arc<Frame>) {
        self.frames.push(frame);
        let (job, candidate, frames) = (self.job, self.candidate, self.frames.clone());
        drop(self.previews.put(Preview { job, candidate, frames }));
        (self.wake)();
    }

    fn cancelled(&mut self) -> bool {
        self.inbox.stopped()
    }
}
