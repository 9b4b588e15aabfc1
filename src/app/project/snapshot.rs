//! What is saved of a window, and what a project file gives back. Both are made on the files thread.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::results;
use crate::app::canvas::Look;
use crate::app::draft::{Draft, MOST_CANDIDATES};
use crate::app::gallery::{Entry, History};
use crate::document::project::{self, Error, Project};
use crate::document::{Document, LayerId, Parts, Past, journal};
use crate::edit::recipe::Recipe;
use crate::engine::Inputs;
use crate::raster::Pixels;

/// A window as it is at one moment; shares all pixels with it, so that it costs nothing to take.
#[derive(Debug)]
pub struct Snapshot {
    /// The document.
    pub parts: Parts,
    /// What can be undone.
    pub past: Past,
    /// What it shows, for the small picture.
    pub flat: Arc<Pixels>,
    /// Results, oldest first.
    pub results: Vec<Entry>,
    /// What accepted edits were given.
    pub made: BTreeMap<LayerId, Inputs>,
    /// How the window stands.
    pub stand: Stand,
}

/// What a window looks at, and what it would do next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stand {
    /// What is looked at.
    pub view: Look,
    /// The next edit.
    pub draft: Settings,
}

/// What a project keeps of the next edit: nothing that is true of one computer only.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    recipe: Recipe,
    lock_seed: bool,
    candidates: usize,
}

impl Settings {
    /// Those of a draft, whose recipe knows its model.
    pub fn of(draft: &Draft, recipe: Recipe) -> Self {
        Self { recipe: Recipe { branch: None, ..recipe }, lock_seed: draft.lock_seed, candidates: draft.candidates }
    }

    /// Takes them into a draft; the name of their model.
    pub fn into_draft(self, draft: &mut Draft) -> String {
        let model = self.recipe.model.name.clone();
        draft.restore(self.recipe);
        draft.lock_seed = self.lock_seed;
        draft.candidates = self.candidates.clamp(1, MOST_CANDIDATES);
        model
    }
}

/// What a project is about.
#[derive(Debug)]
pub struct Contents {
    /// The document, with what can be undone.
    pub document: Document,
    /// What accepted edits were given.
    pub made: BTreeMap<LayerId, Inputs>,
    /// Results.
    pub history: History,
}

/// What a project file gave.
#[derive(Debug)]
pub struct Read {
    /// What there is to work on.
    pub contents: Contents,
    /// What was looked at, where the file says so.
    pub view: Option<Look>,
    /// The next edit, where the file says so.
    pub draft: Option<Settings>,
    /// Why nothing of before can be undone, where the file has something to undo.
    pub no_past: Option<String>,
}

/// What can be undone after the next start takes so much of a file at most, bytes.
pub const PAST: usize = 64 << 20;

/// Longest side of the small picture that a project shows itself by, pixels.
const THUMB_PX: u32 = 192;

/// Writes a project.
pub fn save(snapshot: Snapshot, path: &Path) -> Result<(), Error> {
    let Snapshot { parts, past, flat, results, made, stand: Stand { view, draft } } = snapshot;
    let thumbnail = crate::app::widget::small(&flat, THUMB_PX).map_or(flat, Arc::new);
    let (view, draft) = (serde_json::to_value(view)?, serde_json::to_value(draft)?);
    let candidates = results::notes(&results, &made)?;
    // Steps that can't be kept are no reason not to save.
    let past = journal::pack(&past).unwrap_or_default();
    let (view, draft, thumbnail) = (Some(view), Some(draft), Some(thumbnail));
    let project = Project { parts, candidates, view, draft, thumbnail, past };
    project::save(&project, path)
}

/// Reads one. View and draft are the window's own: what they say may be of another version, and is left out then.
pub fn open(path: &Path) -> Result<Read, Error> {
    fn read<T: serde::de::DeserializeOwned>(value: Option<Value>) -> Option<T> {
        serde_json::from_value(value?).ok()
    }
    let project = project::open(path)?;
    let mut document = Document::from_parts(project.parts)?;
    let past = journal::unpack(&project.past).map_err(|error| error.to_string());
    let no_past = past.and_then(|past| document.remember(past).map_err(|error| error.to_string())).err();
    let (history, made) = results::read(project.candidates)?;
    let contents = Contents { document, made, history };
    Ok(Read { contents, view: read(project.view), draft: read(project.draft), no_past })
}
