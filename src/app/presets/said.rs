//! The words that were used last: at the prompt, to be said again.

use std::path::{Path, PathBuf};

use egui::{Button, ScrollArea, TextEdit, Ui};

use crate::app::App;
use crate::app::files::Request;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::notice::Notices;
use crate::app::state::set_aside;
use crate::app::widget::quiet;

/// Words that are remembered.
const MOST: usize = 100;

/// What was said, newest first.
#[derive(Debug, Default)]
pub struct Said {
    path: Option<PathBuf>,
    words: Vec<String>,
    query: String,
}

/// What was wrong with the file, and where it lies now, if it could be kept.
#[derive(Debug)]
pub struct Trouble {
    aside: Option<PathBuf>,
    reason: String,
}

impl Trouble {
    /// Tells it.
    pub fn tell(self, notices: &mut Notices) {
        let kept = self.aside.as_deref().and_then(Path::file_name);
        let kept = kept.map(|name| t!("settings-bad-kept", file = name.to_string_lossy()));
        let sentence = [Some(t!("said-bad-told").to_owned()), kept].into_iter().flatten().collect::<Vec<_>>().join(" ");
        notices.error_with(t!("said-bad"), sentence, self.reason);
    }
}

impl Said {
    /// Reads the file; a missing one has nothing. A bad one is kept aside and told.
    pub fn load(path: Option<PathBuf>) -> (Self, Option<Trouble>) {
        let read = |path: &Path| -> Result<Vec<String>, String> {
            if matches!(path.try_exists(), Ok(false)) {
                return Ok(Vec::new());
            }
            serde_json::from_str(&super::shelf::text(path)?).map_err(|error| error.to_string())
        };
        let (mut words, trouble) = match path.as_deref().map(|path| (path, read(path))) {
            Some((path, Err(reason))) => (Vec::new(), Some(Trouble { aside: set_aside(path), reason })),
            Some((_, Ok(words))) => (words, None),
            None => (Vec::new(), None),
        };
        words.truncate(MOST);
        (Self { path, words, query: String::new() }, trouble)
    }

    /// What was said, newest first.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// Something is said: it goes to the front. True when that is news.
    fn say(&mut self, words: &str) -> bool {
        let words = words.trim();
        if words.is_empty() || self.words.first().is_some_and(|first| first == words) {
            return false;
        }
        self.words.retain(|old| old != words);
        self.words.insert(0, words.to_owned());
        self.words.truncate(MOST);
        true
    }

    /// Those in which all of the search is found.
    fn found(&self) -> Vec<String> {
        let query = self.query.to_lowercase();
        let fits = |words: &&String| query.split_whitespace().all(|part| words.to_lowercase().contains(part));
        self.words.iter().filter(fits).cloned().collect()
    }
}

impl App {
    /// Words are used in a run: they are remembered, and written by the files thread.
    pub(in crate::app) fn say(&mut self, words: &str) {
        if self.said.say(words)
            && let (Some(path), Ok(json)) = (self.said.path.clone(), serde_json::to_string_pretty(&self.said.words))
        {
            self.ask_files(Request::Note { text: json, path });
        }
    }
}

/// Draws the button at the prompt, and its list.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let icon = Button::new(crate::app::icons::text(Icon::History, 14.0)).frame_when_inactive(false).small();
    let button = ui.add(icon).on_hover_text(t!("said-tip")).accessible_name(t!("said"));
    egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(300.0);
        let field = TextEdit::singleline(&mut app.said.query).hint_text(t!("said-search")).desired_width(f32::INFINITY);
        let field = field.margin(egui::Margin::symmetric(8, 5));
        ui.add(field).on_hover_text(t!("said-search-tip")).accessible_name(t!("said-search"));
        let found = app.said.found();
        if found.is_empty() {
            let told = if app.said.words.is_empty() { t!("said-empty") } else { t!("said-none") };
            ui.label(quiet(ui, told));
        }
        ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
            for words in found {
                let button = Button::new(words.as_str()).truncate().frame_when_inactive(false);
                let width = ui.available_width();
                let line = ui.add(button.min_size(egui::vec2(width, 0.0))).on_hover_text(words.as_str());
                if line.accessible_name(t!("said-again", words = words.as_str())).clicked() {
                    app.draft.recipe.prompt.target = words;
                    app.said.query.clear();
                    ui.close();
                }
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_words_are_first_and_none_stands_twice() {
        let mut said = Said::default();
        assert!(said.say("a dog") && said.say(" a red cat ") && said.say("a dog"));
        assert!(!said.say("a dog") && !said.say("  "));
        assert_eq!(said.words(), ["a dog", "a red cat"]);
        said.query = "CAT re".into();
        assert_eq!(said.found(), ["a red cat"]);
        for n in 0..300 {
            said.say(&n.to_string());
        }
        assert_eq!((said.words().len(), said.words()[0].as_str()), (MOST, "299"));
    }

    #[test]
    fn a_bad_file_is_told_and_a_missing_one_is_no_fault() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("prompts.json");
        assert!(Said::load(Some(path.clone())).1.is_none());
        std::fs::write(&path, "[1, 2]").unwrap();
        let (said, wrong) = Said::load(Some(path.clone()));
        assert!(said.words().is_empty());
        let aside = wrong.unwrap().aside.unwrap();
        assert_eq!((std::fs::read_to_string(aside).unwrap().as_str(), path.exists()), ("[1, 2]", false));
        std::fs::write(&path, "[\"a dog\"]").unwrap();
        assert_eq!(Said::load(Some(path)).0.words(), ["a dog"]);
    }
}
