//! Projects: saved, opened in another window, refused, and found again.

use std::path::Path;

use egui::accesskit::Role;
use egui::{Key, Modifiers, ViewportEvent, ViewportId};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use palimpsest::document::Parts;

use crate::harness::{Window, click, draw, drop_file, key, slide, start, wait, window, with_sample, with_sample_in};

fn parts(window: &Window) -> Parts {
    window.state().document().expect("an open picture").parts()
}

/// Types where to save, where the window asks for it.
pub(crate) fn type_path(window: &mut Window, path: &Path) {
    wait(window, "the dialog", |window| window.query_by_label("Save the project").is_some());
    window.get_by_role_and_label(Role::TextInput, "Path").set_text_value_accesskit(&path.to_string_lossy());
    window.run_steps(2);
    click(window, "Save project");
}

pub(crate) fn saved(window: &mut Window) {
    wait(window, "the file", |window| window.query_by_label("Saved").is_some());
    click(window, "Dismiss");
}

fn close(window: &mut Window) {
    window.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.push(ViewportEvent::Close);
    window.step();
    window.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.clear();
    window.run_steps(2);
}

#[test]
fn what_is_saved_is_opened_by_another_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_sample();
    draw(&mut window, &[(60.0, 60.0), (120.0, 100.0)]);
    slide(&mut window, "Steps", 7.0);
    assert!(window.state().title().starts_with("• cat-on-beach.png"), "{}", window.state().title());
    key(&mut window, Modifiers::COMMAND, Key::S);
    type_path(&mut window, &folder.path().join("cat"));
    saved(&mut window);
    let path = folder.path().join("cat.palimpsest");
    assert_eq!(window.state().project(), Some(&*path));
    assert_eq!(window.state().title(), "cat.palimpsest – Palimpsest");

    let mut again = crate::harness::window(start(Some(path.clone())));
    wait(&mut again, "the project", |window| window.state().document().is_some());
    assert_eq!(parts(&again), parts(&window));
    assert!(!again.state().document().unwrap().is_dirty());
    let steps = again.get_by_role_and_label(Role::Slider, "Steps");
    assert_eq!(steps.accesskit_node().numeric_value(), Some(7.0), "the next edit is as it was");

    // What was done before the restart is undone and done again.
    let last = parts(&again);
    key(&mut again, Modifiers::COMMAND, Key::Z);
    assert!(!again.state().document().unwrap().has_mask());
    key(&mut again, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!((parts(&again), again.state().document().unwrap().is_dirty()), (last, false));

    // What is done next goes to the same file, without a question.
    draw(&mut again, &[(20.0, 20.0), (50.0, 30.0)]);
    assert!(again.state().title().starts_with('•'));
    key(&mut again, Modifiers::COMMAND, Key::S);
    saved(&mut again);
    assert!(!again.state().document().unwrap().is_dirty());
    drop_file(&mut window, path);
    wait(&mut window, "the project", |window| parts(window) == parts(&again));
}

#[test]
fn what_cannot_be_opened_or_saved_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("letter.palimpsest");
    std::fs::write(&wrong, "dear reader").unwrap();
    let mut window = with_sample();
    let before = window.state().document().unwrap().id();
    drop_file(&mut window, wrong);
    wait(&mut window, "a notice", |window| window.query_by_label("The project could not be opened").is_some());
    assert!(window.state().notices()[0].sentence.contains("no Palimpsest project"));
    assert_eq!(window.state().document().unwrap().id(), before);
    click(&mut window, "Dismiss");
    draw(&mut window, &[(60.0, 60.0), (120.0, 100.0)]);
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    type_path(&mut window, &folder.path().join("no/such/folder/cat.palimpsest"));
    wait(&mut window, "a notice", |window| window.query_by_label("The project could not be saved").is_some());
    assert!(window.state().document().unwrap().is_dirty() && window.state().project().is_none());
}

#[test]
fn closing_can_save_first() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_sample();
    draw(&mut window, &[(60.0, 60.0), (120.0, 100.0)]);
    close(&mut window);
    click(&mut window, "Save");
    type_path(&mut window, &folder.path().join("cat.palimpsest"));
    wait(&mut window, "the file", |window| window.state().project().is_some());
    assert!(!window.state().document().unwrap().is_dirty() && !window.state().has_dialog());
}

