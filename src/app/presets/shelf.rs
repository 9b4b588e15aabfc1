//! Where presets are kept: each a file in one folder.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Preset;
use crate::app::locale::t;
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
    /// The files of those that have one, by name: a person may have given a file another name.
    files: BTreeMap<String, PathBuf>,
    /// The name that is being typed for a new one.
    pub(super) name: String,
    /// What will be written once a path was chosen.
    pub(super) export: Option<Preset>,
}

/// What a folder was found to hold.
#[derive(Debug, Default)]
pub struct Found {
    pub(super) presets: Vec<(PathBuf, Preset)>,
    /// File and reason of each that could not be read.
    pub(super) wrong: Vec<String>,
}

/// Reads a folder; a missing one has none. What can't be read stays where it is.
pub fn find(folder: &Path) -> Found {
    let mut found = Found::default();
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| is_json(path)).collect();
    files.sort();
    files.truncate(MOST);
    for path in files {
        match read(&path) {
            Ok(preset) => found.presets.push((path, preset)),
            Err(reason) => {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                found.wrong.push(format!("{name}: {reason}"));
            }
        }
    }
    found
}

fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"))
}

impl Presets {
    /// None yet, of a folder that they will be kept in.
    pub fn of(folder: Option<PathBuf>) -> Self {
        Self { folder, ..Self::default() }
    }

    /// All, by name.
    pub fn all(&self) -> &[Preset] {
        &self.all
    }

    /// Takes in what a folder holds; none is in another's place.
    pub(super) fn take(&mut self, found: Vec<(PathBuf, Preset)>) {
        for (path, preset) in found {
            let preset = self.apart(preset);
            self.files.insert(preset.name.clone(), path);
            self.put(preset);
        }
    }

    /// A preset with a number behind its name where that is another's.
    fn apart(&self, mut preset: Preset) -> Preset {
        let is_taken = |name: &str| self.all.iter().any(|old| old.name == name);
        if is_taken(&preset.name) {
            let free = (2..=self.all.len() + 2).map(|number| preset.numbered(number)).find(|name| !is_taken(name));
            preset.name = free.unwrap_or_default();
        }
        preset
    }

    /// Keeps a preset, in place of one of the same name.
    pub fn save(&mut self, preset: Preset) -> Result<(), String> {
        if let Some(folder) = &self.folder {
            std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
            let usual = || folder.join(preset.file_name());
            let path = self.files.get(&preset.name).cloned().unwrap_or_else(usual);
            write_atomically(preset.to_json()?.as_bytes(), &path).map_err(|error| error.to_string())?;
            self.files.insert(preset.name.clone(), path);
        }
        self.put(preset);
        Ok(())
    }

    /// Keeps one that came from elsewhere, beside one of the same name; its name. What is there already is not kept twice.
    pub(super) fn import(&mut self, preset: Preset) -> Result<String, String> {
        if let Some(old) = self.all.iter().find(|old| **old == preset) {
            return Ok(old.name.clone());
        }
        let preset = self.apart(preset);
        let name = preset.name.clone();
        self.save(preset).map(|()| name)
    }

    /// Forgets one, its file too.
    pub fn delete(&mut self, name: &str) -> Result<(), String> {
        if let Some(path) = self.files.get(name) {
            match std::fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.to_string()),
                _ => self.files.remove(name),
            };
        }
        self.all.retain(|preset| preset.name != name);
        Ok(())
    }

    fn put(&mut self, preset: Preset) {
        self.all.retain(|old| old.name != preset.name);
        let at = self.all.partition_point(|old| old.name.to_lowercase() <= preset.name.to_lowercase());
        self.all.insert(at, preset);
    }
}

/// Reads one file.
pub(super) fn read(path: &Path) -> Result<Preset, String> {
    Preset::from_json(&text(path)?)
}

/// The text of a file that is not too large.
pub(super) fn text(path: &Path) -> Result<String, String> {
    let length = std::fs::metadata(path).map_err(|error| error.to_string())?.len();
    if length > MOST_BYTES {
        return Err(t!("preset-too-large").to_owned());
    }
    std::fs::read_to_string(path).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;

    fn load(folder: &Path) -> (Presets, Vec<String>) {
        let (mut presets, found) = (Presets::of(Some(folder.to_owned())), find(folder));
        presets.take(found.presets);
        (presets, found.wrong)
    }

    fn names(presets: &Presets) -> Vec<&str> {
        presets.all().iter().map(|preset| preset.name.as_str()).collect()
    }

    fn preset(name: &str, guidance: f64) -> Preset {
        let mut recipe = Draft::new().recipe;
        recipe.sampling.guidance = guidance;
        Preset::of(name, &recipe)
    }

    #[test]
    fn presets_are_kept_in_their_folder_and_bad_files_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("presets");
        let (mut presets, wrong) = load(&path);
        assert!(presets.all().is_empty() && wrong.is_empty(), "a missing folder is no fault");
        for (name, guidance) in [("soft", 1.0), ("Bold", 2.0), ("soft", 3.0)] {
            presets.save(preset(name, guidance)).unwrap();
        }
        assert_eq!(names(&presets), ["Bold", "soft"]);
        std::fs::write(path.join("bad.json"), "{").unwrap();
        let (mut read, wrong) = load(&path);
        assert_eq!((read.all(), wrong.len()), (presets.all(), 1));
        assert_eq!(read.all()[1].recipe.sampling.guidance, 3.0, "the newest of a name stays");
        read.delete("soft").unwrap();
        read.delete("none").unwrap();
        assert_eq!(names(&load(&path).0), ["Bold"]);
        assert!(path.join("bad.json").exists());
    }

    #[test]
    fn what_comes_from_elsewhere_takes_nobody_s_place() {
        let folder = tempfile::tempdir().unwrap();
        let (mut presets, _) = load(folder.path());
        presets.save(preset("soft", 1.0)).unwrap();
        assert_eq!(presets.import(preset("soft", 1.0)).unwrap(), "soft", "the same one is there already");
        assert_eq!(presets.import(preset("soft", 2.0)).unwrap(), "soft 2");
        assert_eq!(presets.import(preset("soft", 3.0)).unwrap(), "soft 3");
        let long = "é".repeat(60);
        presets.save(preset(&long, 1.0)).unwrap();
        let second = presets.import(preset(&long, 2.0)).unwrap();
        assert!(second.ends_with(" 2") && second.chars().count() <= 60, "{second}");
        assert_eq!(load(folder.path()).0.all(), presets.all());
    }

    #[test]
    fn a_file_under_another_name_is_the_preset_s_own() {
        let folder = tempfile::tempdir().unwrap();
        for (file, guidance) in [("a.json", 1.0), ("b.JSON", 2.0)] {
            std::fs::write(folder.path().join(file), preset("soft", guidance).to_json().unwrap()).unwrap();
        }
        let (mut presets, _) = load(folder.path());
        assert_eq!(names(&presets), ["soft", "soft 2"], "none hides the other");
        presets.save(preset("soft", 5.0)).unwrap();
        presets.delete("soft 2").unwrap();
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["a.json"]);
        assert_eq!(load(folder.path()).0.all()[0].recipe.sampling.guidance, 5.0);
    }
}
