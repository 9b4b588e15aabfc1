//! Sentences that rooms below say in English, and names of steps that can be undone: each has words in every language.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::literals::{self, Literal, bare, is_said};
use super::{Words, below, files, read};

/// Files and folders of the rooms whose sentences the window shows, and the functions that say them; all where none is named.
const SOURCES: [(&str, &[&str]); 14] = [
    ("src/raster/io", &[]),
    ("src/document/project", &[]),
    ("src/document/frame.rs", &[]),
    ("src/document/layers.rs", &[]),
    ("src/document/mask.rs", &[]),
    ("src/engine/worker.rs", &[]),
    ("src/raster/error.rs", &["error"]),
    ("src/model/error.rs", &["error"]),
    ("src/diffusion/error.rs", &["error"]),
    ("src/edit/error.rs", &["error"]),
    ("src/edit/problems.rs", &["range", "problems", "ranges", "fit", "additions", "words", "branches"]),
    ("src/edit/method.rs", &["unavailable"]),
    ("src/edit/sampler.rs", &["unfit", "no_karras", "other_levels"]),
    ("src/edit/also.rs", &["refused"]),
];

/// What is no sentence of its own: put together of others, or a piece of one.
const PIECES: [&str; 2] = [" (karras)", " (os error"];

/// Names in the document that are no steps.
const NAMES: [&str; 1] = ["Picture"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files of a folder, or the one file, that are no tests.
fn sources(path: &str) -> Vec<PathBuf> {
    let path = root().join(path);
    let files = if path.is_dir() { below(&path, "rs") } else { vec![path] };
    let is_test = |path: &PathBuf| path.iter().any(|part| part == "tests" || part == "tests.rs");
    files.into_iter().filter(|path| !is_test(path)).collect()
}

fn said_in(path: &Path) -> Vec<Literal> {
    let (name, text) = read(path);
    literals::of(&name, &text).expect("a source file that can be read")
}

/// Sentences of the rooms below, with `{}` where something is put in. They begin with a small letter or a format's name.
fn problems() -> BTreeSet<String> {
    let mut found = BTreeSet::from(["{}: {}".to_owned()]);
    for (path, functions) in SOURCES {
        let files = if functions.is_empty() { sources(path) } else { vec![root().join(path)] };
        for literal in files.iter().flat_map(|file| said_in(file)) {
            let text = bare(&literal.text);
            let is_own = match (functions.is_empty(), literal.function.as_str()) {
                (true, _) => is_said(&text) && !is_name(&text),
                (false, "error") => functions.contains(&"error") && text.chars().any(char::is_alphabetic),
                // Without a space it is the name of a field.
                (false, function) => {
                    functions.contains(&function) && text.contains(' ') && text.chars().any(char::is_alphabetic)
                }
            };
            if is_own && !PIECES.contains(&text.as_str()) && !text.ends_with('\0') {
                found.insert(text);
            }
        }
    }
    found
}

/// What the engine says of itself.
fn told() -> BTreeSet<String> {
    let of = |path: &str| said_in(&root().join(path)).into_iter();
    let device = of("src/engine/mod.rs").filter(|literal| literal.function == "device");
    let model = of("src/model/checkpoint.rs").filter(|literal| literal.text == "Built-in");
    device.chain(model).map(|literal| bare(&literal.text)).collect()
}

/// A step's or a layer's name: words alone, the first with a capital.
fn is_name(text: &str) -> bool {
    text.starts_with(char::is_uppercase) && text.chars().all(|letter| letter.is_alphabetic() || letter == ' ')
}

/// Names of steps in the document: its literals that begin with a capital.
fn steps() -> BTreeSet<String> {
    let files = sources("src/document").into_iter();
    let literals = files.flat_map(|path| said_in(&path)).map(|literal| bare(&literal.text));
    let named = |text: &String| is_name(text) && is_said(text);
    literals.filter(named).filter(|text| !NAMES.contains(&text.as_str())).collect()
}

/// Everything that the window's files say outside of tests.
fn window() -> Vec<(String, Literal)> {
    sources("src/app")
        .into_iter()
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
    [said("problem", &problems), said("undo", &steps), said("told", &told())].concat()
}

#[test]
fn every_sentence_and_every_step_has_words() {
    for (kind, said) in [("problem", problems()), ("undo", steps()), ("told", told())] {
        let known: BTreeSet<String> = english(kind).into_iter().map(|(_, text)| text).collect();
        let missing: Vec<_> = said.difference(&known).collect();
        assert!(missing.is_empty(), "{kind}.ftl lacks {missing:#?}");
    }
}

/// Files of the window that speak to no person in it, or in names that are the same in all languages.
const EXEMPT: [(&str, &str); 8] = [
    ("src/app/canvas/gpu.rs", "labels for debuggers of graphics"),
    ("src/app/start.rs", "what the command line says where no window can be opened"),
    ("src/app/locale/language.rs", "languages go by their own names"),
    ("src/app/locale/retold.rs", "keys"),
    ("src/app/icons.rs", "names of fonts"),
    ("src/app/diagnose/report.rs", "read by those who mend the program"),
    ("src/app/keymap/chord.rs", "keys as files have them"),
    ("src/app/keymap/preset.rs", "names of other programs"),
];

/// Texts that are the same in all languages, or that no person reads.
const NAMES_OF_THE_WINDOW: [&str; 12] = [
    "Palimpsest",
    "Picture",
    "WebP",
    "Stable Diffusion 1.x",
    "Stable Diffusion 2.x",
    "Shift+Tab",
    "Enter",
    "a picture",
    "the engine can't start: {}",
    "the files thread can't start: {}",
    "the mask's threads can't start: {}",
    "the journal's thread can't start: {}",
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
