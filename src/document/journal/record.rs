//! One record: a description and its blobs.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::bytes::{Bytes, put_run};
use super::{Note, Result, pixels};
use crate::document::stored::{Blobs, StoredAct, StoredParts};
use crate::document::{Act, Parts};

/// What a journal keeps, in order.
#[derive(Clone, Debug)]
pub enum Record {
    /// A whole document: what was before is of no more interest.
    Begin {
        /// All of it.
        parts: Box<Parts>,
        /// The project that it was saved as, if it was.
        project: Option<PathBuf>,
        /// It holds what is in no file yet.
        unsaved: bool,
    },
    /// Something was done to it.
    Act(Act),
    /// A step that could be undone when it began, the newest first: what undoes it.
    Past(Act),
    /// It was saved as a project, as it is now, with all notes so far.
    Saved(PathBuf),
    /// It was saved as a project, and something was done while it was written.
    Project(PathBuf),
    /// How the window stands: of interest until it stands otherwise, and no loss by itself.
    Window(Value),
    /// The window's own.
    Note(Note),
}

/// Its description.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Words {
    Begin { parts: Box<StoredParts>, project: Option<PathBuf>, unsaved: bool },
    Act(StoredAct),
    Past(StoredAct),
    Saved(PathBuf),
    Project(PathBuf),
    Window(Value),
    Note { kind: String, words: Value },
}

impl Record {
    /// As bytes.
    pub(super) fn payload(&self) -> Result<Vec<u8>> {
        let mut blobs = Blobs::default();
        let words = match self {
            Self::Begin { parts, project, unsaved } => {
                let parts = Box::new(StoredParts::of(parts, &mut blobs));
                Words::Begin { parts, project: project.clone(), unsaved: *unsaved }
            }
            Self::Act(act) => Words::Act(StoredAct::of(act, &mut blobs)),
            Self::Past(act) => Words::Past(StoredAct::of(act, &mut blobs)),
            Self::Saved(path) => Words::Saved(path.clone()),
            Self::Project(path) => Words::Project(path.clone()),
            Self::Window(stand) => Words::Window(stand.clone()),
            Self::Note(note) => {
                blobs = note.blobs.clone();
                Words::Note { kind: note.kind.clone(), words: note.words.clone() }
            }
        };
        let mut out = Vec::new();
        put_run(&mut out, &serde_json::to_vec(&words)?);
        blobs.0.iter().for_each(|blob| pixels::put(&mut out, blob));
        Ok(out)
    }

    /// The description alone, from bytes.
    pub(super) fn words_of(payload: &[u8]) -> Result<Words> {
        Ok(serde_json::from_slice(Bytes::of(payload).run()?)?)
    }

    /// From bytes.
    pub(super) fn of_payload(payload: &[u8]) -> Result<Self> {
        Self::of_bytes(Bytes::of(payload))
    }

    /// From bytes that may not unpack to everything.
    pub(super) fn of_bytes(mut bytes: Bytes<'_>) -> Result<Self> {
        let words = serde_json::from_slice(bytes.run()?)?;
        let mut blobs = Blobs::default();
        while !bytes.is_empty() {
            blobs.0.push(pixels::take(&mut bytes)?);
        }
        Ok(match words {
            Words::Begin { parts, project, unsaved } => {
                Self::Begin { parts: Box::new(parts.parts(&blobs)?), project, unsaved }
            }
            Words::Act(act) => Self::Act(act.act(&blobs)?),
            Words::Past(act) => Self::Past(act.act(&blobs)?),
            Words::Saved(path) => Self::Saved(path),
            Words::Project(path) => Self::Project(path),
            Words::Window(stand) => Self::Window(stand),
            Words::Note { kind, words } => Self::Note(Note { kind, words, blobs }),
        })
    }
}
