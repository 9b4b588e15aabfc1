//! The picture to noise and back, when somebody wants to see it: asked for by a click, kept while its settings stay.

use std::sync::Arc;
use std::time::Duration;

use super::App;
use crate::edit::recipe::{Method, Recipe};
use crate::engine::{Command as Ask, Event, Inputs, Job, JobId, JobKind, RoundTrip, Source};
use crate::raster::Pixels;

/// What a round trip was made of: the recipe without what has no say in it, the model, the picture.
#[derive(Clone, Debug)]
pub struct Of {
    recipe: Recipe,
    source: Source,
    picture: Option<Arc<Pixels>>,
}

impl Of {
    /// Whether both are of the very same picture, and made alike.
    pub fn is(&self, other: &Self) -> bool {
        let same = match (&self.picture, &other.picture) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (a, b) => a.is_none() && b.is_none(),
        };
        same && self.recipe == other.recipe && self.source == other.source
    }
}

/// How it stands.
#[derive(Clone, Debug, Default)]
pub enum Trip {
    /// Nobody asked.
    #[default]
    None,
    /// It goes on, or waits for its turn; steps done and in all, once they are told.
    Running {
        /// Its job.
        job: JobId,
        /// What it is of.
        of: Of,
        /// Of the way that it is on.
        steps: Option<(usize, usize)>,
    },
    /// It is there.
    Done {
        /// What it is of.
        of: Of,
        /// What came back.
        trip: Arc<RoundTrip>,
        /// Wall time.
        took: Duration,
    },
    /// It could not be done; a sentence.
    Failed(String),
}

impl Trip {
    /// Takes in what the engine tells.
    pub fn hear(&mut self, event: &Event) {
        let Self::Running { job: own, of, steps } = self else { return };
        match event {
            Event::RoundTrip { job, trip, took } if job == own => {
                *self = Self::Done { of: of.clone(), trip: Arc::clone(trip), took: *took };
            }
            Event::Progress { job, i, of, .. } if job == own => *steps = Some((*i, *of)),
            Event::Cancelled(job) if job == own => *self = Self::None,
            Event::Failed { job, error } if job == own => *self = Self::Failed(error.to_string()),
            _ => {}
        }
    }
}

impl App {
    /// What a round trip would be of now.
    pub(super) fn trip_now(&self) -> Of {
        let mut recipe = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        recipe.prompt.target.clear();
        recipe.prompt.negative.clear();
        recipe.branch = None;
        recipe.sampling.seed = 0; // one that no run changes
        if let Method::DdimInversion(own) = &mut recipe.method {
            own.strength = 1.0;
        }
        let picture = self.opened.as_ref().map(|opened| opened.document.flattened());
        Of { recipe, source: self.draft.source.clone(), picture }
    }

    /// Asks for one.
    pub(super) fn go_round(&mut self) {
        self.stop_round();
        let (of, job) = (self.trip_now(), self.new_job());
        let inputs = Inputs { image: of.picture.clone(), mask: None };
        let (source, recipe) = (of.source.clone(), of.recipe.clone());
        self.engine.send(Ask::Run(Job { id: job, kind: JobKind::RoundTrip, source, recipe, inputs, candidates: 1 }));
        self.trip = Trip::Running { job, of, steps: None };
    }

    /// Gives one up.
    pub(super) fn stop_round(&mut self) {
        if let Trip::Running { job, .. } = self.trip {
            self.engine.send(Ask::Cancel(job));
            self.trip = Trip::None;
        }
    }

    /// What came back of the round trip that is shown: PSNR by DDIM and by DDPM, dB.
    pub fn round_trip(&self) -> Option<(f64, f64)> {
        match &self.trip {
            Trip::Done { trip, .. } => Some((trip.ddim.psnr, trip.ddpm.psnr)),
            _ => None,
        }
    }
}
