//! Runs that left each other's steps: "continue from here" keeps the run that it leaves, so that one can go back.

use super::run::Run;
use crate::engine::JobId;

/// Most runs beside the one that is looked at: three strips are seen.
pub const OTHERS: usize = 2;

/// The others of the run that is looked at.
#[derive(Clone, Debug, Default)]
pub struct Family {
    runs: Vec<Run>,
}

impl Family {
    /// All, in the order in which they ran.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Adds runs.
    pub fn extend(&mut self, runs: impl IntoIterator<Item = Run>) {
        self.runs.extend(runs);
        self.runs.sort_by_key(|run| run.id().0);
    }

    /// Adds a run.
    pub fn put(&mut self, run: Run) {
        self.extend([run]);
    }

    /// Takes a run out.
    pub fn take(&mut self, id: JobId) -> Option<Run> {
        let at = self.runs.iter().position(|run| run.id() == id)?;
        Some(self.runs.remove(at))
    }

    /// Finds a run.
    pub fn find(&mut self, id: JobId) -> Option<&mut Run> {
        self.runs.iter_mut().find(|run| run.id() == id)
    }

    /// Forgets the oldest beyond what is seen; the parent of the newest stays.
    pub fn prune(&mut self, parent: Option<(JobId, usize)>) {
        while self.runs.len() > OTHERS {
            let is_parent = |run: &Run| parent.is_some_and(|(id, _)| id == run.id());
            let oldest = self.runs.iter().position(|run| !is_parent(run)).unwrap_or(0);
            self.runs.remove(oldest);
        }
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.runs.clear();
    }
}
