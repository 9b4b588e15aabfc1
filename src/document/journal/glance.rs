//! What a journal is of, without unpacking a picture.

use std::path::PathBuf;

use super::record::{Record, Words};
use super::{Error, Reader, Result};

/// What can be told before a journal is done again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// The document's name.
    pub name: String,
    /// The project that it was saved as, if it was.
    pub project: Option<PathBuf>,
    /// What was done since it was last saved.
    pub unsaved: usize,
    /// The window's own since then.
    pub notes: usize,
}

/// Looks through a journal; `None` when it does not get as far as a document.
pub fn glance(mut reader: Reader) -> Result<Option<Glance>> {
    let mut seen: Option<Glance> = None;
    while let Some(payload) = reader.payload() {
        let words = match (payload.and_then(|payload| Record::words_of(&payload)), &mut seen) {
            (Ok(words), _) => words,
            // What can't be read is something that is not saved; what was before it can be brought back.
            (Err(_), Some(seen)) => {
                seen.unsaved += 1;
                break;
            }
            (Err(error), None) => return Err(error),
        };
        match (words, &mut seen) {
            (Words::Begin { parts, project, unsaved }, None) => {
                let name = parts.name().to_owned();
                seen = Some(Glance { name, project, unsaved: unsaved.into(), notes: 0 });
            }
            (Words::Act(_), Some(seen)) => seen.unsaved += 1,
            (Words::Note { .. }, Some(seen)) => seen.notes += 1,
            (Words::Saved(path), Some(seen)) => (seen.project, seen.unsaved, seen.notes) = (Some(path), 0, 0),
            (Words::Project(path), Some(seen)) => seen.project = Some(path),
            (Words::Window(_) | Words::Past(_), Some(_)) => {}
            _ => return Err(Error::Unsound("it does not begin with a document".to_owned())),
        }
    }
    Ok(seen)
}
