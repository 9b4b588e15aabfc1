//! What was done, and what was undone, bounded by bytes. No act costs more than its own size: sums are kept, and older
//! tiles are compressed a few at a time.

use std::collections::VecDeque;

use super::step::{State, Step};

/// At most this much is kept unless somebody says otherwise, but the newest step always is.
pub(super) const BUDGET_BYTES: usize = 512 << 20;

/// So many of the newest steps stay as they are: what was just done is what is undone.
const YOUNG: usize = 4;

/// At most so many tiles are compressed by an act, some tens of milliseconds.
const PACKED_AT_ONCE: usize = 24;

/// Two stacks of steps.
#[derive(Clone, Debug)]
pub(super) struct History {
    done: Stack,
    undone: Stack,
    budget_bytes: usize,
    now: State,
}

/// Steps, the newest last.
#[derive(Clone, Debug, Default)]
struct Stack {
    steps: VecDeque<Step>,
    bytes: usize,
    /// So many of the oldest have nothing left to compress.
    packed: usize,
}

impl Default for History {
    fn default() -> Self {
        Self { done: Stack::default(), undone: Stack::default(), budget_bytes: BUDGET_BYTES, now: State::default() }
    }
}

impl History {
    /// A new step: what was undone can no longer be redone.
    pub(super) fn push(&mut self, step: Step) {
        self.undone = Stack::default();
        self.keep(step);
    }

    /// The step to undo.
    pub(super) fn take_done(&mut self) -> Option<Step> {
        self.done.pop()
    }

    /// The step to redo.
    pub(super) fn take_undone(&mut self) -> Option<Step> {
        self.undone.pop()
    }

    /// A step was undone; `step` redoes it.
    pub(super) fn keep_undone(&mut self, step: Step) {
        self.now = step.before;
        self.undone.push(step);
        self.tidy();
    }

    /// A step was done, perhaps again; `step` undoes it.
    pub(super) fn keep(&mut self, step: Step) {
        self.now = step.after;
        self.done.push(step);
        self.tidy();
    }

    /// The steps that can be undone, the newest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = &Step> {
        self.done.steps.iter().rev()
    }

    /// Name of the step that would be undone.
    pub(super) fn next_undo(&self) -> Option<&str> {
        self.done.steps.back().map(|step| &*step.name)
    }

    /// Name of the step that would be redone.
    pub(super) fn next_redo(&self) -> Option<&str> {
        self.undone.steps.back().map(|step| &*step.name)
    }

    /// The step that would be undone, or redone.
    pub(super) fn next(&self, is_back: bool) -> Option<&Step> {
        if is_back { self.done.steps.back() } else { self.undone.steps.back() }
    }

    /// Which state picture and mask are in.
    pub(super) fn now(&self) -> State {
        self.now
    }

    /// Bytes that the history holds.
    pub(super) fn bytes(&self) -> usize {
        self.done.bytes + self.undone.bytes
    }

    /// Forgets what is beyond the new budget at once.
    pub(super) fn limit_to(&mut self, bytes: usize) {
        self.budget_bytes = bytes;
        self.forget();
    }

    /// May hold as much as another one.
    pub(super) fn limit_as(&mut self, other: &Self) {
        self.limit_to(other.budget_bytes);
    }

    fn tidy(&mut self) {
        let mut tiles = PACKED_AT_ONCE;
        self.done.pack(&mut tiles);
        self.undone.pack(&mut tiles);
        self.forget();
    }

    /// Forgets the oldest steps, and when there are none, what is farthest from being redone.
    fn forget(&mut self) {
        while self.bytes() > self.budget_bytes {
            let forgot = self.done.forget_oldest() || self.undone.forget_oldest();
            if !forgot {
                return;
            }
        }
    }
}

impl Stack {
    fn push(&mut self, step: Step) {
        self.bytes += step.bytes;
        self.steps.push_back(step);
    }

    fn pop(&mut self) -> Option<Step> {
        let step = self.steps.pop_back()?;
        self.bytes -= step.bytes;
        self.packed = self.packed.min(self.steps.len());
        Some(step)
    }

    fn pack(&mut self, tiles: &mut usize) {
        while self.packed + YOUNG < self.steps.len() && *tiles > 0 {
            let step = &mut self.steps[self.packed];
            let before = step.bytes;
            let is_packed = step.pack(tiles);
            self.bytes = self.bytes + step.bytes - before;
            if !is_packed {
                return;
            }
            self.packed += 1;
        }
    }

    /// Lets the oldest step go, but never the newest.
    fn forget_oldest(&mut self) -> bool {
        if self.steps.len() < 2 {
            return false;
        }
        let Some(step) = self.steps.pop_front() else { return false };
        self.bytes -= step.bytes;
        self.packed = self.packed.saturating_sub(1);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::Change;
    use super::*;
    use crate::raster::Tile;

    fn step(number: u64) -> Step {
        let rows: Vec<u8> = (0..1000).map(|i: u64| (i.wrapping_mul(number + 3).pow(3) >> 5) as u8).collect();
        let tiles = vec![(0, Tile::Rows(rows.into()))];
        let state = |number| State { picture: number, mask: number };
        Step::of(format!("{number}").into(), vec![Change::PaintMask { tiles }], state(number), state(number + 1))
    }

    fn summed(history: &History) -> usize {
        [&history.done, &history.undone].into_iter().flat_map(|stack| &stack.steps).map(|step| step.bytes).sum()
    }

    #[test]
    fn the_oldest_steps_are_forgotten_first_and_the_newest_is_always_kept() {
        let mut history = History::default();
        (0..10).for_each(|number| history.push(step(number)));
        let all = history.bytes();
        assert_eq!(all, summed(&history));
        history.limit_to(all / 2);
        assert!((3..=6).contains(&history.done.steps.len()), "{}", history.done.steps.len());
        assert_eq!((history.next_undo(), history.now().picture), (Some("9"), 10));
        let newest = history.take_done().unwrap();
        history.keep_undone(newest);
        assert_eq!((history.next_undo(), history.next_redo(), history.now().mask), (Some("8"), Some("9"), 9));
        history.limit_to(0);
        assert_eq!((history.done.steps.len(), history.undone.steps.len()), (1, 1));
        assert_eq!(history.bytes(), summed(&history));
    }

    #[test]
    fn old_steps_are_compressed_and_sums_hold() {
        let mut history = History::default();
        (0..40).for_each(|number| history.push(step(number)));
        assert_eq!((history.done.packed, history.bytes()), (40 - YOUNG, summed(&history)));
        for _ in 0..30 {
            let step = history.take_done().unwrap();
            history.keep_undone(step);
            assert_eq!(history.bytes(), summed(&history));
        }
        assert_eq!((history.done.packed, history.undone.packed, history.now().picture), (10, 30 - YOUNG, 10));
        for _ in 0..30 {
            let step = history.take_undone().unwrap();
            history.keep(step);
        }
        assert_eq!((history.bytes(), history.next_undo(), history.next_redo()), (summed(&history), Some("39"), None));
    }
}
