//! What goes to the journal, in the order in which it is done.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::thread::{Ask, Beginning};
use super::{Keep, State};
use crate::app::gallery::{Entry, Kept};
use crate::app::project::results::note;
use crate::app::project::snapshot::{PAST, Stand};
use crate::document::journal::{Reach, Record};
use crate::document::project::Error;
use crate::document::{Act, Document, Parts, Past};

/// How the window stands is written so often at most.
const STAND: Duration = Duration::from_secs(1);

impl Keep {
    /// Writes what was done to the document since the last call, and the results that are new, accepted or not. Cheap when
    /// there is nothing. An error is of a result that can't be written; the others are.
    pub fn follow(&mut self, document: &mut Document, results: &[Entry]) -> Result<(), Error> {
        if self.asks.is_none() {
            return Ok(());
        }
        if self.document.as_ref().is_none_or(|(id, _)| *id != document.id()) {
            self.adopt(document);
        }
        let acts = document.take_committed();
        let is_due = |from: Instant| from <= Instant::now() && !document.is_open();
        match &self.document {
            Some((_, State::Behind(from))) if is_due(*from) => {
                // What waited is in it.
                return self.begin(self.whole(document), document.is_dirty(), results);
            }
            Some((_, State::Idle(whole))) if !acts.is_empty() || results.iter().any(|entry| entry.id > self.result) => {
                let whole = <(Parts, Past)>::clone(whole);
                self.begin(whole, false, results)?;
            }
            _ => {}
        }
        for act in acts {
            self.append(act);
        }
        if !self.is_going() {
            return Ok(());
        }
        let (notes, wrong) = notes(results, self.result);
        self.result = results.last().map_or(0, |entry| entry.id).max(self.result);
        for note in notes {
            self.send(Ask::Append(note));
        }
        wrong
    }

    /// What is done is written as it comes.
    pub fn is_going(&self) -> bool {
        matches!(self.document, Some((_, State::Going(_))))
    }

    /// Writes how the window stands, now and then; says when to ask again.
    pub fn follow_stand(&mut self, stand: Stand) -> Option<Duration> {
        if let Some((before, at)) = &self.stood {
            let wait = STAND.saturating_sub(at.elapsed());
            if *before == stand || !wait.is_zero() {
                return (*before != stand).then_some(wait);
            }
        }
        if let Ok(value) = serde_json::to_value(&stand) {
            self.send(Ask::Append(Record::Window(value)));
        }
        self.stood = Some((stand, Instant::now()));
        None
    }

    /// The document was saved as a project with its results up to that one; as it is now, or something was done since.
    pub fn saved(&mut self, path: PathBuf, newest: u64, as_it_is: bool) {
        self.project = Some(path.clone());
        (self.result, self.saved_result) = (self.result.max(newest), newest);
        if self.is_going() {
            let record = if as_it_is { Record::Saved(path) } else { Record::Project(path) };
            self.send(Ask::Append(record));
        }
    }

    fn append(&mut self, act: Act) {
        let Some((_, state @ State::Going(_))) = &mut self.document else { return };
        let State::Going(reach) = state else { return };
        if reach.follow(&act) {
            self.send(Ask::Append(Record::Act(act)));
        } else {
            *state = State::Behind(Instant::now());
        }
    }

    /// Writes the document anew, with what can be undone and all results that are not in its project.
    fn begin(&mut self, (parts, past): (Parts, Past), unsaved: bool, results: &[Entry]) -> Result<(), Error> {
        if let Some((_, state)) = &mut self.document {
            *state = State::Going(Reach::of(past.len()));
        }
        let (notes, wrong) = notes(results, self.saved_result);
        self.result = results.last().map_or(0, |entry| entry.id).max(self.saved_result);
        self.stood = None;
        let document = Record::Begin { parts: Box::new(parts), project: self.project.clone(), unsaved };
        self.send(Ask::Begin(Box::new(Beginning { document, past, notes })));
        wrong
    }

    /// All of a document that a journal begins with.
    pub(super) fn whole(&self, document: &Document) -> (Parts, Past) {
        // A few of them must find room in the journal.
        let bytes = PAST.min(usize::try_from(self.limit / 8).unwrap_or(usize::MAX));
        (document.parts(), document.past(bytes))
    }
}

/// The results after that one as a journal keeps them: one that is packed goes without its pixels, as the recipe makes
/// them again. That is only so where a journal has to begin anew.
fn notes(results: &[Entry], after: u64) -> (Vec<Record>, Result<(), Error>) {
    let from = results.partition_point(|entry| entry.id <= after);
    let (mut notes, mut wrong) = (Vec::new(), Ok(()));
    for entry in &results[from..] {
        let pixels = if matches!(entry.pixels, Kept::Packed(_)) { Kept::Gone } else { entry.pixels.clone() };
        match note(&Entry { pixels, ..entry.clone() }) {
            Ok(note) => notes.push(Record::Note(note)),
            Err(error) => wrong = Err(error),
        }
    }
    (notes, wrong)
}
