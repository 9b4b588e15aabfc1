//! One axis of a grid: a parameter of the draft, and the values that it takes.

use std::borrow::Cow;

use crate::app::locale::t;
use crate::app::tables;
use crate::edit::recipe::{ADDITIONS, Method, Recipe};
use crate::engine::method::{self, Parameter};

/// Most values on an axis.
pub const MOST: usize = 10;

/// Begins the name of a word's weight, before the word.
const WEIGHT: &str = "weight:";
/// What a word's weight may be.
const WEIGHTS: (f64, f64) = (-2.0, 4.0);

/// A parameter that an axis can be of.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// As for `Recipe::set`, or a word's weight.
    pub key: String,
    /// Plain words.
    pub label: String,
    /// Which values it takes.
    pub kind: Kind,
}

/// Which values a parameter takes.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// Numbers from the first to the second; whole ones only where told.
    Number {
        /// Least and most.
        bounds: (f64, f64),
        /// No fractions.
        whole: bool,
    },
    /// One of these names.
    Names(Vec<&'static str>),
    /// Words.
    Words,
}

/// All parameters of the recipe's method, of what is added to it, and the weights of its words: read from the table of
/// methods, so that those of a new one are here by themselves.
pub fn choices(recipe: &Recipe) -> Vec<Choice> {
    let info = method::info(&recipe.method);
    let own = info.parameters.iter().filter_map(|row| choice(row.name.to_owned(), info.name, row));
    let mut all: Vec<Choice> = own.collect();
    for addition in &ADDITIONS {
        for (row, _) in recipe.added(addition).unwrap_or_default() {
            all.extend(choice(format!("{}.{}", addition.name, row.name), addition.home(), row));
        }
    }
    if weights(&mut recipe.clone()).is_some() {
        let mut words: Vec<&str> = Vec::new();
        for word in recipe.prompt.target.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        let number = Kind::Number { bounds: WEIGHTS, whole: false };
        all.extend(words.into_iter().map(|word| Choice {
            key: format!("{WEIGHT}{word}"),
            label: t!("words-weight", word = word),
            kind: number.clone(),
        }));
    }
    all
}

fn choice(key: String, of: &str, row: &Parameter) -> Option<Choice> {
    let kind = match row.name {
        "prompt" | "source" | "negative" => Kind::Words,
        "seed" => Kind::Number { bounds: (0.0, (crate::app::draft::SEEDS - 1) as f64), whole: true },
        "extent" => return None,
        _ => match row.bounds() {
            Some(bounds) => Kind::Number { bounds, whole: !row.default.contains('.') },
            None if row.choices().is_empty() => return None,
            None => Kind::Names(row.choices()),
        },
    };
    let label = general(row.name).map_or_else(|| tables::label(of, row).into_owned(), str::to_owned);
    Some(Choice { key, label, kind })
}

/// What the window calls a parameter that many methods have.
fn general(name: &str) -> Option<&'static str> {
    Some(match name {
        "prompt" => t!("prompt-prompt"),
        "source" => t!("prompt-was"),
        "negative" => t!("prompt-avoid"),
        "strength" => t!("sampling-strength"),
        "guidance" => t!("sampling-guidance"),
        "steps" => t!("sampling-steps"),
        "rescale" => t!("sampling-rescale"),
        "sampler" => t!("sampling-sampler"),
        "karras" => t!("sampling-karras"),
        "eta" => t!("sampling-eta"),
        "seed" => t!("seed-seed"),
        "fill" => t!("sampling-fill"),
        "padding" => t!("sampling-surroundings"),
        "resolution" => t!("sampling-resolution"),
        "enlarge" => t!("sampling-enlarge"),
        _ => return None,
    })
}

/// The weights of a recipe's words, where its method or what is added to it has some.
fn weights(recipe: &mut Recipe) -> Option<&mut std::collections::BTreeMap<String, f64>> {
    match (&mut recipe.method, &mut recipe.also.words) {
        (Method::PromptToPrompt(params), _) | (_, Some(params)) => Some(&mut params.weights),
        _ => None,
    }
}

/// Sets a parameter of an axis; one sentence where the value is none.
pub fn apply(recipe: &mut Recipe, key: &str, value: &str) -> Result<(), String> {
    let Some(word) = key.strip_prefix(WEIGHT) else {
        return recipe.set(key, value).map_err(|error| error.to_string());
    };
    let weight: f64 = value.parse().map_err(|error| format!("{key}: {error}"))?;
    if let Some(weights) = weights(recipe) {
        weights.insert(word.to_owned(), weight);
    }
    Ok(())
}

/// How the values of an axis are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// One by one.
    #[default]
    List,
    /// From, to, and how many.
    Range,
}

/// An axis as it is being filled in.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// The parameter's key; none for an axis that is not used.
    pub key: Option<String>,
    /// How its values are told.
    pub mode: Mode,
    /// With commas between, or bars for words.
    pub list: String,
    /// The first value.
    pub from: f64,
    /// The last one.
    pub to: f64,
    /// How many, 1…10.
    pub count: usize,
}

