//! What the window remembers between two starts: `settings.json` in the configuration directory.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::locale::Language;
use super::tint::Tint;
use super::tool::{BrushSettings, PickSettings, SIZE_PX};
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
    /// Which language is spoken.
    pub language: Language,
    /// The brush as it was left.
    pub brush: BrushSettings,
    /// How colours are picked, as it was left.
    pub pick: PickSettings,
    /// How the mask lies over the picture.
    pub tint: Tint,
    /// Model folders, newest first.
    pub recent_models: Vec<PathBuf>,
    /// Projects, the last one that was used first.
    pub recent_projects: Vec<PathBuf>,
    /// Width of the right panel in points.
    pub panel_width: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeChoice::Dark,
            language: Language::System,
            brush: BrushSettings::default(),
            pick: PickSettings::default(),
            tint: Tint::default(),
            recent_models: Vec::new(),
            recent_projects: Vec::new(),
            panel_width: 320.0,
        }
    }
}

/// Model folders and projects that are remembered.
const RECENT: usize = 8;

impl Settings {
    /// The file in the person's configuration directory; `None` where the system has none.
    pub fn default_path() -> Option<PathBuf> {
        directories::ProjectDirs::from("", "", "palimpsest").map(|dirs| dirs.config_dir().join("settings.json"))
    }

    /// Reads `path`. A missing file gives the defaults; a bad one gives the defaults and says why.
    pub fn load(path: &Path) -> (Self, Option<String>) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Err(error) => return (Self::default(), Some(error.to_string())),
        };
        match serde_json::from_str::<Self>(&text) {
            Ok(settings) => (settings.sound(), None),
            Err(error) => (Self::default(), Some(error.to_string())),
        }
    }

    /// Numbers brought back into their ranges.
    fn sound(mut self) -> Self {
        let brush = BrushSettings::default();
        let or = |value: f32, low: f32, high: f32, default: f32| {
            if value.is_finite() { value.clamp(low, high) } else { default }
        };
        self.brush.size_px = or(self.brush.size_px, *SIZE_PX.start(), *SIZE_PX.end(), brush.size_px);
        self.brush.hardness = or(self.brush.hardness, 0.0, 1.0, brush.hardness);
        self.brush.value = or(self.brush.value, 0.05, 1.0, brush.value);
        self.pick = self.pick.sound();
        self.tint = self.tint.sound();
        self.panel_width = or(self.panel_width, 280.0, 520.0, 320.0);
        self.recent_models.truncate(RECENT);
        self.recent_projects.truncate(RECENT);
        self
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
        put_first(&mut self.recent_projects, path);
    }
}

fn put_first(list: &mut Vec<PathBuf>, path: &Path) {
    // The window may be started elsewhere next time.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    list.retain(|old| *old != path);
    list.insert(0, path);
    list.truncate(RECENT);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/settings.json");
        let mut settings = Settings { theme: ThemeChoice::Light, panel_width: 400.0, ..Default::default() };
        settings.remember_model(Path::new("a"));
        settings.remember_model(Path::new("b"));
        settings.remember_model(Path::new("a"));
        assert_eq!(settings.recent_models, ["a", "b"].map(|name| std::path::absolute(name).unwrap()));
        settings.save(&path).unwrap();
        assert_eq!(Settings::load(&path), (settings, None));
    }

    #[test]
    fn a_bad_file_gives_the_defaults_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("settings.json");
        assert_eq!(Settings::load(&path), (Settings::default(), None), "a missing file is no fault");
        std::fs::write(&path, "{\"theme\": 7").unwrap();
        let (settings, why) = Settings::load(&path);
        assert_eq!(settings, Settings::default());
        assert!(why.is_some());
        std::fs::write(&path, "{\"panel_width\": 1e30, \"brush\": {\"size_px\": -4}}").unwrap();
        let (settings, _) = Settings::load(&path);
        assert_eq!((settings.panel_width, settings.brush.size_px), (520.0, 1.0), "out of range is brought back");
    }
}
