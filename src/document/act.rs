//! What is done to a document, as something that can be kept and done again.
//!
//! A journal that keeps the acts of a document, in order, and the parts that it began with can make it again: the same
//! layers, mask and history, so that undo reaches back to before the program was closed.

use std::borrow::Cow;

use super::Document;
use super::change::Change;
use crate::raster::{Error, Result};

/// One act. To keep it costs no more than the names of what it shares with the document.
#[derive(Clone, Debug)]
pub enum Act {
    /// A step that was committed: done change by change.
    Step {
        /// As the menu shows it.
        name: Cow<'static, str>,
        /// In the order of doing.
        changes: Vec<Change>,
    },
    /// The last step was taken back.
    Undo,
    /// The last undone step was done again.
    Redo,
}

impl Document {
    /// From now on acts are kept until they are taken. Nobody should ask who doesn't take them: what they share lives on.
    pub fn watch(&mut self) {
        self.is_watched = true;
    }

    /// All acts since the last call, oldest first. A step that is open comes when it is committed; one that is aborted
    /// never does.
    pub fn take_committed(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.committed)
    }

    /// Does an act again, on the document as it was before it. Errors when it cannot be that document; then nothing
    /// changes.
    pub fn replay(&mut self, act: Act) -> Result<()> {
        self.commit();
        match act {
            Act::Step { name, changes } => self.replay_step(name, changes),
            Act::Undo => self.undo().is_some().then_some(()).ok_or_else(|| lost("there is no step to take back")),
            Act::Redo => self.redo().is_some().then_some(()).ok_or_else(|| lost("there is no step to do again")),
        }
    }

    fn replay_step(&mut self, name: Cow<'static, str>, changes: Vec<Change>) -> Result<()> {
        self.begin(name);
        for change in changes {
            if let Err(error) = change.check(self) {
                self.is_batch = false;
                self.abort();
                return Err(error);
            }
            self.is_batch = true;
            self.record(Cow::Borrowed(""), change);
        }
        self.is_batch = false;
        self.commit();
        self.refresh();
        Ok(())
    }

    /// Keeps an act for whoever takes them.
    pub(super) fn tell(&mut self, act: impl FnOnce() -> Act) {
        if self.is_watched {
            self.committed.push(act());
        }
    }
}

fn lost(reason: &str) -> Error {
    Error::Size { reason: reason.to_owned() }
}
