//! The worker thread: jobs, model cache, progress, cancelling.

mod cache;
mod command;
mod event;
mod inbox;
mod job;
pub mod live;
mod memory;
mod pool;
pub mod slot;
mod watching;
mod worker;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, bounded};

use inbox::{Inbox, Stopped};
use slot::Slot;
use worker::Worker;

pub use command::Command;
pub use event::{Event, Preview};
pub use job::{Job, JobId, JobKind};
pub use memory::check as fits;
pub use pool::pool;

pub use crate::edit::recipe::Plan;
pub use crate::edit::{
    Cut, Error, Frame, Heat, Inputs, MethodInfo, Output, Patched, Phase, Returned, RoundTrip, Sample, WordMaps, method,
    sampler, samples,
};
pub use crate::model::{Family, ModelCard, Part, Source};

/// Events that can wait for somebody to look.
const EVENTS: usize = 1024;
/// How to start.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Threads of number work; physical cores when none.
    pub threads: Option<usize>,
    /// Lower operating-system priority than the window's.
    pub background: bool,
}

/// The handle that the window, the command line and the tests hold. Dropping it stops the worker.
pub struct Engine {
    inbox: Arc<Inbox>,
    told: Sender<Event>,
    events: Receiver<Event>,
    previews: Arc<Slot<Preview>>,
    wake: Arc<dyn Fn() + Send + Sync>,
    worker: Option<JoinHandle<()>>,
    threads: Arc<AtomicUsize>,
}

impl Engine {
    #[expect(clippy::needless_pass_by_value, reason = "options are made for the call and grow")]
    /// Starts the worker. `wake` is called (from the worker) whenever there is something to poll.
    pub fn start(options: Options, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let Options { threads, background } = options;
        let pool = pool(threads, background)?;
        let threads = Arc::new(AtomicUsize::new(pool.current_num_threads()));
        let (told, events) = bounded(EVENTS);
        let (inbox, previews) = (Arc::<Inbox>::default(), Arc::<Slot<Preview>>::default());
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(wake);
        let (own, pool) = (Arc::clone(&threads), (pool, background));
        let worker = Worker::new(Arc::clone(&inbox), told.clone(), Arc::clone(&previews), Arc::clone(&wake), pool, own);
        let worker = std::thread::Builder::new().name("engine".into()).spawn(move || worker.run())?;
        Ok(Self { inbox, told, events, previews, wake, worker: Some(worker), threads })
    }

    /// Sends a command; never blocks. `Cancel`, `Pause` and `Finish` act at once, even in the middle of a network pass.
    pub fn send(&self, command: Command) {
        match command {
            Command::Cancel(id) => self.stopped(id, &self.inbox.cancel(id)),
            Command::Finish(id) => self.stopped(id, &self.inbox.finish(id)),
            Command::Pause(paused) => self.inbox.pause(paused),
            Command::Run(job) => {
                self.note(Event::Queued(job.id));
                self.inbox.push(Command::Run(job));
            }
            other => self.inbox.push(other),
        }
    }

    /// A live job: replaces the one that waits and cancels the live one that runs. Explicit jobs are never cancelled by it.
    pub fn live(&self, job: Job) {
        let job = Job { kind: JobKind::Live, ..job };
        self.note(Event::Queued(job.id));
        if let Some(old) = self.inbox.live(job) {
            self.note(Event::Cancelled(old.id));
        }
    }

    /// The next event, if any.
    pub fn poll(&self) -> Option<Event> {
        self.events.try_recv().ok()
    }

    /// Waits for the next event.
    pub fn wait(&self) -> Option<Event> {
        self.events.recv().ok()
    }

    /// The newest preview since the last call.
    pub fn preview(&self) -> Option<Preview> {
        self.previews.take()
    }

    /// Name of the device and number of threads, for the status line ("CPU, 2 threads").
    pub fn device(&self) -> String {
        match self.threads() {
            1 => "CPU, 1 thread".to_owned(),
            threads => format!("CPU, {threads} threads"),
        }
    }

    /// Threads of number work, as they are now.
    pub fn threads(&self) -> usize {
        self.threads.load(Ordering::Relaxed)
    }

    fn stopped(&self, id: JobId, stopped: &Stopped) {
        if matches!(stopped, Stopped::Waiting) {
            self.note(Event::Cancelled(id));
        }
    }

    /// The handle's own news. Only when a thousand events wait unread is it lost: nobody looks then.
    fn note(&self, event: Event) {
        if self.told.try_send(event).is_ok() {
            (self.wake)();
        }
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.inbox.quit();
        let Some(worker) = self.worker.take() else { return };
        // It may wait for room in the channel: make some until it is gone.
        while !worker.is_finished() {
            if self.events.recv_timeout(Duration::from_millis(5)).is_err() {}
        }
        if worker.join().is_err() {
            // It has panicked outside of a job; there is nothing left to end.
        }
    }
}
