//! Ctrl-C: the first asks the engine to stop, the second leaves at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::failure::{Failure, Result};

/// What to do when it is pressed.
type Stop = Box<dyn FnOnce() + Send>;

/// Knows whether Ctrl-C (or a polite end from the system) was pressed.
#[derive(Clone)]
pub(super) struct Interrupt(Arc<State>);

struct State {
    pressed: AtomicBool,
    stop: Mutex<Option<Stop>>,
}

impl State {
    fn take(&self) -> Option<Stop> {
        self.stop.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Interrupt {
    /// Listens from now on; once a process.
    pub(super) fn listen() -> Result<Self> {
        let state = Arc::new(State { pressed: AtomicBool::new(false), stop: Mutex::new(None) });
        let heard = Arc::clone(&state);
        ctrlc::set_handler(move || {
            if heard.pressed.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            if let Some(stop) = heard.take() {
                stop();
            }
        })
        .map_err(|error| Failure::Ours(format!("cannot listen for Ctrl-C: {error}")))?;
        Ok(Self(state))
    }
    /// Calls `stop` when it is pressed; at once when it already was.
    pub(super) fn on_press(&self, stop: impl FnOnce() + Send + 'static) {
        *self.0.stop.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(stop));
        if self.0.pressed.load(Ordering::SeqCst)
            && let Some(stop) = self.0.take()
        {
            stop();
        }
    }
    /// An error once it was pressed.
    pub(super) fn check(&self) -> Result<()> {
        if self.0.pressed.load(Ordering::SeqCst) { Err(Failure::Interrupted) } else { Ok(()) }
    }
}
