//! Live edits: the newest draft runs as a preview, quickly while the hand moves, in full when it rests.

use std::time::{Duration, Instant};

use egui::Context;

use super::App;
use super::locale::t;
use super::run::Run;
use crate::edit::recipe::Recipe;
use crate::engine::live::{LiveScheduler, preview};
use crate::engine::{Job, JobKind, Patched};

/// The hand rests after this: the preview is run again with all its steps.
const REST: Duration = Duration::from_millis(600);

/// A preview that goes on is let finish for this long: a moving hand would else never see one.
const PATIENCE: Duration = Duration::from_secs(4);

/// When a live edit runs again, and in full or quickly.
#[derive(Debug)]
pub struct Live {
    scheduler: LiveScheduler,
    began: Instant,
    /// The draft that was sent quickly, and when; nothing once it was sent in full.
    quick: Option<(Recipe, Duration)>,
    /// What runs is a quick preview, not the draft in full.
    is_quick: bool,
    /// How long the last preview took, from moved slider to picture.
    took: Option<Duration>,
    /// What of it was recomputed.
    patched: Option<Patched>,
    /// Revision of the picture and mask that was edited last.
    revision: Option<(u64, u64)>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            scheduler: LiveScheduler::new(),
            began: Instant::now(),
            quick: None,
            is_quick: false,
            took: None,
            patched: None,
            revision: None,
        }
    }
}

impl Live {
    /// The next draft runs, whatever it is.
    pub fn reset(&mut self) {
        self.scheduler.invalidate();
        self.quick = None;
    }

    /// A live run took this long, and recomputed so much.
    pub fn ended(&mut self, took: Duration, patched: Option<Patched>) {
        self.scheduler.finished(took);
        self.took = Some(took);
        self.patched = patched;
    }

    /// Which way the last preview was computed, in a sentence.
    pub fn way(&self) -> Option<String> {
        self.took?;
        Some(match self.patched {
            Some(Patched { dense, patched, share, .. }) if patched > 0 => {
                t!("live-part", percent = format!("{:.0}", 100.0 * share), patched = patched, passes = dense + patched)
            }
            _ => t!("live-full").to_owned(),
        })
    }

    /// What a preview costs, once one was made: "≈ 0.6 s".
    pub fn cost(&self) -> Option<String> {
        self.took.map(|took| format!("≈ {}", t!("panel-seconds", seconds = format!("{:.1}", took.as_secs_f32()))))
    }

    /// What is to run `now`: a quick preview of the draft, the draft in full, or nothing.
    fn due(&mut self, draft: &Recipe, revision: (u64, u64), now: Duration) -> Option<Recipe> {
        if self.revision.replace(revision) != Some(revision) {
            self.scheduler.invalidate();
        }
        if self.scheduler.due(draft, now) {
            let quick = preview(draft);
            self.is_quick = true;
            self.quick = (quick != *draft).then(|| (draft.clone(), now));
            return Some(quick);
        }
        let rested = self.quick.as_ref().is_some_and(|(sent, at)| sent == draft && now.saturating_sub(*at) >= REST);
        if !rested {
            return None;
        }
        self.is_quick = false;
        self.quick.take().map(|(draft, _)| draft)
    }
}

impl App {
    /// Sends a live edit when one is due.
    pub(super) fn live(&mut self, ctx: &Context) {
        let Some(opened) = self.opened.as_ref().filter(|_| self.draft.live) else { return };
        if opened.document.is_open() || self.run.as_ref().is_some_and(Run::is_active) || self.why_not().is_some() {
            return;
        }
        // While the hand moves, a quick preview comes to its end, and the newest draft follows.
        if let Some(run) = self.preview.as_ref().filter(|run| run.is_active() && self.live.is_quick) {
            let left = PATIENCE.saturating_sub(run.since.elapsed());
            if !left.is_zero() {
                ctx.request_repaint_after(left);
                return;
            }
        }
        let revision = (opened.document.id(), opened.document.revision());
        let mut draft = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        draft.branch = None;
        let now = self.live.began.elapsed();
        let Some(recipe) = self.live.due(&draft, revision, now) else {
            let rest = self.live.quick.as_ref().map(|(_, at)| (*at + REST).saturating_sub(now));
            if let Some(wait) = self.live.scheduler.wait(now).or(rest) {
                ctx.request_repaint_after(wait.max(Duration::from_millis(10)));
            }
            return;
        };
        let id = self.new_job();
        let inputs = self.inputs();
        let job = Job { id, kind: JobKind::Live, source: self.draft.source.clone(), recipe, inputs, candidates: 1 };
        let run = Run::new(job.clone());
        self.preview = Some(match self.preview.take() {
            // Until the new one has something to show, the old one stays.
            Some(old) => run.after(old),
            None => run,
        });
        self.engine.live(job);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;

    #[test]
    fn a_preview_comes_at_once_and_in_full_when_the_hand_rests() {
        let (mut live, start) = (Live::default(), Duration::from_secs(1));
        let mut draft = Draft::new().recipe;
        let quick = live.due(&draft, (1, 0), start).unwrap();
        assert!(quick.sampling.steps < draft.sampling.steps);
        assert_eq!(live.due(&draft, (1, 0), start + REST / 2), None, "the same draft does not run twice");
        assert_eq!(live.due(&draft, (1, 0), start + REST), Some(draft.clone()));
        assert_eq!(live.due(&draft, (1, 0), start + 3 * REST), None);
        assert!(live.due(&draft, (1, 1), start + 3 * REST).is_some(), "another mask, another preview");
        draft.sampling.guidance += 1.0;
        assert!(live.due(&draft, (1, 1), start + 4 * REST).is_some());
    }
}
