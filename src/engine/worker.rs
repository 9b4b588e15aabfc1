//! The worker: takes requests one after the other, runs them, tells what happens.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use super::cache::Cache;
use super::inbox::{Inbox, Next};
use super::memory;
use super::slot::Slot;
use super::watching::Watching;
use super::{Command, Error, Event, Inputs, Job, JobId, JobKind, Preview, Source};
use crate::edit::{self, Memo, Recipe};
use crate::model::{self, Model, ModelCard};

/// Bytes of text states, encoded pictures and trajectories that are kept.
const MEMO_BYTES: u64 = 256 << 20;
/// With nothing to do for so long, the memory of earlier runs goes back to the system.
const PATIENCE: Duration = Duration::from_secs(3);
/// Runs whose steps can still be developed.
const REMEMBERED: usize = 8;

/// What the worker holds.
pub(super) struct Worker {
    pub(super) inbox: Arc<Inbox>,
    pub(super) events: Sender<Event>,
    pub(super) previews: Arc<Slot<Preview>>,
    pub(super) wake: Arc<dyn Fn() + Send + Sync>,
    pub(super) pool: rayon::ThreadPool,
    pub(super) background: bool,
    /// How many the pool has, for the handle to tell.
    pub(super) threads: Arc<AtomicUsize>,
    pub(super) cache: Cache,
    pub(super) memo: Memo,
    pub(super) recent: VecDeque<Job>,
}

impl Worker {
    pub(super) fn new(
        inbox: Arc<Inbox>,
        events: Sender<Event>,
        previews: Arc<Slot<Preview>>,
        wake: Arc<dyn Fn() + Send + Sync>,
        (pool, background): (rayon::ThreadPool, bool),
        threads: Arc<AtomicUsize>,
    ) -> Self {
        let (cache, memo) = (Cache::default(), Memo::new(MEMO_BYTES));
        Self { inbox, events, previews, wake, pool, background, threads, cache, memo, recent: VecDeque::new() }
    }

    /// Until the handle is dropped.
    pub(super) fn run(mut self) {
        let mut patience = None;
        loop {
            let next = self.inbox.next(patience);
            patience = Some(PATIENCE);
            match next {
                Next::Quit => return,
                Next::Rest => {
                    model::memory::give_back();
                    patience = None;
                }
                Next::Live(job) | Next::Command(Command::Run(job)) => {
                    self.job(job);
                    self.inbox.idle();
                }
                Next::Command(command) => self.command(command),
            }
        }
    }

    /// Tells something that must arrive; waits while nobody listens and the channel is full.
    fn tell(&self, event: Event) {
        // An error means that the handle is gone: the next look into the inbox says so.
        if self.events.send(event).is_ok() {
            (self.wake)();
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Inspect(source) => {
                let card = guarded(|| Ok(ModelCard::read(&source)?)).map(Arc::new).map_err(|error| error.to_string());
                self.tell(Event::Model { source, card });
            }
            Command::Preload(source) => {
                let loaded = self.load(None, &source);
                let card = loaded.map(|model| Arc::new(model.card.clone())).map_err(|error| error.to_string());
                self.tell(Event::Model { source, card });
            }
            Command::Forget(source) => self.cache.forget(&source),
            Command::Develop { job, candidate, step } => self.develop(job, candidate, step),
            Command::Threads(threads) => self.threads(threads),
            Command::Count { source, prompt } => self.count(&source, prompt),
            Command::Run(_) | Command::Cancel(_) | Command::Finish(_) | Command::Pause(_) => {} // not by this way
        }
    }

    /// Where the system gives no threads the old ones go on.
    fn threads(&mut self, threads: Option<usize>) {
        if let Ok(pool) = super::pool(threads, self.background) {
            self.threads.store(pool.current_num_threads(), Ordering::Relaxed);
            self.pool = pool;
            (self.wake)();
        }
    }

    fn load(&mut self, job: Option<JobId>, source: &Source) -> Result<Arc<Model>, Error> {
        let (events, wake, inbox) = (self.events.clone(), Arc::clone(&self.wake), Arc::clone(&self.inbox));
        let mut progress = move |part, done| {
            if events.try_send(Event::Loading { job, part, done }).is_ok() {
                wake();
            }
            if job.is_some() && inbox.stopped() { Err(crate::model::Error::Cancelled) } else { Ok(()) }
        };
        let Self { pool, cache, .. } = self;
        guarded(|| pool.install(|| cache.load(source, &mut progress)))
    }

    fn job(&mut self, job: Job) {
        let id = job.id;
        self.tell(Event::Started(id));
        let kind = job.kind;
        let ended = self.candidates(&job);
        if kind == JobKind::Run {
            self.recent.push_back(job);
            if self.recent.len() > REMEMBERED {
                self.recent.pop_front();
            }
        }
        self.tell(match ended {
            Ok(()) => Event::Done(id),
            Err(Error::Cancelled) => Event::Cancelled(id),
            Err(error) => Event::Failed { job: id, error: Arc::new(error) },
        });
    }

