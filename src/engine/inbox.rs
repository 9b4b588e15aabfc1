//! What the handle and the worker share: waiting requests, and the word that stops or pauses a running job.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Command, Job, JobId, JobKind};

/// What the worker shall do next.
pub(super) enum Next {
    Command(Command),
    Live(Job),
    /// Nothing came for as long as one was willing to wait.
    Rest,
    Quit,
}

/// What became of a request to stop.
pub(super) enum Stopped {
    /// It waited, and was taken out.
    Waiting,
    /// It runs and will leave soon; or it is not known here.
    Told,
}

#[derive(Default)]
struct State {
    queue: VecDeque<Command>,
    live: Option<Job>,
    running: Option<(JobId, JobKind)>,
    stop: bool,
    finish: bool,
    paused: bool,
    quit: bool,
}

/// Behind one lock; nobody holds it for longer than a look.
#[derive(Default)]
pub(super) struct Inbox {
    state: Mutex<State>,
    changed: Condvar,
}

impl Inbox {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues a request. Of prompts to count only the newest waits.
    pub(super) fn push(&self, command: Command) {
        let mut state = self.state();
        if matches!(command, Command::Count { .. }) {
            state.queue.retain(|waiting| !matches!(waiting, Command::Count { .. }));
        }
        state.queue.push_back(command);
        self.changed.notify_all();
    }

    /// A live job: the one that waits is given back, the one that runs is told to stop.
    pub(super) fn live(&self, job: Job) -> Option<Job> {
        let mut state = self.state();
        if matches!(state.running, Some((_, JobKind::Live))) {
            state.stop = true;
        }
        let old = state.live.replace(job);
        self.changed.notify_all();
        old
    }

    pub(super) fn cancel(&self, id: JobId) -> Stopped {
        let mut state = self.state();
        let before = state.queue.len();
        state.queue.retain(|command| !matches!(command, Command::Run(job) if job.id == id));
        if state.queue.len() < before || state.live.take_if(|job| job.id == id).is_some() {
            return Stopped::Waiting;
        }
        if state.running.is_some_and(|(running, _)| running == id) {
            state.stop = true;
            self.changed.notify_all();
        }
        Stopped::Told
    }

    /// Ends after the candidate that runs; what only waits ends at once.
    pub(super) fn finish(&self, id: JobId) -> Stopped {
        let mut state = self.state();
        if state.running.is_some_and(|(running, _)| running == id) {
            state.finish = true;
            return Stopped::Told;
        }
        drop(state);
        self.cancel(id)
    }

    pub(super) fn pause(&self, paused: bool) {
        self.state().paused = paused;
        self.changed.notify_all();
    }

    pub(super) fn quit(&self) {
        let mut state = self.state();
        state.quit = true;
        state.stop = true;
        self.changed.notify_all();
    }

    /// Waits for something to do, no longer than `patience`: explicit requests in their order, then the newest live job.
    pub(super) fn next(&self, patience: Option<Duration>) -> Next {
        let mut state = self.state();
        loop {
            if state.quit {
                return Next::Quit;
            }
            if let Some(command) = state.queue.pop_front() {
                if let Command::Run(job) = &command {
                    begin(&mut state, job);
                }
                return Next::Command(command);
            }
            if let Some(job) = state.live.take() {
                begin(&mut state, &job);
                return Next::Live(job);
            }
            let Some(patience) = patience else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let waited = self.changed.wait_timeout(state, patience).unwrap_or_else(PoisonError::into_inner);
            if waited.1.timed_out() {
                return Next::Rest;
            }
            state = waited.0;
        }
    }

    /// The running job is over, and with it what was said of it: a pause too.
    pub(super) fn idle(&self) {
        let mut state = self.state();
        state.running = None;
        state.paused = false;
        state.finish = false;
        state.stop = state.quit;
    }

    /// Asked often while a job runs: whether it shall leave. Waits while it is paused.
    pub(super) fn stopped(&self) -> bool {
        let mut state = self.state();
        while state.paused && !state.stop {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.stop
    }

    /// Whether the running job shall end after this candidate.
    pub(super) fn finishing(&self) -> bool {
        self.state().finish
    }
}

fn begin(state: &mut State, job: &Job) {
    state.running = Some((job.id, job.kind));
    state.stop = state.quit;
    state.finish = false;
}
