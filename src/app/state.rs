//! What the window remembers between two starts: `settings.json` in the configuration directory.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::keymap::Keys;
use super::locale::Language;
use super::tint::Tint;
use super::tool::{BrushSettings, PaintSettings, PickSettings};
use crate::raster::io::write_atomically;

/// Which theme shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeChoice {
    /// The dark one.
    #[default]
    Dark,
    /// The light one.
    Light,
    /// What the operating system says.
    System,
}

impl From<ThemeChoice> for egui::ThemePreference {
    fn from(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::Dark => Self::Dark,
            ThemeChoice::Light => Self::Light,
            ThemeChoice::System => Self::System,
        }
    }
}

/// Everything that is remembered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Which theme shows.
    pub theme: ThemeChoice,
    /// How large the window's own things are, [`SCALE`]; 1 is the system's size.
    pub scale: f32,
    /// Which language is spoken.
    pub language: Language,
    /// Threads of number work; as many as the processor has cores when none.
    pub threads: Option<usize>,
    /// What undo may keep, in MB, [`UNDO_MB`].
    pub undo_mb: u32,
    /// What tiles that are not in sight may keep on the graphics card, in MB, [`TILES_MB`].
    pub tiles_mb: u32,
    /// Keys that are not the table's.
    pub keys: Keys,
    /// The brush as it was left.
    pub brush: BrushSettings,
    /// The tools of colour as they were left.
    pub paint: PaintSettings,
    /// How colours are picked, as it was left.
    pub pick: PickSettings,
    /// How the mask lies over the picture.
    pub tint: Tint,
    /// Model folders, newest first.
    pub recent_models: Vec<PathBuf>,
    /// Projects, the last one that was used first.
    pub recent_projects: Vec<PathBuf>,
    /// Folders that are searched for models.
    pub model_folders: Vec<PathBuf>,
    /// Width of the right panel in points.
    pub panel_width: f32,
    /// What the journal of a window may take, in MB, [`JOURNAL_MB`].
    pub journal_mb: u32,
    /// What a newer version has written: it stays in the file.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// Least and largest size of the window's things.
pub const SCALE: RangeInclusive<f32> = 0.75..=2.5;
/// Least and most that undo may keep, MB.
pub const UNDO_MB: RangeInclusive<u32> = 64..=16_384;
/// Least and most that unseen tiles may keep, MB.
pub const TILES_MB: RangeInclusive<u32> = 64..=4_096;
/// Least and most that the journal of a window may take, MB.
pub const JOURNAL_MB: RangeInclusive<u32> = 64..=65_536;
/// Most threads that can be asked for.
pub const THREADS: usize = 256;

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::Dark,
            scale: 1.0,
            language: Language::System,
            threads: None,
            undo_mb: 512,
            tiles_mb: 512,
            keys: Keys::default(),
            brush: BrushSettings::default(),
            paint: PaintSettings::default(),
            pick: PickSettings::default(),
            tint: Tint::default(),
            recent_models: Vec::new(),
            recent_projects: Vec::new(),
            model_folders: Vec::new(),
            panel_width: 320.0,
            journal_mb: 2048,
            unknown: Map::new(),
        }
    }
}

/// Model folders and projects that are remembered.
const RECENT: usize = 8;
/// Folders that are searched for models, at most.
const SEARCHED: usize = 32;
/// Settings are never as large as this, bytes.
const LARGEST: u64 = 1 << 20;
/// Bad files that are kept aside, at most.
const ASIDE: u32 = 99;

/// What was wrong with the file, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Settings that could not be used and are the defaults now; empty when it is all of them.
    pub fields: Vec<String>,
    /// Where the bad file lies now, if it could be kept.
    pub aside: Option<PathBuf>,
    /// The reason, as the system or the reader tells it.
    pub reason: String,
}

