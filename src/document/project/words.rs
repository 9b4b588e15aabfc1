//! What `project.json` says.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::pictures::Kind;
use super::{Error, Project, Result, VERSION};
use crate::document::journal::Note;
use crate::document::stored::{Blob, Blobs, StoredParts};

/// All of it, in its newest version.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Words {
    version: u64,
    parts: StoredParts,
    candidates: Vec<StoredNote>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    view: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    draft: Option<Value>,
    /// What each blob is, in their order.
    pub(super) blobs: Vec<Kind>,
}

/// A note, its blobs by their numbers in the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredNote {
    kind: String,
    words: Value,
    blobs: Vec<usize>,
}

impl Words {
    /// Describes a project; what its parts and notes share is one blob.
    pub(super) fn of(project: &Project) -> Result<(Self, Blobs)> {
        let mut blobs = Blobs::default();
        let parts = StoredParts::of(&project.parts, &mut blobs);
        let candidates =
            project.candidates.iter().map(|note| StoredNote::of(note, &mut blobs)).collect::<Result<_>>()?;
        let kinds = blobs.0.iter().map(Kind::of).collect::<Result<_>>()?;
        let (view, draft) = (project.view.clone(), project.draft.clone());
        Ok((Self { version: VERSION, parts, candidates, view, draft, blobs: kinds }, blobs))
    }

    /// The project that is described; whether its parts make a document is asked by
    /// [`Document::from_parts`](crate::document::Document::from_parts).
    pub(super) fn project(self, blobs: &Blobs) -> Result<Project> {
        Ok(Project {
            parts: self.parts.parts(blobs)?,
            candidates: self.candidates.into_iter().map(|note| note.note(blobs)).collect::<Result<_>>()?,
            view: self.view,
            draft: self.draft,
            thumbnail: None,
            past: Vec::new(),
        })
    }
}

impl StoredNote {
    fn of(note: &Note, blobs: &mut Blobs) -> Result<Self> {
        let number = |blob: &Blob| match blob {
            Blob::Pixels(pixels) => Ok(blobs.pixels(pixels)),
            Blob::Mask(mask) => Ok(blobs.mask(mask)),
            other => Kind::of(other).map(|_| blobs.put(other.clone())),
        };
        let blobs = note.blobs.0.iter().map(number).collect::<Result<_>>()?;
        Ok(Self { kind: note.kind.clone(), words: note.words.clone(), blobs })
    }
    fn note(self, blobs: &Blobs) -> Result<Note> {
        let blob = |number: usize| blobs.0.get(number).cloned();
        let found = self.blobs.into_iter().map(blob).collect::<Option<_>>();
        let blobs = found.ok_or_else(|| Error::Unsound("a result counts pictures that are not there".to_owned()))?;
        Ok(Note { kind: self.kind, words: self.words, blobs: Blobs(blobs) })
    }
}
