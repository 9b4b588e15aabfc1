//! What came back of a window that is gone: what its journal made, and what its project file holds beside that.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::Going;
use super::slot::Slot;
use crate::app::files::file_name;
use crate::app::project::results;
use crate::app::project::snapshot::{self, Contents, Read, Stand};
use crate::document::journal::Recovered;

/// Brought back, and not open yet. The journal stays where it is until it is.
#[derive(Debug)]
pub struct Back {
    /// What there is to work on.
    pub(super) read: Read,
    /// Where it goes on.
    pub(super) going: Going,
    /// What was done since it was last saved.
    pub(super) unsaved: usize,
    /// Why the journal could not be read to its end.
    pub(super) lost: Option<String>,
    /// Why the results are not there.
    pub(super) no_results: Option<String>,
    /// The project that it was saved as, if it was.
    pub(super) project: Option<PathBuf>,
    /// Revision of the results that this holds, where it is as that window left it: then it may be saved there again.
    pub(super) saved_results: Option<u64>,
}

/// A project is written by another thread than the journal: so much later it may be and still be what that window saved.
const SAME: Duration = Duration::from_secs(10);

impl Back {
    /// Puts together what a journal made, which was last written then, and what its project holds.
    pub(super) fn of(slot: Slot, recovered: Recovered, written: Option<SystemTime>) -> Self {
        let Recovered { mut document, project, unsaved, mut notes, saved_notes, window, reach, bytes, lost, .. } =
            recovered;
        let is_own = |path: &&Path| {
            let saved = std::fs::metadata(path).and_then(|data| data.modified()).ok();
            saved.zip(written).is_some_and(|(saved, written)| saved <= written + SAME)
        };
        let own = project.as_deref().filter(is_own).and_then(|path| Some((path, snapshot::open(path).ok()?)));
        if own.is_some() {
            notes.drain(..saved_notes);
        }
        let (read, no_results) = match results::read(notes) {
            Ok(read) => (read, None),
            Err(error) => (Default::default(), Some(error.to_string())),
        };
        let (mut history, mut made) = read;
        let mut going = Going {
            journal: lost.is_none().then_some((slot, bytes)),
            // One that names a project which is another by now is written anew.
            reach: (own.is_some() == project.is_some()).then_some(reach),
            project: None,
            result: 0,
            saved_result: 0,
        };
        let (mut view, mut draft, mut saved_results) = (None, None, None);
        if let Some((path, saved)) = own {
            document.rename(file_name(path));
            (view, draft) = (saved.view, saved.draft);
            made.extend(saved.contents.made);
            let later = std::mem::replace(&mut history, saved.contents.history);
            saved_results = Some(history.revision());
            (going.project, going.saved_result) = (Some(path.to_owned()), history.newest());
            history.go_on_with(later);
        }
        if let Some(Stand { view: last, draft: next }) = window.and_then(|window| serde_json::from_value(window).ok()) {
            (view, draft) = (Some(last), Some(next));
        }
        going.result = history.newest();
        let read = Read { contents: Contents { document, made, history }, view, draft, no_past: None };
        Self { read, going, unsaved, lost, no_results, project, saved_results }
    }
}
