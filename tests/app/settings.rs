//! The settings: they act at once, are written when they are left, and a bad file is told.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::app::state::{Settings, ThemeChoice};

use crate::harness::{click, key, start, wait, window, with_sample};

#[test]
fn every_setting_acts_at_once_and_is_written_when_they_are_left() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let mut window = window(palimpsest::app::Start { settings: Some(path.clone()), ..start(None) });
    key(&mut window, Modifiers::COMMAND, Key::Comma);
    assert!(window.state().has_dialog());
    click(&mut window, "Light");
    assert_eq!(window.ctx.theme(), egui::Theme::Light);
    window.get_by_role_and_label(Role::ComboBox, "Size").click();
    window.run_steps(3);
    click(&mut window, "125 %");
    assert_eq!(window.ctx.zoom_factor(), 1.25);
    window.get_by_role_and_label(Role::CheckBox, "One for each core").click();
    window.run_steps(3);
    window.get_by_role_and_label(Role::SpinButton, "Threads").set_value_accesskit(1.0);
    window.run_steps(2);
    wait(&mut window, "one thread", |window| window.query_by_label_contains("One at work").is_some());
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert!(!window.state().has_dialog());
    let (written, trouble) = Settings::load(&path);
    assert_eq!(trouble, None);
    assert_eq!((written.theme, written.scale, written.threads), (ThemeChoice::Light, 1.25, Some(1)));
}

#[test]
fn a_bad_file_is_kept_aside_and_the_window_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    std::fs::write(&path, r#"{"theme": "plaid", "scale": 1.5}"#).unwrap();
    let window = window(palimpsest::app::Start { settings: Some(path), ..start(None) });
    let notice = &window.state().notices()[0];
    assert_eq!(notice.title, "Some settings could not be used");
    assert!(notice.sentence.contains("theme") && notice.sentence.contains("settings.bad-1.json"), "{notice:?}");
    assert!(folder.path().join("settings.bad-1.json").exists());
    assert_eq!(window.ctx.zoom_factor(), 1.5, "what can be used is");
}

#[test]
fn a_small_dialog_after_a_tall_one_is_small() {
    let mut window = with_sample();
    key(&mut window, Modifiers::COMMAND, Key::Comma);
    window.run_steps(3);
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::COMMAND, Key::N);
    window.run_steps(3);
    let (above, button) = (window.get_by_label("Transparent").rect(), window.get_by_label("Create").rect());
    assert!(button.top() - above.bottom() < 60.0, "{above:?} {button:?}");
}

/// As a file that can't be read is, whoever runs the tests: a link that leads to itself.
#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    std::os::unix::fs::symlink(&path, &path).unwrap();
    let mut window = window(palimpsest::app::Start { settings: Some(path.clone()), ..start(None) });
    assert!(window.state().notices()[0].sentence.contains("The file stays as it is"), "{:?}", window.state().notices());
    key(&mut window, egui::Modifiers::COMMAND, egui::Key::Comma);
    click(&mut window, "Light");
    key(&mut window, egui::Modifiers::NONE, egui::Key::Escape);
    assert!(std::fs::symlink_metadata(&path).unwrap().is_symlink());
}
