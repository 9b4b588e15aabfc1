//! The opened picture: its document, where it came from, and what made its layers.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::gallery::History;
use super::layering::Uses;
use super::project::snapshot::Contents;
use crate::document::{Document, GroupId, Layer, LayerId};
use crate::engine::Inputs;
use crate::raster::Pixels;

/// See the module.
pub struct Opened {
    /// To show.
    pub name: String,
    /// Where it lies, if it does.
    pub path: Option<PathBuf>,
    /// The project that it is saved as, if it is.
    pub project: Option<PathBuf>,
    /// Revision of the results that the project holds.
    pub saved_results: u64,
    /// The picture with all that was done to it.
    pub document: Document,
    /// What it shows, in words, where that is known (samples).
    pub caption: Option<String>,
    /// What accepted edits were given: a recipe's file form embeds their mask.
    pub made: BTreeMap<LayerId, Inputs>,
    /// The layer that tools act on, as it was chosen last.
    active: Option<LayerId>,
    /// What the next edit is given.
    pub uses: Uses,
    /// Groups of which the list shows the head alone.
    pub folded: BTreeSet<GroupId>,
    /// All results, accepted or not.
    pub history: History,
}

impl Opened {
    /// A picture that has just been opened.
    pub fn new(name: String, path: Option<PathBuf>, pixels: Pixels) -> Self {
        Self { path, ..Self::of(Document::open(name, Arc::new(pixels))) }
    }

    /// A project that was opened, which has a document, results and what they were given.
    pub fn saved(name: String, project: PathBuf, read: Contents) -> Self {
        let Contents { document, made, history } = read;
        let saved_results = history.revision();
        Self { name, project: Some(project), made, saved_results, history, ..Self::of(document) }
    }

    /// What came back from a journal, and the project that it was saved as, if it was. Without a revision of the results
    /// that this holds it may be another by now: nothing is saved there without a question.
    pub fn recovered(contents: Contents, project: Option<PathBuf>, saved_results: Option<u64>) -> Self {
        let Contents { document, made, history } = contents;
        let opened = Self { made, history, ..Self::of(document) };
        match saved_results {
            Some(saved_results) => Self { project, saved_results, ..opened },
            None => Self { path: project, ..opened },
        }
    }

    /// A document that is there, and nothing else of it.
    fn of(document: Document) -> Self {
        Self {
            name: document.name().to_owned(),
            path: None,
            project: None,
            saved_results: 0,
            document,
            caption: None,
            made: BTreeMap::new(),
            active: None,
            uses: Uses::default(),
            folded: BTreeSet::new(),
            history: History::default(),
        }
    }

    /// The layer that tools act on: the chosen one while it is there, otherwise the topmost.
    pub fn active(&self) -> LayerId {
        let chosen = self.active.filter(|&id| self.document.layer(id).is_some());
        let top = || self.document.layers().last().map(Layer::id);
        chosen.or_else(top).unwrap_or(LayerId::of(0))
    }

    /// Tools act on this layer from now on.
    pub fn choose(&mut self, id: LayerId) {
        self.active = Some(id);
    }

    /// Another one after everything that is done to it, or to another picture.
    pub fn state(&self) -> (u64, u64, u64) {
        (self.document.id(), self.document.revision(), self.history.revision())
    }

    /// Something would be lost when it is closed. Results alone are none, unless there is a project to keep them in.
    pub fn has_unexported_work(&self) -> bool {
        self.document.is_dirty() || (self.project.is_some() && self.history.revision() != self.saved_results)
    }

    /// What an edit of it is given now.
    pub fn inputs(&self) -> Inputs {
        let mask = self.document.has_mask().then(|| Arc::clone(self.document.mask()));
        Inputs { image: Some(self.document.flattened()), mask }
    }

    /// The recipe of the topmost visible edit, in its file form.
    pub fn recipe_file(&self) -> Option<String> {
        let layer = self.document.layers().iter().rev().find(|layer| layer.visible() && layer.origin().is_some())?;
        let inputs = self.made.get(&layer.id()).cloned().unwrap_or_default();
        layer.origin()?.to_file(&inputs).ok()
    }

    /// A name beside the original for an export: "cat edited.png".
    pub fn export_path(&self) -> PathBuf {
        self.beside(format!("{} edited.png", self.stem()))
    }

    /// Where it would be saved as a project: "cat.palimpsest" beside the original.
    pub fn project_path(&self) -> PathBuf {
        if let Some(path) = &self.project {
            return path.clone();
        }
        self.beside(format!("{}.{}", self.stem(), crate::document::project::ENDING))
    }

    /// Its name without an ending.
    fn stem(&self) -> Cow<'_, str> {
        Path::new(&self.name).file_stem().map_or_else(|| "picture".into(), std::ffi::OsStr::to_string_lossy)
    }

    /// In the folder of the picture or the project, or in that of the person's pictures.
    fn beside(&self, file: String) -> PathBuf {
        match self.path.as_deref().or(self.project.as_deref()).and_then(Path::parent) {
            Some(folder) => folder.join(file),
            None => directories::UserDirs::new()
                .and_then(|dirs| dirs.picture_dir().map(Path::to_owned))
                .filter(|folder| folder.is_dir())
                .unwrap_or_default()
                .join(file),
        }
    }
}
