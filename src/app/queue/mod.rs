//! The queue: edits that wait for the one that runs, in an order that can be changed. One runs after the other; all their
//! results go into the gallery.

pub mod panel;

use super::App;
use super::locale::t;
use super::run::State;
use crate::edit::recipe::Recipe;
use crate::engine::{Inputs, JobId, Source};

/// Most edits that can wait.
pub const MOST: usize = 200;

/// An edit that waits: everything as it was when it was added.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// Unique within the queue, growing.
    pub id: u64,
    /// What will run.
    pub recipe: Recipe,
    /// On what.
    pub inputs: Inputs,
    /// With which model.
    pub source: Source,
    /// 1…8.
    pub candidates: usize,
    /// Network calls that it plans, where that is known.
    pub calls: Option<usize>,
    /// What tells it from its neighbours: the values of a grid's cell.
    pub about: Option<String>,
}

/// Where a waiting edit is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Before all others.
    First,
    /// One earlier.
    Up,
    /// One later.
    Down,
    /// To this place, 0 is the first.
    At(usize),
}

/// What waits, first come first.
#[derive(Clone, Debug, Default)]
pub struct Queue {
    waiting: Vec<Waiting>,
    /// Nothing is begun until it is let go on.
    held: bool,
    next: u64,
    /// The run that was begun last, of those that wait no more.
    begun: Option<JobId>,
}

impl Queue {
    /// What waits.
    pub fn waiting(&self) -> &[Waiting] {
        &self.waiting
    }

    /// Nothing is begun.
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// Adds an edit at the end; its id, or none when too many wait.
    pub fn push(&mut self, waiting: Waiting) -> Option<u64> {
        if self.waiting.len() >= MOST {
            return None;
        }
        self.next += 1;
        self.waiting.push(Waiting { id: self.next, ..waiting });
        Some(self.next)
    }

    /// Moves one.
    pub fn place(&mut self, id: u64, place: Place) {
        let Some(from) = self.at(id) else { return };
        let to = match place {
            Place::First => 0,
            Place::Up => from.saturating_sub(1),
            Place::Down => from + 1,
            Place::At(to) => to,
        };
        let moved = self.waiting.remove(from);
        self.waiting.insert(to.min(self.waiting.len()), moved);
    }

    /// Takes one away.
    pub fn remove(&mut self, id: u64) -> Option<Waiting> {
        self.at(id).map(|at| self.waiting.remove(at))
    }

    /// Holds it, or lets it go on.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// Takes all away; how many there were.
    pub fn clear(&mut self) -> usize {
        self.held = false;
        std::mem::take(&mut self.waiting).len()
    }

    fn at(&self, id: u64) -> Option<usize> {
        self.waiting.iter().position(|waiting| waiting.id == id)
    }
}

impl App {
    /// Edits that wait.
    pub fn queue(&self) -> &Queue {
        &self.queue
    }

    /// Adds the draft to what waits.
    pub(super) fn enqueue(&mut self) {
        if std::mem::replace(&mut self.has_run, true) {
            self.draft.next_seed();
        }
        let recipe = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        let (inputs, candidates) = (self.inputs(), self.draft.candidates);
        self.wait_with(recipe, inputs, candidates, None);
    }

    /// Adds an edit to what waits; its place in the queue, none when too many wait.
    pub(super) fn wait_with(
        &mut self,
        recipe: Recipe,
        inputs: Inputs,
        candidates: usize,
        about: Option<String>,
    ) -> Option<u64> {
        let plan = self.card().and_then(|card| recipe.plan(card, &inputs).ok());
        let calls = plan.map(|plan| plan.unet_calls * candidates);
        let source = self.draft.source.clone();
        let id = self.queue.push(Waiting { id: 0, recipe, inputs, source, candidates, calls, about });
        if id.is_none() {
            self.notices.error(t!("queue-full"), t!("queue-full-told", most = MOST));
        }
        id
    }

    /// Before each frame: the next one follows when nothing runs. One that was stopped holds the others: somebody is there
    /// and means it. One that fails is told and holds none: a night's queue should not wait for a single bad edit.
    pub(super) fn tend_queue(&mut self) {
        self.queue.held &= !self.queue.waiting.is_empty(); // nobody could see that it is held
        let Some(run) = &self.run else { return self.begin_next() };
        if run.is_active() {
            self.queue.begun = Some(run.id());
            return;
        }
        if self.queue.begun.take().is_some_and(|begun| begun == run.id())
            && run.state == State::Cancelled
            && !self.queue.waiting.is_empty()
        {
            self.queue.held = true;
        }
        self.begin_next();
    }

    fn begin_next(&mut self) {
        if self.queue.held || self.queue.waiting.is_empty() || self.pair_runs().is_some() {
            return;
        }
        let next = self.queue.waiting.remove(0);
        self.start_of(next.source, next.recipe, next.inputs, next.candidates, None);
        if let Some(job) = self.run.as_ref().map(super::run::Run::id) {
            self.grid_begins(next.id, job);
        }
    }

    /// Another picture is opened: what waits is for the one before.
    pub(super) fn drop_queue(&mut self) {
        let dropped = self.queue.clear();
        if dropped > 0 {
            self.notices.info(t!("queue-dropped"), t!("queue-dropped-told", count = dropped));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;

    fn waiting() -> Waiting {
        let (recipe, source) = (Draft::new().recipe, Source::Builtin);
        Waiting { id: 0, recipe, inputs: Inputs::default(), source, candidates: 1, calls: None, about: None }
    }

    #[test]
    fn what_waits_can_be_put_elsewhere_and_taken_away() {
        let mut queue = Queue::default();
        let ids: Vec<u64> = (0..4).filter_map(|_| queue.push(waiting())).collect();
        let now = |queue: &Queue| queue.waiting().iter().map(|waiting| waiting.id).collect::<Vec<_>>();
        let [a, b, c, d] = ids[..] else { panic!("four wait") };
        queue.place(c, Place::First);
        assert_eq!(now(&queue), [c, a, b, d]);
        queue.place(c, Place::Up);
        queue.place(a, Place::Down);
        assert_eq!(now(&queue), [c, b, a, d]);
        queue.place(c, Place::At(99));
        queue.place(d, Place::At(0));
        assert_eq!(now(&queue), [d, b, a, c]);
        assert!(queue.remove(b).is_some() && queue.remove(b).is_none());
        queue.place(77, Place::First);
        assert_eq!((now(&queue), queue.clear(), queue.waiting().len()), (vec![d, a, c], 3, 0));
    }

    #[test]
    fn there_is_an_end_to_what_can_wait() {
        let mut queue = Queue::default();
        assert_eq!((0..MOST + 5).filter(|_| queue.push(waiting()).is_some()).count(), MOST);
    }
}
