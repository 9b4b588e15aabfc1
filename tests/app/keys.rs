//! The editor of shortcuts: keys are changed, conflicts are told at once, and everything shows the keys as they are.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::app::state::Settings;

use crate::harness::{Window, click, key, start, window};

fn search(window: &mut Window, words: &str) {
    window.get_by_role_and_label(Role::TextInput, "Search by name or key").set_text_value_accesskit(words);
    window.run_steps(2);
}

#[test]
fn a_key_is_changed_a_conflict_is_told_and_the_window_listens() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let mut window = window(palimpsest::app::Start { settings: Some(path.clone()), ..start(None) });
    key(&mut window, Modifiers::NONE, Key::F1);
    search(&mut window, "settings");
    click(&mut window, "Settings, key 1");
    key(&mut window, Modifiers::COMMAND, Key::O);
    window.get_by_label_contains("is already “Open”");
    click(&mut window, "Leave it there");
    click(&mut window, "Settings, key 1");
    key(&mut window, Modifiers::NONE, Key::Tab);
    window.get_by_label_contains("moves about in the window");
    click(&mut window, "Settings, key 1");
    key(&mut window, Modifiers::NONE, Key::F9);
    search(&mut window, "f9");
    window.get_by_label("Settings");
    assert!(window.query_by_label("Open").is_none(), "only what is searched for is listed");
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!window.state().has_dialog());
    assert_eq!(Settings::load(&path).0.keys.own["settings-title"], ["F9"]);

    key(&mut window, Modifiers::COMMAND, Key::Comma);
    assert!(!window.state().has_dialog(), "the old key is gone");
    key(&mut window, Modifiers::NONE, Key::F9);
    assert!(window.state().has_dialog(), "the new one acts");
    key(&mut window, Modifiers::NONE, Key::Escape);

    // Taken from another row, then all is reset.
    key(&mut window, Modifiers::NONE, Key::F1);
    search(&mut window, "settings");
    click(&mut window, "Settings, key 1");
    key(&mut window, Modifiers::COMMAND, Key::O);
    click(&mut window, "Take it from there");
    search(&mut window, "open");
    assert!(window.query_by_label("Open, key 1").is_none(), "Open has no key any more");
    click(&mut window, "Reset all");
    window.get_by_label("Open, key 1");
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(Settings::load(&path).0.keys.own.is_empty());
}
