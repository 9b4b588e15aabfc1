//! Models in a person's folders, also in those that other programs fill.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What a model in diffusers layout has.
const SIGN: &str = "model_index.json";
/// Folders below the one that is searched: enough for a hub's cache (`models--…/snapshots/…`).
const DEEP: usize = 4;
/// Models that are found at most.
const MOST: usize = 64;
/// Entries that are looked at in all, at most.
const LOOKS: usize = 20_000;

/// Folders with models in these, sorted. What can't be read is passed over.
pub(super) fn models(folders: &[PathBuf]) -> Vec<PathBuf> {
    let (mut found, mut looks) = (BTreeSet::new(), LOOKS);
    for folder in folders {
        search(folder, DEEP, &mut looks, &mut found);
    }
    found.into_iter().take(MOST).collect()
}

fn search(folder: &Path, deep: usize, looks: &mut usize, found: &mut BTreeSet<PathBuf>) {
    if folder.join(SIGN).is_file() {
        found.insert(folder.to_owned());
        return;
    }
    if deep == 0 || found.len() >= MOST {
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut folders: Vec<PathBuf> = Vec::new();
    for entry in entries.flatten() {
        let Some(left) = looks.checked_sub(1) else { return };
        *looks = left;
        if entry.path().is_dir() {
            folders.push(entry.path());
        }
    }
    folders.sort();
    for folder in folders {
        search(&folder, deep - 1, looks, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_found_wherever_other_programs_put_them() {
        let root = tempfile::tempdir().unwrap();
        let at = |path: &str| root.path().join(path);
        let (plain, cached) = (at("mine"), at("hub/models--a--b/snapshots/0123"));
        for folder in [&plain, &cached, &at("mine/unet"), &at("empty"), &at("1/2/3/4/5")] {
            std::fs::create_dir_all(folder).unwrap();
        }
        for folder in [&plain, &cached, &at("mine/unet"), &at("1/2/3/4/5")] {
            std::fs::write(folder.join(SIGN), "{}").unwrap();
        }
        let folders = [root.path().to_owned(), plain.clone(), at("not there")];
        assert_eq!(models(&folders), [cached, plain], "nothing within a model, and nothing too deep");
    }
}