    fn candidates(&mut self, job: &Job) -> Result<(), Error> {
        if !(1..=8).contains(&job.candidates) {
            let reason = format!("must be between 1 and 8, it is {}", job.candidates);
            return Err(Error::Invalid { field: "candidates".into(), reason });
        }
        let model = self.load(Some(job.id), &job.source)?;
        if !matches!(job.kind, JobKind::Run | JobKind::Live) {
            return self.look(job, &model);
        }
        let needed = self.room(&job.recipe, &job.inputs, &model)?;
        let held = self.memo.activation_bytes();
        let room = (job.kind == JobKind::Live).then(|| memory::share_for_previews(needed, held));
        let begun = Instant::now();
        for candidate in 0..job.candidates {
            let recipe = job.recipe.candidate(candidate);
            let started = Instant::now();
            let Self { pool, memo, inbox, events, previews, wake, .. } = self;
            let mut watching = Watching {
                job: job.id,
                candidate,
                candidates: job.candidates,
                begun,
                inbox,
                events,
                previews,
                wake: &**wake,
                frames: Vec::new(),
            };
            let (inputs, watch) = (&job.inputs, &mut watching);
            let ran = guarded(|| {
                pool.install(|| match room {
                    Some(room) => edit::preview(&recipe, inputs, &model, memo, room, watch),
                    None => edit::run(&recipe, inputs, &model, memo, watch),
                })
            });
            if matches!(ran, Err(Error::Fault(_))) {
                self.memo.clear();
            }
            let (output, took) = (Arc::new(ran?), started.elapsed());
            self.tell(Event::Candidate { job: job.id, candidate, output, took });
            if self.inbox.finishing() {
                break;
            }
        }
        Ok(())
    }

    /// Makes room in memory for a run; the bytes that it needs beside the weights.
    fn room(&mut self, recipe: &Recipe, inputs: &Inputs, model: &Arc<Model>) -> Result<u64, Error> {
        let plan = recipe.plan(&model.card, inputs)?;
        // The weights are there already.
        let needed = plan.bytes.saturating_sub(model.card.weight_bytes());
        if memory::check(needed).is_err() {
            self.memo.forget_activations();
        }
        self.cache.make_room(model, needed)?;
        Ok(needed)
    }

    /// What is asked of words and picture without an edit.
    fn look(&mut self, job: &Job, model: &Arc<Model>) -> Result<(), Error> {
        let begun = Instant::now();
        if job.kind == JobKind::RoundTrip {
            let inputs = Inputs { image: job.inputs.image.clone(), mask: None };
            self.room(&job.recipe.there_and_back(), &inputs, model)?;
        }
        let Self { pool, memo, inbox, events, previews, wake, .. } = self;
        let mut watching = Watching {
            job: job.id,
            candidate: 0,
            candidates: 1,
            begun,
            inbox,
            events,
            previews,
            wake: &**wake,
            frames: Vec::new(),
        };
        let (id, recipe, inputs, watch) = (job.id, &job.recipe, &job.inputs, &mut watching);
        let event = guarded(|| {
            pool.install(|| {
                Ok(match job.kind {
                    JobKind::Words => {
                        let words = edit::words(recipe, inputs, model, memo, watch)?;
                        Event::Words { job: id, words, took: begun.elapsed() }
                    }
                    JobKind::RoundTrip => {
                        let trip = Arc::new(edit::round_trip(recipe, inputs, model, memo, watch)?);
                        Event::RoundTrip { job: id, trip, took: begun.elapsed() }
                    }
                    JobKind::Heat | JobKind::Run | JobKind::Live => {
                        let heat = edit::heat(recipe, inputs, model, memo, watch)?;
                        Event::Heat { job: id, heat, took: begun.elapsed() }
                    }
                })
            })
        })?;
        self.tell(event);
        Ok(())
    }

    fn develop(&mut self, id: JobId, candidate: usize, step: usize) {
        let Some(job) = self.recent.iter().find(|job| job.id == id).cloned() else {
            let reason = "this run is too long ago to develop a step of it".into();
            return self
                .tell(Event::Failed { job: id, error: Arc::new(Error::Invalid { field: "step".into(), reason }) });
        };
        let developed = self.load(None, &job.source).and_then(|model| {
            let recipe = job.recipe.candidate(candidate);
            let Self { pool, memo, .. } = self;
            guarded(|| pool.install(|| edit::develop(&recipe, &job.inputs, step, &model, memo, &mut ())))
        });
        self.tell(match developed {
            Ok((pixels, rect)) => Event::Developed { job: id, candidate, step, pixels, rect },
            Err(error) => Event::Failed { job: id, error: Arc::new(error) },
        });
    }

    /// Counts with a loaded model; the built-in one is loaded for it, others are too large to be loaded for a number.
    fn count(&mut self, source: &Source, prompt: String) {
        let model = match (self.cache.loaded(source), source) {
            (Some(model), _) => model,
            (None, Source::Builtin) => match self.load(None, source) {
                Ok(model) => model,
                Err(_) => return, // told when an edit needs it
            },
            (None, Source::Folder(_)) => return,
        };
        let Some(text) = &model.text else { return };
        if let Ok((_, tokens)) = text.ids(&prompt) {
            let limit = model.card.max_tokens.saturating_sub(2);
            self.tell(Event::Tokens { prompt, tokens, limit });
        }
    }
}

/// A fault in our own code ends the job, not the program.
fn guarded<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|fault| {
        let words = fault.downcast_ref::<&str>().map(|words| (*words).to_owned());
        let words = words.or_else(|| fault.downcast_ref::<String>().cloned());
        Err(Error::Fault(words.unwrap_or_else(|| "no words".into())))
    })
}
