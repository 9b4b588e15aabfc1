//! What a person said and how their files are called: taken out of sentences that may repeat it.

use std::path::Path;

use serde_json::Value;

use super::anonymous::without_word;
use crate::app::App;
use crate::edit::recipe::Recipe;

/// In the place of words.
const WORDS: &str = "<words>";
/// In the place of a path that is known.
const PATH: &str = "<path>";
/// A single word of so few letters tells nothing of the person.
const SHORT: usize = 2;
/// Words that everybody says.
const COMMON: [&str; 8] = ["the", "and", "with", "for", "not", "from", "into", "that"];
/// What may stand round words that are quoted.
const QUOTES: [(char, char); 6] = [('“', '”'), ('‘', '’'), ('"', '"'), ('`', '`'), ('「', '」'), ('«', '»')];

/// What must not be repeated.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    /// Paths, and names of files: the longest first.
    places: Vec<String>,
    /// Whole prompts and names, the longest first; then the single words of those that are in use.
    words: Vec<String>,
}

impl Secrets {
    /// Of this window.
    pub(super) fn of(app: &App) -> Self {
        let mut secrets = Self::default();
        let settings = &app.settings;
        let lists = [&settings.recent_models, &settings.recent_projects, &settings.model_folders, &app.found_models];
        for path in lists.into_iter().flatten().chain(&app.settings_path) {
            secrets.place(path);
        }
        let mut used: Vec<String> = words_of(&app.draft.recipe);
        used.extend(app.run.iter().flat_map(|run| words_of(&run.job.recipe)));
        let mut all: Vec<String> = app.said.words().to_vec();
        if let Some(opened) = &app.opened {
            for path in opened.path.iter().chain(&opened.project) {
                secrets.place(path);
            }
            secrets.place(Path::new(&opened.name));
            used.extend(opened.caption.clone());
            all.extend(opened.history.entries().iter().flat_map(|entry| words_of(&entry.recipe)));
            all.extend(opened.document.layers().iter().map(|layer| layer.name().to_owned()));
        }
        all.extend(app.presets.all().iter().map(|preset| preset.name.clone()));
        let single = |words: &String| words.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let singles: Vec<String> = used.iter().flat_map(single).collect();
        all.extend(used);
        secrets.words = sorted(&all);
        secrets.words.extend(sorted(&singles));
        secrets.places = sorted(&secrets.places);
        secrets
    }

    /// A path, its last part, and that without its ending.
    fn place(&mut self, path: &Path) {
        let parts = [Some(path.as_os_str()), path.file_name(), path.file_stem()];
        self.places.extend(parts.into_iter().flatten().map(|part| part.to_string_lossy().into_owned()));
    }

    /// A sentence without all that.
    pub(super) fn kept(&self, sentence: &str) -> String {
        let mut told = sentence.to_owned();
        for place in &self.places {
            told = told.replace(place.as_str(), PATH);
        }
        told = without_quoted(&told);
        for word in &self.words {
            told = without_word(&told, word, WORDS);
        }
        told
    }
}

/// The longest first, each once, none that tells nothing.
fn sorted(all: &[String]) -> Vec<String> {
    let mut all: Vec<String> = all.iter().map(|text| text.trim().to_owned()).collect();
    all.retain(|text| text.chars().count() > SHORT || !text.is_ascii());
    all.retain(|text| !COMMON.contains(&text.to_lowercase().as_str()));
    all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    all.dedup();
    all
}

/// All that a recipe says in words: its prompts, and the words that its method and what is added to it name.
fn words_of(recipe: &Recipe) -> Vec<String> {
    let prompt = &recipe.prompt;
    let mut words = vec![prompt.target.clone(), prompt.source.clone(), prompt.negative.clone()];
    for part in [serde_json::to_value(&recipe.method), serde_json::to_value(&recipe.also)].into_iter().flatten() {
        named(&part, &mut words);
    }
    words
}

/// Words in lists, and those that have a weight.
fn named(value: &Value, words: &mut Vec<String>) {
    match value {
        Value::Array(list) => words.extend(list.iter().filter_map(Value::as_str).map(str::to_owned)),
        Value::Object(map) => {
            if let Some(weights) = map.get("weights").and_then(Value::as_object) {
                words.extend(weights.keys().cloned());
            }
            for value in map.values() {
                named(value, words);
            }
        }
        _ => {}
    }
}

/// Nothing of what stands between quotation marks.
fn without_quoted(text: &str) -> String {
    let (mut told, mut rest) = (String::new(), text);
    while let Some((at, (open, close))) = rest
        .char_indices()
        .find_map(|(at, letter)| QUOTES.iter().find(|(open, _)| *open == letter).map(|pair| (at, *pair)))
    {
        let inside = &rest[at + open.len_utf8()..];
        let Some(end) = inside.find(close) else { break };
        told.push_str(&rest[..at]);
        told.extend([open.to_string().as_str(), WORDS, close.to_string().as_str()]);
        rest = &inside[end + close.len_utf8()..];
    }
    told.push_str(rest);
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secrets() -> Secrets {
        let words = ["my sister's wedding", "wedding", "婚礼"].map(str::to_owned).to_vec();
        let mut secrets = Secrets { words: sorted(&words), ..Secrets::default() };
        secrets.place(Path::new("/mnt/My Pictures/aunt ada.png"));
        secrets
    }

    #[test]
    fn what_was_said_is_not_repeated() {
        for (text, told) in [
            ("there is no such word in “a red dress”: wedding", "there is no such word in “<words>”: <words>"),
            ("My sister's WEDDING, 婚礼", "<words>, <words>"),
            ("/mnt/My Pictures/aunt ada.png is damaged", "<path> is damaged"),
            ("aunt ada.png can't be read, nor aunt ada edited.png", "<path> can't be read, nor <path> edited.png"),
            ("12\" of “nothing", "12\" of “nothing"),
            ("The model can't be used", "The model can't be used"),
        ] {
            assert_eq!(secrets().kept(text), told, "{text}");
        }
    }

    #[test]
    fn a_recipe_s_words_are_found_wherever_it_names_them() {
        let mut draft = crate::app::draft::Draft::new();
        let info = crate::engine::method::METHODS.iter().find(|info| info.name == "prompt_to_prompt");
        draft.choose(info.unwrap());
        let mut recipe = draft.recipe;
        recipe.prompt.negative = "rain".into();
        let crate::edit::recipe::Method::PromptToPrompt(params) = &mut recipe.method else { panic!("as chosen") };
        params.blend.push("dress".into());
        params.weights.insert("hat".into(), 2.0);
        let words = words_of(&recipe);
        assert!(["rain", "dress", "hat"].iter().all(|word| words.iter().any(|found| found == word)), "{words:?}");
    }
}