impl Axis {
    /// Takes a parameter, with a few values to begin with.
    pub fn choose(&mut self, choice: &Choice, recipe: &Recipe) {
        self.key = Some(choice.key.clone());
        self.count = 3;
        self.mode = if matches!(choice.kind, Kind::Number { .. }) { Mode::Range } else { Mode::List };
        (self.from, self.to) = match (&choice.kind, choice.key.as_str()) {
            (_, "strength") => (0.4, 1.0),
            (_, "guidance") => (2.0, 10.0),
            (_, "steps") => (10.0, 30.0),
            (_, "seed") => (recipe.sampling.seed as f64, recipe.sampling.seed as f64 + 2.0),
            (Kind::Number { bounds, .. }, key) if key.starts_with(WEIGHT) => (0.0, bounds.1 / 2.0),
            (Kind::Number { bounds: (least, most), .. }, _) => (*least, most.min(least + 10.0)),
            _ => (0.0, 1.0),
        };
        self.list = match &choice.kind {
            Kind::Names(names) => names.join(", "),
            Kind::Words => recipe.prompt.target.clone(),
            Kind::Number { .. } => self.values(choice).unwrap_or_default().join(", "),
        };
    }

    /// Its values as they are set and shown; one sentence where one is wrong.
    pub fn values(&self, choice: &Choice) -> Result<Vec<String>, String> {
        let mut values: Vec<String> = match (self.mode, &choice.kind) {
            (Mode::Range, Kind::Number { whole, .. }) => {
                let last = self.count.clamp(1, MOST + 1) - 1;
                let at = |i: usize| self.from + (self.to - self.from) * i as f64 / last.max(1) as f64;
                (0..=last).map(|i| written(at(i), *whole)).collect()
            }
            (_, kind) => {
                let between = if *kind == Kind::Words { '|' } else { ',' };
                self.list.split(between).map(|value| value.trim().to_owned()).filter(|v| !v.is_empty()).collect()
            }
        };
        let mut seen = std::collections::BTreeSet::new();
        values.retain(|value| seen.insert(value.clone()));
        if values.is_empty() || values.len() > MOST {
            return Err(super::wrong_count(&choice.label, values.len()));
        }
        if let Kind::Number { bounds: (least, most), .. } = choice.kind {
            let wrong = values.iter().find(|value| !value.parse().is_ok_and(|n: f64| n >= least && n <= most));
            if let Some(wrong) = wrong {
                return Err(super::out_of_range(&choice.label, wrong, least, most));
            }
        }
        Ok(values)
    }
}

/// A number as it is set and shown: no more digits than it needs.
fn written(number: f64, whole: bool) -> String {
    if whole { format!("{number:.0}") } else { ((number * 1000.0).round() / 1000.0).to_string() }
}

/// The label without the field's term in brackets, for the narrow places of a sheet.
pub fn short(label: &str) -> Cow<'_, str> {
    match label.split_once(" (") {
        Some((words, _)) => Cow::Borrowed(words),
        None => Cow::Borrowed(label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;
    use crate::engine::method::METHODS;

    fn draft(name: &str) -> Recipe {
        let mut draft = Draft::new();
        draft.choose(METHODS.iter().find(|info| info.name == name).unwrap());
        draft.recipe.prompt.target = "a dog on a beach".into();
        draft.recipe
    }

    #[test]
    fn every_parameter_of_every_method_can_be_an_axis() {
        for info in METHODS {
            let recipe = draft(info.name);
            for choice in choices(&recipe) {
                let mut axis = Axis::default();
                axis.choose(&choice, &recipe);
                let values =
                    axis.values(&choice).unwrap_or_else(|error| panic!("{} {}: {error}", info.name, choice.key));
                for value in values {
                    apply(&mut recipe.clone(), &choice.key, &value)
                        .unwrap_or_else(|error| panic!("{} {}={value}: {error}", info.name, choice.key));
                }
            }
        }
    }

    #[test]
    fn weights_of_words_are_axes_too() {
        let mut recipe = draft("prompt_to_prompt");
        let dog = choices(&recipe).into_iter().find(|choice| choice.key == "weight:dog").unwrap();
        let mut axis = Axis::default();
        axis.choose(&dog, &recipe);
        assert_eq!(axis.values(&dog).unwrap(), ["0", "1", "2"]);
        apply(&mut recipe, &dog.key, "2").unwrap();
        assert_eq!(weights(&mut recipe).unwrap()["dog"], 2.0);
        assert!(!choices(&draft("sdedit")).iter().any(|choice| choice.key.starts_with(WEIGHT)));
    }

    #[test]
    fn lists_and_ranges_are_told_apart_and_checked() {
        let recipe = draft("sdedit");
        let all = choices(&recipe);
        let by = |key: &str| all.iter().find(|choice| choice.key == key).unwrap();
        let list = |key: &str, list: &str| {
            Axis { key: Some(key.into()), list: list.into(), ..Axis::default() }.values(by(key))
        };
        assert_eq!(list("guidance", "2, 4,4 , 7.5").unwrap(), ["2", "4", "7.5"]);
        assert_eq!(list("prompt", "a dog, red | a cat").unwrap(), ["a dog, red", "a cat"]);
        for (key, wrong) in [("guidance", ""), ("guidance", "31"), ("guidance", "x"), ("steps", "0"), ("seed", "NaN")] {
            assert!(list(key, wrong).is_err(), "{key} {wrong}");
        }
        let range = |count| Axis { mode: Mode::Range, from: 10.0, to: 30.0, count, ..Axis::default() };
        assert_eq!(range(3).values(by("steps")).unwrap(), ["10", "20", "30"]);
        assert_eq!(range(1).values(by("steps")).unwrap(), ["10"]);
        assert!(range(99).values(by("steps")).is_err());
    }
}
