//! Presets: settings under a name, each a file in a folder beside the window's settings; and the words that were used.

mod panel;
pub mod preset;
mod said;
mod shelf;

use std::path::{Path, PathBuf};

pub use panel::ui;
pub use preset::Preset;
pub use said::{Said, ui as said_ui};
use shelf::read;
pub use shelf::{Found, Presets, find};

use super::App;
use super::files::Purpose;
use super::locale::t;
use crate::raster::io::write_atomically;

/// What can be done with presets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// The draft's settings become this preset.
    Save(String),
    /// Its settings become the draft's.
    Apply(String),
    /// It is forgotten.
    Delete(String),
    /// Ask where to write it to.
    Export(String),
    /// Ask for a file with one.
    Import,
}

impl App {
    /// All presets, by name.
    pub fn presets(&self) -> &[Preset] {
        self.presets.all()
    }

    /// The files thread has read their folder.
    pub(super) fn take_presets(&mut self, found: Found) {
        self.presets.take(found.presets);
        if !found.wrong.is_empty() {
            self.notices.error_with(t!("presets-bad"), t!("presets-bad-told"), found.wrong.join("\n"));
        }
    }

    /// Does something with presets.
    pub(super) fn do_with_preset(&mut self, deed: Deed) {
        let find = |name: &str, all: &[Preset]| all.iter().find(|preset| preset.name == name).cloned();
        let done = match deed {
            Deed::Save(name) => {
                let preset = Preset::of(&name, &self.draft.recipe);
                if preset.name.is_empty() { Err(t!("preset-nameless").to_owned()) } else { self.presets.save(preset) }
            }
            Deed::Apply(name) => {
                if let Some(preset) = find(&name, self.presets.all()) {
                    preset.apply(&mut self.draft.recipe);
                }
                Ok(())
            }
            Deed::Delete(name) => self.presets.delete(&name),
            Deed::Export(name) => {
                if let Some(preset) = find(&name, self.presets.all()) {
                    self.presets.export = Some(preset);
                    self.pick(Purpose::PresetOut, Some(self.preset_path()));
                }
                Ok(())
            }
            Deed::Import => {
                self.pick(Purpose::PresetIn, None);
                Ok(())
            }
        };
        if let Err(reason) = done {
            self.notices.error(t!("preset-trouble"), reason);
        }
    }

    /// Where it is written to, as first proposed.
    pub(super) fn preset_path(&self) -> PathBuf {
        let name = self.presets.export.as_ref().map(Preset::file_name).unwrap_or_default();
        self.opened().map_or_else(|| PathBuf::from(&name), |opened| opened.export_path().with_file_name(&name))
    }

    /// A path was chosen for the preset that shall be written.
    pub(super) fn write_preset(&mut self, mut path: PathBuf) {
        let Some(preset) = self.presets.export.take() else { return };
        path.set_extension("json");
        let written = preset
            .to_json()
            .and_then(|json| write_atomically(json.as_bytes(), &path).map_err(|error| error.to_string()));
        match written {
            Ok(()) => self.notices.named(t!("preset-written"), preset.name),
            Err(reason) => self.notices.error(t!("preset-trouble"), reason),
        }
    }

    /// A file with a preset was chosen: it is kept, and applied.
    pub(super) fn import_preset(&mut self, path: &Path) {
        match read(path).and_then(|preset| self.presets.import(preset)) {
            Ok(name) => {
                self.notices.named(t!("preset-taken"), name.as_str());
                self.do_with_preset(Deed::Apply(name));
            }
            Err(reason) => self.notices.error(t!("preset-trouble"), reason),
        }
    }
}
