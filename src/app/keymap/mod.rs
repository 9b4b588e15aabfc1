//! Which keys mean what: the table's own, those of a preset, and what a person changed.

pub mod chord;
mod preset;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use egui::{Context, Id, Key, KeyboardShortcut};
use serde::{Deserialize, Serialize};

use super::shortcuts::TABLE;
pub use preset::Preset;

/// Most keys of a row that are listened to.
const MOST: usize = 16;

/// What of the keys is remembered: the preset, and the rows that differ from it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Keys {
    /// What the hand knows.
    pub preset: Preset,
    /// Keys of a row by its name ("Ctrl+Shift+Z"); none at all where a row has no key any more.
    pub own: BTreeMap<String, Vec<String>>,
}

impl Keys {
    /// The keys of a row of the table without what the person changed.
    pub fn of_preset(&self, row: usize) -> Vec<KeyboardShortcut> {
        let row = &TABLE[row];
        self.preset.keys(row.name()).map_or_else(|| row.keys.to_vec(), <[_]>::to_vec)
    }

    /// The keys of a row.
    pub fn of(&self, row: usize) -> Vec<KeyboardShortcut> {
        match self.own.get(TABLE[row].name()) {
            Some(own) => {
                let usual = self.of_preset(row);
                let may = |key: &KeyboardShortcut| !is_the_window_s(*key) || usual.contains(key);
                own.iter().filter_map(|keys| chord::parse(keys)).filter(may).take(MOST).collect()
            }
            None => self.of_preset(row),
        }
    }

    /// Other keys for a row; none are remembered where they are the preset's.
    pub fn set(&mut self, row: usize, keys: &[KeyboardShortcut]) {
        let name = TABLE[row].name();
        if keys == self.of_preset(row) {
            self.own.remove(name);
        } else {
            self.own.insert(name.to_owned(), keys.iter().map(chord::written).collect());
        }
    }

    /// The preset's keys for a row again.
    pub fn reset(&mut self, row: usize) {
        self.own.remove(TABLE[row].name());
    }

    /// The person has changed this row.
    pub fn is_own(&self, row: usize) -> bool {
        self.own.contains_key(TABLE[row].name())
    }

    /// What of them can't be followed, as it stands in the file: names that no row has, keys that are none or the window's
    /// own, and keys that another row was given too.
    pub fn wrong(&self) -> Vec<String> {
        let map = Keymap::new(self);
        let mut wrong = Vec::new();
        for (name, own) in &self.own {
            let row = TABLE.iter().position(|row| row.name() == name);
            let is_followed =
                |written: &String| chord::parse(written).is_some_and(|key| row.is_some() && map.meant_by(key) == row);
            if row.is_some() {
                let bad = own.iter().filter(|written| !is_followed(written));
                wrong.extend(bad.map(|written| format!("{name}: {written}")));
            } else {
                wrong.push(name.clone());
            }
        }
        wrong
    }

    /// The row that has this key, other than `except`.
    pub fn taken_by(&self, key: KeyboardShortcut, except: usize) -> Option<usize> {
        let map = Keymap::new(self);
        map.meant_by(key).filter(|&row| row != except)
    }
}

/// Keys by row, and rows by key.
#[derive(Clone, Debug, PartialEq)]
pub struct Keymap {
    rows: Vec<Vec<KeyboardShortcut>>,
    /// Those with more modifiers first, for egui lets Shift and Alt pass where they aren't named.
    order: Vec<(KeyboardShortcut, usize)>,
}

static TABLE_S_OWN: LazyLock<Arc<Keymap>> = LazyLock::new(|| Arc::new(Keymap::new(&Keys::default())));

impl Keymap {
    /// What is remembered, over the table. A key that two rows have belongs to the one that the person gave it to.
    pub fn new(keys: &Keys) -> Self {
        let mut rows: Vec<Vec<KeyboardShortcut>> = vec![Vec::new(); TABLE.len()];
        let mut order: Vec<(KeyboardShortcut, usize)> = Vec::new();
        let (own, rest): (Vec<usize>, Vec<usize>) = (0..TABLE.len()).partition(|&row| keys.is_own(row));
        for row in own.into_iter().chain(rest) {
            for key in keys.of(row) {
                if !order.iter().any(|(taken, _)| *taken == key) {
                    rows[row].push(key);
                    order.push((key, row));
                }
            }
        }
        order.sort_by_key(|(key, row)| (std::cmp::Reverse(weight(*key)), *row));
        Self { rows, order }
    }

    /// From now on this one is listened to and shown.
    pub fn install(self, ctx: &Context) {
        ctx.data_mut(|data| data.insert_temp(Id::unique("keymap"), Arc::new(self)));
    }

    /// The one that is listened to.
    pub fn of(ctx: &Context) -> Arc<Self> {
        ctx.data(|data| data.get_temp(Id::unique("keymap"))).unwrap_or_else(|| Arc::clone(&TABLE_S_OWN))
    }

    /// The keys of a row of the table; the first is shown on buttons.
    pub fn keys(&self, row: usize) -> &[KeyboardShortcut] {
        &self.rows[row]
    }

    /// The row that has this key.
    pub fn meant_by(&self, key: KeyboardShortcut) -> Option<usize> {
        self.order.iter().find(|(own, _)| *own == key).map(|(_, row)| *row)
    }

    /// All keys with their rows, in the order in which they must be asked for.
    pub fn order(&self) -> &[(KeyboardShortcut, usize)] {
        &self.order
    }
}

fn weight(key: KeyboardShortcut) -> u8 {
    u8::from(key.modifiers.command) + u8::from(key.modifiers.shift) + u8::from(key.modifiers.alt)
}

