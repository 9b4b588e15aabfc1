//! What a journal makes of itself.

use std::path::PathBuf;

use serde_json::Value;

use super::{Error, Note, Reach, Reader, Record, Result};
use crate::document::{Document, Parts, Past};

/// What a journal had.
#[derive(Debug)]
pub struct Recovered {
    /// As it was after the last whole record, with its history; watched.
    pub document: Document,
    /// The project that it was saved as, if it was.
    pub project: Option<PathBuf>,
    /// What was done, undone and done again since it was last saved.
    pub unsaved: usize,
    /// The window's own, oldest first.
    pub notes: Vec<Note>,
    /// So many of the notes are in the project.
    pub saved_notes: usize,
    /// How the window stood.
    pub window: Option<Value>,
    /// The steps of its history that the journal knows.
    pub reach: Reach,
    /// What could be undone when it began, until it is all read.
    past: Past,
    /// Bytes of the journal that were done again.
    pub bytes: u64,
    /// The end was cut: what was being written when the program ended is missing.
    pub is_torn: bool,
    /// Why the records from here on can't be used, where they don't fit what was before them.
    pub lost: Option<String>,
}

/// Does again what a journal says. `None` when it does not get as far as a document.
pub fn recover(mut reader: Reader) -> Result<Option<Recovered>> {
    let mut recovered: Option<Recovered> = None;
    while let Some(record) = reader.next() {
        let taken = match (record, &mut recovered) {
            (Ok(Record::Begin { parts, project, unsaved }), None) => {
                Recovered::begin(*parts, project, unsaved).map(|begun| recovered = Some(begun))
            }
            (Ok(record), Some(found)) => found.take(record),
            (Ok(_), None) => Err(Error::Unsound("it does not begin with a document".to_owned())),
            (Err(error), _) => Err(error),
        };
        match (taken, &mut recovered) {
            (Ok(()), Some(found)) => found.bytes = reader.whole(),
            (Ok(()), None) => {}
            (Err(error), Some(found)) => {
                found.lost = Some(error.to_string());
                break;
            }
            (Err(error), None) => return Err(error),
        }
    }
    if let Some(found) = &mut recovered {
        found.recall();
        found.is_torn = reader.is_torn();
        // What was replayed is in the journal that it came from.
        drop(found.document.take_committed());
        if found.unsaved > 0 {
            found.document.mark_unsaved();
        }
    }
    Ok(recovered)
}

impl Recovered {
    fn begin(parts: Parts, project: Option<PathBuf>, unsaved: bool) -> Result<Self> {
        let mut document = Document::from_parts(parts)?;
        document.watch();
        // What the journal takes back must be there, whatever undo may keep later.
        document.limit_history(usize::MAX);
        let unsaved = usize::from(unsaved);
        Ok(Self {
            document,
            project,
            unsaved,
            notes: Vec::new(),
            saved_notes: 0,
            window: None,
            reach: Reach::default(),
            past: Past::default(),
            bytes: 0,
            is_torn: false,
            lost: None,
        })
    }

    /// The steps that came with the document are all there.
    fn recall(&mut self) {
        let past = std::mem::take(&mut self.past);
        let steps = past.len();
        // Those that don't fit cost undo and nothing else.
        if steps > 0 && self.document.remember(past).is_ok() {
            self.reach = Reach::of(steps);
        }
    }

    fn take(&mut self, record: Record) -> Result<()> {
        if !matches!(record, Record::Past(_)) {
            self.recall();
        }
        match record {
            Record::Past(act) => self.past.push(act),
            Record::Begin { .. } => return Err(Error::Unsound("it begins twice".to_owned())),
            Record::Act(act) => {
                let mut reach = self.reach;
                if !reach.follow(&act) {
                    return Err(Error::Unsound("it takes back a step that it does not know".to_owned()));
                }
                self.document.replay(act)?;
                self.reach = reach;
                self.unsaved += 1;
            }
            Record::Saved(path) => {
                self.project = Some(path);
                (self.unsaved, self.saved_notes) = (0, self.notes.len());
                self.document.mark_saved();
            }
            Record::Project(path) => self.project = Some(path),
            Record::Window(stand) => self.window = Some(stand),
            Record::Note(note) => self.notes.push(note),
        }
        Ok(())
    }
}
