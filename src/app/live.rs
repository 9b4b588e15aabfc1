//! Live edits: the newest draft runs as a preview, quickly while the hand moves, in full when it rests.

use std::time::{Duration, Instant};

use egui::Context;

use super::App;
use super::run::Run;
use crate::edit::recipe::Recipe;
use crate::engine::{Job, JobKind};

/// Steps of a preview while the hand moves.
const QUICK_STEPS: usize = 8;
/// The hand rests after this.
const REST: Duration = Duration::from_millis(600);
/// An edit that is quicker than this needs no grace.
const QUICK: Duration = Duration::from_millis(1500);
/// How long a change is waited on when edits are slow.
const GRACE: Duration = Duration::from_millis(250);
/// But never longer than this.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a preview was made of: the draft, and the picture's revision.
type Key = (Recipe, u64);

/// When a live edit runs again.
#[derive(Debug, Default)]
pub struct Live {
    /// What the newest preview shows, and whether in full.
    sent: Option<(Key, bool)>,
    /// The draft as last seen.
    seen: Option<Key>,
    /// When it last changed, and when it began to.
    changed: Option<(Instant, Instant)>,
    /// How long an edit takes.
    took: Option<Duration>,
}

impl Live {
    /// Forgets what was sent, so that the next draft runs.
    pub fn reset(&mut self) {
        (self.sent, self.seen, self.changed) = (None, None, None);
    }

    /// A run took this long.
    pub fn ended(&mut self, took: Duration, explicit: bool) {
        if !explicit {
            self.took = Some(took);
        }
    }

    /// What is to run at `now`: `Some(true)` in full, `Some(false)` quickly.
    fn due(&mut self, key: &Key, now: Instant) -> Option<bool> {
        if self.seen.as_ref() != Some(key) {
            let began = self.changed.map_or(now, |(_, began)| began);
            self.changed = Some((now, began));
            self.seen = Some(key.clone());
        }
        let (last, began) = self.changed?;
        let quiet = now.duration_since(last);
        let is_sent = self.sent.as_ref().is_some_and(|(sent, _)| sent == key);
        let in_full = self.sent.as_ref().is_some_and(|(_, full)| *full);
        if is_sent {
            let due = !in_full && quiet >= REST;
            return due.then_some(true);
        }
        let grace = if self.took.is_none_or(|took| took < QUICK) { Duration::ZERO } else { GRACE };
        (quiet >= grace || now.duration_since(began) >= PATIENCE).then_some(false)
    }

    fn sent(&mut self, key: Key, full: bool, now: Instant) {
        self.sent = Some((key, full));
        self.changed = self.changed.map(|(last, _)| (last, now));
    }
}

impl App {
    /// Sends a live edit when one is due.
    pub(super) fn live(&mut self, ctx: &Context) {
        let Some(opened) = self.opened.as_ref().filter(|_| self.draft.live) else { return };
        if opened.document.is_open() || self.run.as_ref().is_some_and(Run::is_active) || self.why_not().is_some() {
            return;
        }
        let mut recipe = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        recipe.branch = None;
        let key = (recipe.clone(), opened.document.revision());
        let now = Instant::now();
        let due = self.live.due(&key, now);
        let Some(full) = due else {
            ctx.request_repaint_after(Duration::from_millis(100));
            return;
        };
        if !full {
            recipe.sampling.steps = recipe.sampling.steps.min(QUICK_STEPS);
        }
        let full = full || recipe.sampling.steps == key.0.sampling.steps;
        let inputs = self.inputs();
        let id = self.new_job();
        let job = Job { id, kind: JobKind::Live, source: self.draft.source.clone(), recipe, inputs, candidates: 1 };
        let run = Run::new(job.clone());
        self.preview = Some(match self.preview.take() {
            // Until the new one has something to show, the old one stays.
            Some(old) => run.after(old),
            None => run,
        });
        self.live.sent(key, full, now);
        self.engine.live(job);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;

    #[test]
    fn a_preview_comes_at_once_and_in_full_when_the_hand_rests() {
        let (mut live, start) = (Live::default(), Instant::now());
        let mut key = (Draft::new().recipe, 0);
        assert_eq!(live.due(&key, start), Some(false));
        live.sent(key.clone(), false, start);
        assert_eq!(live.due(&key, start), None, "the same draft does not run twice");
        assert_eq!(live.due(&key, start + REST), Some(true));
        live.sent(key.clone(), true, start + REST);
        assert_eq!(live.due(&key, start + 3 * REST), None);
        key.0.sampling.guidance += 1.0;
        assert_eq!(live.due(&key, start + 3 * REST), Some(false));
    }

    #[test]
    fn slow_edits_wait_until_the_slider_is_let_go() {
        let (mut live, start) = (Live::default(), Instant::now());
        let mut key = (Draft::new().recipe, 0);
        live.ended(Duration::from_secs(4), false);
        assert_eq!(live.due(&key, start), None);
        assert_eq!(live.due(&key, start + GRACE), Some(false));
        live.sent(key.clone(), false, start + GRACE);
        // A hand that never rests gets a preview now and then.
        let mut now = start + GRACE;
        while now < start + GRACE + PATIENCE {
            key.0.sampling.guidance += 0.01;
            assert_eq!(live.due(&key, now), None);
            now += Duration::from_millis(100);
        }
        key.0.sampling.guidance += 0.01;
        assert_eq!(live.due(&key, now), Some(false));
    }
}