impl Settings {
    /// The file in the person's configuration directory; `None` where the system has none.
    pub fn default_path() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "palimpsest").map(|dirs| dirs.config_dir().join("settings.json"))
    }

    /// Reads `path`. A missing file gives the defaults; of a bad one everything that can be used, and it is kept aside.
    pub fn load(path: &Path) -> (Self, Option<Trouble>) {
        let text = match read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Err(error) => {
                // A bad file is moved; one that could not be read stays where it is.
                let is_bad = error.kind() == std::io::ErrorKind::InvalidData;
                let aside = if is_bad { set_aside(path) } else { None };
                return (Self::default(), Some(Trouble { fields: Vec::new(), aside, reason: error.to_string() }));
            }
        };
        match serde_json::from_str::<Self>(&text) {
            Ok(settings) => (settings.sound(), None),
            Err(error) => {
                let (settings, fields) = Self::what_can_be_used(&text);
                let trouble = Trouble { fields, aside: set_aside(path), reason: error.to_string() };
                (settings.sound(), Some(trouble))
            }
        }
    }

    /// Field by field; names those that can't be used.
    fn what_can_be_used(text: &str) -> (Self, Vec<String>) {
        let is_usable = |name: &str, value: &Value| {
            serde_json::from_value::<Self>(Value::Object(Map::from_iter([(name.to_owned(), value.clone())]))).is_ok()
        };
        let all = serde_json::from_str::<Map<String, Value>>(text).unwrap_or_default();
        let (used, refused): (Vec<_>, Vec<_>) = all.into_iter().partition(|(name, value)| is_usable(name, value));
        let used = Value::Object(used.into_iter().collect());
        (serde_json::from_value(used).unwrap_or_default(), refused.into_iter().map(|(name, _)| name).collect())
    }

    /// Numbers brought back into their ranges.
    fn sound(mut self) -> Self {
        let default = Self::default();
        let or = |value: f32, low: f32, high: f32, default: f32| {
            if value.is_finite() { value.clamp(low, high) } else { default }
        };
        self.brush = self.brush.sound(BrushSettings::default());
        self.paint = self.paint.sound();
        self.pick = self.pick.sound();
        self.tint = self.tint.sound();
        self.panel_width = or(self.panel_width, 280.0, 520.0, default.panel_width);
        self.scale = or(self.scale, *SCALE.start(), *SCALE.end(), default.scale);
        self.undo_mb = self.undo_mb.clamp(*UNDO_MB.start(), *UNDO_MB.end());
        self.tiles_mb = self.tiles_mb.clamp(*TILES_MB.start(), *TILES_MB.end());
        self.threads = self.threads.map(|threads| threads.clamp(1, THREADS));
        self.recent_models.truncate(RECENT);
        self.recent_projects.truncate(RECENT);
        self.journal_mb = self.journal_mb.clamp(*JOURNAL_MB.start(), *JOURNAL_MB.end());
        self.model_folders.truncate(SEARCHED);
        self
    }

    /// How large the journal of a window may grow, bytes.
    pub fn journal_bytes(&self) -> u64 {
        u64::from(self.journal_mb) << 20
    }

    /// Writes `path`, its folder too.
    pub fn save(&self, path: &Path) -> Result<(), String> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        }
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        write_atomically(text.as_bytes(), path).map_err(|error| error.to_string())
    }

    /// Puts a model folder in front of the recent ones.
    pub fn remember_model(&mut self, folder: &Path) {
        put_first(&mut self.recent_models, folder);
    }

    /// Puts a project in front of the recent ones.
    pub fn remember_project(&mut self, path: &Path) {
        // The window may be started elsewhere next time.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        put_first(&mut self.recent_projects, &path);
    }

    /// Another folder to search for models, unless it is one already or there are too many; says whether it is new.
    pub fn add_model_folder(&mut self, folder: &Path) -> bool {
        let is_new = self.model_folders.len() < SEARCHED && !self.model_folders.iter().any(|old| old == folder);
        if is_new {
            self.model_folders.push(folder.to_owned());
        }
        is_new
    }
}

fn put_first(list: &mut Vec<PathBuf>, path: &Path) {
    list.retain(|old| old != path);
    list.insert(0, path.to_owned());
    list.truncate(RECENT);
}

/// The file's text; `InvalidData` when it can't be a file of settings.
fn read(path: &Path) -> std::io::Result<String> {
    if std::fs::metadata(path)?.len() > LARGEST {
        return Err(std::io::ErrorKind::InvalidData.into());
    }
    std::fs::read_to_string(path)
}

/// Moves a bad file, `settings.json`, to `settings.bad-1.json` or the next such name that is free.
pub fn set_aside(path: &Path) -> Option<PathBuf> {
    let stem = path.file_stem()?.to_string_lossy().into_owned();
    let aside = (1..=ASIDE).map(|n| path.with_file_name(format!("{stem}.bad-{n}.json"))).find(|path| !path.exists())?;
    std::fs::rename(path, &aside).is_ok().then_some(aside)
}

#[cfg(test)]
mod tests;
