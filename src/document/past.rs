//! Undo across a restart: the steps that a file keeps beside a document, and the way back into its history.

use super::act::Act;
use super::change::Change;
use super::step::{State, Step};
use super::{Document, Parts};
use crate::raster::{Error, Result};

/// Steps of a history, the newest first. They share their pixels with it.
#[derive(Clone, Debug, Default)]
pub struct Past {
    steps: Vec<Step>,
    bytes: usize,
}

impl Past {
    /// The same steps, each as an act of what undoes it: its changes are to be done last to first.
    pub fn acts(&self) -> impl Iterator<Item = Act> {
        self.steps.iter().map(|step| Act::Step { name: step.name.clone(), changes: step.clone().into_changes() })
    }

    /// Adds what undoes the step before the others, as [`Self::acts`] gave it, its tiles compressed.
    pub fn push(&mut self, act: Act) {
        if let Act::Step { name, changes } = act {
            let mut step = Step::of(name, changes, State::default(), State::default());
            let mut all_tiles = usize::MAX;
            step.pack(&mut all_tiles);
            self.bytes += step.bytes;
            self.steps.push(step);
        }
    }

    /// Number of steps.
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// There is nothing to undo.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Bytes that keeping them costs.
    pub fn bytes(&self) -> usize {
        self.bytes
    }
}

impl Document {
    /// The newest steps that can be undone, as many as cost no more than `bytes`. None while a step is open: they would
    /// not fit what the document is now.
    pub fn past(&self, bytes: usize) -> Past {
        let mut past = Past::default();
        if self.open.is_none() {
            for step in self.history.newest() {
                if past.bytes + step.bytes > bytes {
                    break;
                }
                past.bytes += step.bytes;
                past.steps.push(step.clone());
            }
        }
        past
    }

    /// Takes steps of a file in, as what can be undone of a document that has nothing to undo yet. Errors when they can't
    /// be steps of this document; then it still has nothing to undo.
    pub fn remember(&mut self, past: Past) -> Result<()> {
        let next = (self.next_layer, self.next_group);
        // All is undone once, looked at, and done again: what is offered later can be done then.
        let mut again = Vec::new();
        let fits = past.steps.iter().try_for_each(|step| self.undo_to_look(step, next, &mut again));
        for change in again.into_iter().rev() {
            change.apply(self);
        }
        (self.next_layer, self.next_group) = next;
        // It is what it was: so is what was composed of it.
        self.stale = None;
        self.dirty_picture = Some(self.extent().rect());
        self.dirty_mask = self.dirty_picture;
        fits?;
        for step in past.steps.into_iter().rev() {
            self.keep_step(step);
        }
        self.mark_saved();
        Ok(())
    }

    fn undo_to_look(&mut self, step: &Step, next: (u64, u64), again: &mut Vec<Change>) -> Result<()> {
        for change in step.clone().into_changes().into_iter().rev() {
            match &change {
                Change::Reframe { framed } => {
                    let (original, layers, mask) = framed.parts();
                    Parts { original, layers, mask, ..self.parts_with(next) }.check()?;
                }
                // Nothing is undone by a frame.
                Change::Frame { .. } => return Err(Error::Size { reason: "an undo step is none".to_owned() }),
                change => change.check(self)?,
            }
            again.push(change.apply(self));
        }
        self.parts_with(next).check()
    }

    fn parts_with(&self, (next_layer, next_group): (u64, u64)) -> Parts {
        Parts { next_layer, next_group, ..self.parts() }
    }

    /// A step that was done goes into the history; which states it leads from and to is worked out.
    pub(super) fn keep_step(&mut self, mut step: Step) {
        let state = self.next_state;
        self.next_state += 1;
        let (of_picture, of_mask) = step.touches();
        step.before = self.history.now();
        step.after = State {
            picture: if of_picture { state } else { step.before.picture },
            mask: if of_mask { state } else { step.before.mask },
        };
        self.history.push(step);
    }
}
