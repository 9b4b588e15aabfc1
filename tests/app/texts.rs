//! Words and their use: each key that the window asks for stands in every language's files, with the same arguments, once;
//! and no other key does.

#[path = "texts/calls.rs"]
mod calls;
#[path = "texts/compare.rs"]
mod compare;
#[path = "texts/files.rs"]
mod files;
#[path = "texts/literals.rs"]
mod literals;
#[path = "texts/sentences.rs"]
mod sentences;
#[path = "texts/tables.rs"]
mod tables;

use std::path::{Path, PathBuf};

use palimpsest::app::locale::Locale;

/// A key with its arguments, and where that stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// The key.
    pub key: String,
    /// Names of its arguments, sorted.
    pub arguments: Vec<String>,
    /// File.
    pub at: String,
}

/// All files below a folder with this ending, sorted.
fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder of the repository") {
        let path = entry.expect("an entry of a folder").path();
        if path.is_dir() {
            found.extend(below(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> (String, String) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let name = path.strip_prefix(root).expect("a file of the repository").display().to_string();
    (name, std::fs::read_to_string(path).expect("a file of text"))
}

#[test]
fn every_word_is_there_in_every_language_and_used() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    let mut used: Vec<Words> = [tables::keys(), sentences::keys()].concat();
    for (name, text) in below(&root.join("src/app"), "rs").iter().map(|path| read(path)) {
        match calls::of(&name, &text) {
            Ok(calls) => used.extend(calls),
            Err(error) => wrong.push(error),
        }
    }
    let languages = Locale::ALL.map(|locale| {
        let mut words = Vec::new();
        for (name, text) in below(&root.join("assets/locale").join(locale.tag()), "ftl").iter().map(|path| read(path)) {
            match files::of(&name, &text) {
                Ok(found) => words.extend(found),
                Err(error) => wrong.push(error),
            }
        }
        (locale.tag(), words)
    });
    wrong.extend(compare::wrong(&used, &languages));
    assert!(wrong.is_empty(), "words and their use don't fit:\n{}", wrong.join("\n"));
}
