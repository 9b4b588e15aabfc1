//! Presets: settings under a name, each a file in a folder beside the window's settings; and the words that were used.

mod panel;
pub mod preset;
mod said;

use std::path::{Path, PathBuf};

pub use panel::ui;
pub use preset::Preset;
pub use said::{Said, ui as said_ui};

use super::App;
use super::files::Purpose;
use super::locale::t;
use crate::raster::io::write_atomically;

/// Most presets that are read.
const MOST: usize = 500;
/// No larger file is read, bytes.
const MOST_BYTES: u64 = 1 << 20;

/// All presets, by name.
#[derive(Debug, Default)]
pub struct Presets {
    /// Where they lie; nowhere when none: then they last until the window closes.
    folder: Option<PathBuf>,
    all: Vec<Preset>,
    /// The name that is being typed for a new one.
    name: String,
    /// What will be written once a path was chosen.
    export: Option<Preset>,
}

impl Presets {
    /// Reads a folder; a missing one has none. What can't be read is told: file and reason.
    pub fn load(folder: Option<PathBuf>) -> (Self, Vec<String>) {
        let (mut presets, mut wrong) = (Self { folder, ..Self::default() }, Vec::new());
        let entries = presets.folder.as_ref().and_then(|folder| std::fs::read_dir(folder).ok());
        let paths = entries.into_iter().flatten().flatten().map(|entry| entry.path());
        let files = paths.filter(|path| path.extension().is_some_and(|ending| ending == "json"));
        for path in files.take(MOST) {
            match read(&path) {
                Ok(preset) => presets.put(preset),
                Err(reason) => {
                    let name = path.file_name().unwrap_or_default().to_string_lossy();
                    wrong.push(format!("{name}: {reason}"));
                }
            }
        }
        (presets, wrong)
    }

    /// All, by name.
    pub fn all(&self) -> &[Preset] {
        &self.all
    }

    /// Keeps a preset, in place of one of the same name.
    pub fn save(&mut self, preset: Preset) -> Result<(), String> {
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
            let path = folder.join(preset.file_name());
            write_atomically(preset.to_json()?.as_bytes(), &path).map_err(|error| error.to_string())?;
        }
        self.put(preset);
        Ok(())
    }

    /// Forgets one, its file too.
    pub fn delete(&mut self, name: &str) -> Result<(), String> {
        let Some(at) = self.all.iter().position(|preset| preset.name == name) else { return Ok(()) };
        if let Some(folder) = &self.folder {
            match std::fs::remove_file(folder.join(self.all[at].file_name())) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.to_string()),
                _ => {}
            }
        }
        self.all.remove(at);
        Ok(())
    }

    fn put(&mut self, preset: Preset) {
        self.all.retain(|old| old.name != preset.name);
        let at = self.all.partition_point(|old| old.name.to_lowercase() <= preset.name.to_lowercase());
        self.all.insert(at, preset);
    }
}

/// Reads one file.
fn read(path: &Path) -> Result<Preset, String> {
    Preset::from_json(&text(path)?)
}

/// The text of a file that is not too large.
fn text(path: &Path) -> Result<String, String> {
    let length = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if length > MOST_BYTES {
        return Err(t!("preset-too-large").to_owned());
    }
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

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
                    let start = PathBuf::from(preset.file_name());
                    self.presets.export = Some(preset);
                    self.pick(Purpose::PresetOut, Some(start));
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

    /// A path was chosen for the preset that shall be written.
    pub(super) fn write_preset(&mut self, mut path: PathBuf) {
        let Some(preset) = self.presets.export.take() else { return };
        path.set_extension("json");
        let written = preset
            .to_json()
            .and_then(|json| write_atomically(json.as_bytes(), &path).map_err(|error| error.to_string()));
        match written {
            Ok(()) => self.notices.info(t!("preset-written"), preset.name),
            Err(reason) => self.notices.error(t!("preset-trouble"), reason),
        }
    }

    /// A file with a preset was chosen: it is kept, and applied.
    pub(super) fn import_preset(&mut self, path: &Path) {
        let taken = read(path).and_then(|preset| {
            let name = preset.name.clone();
            self.presets.save(preset).map(|()| name)
        });
        match taken {
            Ok(name) => self.do_with_preset(Deed::Apply(name)),
            Err(reason) => self.notices.error(t!("preset-trouble"), reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;

    #[test]
    fn presets_are_kept_in_their_folder_and_bad_files_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("presets");
        let (mut presets, wrong) = Presets::load(Some(path.clone()));
        assert!(presets.all().is_empty() && wrong.is_empty(), "a missing folder is no fault");
        let mut recipe = Draft::new().recipe;
        for name in ["soft", "Bold", "soft"] {
            recipe.sampling.guidance += 1.0;
            presets.save(Preset::of(name, &recipe)).unwrap();
        }
        let names = |presets: &Presets| presets.all().iter().map(|preset| preset.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&presets), ["Bold", "soft"]);
        std::fs::write(path.join("bad.json"), "{").unwrap();
        let (mut read, wrong) = Presets::load(Some(path.clone()));
        assert_eq!((read.all(), wrong.len()), (presets.all(), 1));
        assert_eq!(read.all()[1].recipe.sampling.guidance, recipe.sampling.guidance, "the newest of a name stays");
        read.delete("soft").unwrap();
        read.delete("none").unwrap();
        assert_eq!(names(&Presets::load(Some(path)).0), ["Bold"]);
    }
}
