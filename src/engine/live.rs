//! When a live edit reruns: pure logic, told the time.

use std::time::Duration;

use crate::edit::Recipe;
use crate::edit::recipe::Method;

/// While the hand moves without rest, a rerun comes at least this often.
const LONGEST_WAIT: Duration = Duration::from_secs(3);
/// An edit that takes less is rerun at every change.
const QUICK: Duration = Duration::from_millis(1500);
/// How long the hand must rest before a slow edit is rerun.
const GRACE: Duration = Duration::from_millis(250);
/// A preview's steps.
const PREVIEW_STEPS: usize = 8;

/// Decides when a live edit reruns: the recipe differs from the one that ran last, and it has been quiet for a grace or
/// has changed for three seconds without rest.
#[derive(Clone, Debug, Default)]
pub struct LiveScheduler {
    ran: Option<Recipe>,
    seen: Option<Recipe>,
    changed_at: Duration,
    changing_since: Option<Duration>,
    took: Option<Duration>,
}

impl LiveScheduler {
    /// Nothing has run yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Told the recipe as it is now and the time since any fixed moment: whether to run it now. Asked every frame.
    pub fn due(&mut self, recipe: &Recipe, now: Duration) -> bool {
        if self.ran.as_ref() == Some(recipe) {
            self.seen = None;
            self.changing_since = None;
            return false;
        }
        if self.seen.as_ref() != Some(recipe) {
            self.seen = Some(recipe.clone());
            self.changed_at = now;
            self.changing_since.get_or_insert(now);
        }
        let since = self.changing_since.unwrap_or(now);
        let quiet = now.saturating_sub(self.changed_at) >= self.grace();
        let overdue = now.saturating_sub(since) >= LONGEST_WAIT;
        if quiet || overdue {
            self.ran = Some(recipe.clone());
            self.seen = None;
            self.changing_since = None;
            return true;
        }
        false
    }

    /// When to ask again at the latest, if something waits (so that the window can sleep until then).
    pub fn wait(&self, now: Duration) -> Option<Duration> {
        let since = self.changing_since?;
        let (quiet, overdue) = (self.changed_at + self.grace(), since + LONGEST_WAIT);
        Some(quiet.min(overdue).saturating_sub(now))
    }

    /// Told how long an edit took.
    pub fn finished(&mut self, took: Duration) {
        self.took = Some(took);
    }

    /// The picture, the mask or the model has changed: the next recipe runs even if it is the same.
    pub fn invalidate(&mut self) {
        self.ran = None;
    }

    fn grace(&self) -> Duration {
        if self.took.is_none_or(|took| took < QUICK) { Duration::ZERO } else { GRACE }
    }
}

/// The same edit at a lower cost: fewer steps, one repetition. What continues another's step keeps that run's steps.
pub fn preview(recipe: &Recipe) -> Recipe {
    let mut preview = recipe.clone();
    if recipe.branch.is_none() {
        preview.sampling.steps = recipe.sampling.steps.min(PREVIEW_STEPS);
    }
    if let Method::Sdedit(params) = &mut preview.method {
        params.repeats = 1;
    }
    preview
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::recipe::ModelId;

    fn recipe(seed: u64) -> Recipe {
        let mut recipe = Recipe::new(
            Method::Sdedit(crate::edit::sdedit::Params::default()),
            ModelId { name: "builtin".into(), hash: String::new() },
        );
        recipe.sampling.seed = seed;
        recipe
    }
    const fn ms(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    #[test]
    fn a_quick_edit_reruns_at_once_and_only_when_it_differs() {
        let mut live = LiveScheduler::new();
        assert!(live.due(&recipe(1), ms(0)));
        assert!(!live.due(&recipe(1), ms(10)));
        live.finished(ms(400));
        assert!(live.due(&recipe(2), ms(20)));
        assert!(!live.due(&recipe(2), ms(5000)));
        live.invalidate();
        assert!(live.due(&recipe(2), ms(5010)));
    }

    #[test]
    fn a_slow_edit_waits_for_rest_but_not_for_ever() {
        let mut live = LiveScheduler::new();
        live.due(&recipe(0), ms(0));
        live.finished(ms(2000));
        assert!(!live.due(&recipe(1), ms(100)));
        assert_eq!(live.wait(ms(150)), Some(ms(200)));
        assert!(!live.due(&recipe(1), ms(349)));
        assert!(live.due(&recipe(1), ms(350)));
        let mut ran = Vec::new();
        for k in 0..80 {
            if live.due(&recipe(100 + k), ms(1000 + 100 * k)) {
                ran.push(k);
            }
        }
        assert_eq!(ran, [30, 61], "every three seconds of unresting change");
        live.due(&recipe(7), ms(20_000));
        assert!(!live.due(&recipe(179), ms(20_100)) || live.wait(ms(20_100)).is_none());
    }

    #[test]
    fn going_back_to_what_ran_cancels_the_wait() {
        let mut live = LiveScheduler::new();
        live.due(&recipe(0), ms(0));
        live.finished(ms(2000));
        assert!(!live.due(&recipe(1), ms(10)));
        assert!(!live.due(&recipe(0), ms(20)));
        assert_eq!(live.wait(ms(30)), None);
    }

    #[test]
    fn previews_cost_less() {
        let mut full = recipe(3);
        full.sampling.steps = 30;
        full.method = Method::Sdedit(crate::edit::sdedit::Params { strength: 0.5, repeats: 4 });
        let cheap = preview(&full);
        assert_eq!((cheap.sampling.steps, cheap.method.repeats()), (8, 1));
        assert_eq!(cheap.method.strength(), 0.5);
    }
}
