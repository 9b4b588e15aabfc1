//! What was done, and what was undone, bounded by bytes.

use std::borrow::Cow;
use std::collections::VecDeque;

use super::change::Change;

/// At least this much is kept before the oldest step is forgotten, unless somebody says otherwise.
const LIMIT_BYTES: usize = 512 << 20;

/// One step of the history.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// As the menu shows it: "Brush stroke".
    pub(super) name: Cow<'static, str>,
    /// Undoes (or redoes) the step when applied last to first.
    pub(super) changes: Vec<Change>,
    /// Which state of the picture the step leads to; `None` when it only changes the mask.
    pub(super) picture: Option<u64>,
    /// Which state of the mask it leads to; `None` when it leaves the mask as it is.
    pub(super) mask: Option<u64>,
}

impl Step {
    fn bytes(&self) -> usize {
        self.changes.iter().map(Change::bytes).sum()
    }
}

/// Two stacks of steps.
#[derive(Clone, Debug)]
pub(super) struct History {
    done: VecDeque<Step>,
    undone: Vec<Step>,
    bytes: usize,
    /// How much is kept before the oldest step is forgotten.
    limit: usize,
    /// The picture's state when all kept steps are undone.
    base: u64,
    /// The mask's.
    base_mask: u64,
}

impl Default for History {
    fn default() -> Self {
        let (done, undone) = (VecDeque::new(), Vec::new());
        Self { done, undone, bytes: 0, limit: LIMIT_BYTES, base: 0, base_mask: 0 }
    }
}

impl History {
    /// A new step: what was undone can no longer be redone.
    pub(super) fn push(&mut self, step: Step) {
        self.undone.clear();
        self.keep(step);
        self.limit_to(self.limit);
    }

    /// Keeps this many bytes from now on, and forgets what is too much; the newest step always stays.
    pub(super) fn limit_to(&mut self, bytes: usize) {
        self.limit = bytes;
        self.bytes = self.done.iter().map(Step::bytes).sum();
        self.forget_oldest(bytes);
    }

    /// The step to undo.
    pub(super) fn take_done(&mut self) -> Option<Step> {
        self.done.pop_back()
    }

    /// The step to redo.
    pub(super) fn take_undone(&mut self) -> Option<Step> {
        self.undone.pop()
    }

    /// A step was undone; `step` redoes it.
    pub(super) fn keep_undone(&mut self, step: Step) {
        self.undone.push(step);
    }

    /// A step was redone; `step` undoes it.
    pub(super) fn keep(&mut self, step: Step) {
        self.done.push_back(step);
    }

    /// Name of the step that would be undone.
    pub(super) fn next_undo(&self) -> Option<&str> {
        self.done.back().map(|step| &*step.name)
    }

    /// Name of the step that would be redone.
    pub(super) fn next_redo(&self) -> Option<&str> {
        self.undone.last().map(|step| &*step.name)
    }

    /// Which state the picture is in.
    pub(super) fn picture(&self) -> u64 {
        self.done.iter().rev().find_map(|step| step.picture).unwrap_or(self.base)
    }

    /// Which state the mask is in.
    pub(super) fn mask(&self) -> u64 {
        self.done.iter().rev().find_map(|step| step.mask).unwrap_or(self.base_mask)
    }

    /// Bytes that the history holds.
    pub(super) fn bytes(&self) -> usize {
        self.done.iter().chain(&self.undone).map(Step::bytes).sum()
    }

    fn forget_oldest(&mut self, limit_bytes: usize) {
        while self.bytes > limit_bytes && self.done.len() > 1 {
            let Some(step) = self.done.pop_front() else { return };
            self.bytes -= step.bytes();
            self.base = step.picture.unwrap_or(self.base);
            self.base_mask = step.mask.unwrap_or(self.base_mask);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Tile;

    #[test]
    fn the_oldest_steps_are_forgotten_first_and_the_newest_is_always_kept() {
        let mut history = History::default();
        for number in 0..10 {
            let tiles = vec![(0, Tile::Rows(vec![0; 1000].into()))];
            history.push(Step {
                name: format!("{number}").into(),
                changes: vec![Change::PaintMask { tiles }],
                picture: Some(number + 1),
                mask: Some(number + 1),
            });
        }
        let all = history.bytes();
        history.forget_oldest(all / 2);
        assert_eq!(history.done.len(), 5);
        assert_eq!(history.next_undo(), Some("9"));
        assert_eq!((history.picture(), history.base), (10, 5));
        assert_eq!((history.mask(), history.base_mask), (10, 5));
        history.limit_to(0);
        assert_eq!(history.done.len(), 1);
    }
}
