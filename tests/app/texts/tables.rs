//! Keys that are put together from names: those of the tables, whose English the command line shows too.

use std::collections::BTreeMap;

use palimpsest::app::locale::{self, Locale};
use palimpsest::edit::recipe::{ADDITIONS, ModelId, Recipe, Setting};
use palimpsest::engine::method::{METHODS, Parameter};
use palimpsest::engine::sampler::SAMPLERS;
use palimpsest::engine::samples;

use super::Words;

/// All of these keys.
pub(super) fn keys() -> Vec<Words> {
    english().into_keys().map(|key| Words { key, arguments: Vec::new(), at: "a table".to_owned() }).collect()
}

/// The English of each key, as the tables have it.
fn english() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut add = |key: String, english: &str| {
        let old = found.insert(key.clone(), english.to_owned());
        assert!(old.is_none_or(|old| old == english), "{key} is two things");
    };
    for info in METHODS {
        add(format!("method-{}", info.name), info.title);
        add(format!("method-{}-summary", info.name), info.summary);
        for preset in info.presets {
            add(format!("preset-{}-{}", info.name, preset.name), preset.title);
        }
        let mut recipe = Recipe::new((info.default)(), ModelId { name: "builtin".to_owned(), hash: String::new() });
        parameters(info.name, &recipe.own(), &mut add);
        for addition in &ADDITIONS {
            recipe.set(addition.name, "on").expect("a control that can be set");
            parameters(addition.home(), &recipe.added(addition).unwrap_or_default(), &mut add);
        }
    }
    for addition in &ADDITIONS {
        add(format!("added-{}", addition.name), addition.label);
        add(format!("added-{}-help", addition.name), addition.help);
    }
    for sampler in &SAMPLERS {
        add(format!("sampler-{}", sampler.id.name()), sampler.summary);
    }
    add("layer-picture".to_owned(), "Picture");
    for sample in samples() {
        add(format!("sample-{}", sample.file.trim_end_matches(".png")), &sample.name);
    }
    found
}

/// Those of a form's rows, for the method named `of`.
fn parameters(of: &str, rows: &[(&Parameter, Setting)], add: &mut impl FnMut(String, &str)) {
    for (parameter, setting) in rows {
        add(format!("parameter-{of}-{}", parameter.name), parameter.label);
        add(format!("parameter-{of}-{}-help", parameter.name), parameter.help);
        let is_choice = matches!(setting, Setting::Choice(_));
        for choice in parameter.choices().into_iter().filter(|_| is_choice) {
            add(format!("choice-{choice}"), &choice.replace('_', " "));
        }
    }
}

#[test]
fn the_english_of_a_table_is_that_of_its_key() {
    locale::apart(Locale::English);
    let wrong: Vec<_> =
        english().into_iter().filter(|(key, english)| locale::find(key) != Some(english.as_str())).collect();
    assert!(wrong.is_empty(), "the tables say something else (its translation must follow): {wrong:#?}");
}
