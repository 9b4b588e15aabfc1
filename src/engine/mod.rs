//! The worker thread: jobs, model cache, progress, cancelling.

mod command;
mod event;
mod job;
pub mod live;
pub mod slot;

use crossbeam_channel::{Receiver, Sender};

pub use command::Command;
pub use event::{Event, Preview};
pub use job::{Job, JobId, JobKind};

pub use crate::edit::recipe::Plan;
pub use crate::edit::{Error, Frame, Inputs, MethodInfo, Output, Phase, method};
pub use crate::model::{Family, ModelCard, Part, Source};

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
    commands: Sender<Command>,
    events: Receiver<Event>,
}

impl Engine {
    /// Starts the worker. `wake` is called (from the worker) whenever there is something to poll.
    pub fn start(options: Options, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let _ = (options, &wake);
        todo!()
    }
    /// Sends a command; never blocks. `Cancel`, `Pause` and `Finish` act at once, even in the middle of a network pass.
    pub fn send(&self, command: Command) {
        let _ = (command, &self.commands);
        todo!()
    }
    /// A live job: replaces the one that waits and cancels the live one that runs. Explicit jobs are never cancelled by it.
    pub fn live(&self, job: Job) {
        let _ = job;
        todo!()
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
        todo!()
    }
    /// Name of the device and number of threads, for the status line ("CPU, 2 threads").
    pub fn device(&self) -> String {
        todo!()
    }
}
