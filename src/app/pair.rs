//! RePaint's resampling beside none: one click runs both from the same seed, and the split line stands between them.

use std::sync::Arc;

use super::App;
use super::candidate::Candidate;
use super::canvas::{Compare, Sides};
use super::locale::t;
use super::run::{Run, State};
use crate::edit::recipe::{Method, Recipe};
use crate::engine::JobId;

/// Two runs that differ in r alone.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The run that never goes back.
    once: JobId,
    /// The one that does, once it was sent.
    again: Option<JobId>,
    /// What it runs.
    recipe: Recipe,
    /// r of it.
    resample: usize,
    /// Both are there, and the split line was shown.
    is_shown: bool,
}

/// One of the two, to be shown.
pub struct Side {
    /// Its run.
    pub id: JobId,
    /// "Once (r = 1)".
    pub name: String,
    /// What it drew.
    pub candidate: Candidate,
    /// It is the one that the picture shows.
    pub is_here: bool,
}

impl Pair {
    fn name(&self, id: JobId) -> String {
        if id == self.once { t!("pair-once").to_owned() } else { t!("pair-times", times = self.resample) }
    }
}

impl App {
    /// r of the draft, where it goes back at all.
    pub(super) fn resampling(&self) -> Option<usize> {
        match &self.draft.recipe.method {
            Method::Repaint(params) => Some(params.resample),
            _ => None,
        }
    }

    /// Runs the draft with r = 1, and then as it is.
    pub(super) fn run_pair(&mut self) {
        if self.why_not().is_some() {
            return;
        }
        let Some(resample) = self.resampling().filter(|&resample| resample > 1) else { return };
        let mut recipe = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        recipe.branch = None;
        let mut first = recipe.clone();
        if let Method::Repaint(params) = &mut first.method {
            params.resample = 1;
        }
        self.has_run = true;
        self.start(first, self.inputs(), 1, None);
        let once = self.run.as_ref().map(Run::id);
        self.pair = once.map(|once| Pair { once, again: None, recipe, resample, is_shown: false });
    }

    /// Before each frame: the second run follows the first, the split line comes when both are there.
    pub(super) fn tend_pair(&mut self) {
        let Some(pair) = self.pair.take() else { return };
        let Some(newest) = self.run.as_ref() else { return self.part(&pair) };
        match (pair.again, &newest.state) {
            (None, State::Done) if newest.id() == pair.once => {
                let inputs = newest.inputs().clone();
                // It leaves the first before its first step: both strips are seen.
                self.start(pair.recipe.clone(), inputs, 1, Some((pair.once, 0)));
                let again = self.run.as_ref().map(Run::id);
                self.pair = Some(Pair { again, ..pair });
            }
            (None, State::Waiting | State::Running) if newest.id() == pair.once => self.pair = Some(pair),
            (Some(again), State::Waiting | State::Running) if newest.id() == again => self.pair = Some(pair),
            (Some(_), State::Done) if self.sides_of(&pair).is_some() => {
                if !pair.is_shown {
                    self.compare = Compare::Split(self.middle_of_mask().unwrap_or(0.5));
                }
                self.pair = Some(Pair { is_shown: true, ..pair });
            }
            _ => self.part(&pair),
        }
    }

    /// Where on the canvas the middle of the masked part is, 0…1 from its left.
    fn middle_of_mask(&self) -> Option<f32> {
        let hole = self.document()?.mask_bounds()?;
        let middle = egui::pos2((hole.x + hole.right()) as f32 / 2.0, hole.y as f32);
        let view = &self.canvas.view;
        let share = (view.ui_from_image(middle).x - view.rect().left()) / view.rect().width().max(1.0);
        Some(share.clamp(0.1, 0.9))
    }

    /// The comparison is over; the results stay.
    pub(super) fn leave_pair(&mut self) {
        if let Some(pair) = self.pair.take() {
            self.part(&pair);
        }
    }

    fn part(&mut self, pair: &Pair) {
        if pair.is_shown && self.is_split() {
            self.compare = Compare::Off;
        }
    }

    fn sides_of(&self, pair: &Pair) -> Option<[Side; 2]> {
        let here = self.run.as_ref()?;
        let side = |id| {
            let run = self.family.runs().iter().chain([here]).find(|run| run.id() == id)?;
            let candidate = run.candidates.first()?.clone();
            Some(Side { id, name: pair.name(id), candidate, is_here: here.id() == id })
        };
        Some([side(pair.once)?, side(pair.again?)?])
    }

    /// Both results, once they are there.
    pub(super) fn pair(&self) -> Option<[Side; 2]> {
        self.sides_of(self.pair.as_ref()?)
    }

    /// Which of the two runs is under way, 1 or 2; none once both are there.
    pub(super) fn pair_runs(&self) -> Option<usize> {
        let pair = self.pair.as_ref().filter(|pair| !pair.is_shown)?;
        Some(if pair.again.is_some() { 2 } else { 1 })
    }

    /// What the split line stands between, where that is not the original and the picture.
    pub(super) fn sides(&self) -> Option<Sides> {
        if let Some(sides) = self.result_sides().filter(|_| self.preview.is_none()) {
            return Some(sides);
        }
        let [first, second] = self.pair().filter(|_| self.preview.is_none())?;
        let (left, right) = if second.is_here { (first, second) } else { (second, first) };
        let left_pixels = Arc::clone(&left.candidate.output.pixels);
        let fits = self.document()?.extent() == left_pixels.extent();
        fits.then_some(Sides { left: left_pixels, names: [left.name, right.name] })
    }

    /// What the two sides of the split line are called, while two results are compared.
    pub fn compared(&self) -> Option<[String; 2]> {
        self.sides().filter(|_| self.is_split()).map(|sides| sides.names)
    }
}