/// Whether a key can't mean anything else than it does.
pub fn is_the_window_s(key: KeyboardShortcut) -> bool {
    let bare = !key.modifiers.command && !key.modifiers.alt;
    match key.logical_key {
        // Esc leaves, Tab and the arrows move the focus, Space holds the picture and presses buttons.
        Key::Escape => true,
        Key::Tab | Key::Space | Key::ArrowUp | Key::ArrowDown | Key::ArrowLeft | Key::ArrowRight => {
            bare && !key.modifiers.shift
        }
        _ => false,
    }
}

/// A key that no text field would take for a letter.
pub fn is_no_letter(key: KeyboardShortcut) -> bool {
    let number = key.logical_key as u32;
    let is_function = (Key::F1 as u32..=Key::F35 as u32).contains(&number);
    key.modifiers.command || is_function || key.logical_key == Key::Escape
}

#[cfg(test)]
mod tests {
    use egui::Modifiers;

    use super::*;

    fn row(name: &str) -> usize {
        TABLE.iter().position(|row| row.name() == name).expect("a row of the table")
    }

    #[test]
    fn presets_name_rows_that_are_there_and_give_no_key_two_meanings() {
        for preset in Preset::ALL {
            for (name, _) in preset.table() {
                assert!(TABLE.iter().any(|row| row.name() == *name), "{preset:?}: {name} is no row");
            }
            let keys = Keys { preset, own: BTreeMap::new() };
            let mut seen: Vec<KeyboardShortcut> = Vec::new();
            for key in (0..TABLE.len()).flat_map(|row| keys.of(row)) {
                assert!(!seen.contains(&key), "{preset:?}: {} means two things", chord::written(&key));
                seen.push(key);
            }
        }
    }

    #[test]
    fn names_of_rows_are_one_each() {
        let mut names: Vec<_> = TABLE.iter().map(super::super::shortcuts::Row::name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), TABLE.len());
    }

    #[test]
    fn own_keys_are_kept_as_differences_and_can_be_taken_back() {
        let (mut keys, undo, export) = (Keys::default(), row("command-undo"), row("shortcut-export"));
        let key = KeyboardShortcut::new(Modifiers::COMMAND, Key::E);
        assert_eq!(keys.taken_by(key, undo), Some(export));
        assert_eq!(keys.taken_by(key, export), None);
        keys.set(undo, &[key]);
        assert_eq!(keys.own.len(), 1);
        let map = Keymap::new(&keys);
        assert_eq!((map.meant_by(key), map.keys(undo)), (Some(undo), &[key][..]), "the person's word counts");
        assert!(!map.keys(export).contains(&key));
        keys.set(undo, &keys.of_preset(undo).clone());
        assert_eq!(keys, Keys::default(), "what is the preset's is not remembered");
        keys.set(undo, &[]);
        assert!(Keymap::new(&keys).keys(undo).is_empty(), "a row without a key");
        keys.reset(undo);
        assert_eq!(keys, Keys::default());
    }

    #[test]
    fn what_is_remembered_comes_back_and_nonsense_is_passed_over() {
        let mut keys = Keys { preset: Preset::Krita, ..Keys::default() };
        keys.set(row("command-undo"), &[KeyboardShortcut::new(Modifiers::ALT, Key::Plus)]);
        let text = serde_json::to_string(&keys).unwrap();
        assert_eq!(text, r#"{"preset":"krita","own":{"command-undo":["Alt+Plus"]}}"#);
        assert_eq!(serde_json::from_str::<Keys>(&text).unwrap(), keys);
        keys.own.insert("command-undo".into(), vec!["Hyper+Q".into(), "Ctrl+U".into(), String::new()]);
        keys.own.insert("no-such-row".into(), vec!["Ctrl+1".into()]);
        let found = Keymap::new(&keys);
        assert_eq!(found.keys(row("command-undo")), [KeyboardShortcut::new(Modifiers::COMMAND, Key::U)]);
    }

    #[test]
    fn what_can_t_be_followed_is_named_and_stays_in_the_file() {
        let mut keys = Keys::default();
        keys.set(row("command-undo"), &[KeyboardShortcut::new(Modifiers::ALT, Key::U)]);
        assert_eq!(keys.wrong(), [""; 0]);
        keys.own.insert("command-redo".into(), vec!["Alt+U".into(), "Ctrl+Y".into()]);
        keys.own.insert("no-such-row".into(), vec!["Ctrl+1".into()]);
        keys.own.insert("shortcut-open".into(), vec!["Hyper+Q".into(), "Tab".into(), "Alt+O".into()]);
        let before = keys.clone();
        let wrong = keys.wrong();
        assert_eq!(wrong.len(), 4, "{wrong:?}");
        for told in ["Alt+U", "no-such-row", "shortcut-open: Hyper+Q", "shortcut-open: Tab"] {
            assert!(wrong.iter().any(|line| line.contains(told)), "{told}: {wrong:?}");
        }
        assert_eq!(keys, before);
        let many = vec!["Alt+Plus".to_owned(); 50_000];
        keys.own.insert("command-undo".into(), many);
        assert_eq!(Keymap::new(&keys).keys(row("command-undo")).len(), 1);
    }

    #[test]
    fn more_modifiers_are_asked_for_first() {
        let map = Keymap::new(&Keys::default());
        let weights: Vec<u8> = map.order().iter().map(|(key, _)| weight(*key)).collect();
        assert!(weights.is_sorted_by(|a, b| a >= b), "{weights:?}");
    }
}
