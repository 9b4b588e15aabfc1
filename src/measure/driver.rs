//! The engine as a window drives it, one job after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};

use super::speed::Watch;
use super::{Error, Result};
use crate::edit::Recipe;
use crate::engine::live::{LiveScheduler, preview};
use crate::engine::{Command, Engine, Event, Inputs, Job, JobId, JobKind, Options, Output, Source};

/// How often a wish to stop is looked for.
const LOOK: Duration = Duration::from_millis(50);

/// An engine with its own worker, and what wakes us.
pub(super) struct Driver {
    engine: Engine,
    woken: Receiver<()>,
    jobs: u64,
    source: Source,
    scheduler: LiveScheduler,
    began: Instant,
}

/// Seconds of a live edit, from the moved slider on.
pub(super) struct Live {
    /// To the first picture.
    pub(super) first: f64,
    /// To the end of the quick preview.
    pub(super) end: f64,
}

impl Driver {
    pub(super) fn start(source: &Source, threads: Option<usize>) -> Result<Self> {
        let (wake, woken) = bounded(1);
        let wake = move || match wake.try_send(()) {
            Ok(()) | Err(_) => {} // what does not fit in has been said already
        };
        let engine = Engine::start(Options { threads, background: false }, wake)?;
        let (scheduler, began) = (LiveScheduler::new(), Instant::now());
        Ok(Self { engine, woken, jobs: 0, source: source.clone(), scheduler, began })
    }

    /// Loads the model.
    pub(super) fn load(&mut self, watch: &dyn Watch) -> Result<()> {
        self.engine.send(Command::Preload(self.source.clone()));
        loop {
            while let Some(event) = self.engine.poll() {
                if let Event::Model { card, .. } = event {
                    let card = card
                        .map_err(|reason| Error::Edit(crate::edit::Error::Invalid { field: "model".into(), reason }))?;
                    return if card.source == self.source { Ok(()) } else { Err(Error::NoResult) };
                }
            }
            self.rest(watch)?;
        }
    }

    fn job(&mut self, recipe: Recipe, inputs: &Inputs) -> Job {
        self.jobs += 1;
        let (id, source, inputs) = (JobId(self.jobs), self.source.clone(), inputs.clone());
        Job { id, kind: JobKind::Run, source, recipe, inputs, candidates: 1 }
    }

    /// A whole edit.
    pub(super) fn run(&mut self, recipe: Recipe, inputs: &Inputs, watch: &dyn Watch) -> Result<Arc<Output>> {
        let job = self.job(recipe, inputs);
        let id = job.id;
        self.engine.send(Command::Run(job));
        self.follow(id, watch, |_| {})
    }

    /// A slider has moved: the draft is sent when live mode finds it due, as a quick preview.
    pub(super) fn live(&mut self, draft: &Recipe, inputs: &Inputs, watch: &dyn Watch) -> Result<Live> {
        let moved = Instant::now();
        while !self.scheduler.due(draft, self.began.elapsed()) {
            watch.check()?;
            std::thread::sleep(self.scheduler.wait(self.began.elapsed()).unwrap_or(LOOK).min(LOOK));
        }
        let job = self.job(preview(draft), inputs);
        let (id, sent) = (job.id, Instant::now());
        self.engine.live(job);
        let mut first = None;
        self.follow(id, watch, |engine| {
            if first.is_none() && engine.preview().is_some_and(|preview| preview.job == id) {
                first = Some(moved.elapsed());
            }
        })?;
        self.scheduler.finished(sent.elapsed());
        let first = first.ok_or(Error::NoResult)?;
        Ok(Live { first: first.as_secs_f64(), end: moved.elapsed().as_secs_f64() })
    }

    /// A live edit of a draft as it is, sent at once.
    pub(super) fn repeat(&mut self, draft: &Recipe, inputs: &Inputs, watch: &dyn Watch) -> Result<Arc<Output>> {
        let job = self.job(draft.clone(), inputs);
        let id = job.id;
        self.engine.live(job);
        self.follow(id, watch, |_| {})
    }

    /// Until a job is over; `look` is called whenever something may have happened.
    fn follow(&mut self, id: JobId, watch: &dyn Watch, mut look: impl FnMut(&Engine)) -> Result<Arc<Output>> {
        let mut result = None;
        let mut stopping = false;
        loop {
            look(&self.engine);
            while let Some(event) = self.engine.poll() {
                match event {
                    Event::Candidate { job, output, .. } if job == id => result = Some(output),
                    Event::Done(job) if job == id => return result.ok_or(Error::NoResult),
                    Event::Cancelled(job) if job == id => return Err(crate::edit::Error::Cancelled.into()),
                    Event::Failed { job, error } if job == id => {
                        return Err(Arc::try_unwrap(error).map_or(Error::NoResult, Error::Edit));
                    }
                    _ => {}
                }
            }
            if self.rest(watch).is_err() && !stopping {
                stopping = true;
                self.engine.send(Command::Cancel(id));
            }
        }
    }

    /// Sleeps until the engine has something, but never long.
    fn rest(&self, watch: &dyn Watch) -> Result<()> {
        match self.woken.recv_timeout(LOOK) {
            Ok(()) | Err(_) => watch.check(), // nothing within the time is no error
        }
    }
}