#[test]
fn a_new_picture_has_the_size_and_colour_that_are_chosen() {
    let mut window = window(start(None));
    key(&mut window, Modifiers::COMMAND, Key::N);
    window.get_by_role_and_label(Role::SpinButton, "Width").set_value_accesskit(300.0);
    window.run_steps(2);
    click(&mut window, "Black");
    window.check_accessibility();
    click(&mut window, "Create");
    wait(&mut window, "the picture", |window| window.state().document().is_some());
    let picture = window.state().document().unwrap().flattened();
    assert_eq!((picture.extent().width, picture.extent().height), (300, 1024));
    assert_eq!(picture.rgba8(7, 1000), [0, 0, 0, 255]);
}

#[test]
fn the_last_projects_are_found_on_the_empty_window() {
    let folder = tempfile::tempdir().unwrap();
    let mut at = start(None);
    at.settings = Some(folder.path().join("settings.json"));
    let mut first = with_sample_in(window(at.clone()));
    draw(&mut first, &[(60.0, 60.0), (120.0, 100.0)]);
    key(&mut first, Modifiers::COMMAND, Key::S);
    type_path(&mut first, &folder.path().join("cat.palimpsest"));
    saved(&mut first);
    let mut second = window(at);
    wait(&mut second, "the card", |window| window.query_by_label("Open project: cat").is_some());
    second.check_accessibility();
    click(&mut second, "Open project: cat");
    wait(&mut second, "the project", |window| window.state().document().is_some());
    assert_eq!(parts(&second), parts(&first));
}

#[test]
fn results_are_saved_whether_they_were_accepted_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cat.palimpsest");
    let mut window = with_sample();
    draw(&mut window, &[(60.0, 60.0), (120.0, 100.0)]);
    slide(&mut window, "Steps", 2.0);
    click(&mut window, "Edit");
    wait(&mut window, "a candidate", |window| window.state().candidates() == 1 && !window.state().is_running());
    key(&mut window, Modifiers::COMMAND, Key::S);
    type_path(&mut window, &path);
    saved(&mut window);
    let mut again = crate::harness::window(start(Some(path)));
    wait(&mut again, "the project", |window| window.state().document().is_some());
    assert_eq!(window.state().results().len(), 1);
    assert_eq!(again.state().results(), window.state().results());
    assert!(!again.state().title().starts_with('•'), "nothing of it is new");
}

#[test]
fn a_save_that_fails_changes_nothing_and_keeps_nothing_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_sample();
    draw(&mut window, &[(60.0, 60.0), (120.0, 100.0)]);
    close(&mut window);
    click(&mut window, "Save");
    type_path(&mut window, &folder.path().join("no/folder/other.palimpsest"));
    wait(&mut window, "a notice", |window| window.query_by_label("The project could not be saved").is_some());
    assert_eq!(window.state().title(), "• cat-on-beach.png – Palimpsest", "it is not called what it was not saved as");
    click(&mut window, "Dismiss");
    close(&mut window);
    click(&mut window, "Export…");
    window.get_by_role_and_label(Role::TextInput, "File").set_text_value_accesskit("/no/folder/cat.png");
    window.run_steps(2);
    click(&mut window, "Export file");
    wait(&mut window, "a notice", |window| window.query_by_label("The picture can't be exported").is_some());
    click(&mut window, "Dismiss");
    // The window was to be closed after that export, and not after another one.
    key(&mut window, Modifiers::COMMAND, Key::E);
    let target = folder.path().join("cat.png");
    window.get_by_role_and_label(Role::TextInput, "File").set_text_value_accesskit(&target.to_string_lossy());
    window.run_steps(2);
    click(&mut window, "Export file");
    wait(&mut window, "the file", |_| target.is_file());
    let closes = |window: &Window| {
        let commands = window.output().viewport_output[&ViewportId::ROOT].commands.clone();
        commands.contains(&egui::ViewportCommand::Close)
    };
    for _ in 0..10 {
        window.step();
        assert!(!closes(&window));
    }
}
