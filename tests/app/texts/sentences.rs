//! Sentences that rooms below say in English, and names of steps that can be undone: each has words in every language.

use std::collections::BTreeSet;
use std::path::Path;

use super::literals::{self, Literal, bare, is_said};
use super::{Words, below, files, read};

/// Files of the rooms whose sentences the window shows, and the functions that say them.
const SOURCES: [(&str, &[&str]); 9] = [
    ("src/raster/error.rs", &["error"]),
    ("src/document/project/error.rs", &["error"]),
    ("src/model/error.rs", &["error"]),
    ("src/diffusion/error.rs", &["error"]),
    ("src/edit/error.rs", &["error"]),
    ("src/edit/problems.rs", &["range", "problems", "ranges", "fit", "additions", "words", "branches"]),
    ("src/edit/method.rs", &["unavailable"]),
    ("src/edit/sampler.rs", &["unfit", "no_karras", "other_levels"]),
    ("src/edit/also.rs", &["refused"]),
];

/// What is no sentence of its own: put together of others, or a piece of one.
const PIECES: [&str; 1] = [" (karras)"];

/// Names in the document that are no steps.
const NAMES: [&str; 1] = ["Picture"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn said_in(path: &Path) -> Vec<Literal> {
    let (name, text) = read(path);
    literals::of(&name, &text).expect("a source file that can be read")
}

/// Sentences of the rooms below, with `{}` where something is put in.
fn problems() -> BTreeSet<String> {
    let mut found = BTreeSet::from(["{}: {}".to_owned()]);
    for (path, functions) in SOURCES {
        let literals = said_in(&root().join(path)).into_iter();
        // Without a space it is the name of a field.
        let own = literals.filter(|literal| {
            functions.contains(&literal.function.as_str())
                && (literal.function == "error" || literal.text.contains(' '))
        });
        found.extend(
            own.map(|literal| bare(&literal.text))
                .filter(|text| text.chars().any(char::is_alphabetic) && !PIECES.contains(&text.as_str())),
        );
    }
    found
}

/// Names of steps in the document: its literals that begin with a capital.
fn steps() -> BTreeSet<String> {
    let files = below(&root().join("src/document"), "rs")
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs"));
    let literals = files.flat_map(|path| said_in(&path)).map(|literal| bare(&literal.text));
    let named = |text: &String| {
        text.starts_with(char::is_uppercase)
            && is_said(text)
            && text.chars().all(|letter| letter.is_alphabetic() || letter == ' ')
    };
    literals.filter(named).filter(|text| !NAMES.contains(&text.as_str())).collect()
}

/// Everything that the window's files say outside of tests.
fn window() -> Vec<(String, Literal)> {
    let tests = |path: &std::path::PathBuf| path.file_name().is_some_and(|name| name == "tests.rs");
    let files = below(&root().join("src/app"), "rs").into_iter().filter(|path| !tests(path));
    files
        .flat_map(|path| {
            let (name, _) = read(&path);
            said_in(&path).into_iter().map(move |literal| (name.clone(), literal))
        })
        .collect()
}

/// The English sentences of a kind: keys with arguments, and the text with `{}` for each of these.
fn english(kind: &str) -> Vec<(Words, String)> {
    let (name, text) = read(&root().join(format!("assets/locale/en/{kind}.ftl")));
    let words = files::of(&name, &text).expect("words that can be read");
    let texts = text.lines().filter_map(|line| line.split_once(" = ")).map(|(_, text)| bare(text));
    words.into_iter().zip(texts).collect()
}

/// Keys of sentences that somebody says.
pub(super) fn keys() -> Vec<Words> {
    let problems = problems();
    let mut steps = steps();
    steps.extend(window().into_iter().map(|(_, literal)| bare(&literal.text)));
    let said = |of: &str, all: &BTreeSet<String>| {
        english(of).into_iter().filter(|(_, text)| all.contains(text)).map(|(words, _)| words).collect::<Vec<_>>()
    };
    [said("problem", &problems), said("undo", &steps)].concat()
}

#[test]
fn every_sentence_and_every_step_has_words() {
    for (kind, said) in [("problem", problems()), ("undo", steps())] {
        let known: BTreeSet<String> = english(kind).into_iter().map(|(_, text)| text).collect();
        let missing: Vec<_> = said.difference(&known).collect();
        assert!(missing.is_empty(), "{kind}.ftl lacks {missing:#?}");
    }
}

/// Files of the window that speak to no person in it, or in names that are the same in all languages.
const EXEMPT: [(&str, &str); 7] = [
    ("src/app/canvas/gpu.rs", "labels for debuggers of graphics"),
    ("src/app/start.rs", "what the command line says where no window can be opened"),
    ("src/app/locale/language.rs", "languages go by their own names"),
    ("src/app/locale/retold.rs", "keys"),
    ("src/app/icons.rs", "names of fonts"),
    ("src/app/keymap/chord.rs", "keys as files have them"),
    ("src/app/keymap/preset.rs", "names of other programs"),
];

/// Texts that are the same in all languages, or that no person reads.
const NAMES_OF_THE_WINDOW: [&str; 10] = [
    "Palimpsest",
    "WebP",
    "Stable Diffusion 1.x",
    "Stable Diffusion 2.x",
    "Shift+Tab",
    "Enter",
    "a picture",
    "the engine can't start: {}",
    "the files thread can't start: {}",
    "the mask's threads can't start: {}",
];

#[test]
fn the_window_says_nothing_but_by_keys() {
    let steps: BTreeSet<String> = english("undo").into_iter().map(|(_, text)| text).collect();
    let exempt = |file: &str, literal: &Literal| {
        let text = bare(&literal.text);
        let words_of_the_model = file == "src/app/dialog/models.rs" && literal.function.is_empty();
        EXEMPT.iter().any(|(path, _)| *path == file)
            || NAMES_OF_THE_WINDOW.contains(&text.as_str())
            || steps.contains(&text)
            || words_of_the_model
    };
    let said = window().into_iter().filter(|(file, literal)| is_said(&literal.text) && !exempt(file, literal));
    let said: Vec<_> = said.map(|(file, literal)| format!("{file}: {:?}", literal.text)).collect();
    assert!(said.is_empty(), "literals where `t!(\"key\")` belongs:\n{}", said.join("\n"));
}
