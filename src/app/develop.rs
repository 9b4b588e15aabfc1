//! Steps of a finished run, decoded in full when one is looked at for longer than a glance.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::Context;

use super::App;
use super::run::Run;
use crate::engine::Command as Ask;
use crate::raster::{Pixels, Rect};

/// A look that is shorter is a glance: the coarse picture does.
const GLANCE: Duration = Duration::from_millis(150);

/// Candidate and step.
pub type Place = (usize, usize);

/// What was developed of a run, and what was asked for.
#[derive(Clone, Debug, Default)]
pub struct Developed {
    pictures: BTreeMap<Place, (Arc<Pixels>, Rect)>,
    asked: BTreeSet<Place>,
    /// What is looked at, and since when.
    looked: Option<(Place, Instant)>,
}

/// What is to be done about the step that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask for it now.
    Ask,
    /// Look again after this.
    Wait(Duration),
    /// It was asked for, or nothing is looked at.
    Nothing,
}

impl Developed {
    /// The picture of a step, where it is there.
    pub fn get(&self, place: Place) -> Option<&(Arc<Pixels>, Rect)> {
        self.pictures.get(&place)
    }

    /// A picture has come.
    pub fn keep(&mut self, place: Place, pixels: &Arc<Pixels>, rect: Rect) {
        self.pictures.insert(place, (Arc::clone(pixels), rect));
    }

    /// Told what is looked at `now`. Each step is asked for once: one that can't be developed stays coarse.
    pub fn look(&mut self, place: Option<Place>, now: Instant) -> Next {
        let Some(place) = place else {
            self.looked = None;
            return Next::Nothing;
        };
        if self.asked.contains(&place) {
            return Next::Nothing;
        }
        let since = match self.looked {
            Some((seen, since)) if seen == place => since,
            _ => now,
        };
        self.looked = Some((place, since));
        let left = GLANCE.saturating_sub(now.saturating_duration_since(since));
        if !left.is_zero() {
            return Next::Wait(left);
        }
        self.asked.insert(place);
        Next::Ask
    }
}

impl App {
    /// Asks for the full picture of the step that is looked at. A run that goes on, or live edits, come first.
    pub(super) fn develop(&mut self, ctx: &Context) {
        let Some(run) = self.run.as_mut().filter(|run| !run.is_active() && self.preview.is_none()) else { return };
        let place = run.frame().map(|frame| (run.shown, frame.step));
        match run.developed.look(place, Instant::now()) {
            Next::Ask => {
                let (Some((candidate, step)), job) = (place, run.id()) else { return };
                self.engine.send(Ask::Develop { job, candidate, step });
            }
            Next::Wait(time) => ctx.request_repaint_after(time),
            Next::Nothing => {}
        }
    }

    /// Steps of the run that is shown that were developed.
    pub fn developed(&self) -> usize {
        self.run.as_ref().map_or(0, |run: &Run| run.developed.pictures.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_longer_look_is_asked_for_and_only_once() {
        let (mut developed, start) = (Developed::default(), Instant::now());
        assert_eq!(developed.look(Some((0, 3)), start), Next::Wait(GLANCE));
        assert_eq!(developed.look(Some((0, 4)), start + GLANCE / 2), Next::Wait(GLANCE), "the hand moves on");
        assert_eq!(developed.look(Some((0, 4)), start + GLANCE), Next::Wait(GLANCE / 2));
        assert_eq!(developed.look(Some((0, 4)), start + 2 * GLANCE), Next::Ask);
        assert_eq!(developed.look(Some((0, 4)), start + 3 * GLANCE), Next::Nothing);
        assert_eq!(developed.look(None, start + 4 * GLANCE), Next::Nothing);
    }
}
