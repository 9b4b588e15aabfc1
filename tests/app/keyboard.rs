//! The window without a pointer, and at rest.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::raster::io;

use crate::harness::{Window, click, key, ready, slide, start, wait, window, with_sample};

/// Goes on with a key until the control of this name has the focus.
fn go_to(window: &mut Window, with: Key, role: Role, name: &str) {
    for _ in 0..120 {
        if window.get_by_role_and_label(role, name).is_focused() {
            return;
        }
        key(window, Modifiers::NONE, with);
    }
    panic!("{name} never gets the focus");
}

#[test]
fn the_main_flow_needs_no_pointer() {
    let mut window = window(start(None));
    wait(&mut window, "the model", |window| window.query_by_label_contains("Reading…").is_none());
    go_to(&mut window, Key::Tab, Role::Button, "Try: Cat on beach");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.state().document().is_some(), "Enter opens the sample that has the focus");
    let before = window.state().document().unwrap().flattened();

    // A rectangle by its two corners.
    key(&mut window, Modifiers::NONE, Key::M);
    go_to(&mut window, Key::F6, Role::Canvas, "Canvas");
    for (arrow, times) in [(Key::ArrowLeft, 5), (Key::ArrowUp, 4)] {
        (0..times).for_each(|_| key(&mut window, Modifiers::NONE, arrow));
    }
    key(&mut window, Modifiers::NONE, Key::Space);
    let value = window.get_by_role_and_label(Role::Canvas, "Canvas").value();
    assert!(value.is_some_and(|value| value.contains("the tool is down")), "a screen reader is told");
    for arrow in [Key::ArrowRight, Key::ArrowDown] {
        (0..9).for_each(|_| key(&mut window, Modifiers::NONE, arrow));
    }
    key(&mut window, Modifiers::NONE, Key::Space);
    let document = window.state().document().unwrap();
    let bounds = document.mask_bounds().expect("a rectangle of mask");
    assert!(bounds.width > 40 && bounds.height > 40, "{bounds:?}");

    ready(&mut window);
    key(&mut window, Modifiers::COMMAND, Key::Enter);
    wait(&mut window, "a candidate", |window| !window.state().is_running() && window.state().candidates() > 0);
    key(&mut window, Modifiers::NONE, Key::Enter);
    let document = window.state().document().unwrap();
    assert_eq!(document.layers().len(), 2, "Enter accepts while the canvas has the focus");
    assert_ne!(document.flattened(), before);
    let accepted = document.flattened();

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("by keys.png");
    key(&mut window, Modifiers::COMMAND, Key::E);
    go_to(&mut window, Key::Tab, Role::TextInput, "File");
    key(&mut window, Modifiers::COMMAND, Key::A);
    window.event(Event::Text(path.to_string_lossy().into_owned()));
    window.run_steps(2);
    go_to(&mut window, Key::Tab, Role::Button, "Export file");
    key(&mut window, Modifiers::NONE, Key::Enter);
    wait(&mut window, "the file", |window| window.query_by_label("Exported").is_some());
    assert_eq!(io::open(&path).unwrap().pixels.to_rgba8(), accepted.to_rgba8());
}

#[test]
fn f6_goes_round_all_parts_of_the_window() {
    let mut window = with_sample();
    go_to(&mut window, Key::F6, Role::Canvas, "Canvas");
    key(&mut window, Modifiers::NONE, Key::F6);
    assert!(!window.get_by_role_and_label(Role::Canvas, "Canvas").is_focused(), "the canvas is left");
    go_to(&mut window, Key::F6, Role::Button, "Menu");
    go_to(&mut window, Key::F6, Role::Canvas, "Canvas");
}

#[test]
fn at_rest_no_frame_is_asked_for() {
    let mut window = with_sample();
    window.remove_cursor();
    window.run_steps(30);
    let asked = Arc::new(AtomicUsize::new(0));
    let counts = Arc::clone(&asked);
    window.ctx.set_request_repaint_callback(move |_| {
        counts.fetch_add(1, Ordering::Relaxed);
    });
    window.run_steps(20);
    assert_eq!(asked.load(Ordering::Relaxed), 0, "twenty frames in which nothing moves ask for no other");
}

#[test]
fn diagnostics_name_neither_person_nor_place() {
    let mut window = with_sample();
    crate::harness::drop_file(&mut window, std::path::PathBuf::from("/home/nobody-there/secret cat.png"));
    wait(&mut window, "a notice", |window| !window.state().notices().is_empty());
    let report = window.state().diagnostics(&window.ctx);
    for said in ["Palimpsest: ", "Processor: ", "Threads: ", "Settings: {", "Model in use: built-in", "Notice: "] {
        assert!(report.contains(said), "{said} is missing in\n{report}");
    }
    assert!(!report.contains("nobody-there"), "{report}");
    assert!(!report.contains("a dog on a beach"), "words are not told\n{report}");
    for name in ["HOME", "USER", "USERPROFILE"].iter().filter_map(|name| std::env::var(name).ok()) {
        assert!(name.len() < 3 || !report.contains(&name), "{name} is in\n{report}");
    }
    crate::harness::click(&mut window, "Menu");
    crate::harness::click(&mut window, "Menu, Collect diagnostics");
    wait(&mut window, "the copy", |window| window.query_by_label("The report is copied").is_some());
}

#[test]
fn film_strip_and_candidates_are_gone_through_by_keys() {
    let mut window = with_sample();
    slide(&mut window, "Steps", 4.0);
    window.get_by_role_and_label(Role::SpinButton, "Number of candidates").set_value_accesskit(2.0);
    window.run_steps(2);
    click(&mut window, "Edit");
    wait(&mut window, "both", |window| window.state().candidates() == 2 && !window.state().is_running());
    go_to(&mut window, Key::Tab, Role::Button, "Step 1");
    for (pressed, name) in [
        (Key::ArrowRight, "Step 2"),
        (Key::End, "Result"),
        (Key::ArrowLeft, "Step 3"),
        (Key::Home, "Step 1"),
        (Key::ArrowLeft, "Step 1"),
    ] {
        key(&mut window, Modifiers::NONE, pressed);
        assert!(window.get_by_role_and_label(Role::Button, name).is_focused(), "{pressed:?} leads to {name}");
    }
    assert!(window.query_by_label_contains("Step 1 of").is_some(), "what has the focus is looked at");
    // Tab stays on the canvas, where it compares.
    window.get_by_role_and_label(Role::Button, "Candidate 1").focus();
    window.run_steps(2);
    key(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert!(window.get_by_role_and_label(Role::Button, "Candidate 2").is_focused());
}

#[test]
fn a_space_key_that_is_held_acts_once() {
    let mut window = with_sample();
    key(&mut window, Modifiers::NONE, Key::M);
    go_to(&mut window, Key::F6, Role::Canvas, "Canvas");
    key(&mut window, Modifiers::NONE, Key::ArrowRight);
    for repeat in [false, true, true, true] {
        let (key, physical_key) = (Key::Space, None);
        window.event(Event::Key { key, physical_key, pressed: true, repeat, modifiers: Modifiers::NONE });
        window.run_steps(2);
    }
    let value = window.get_by_role_and_label(Role::Canvas, "Canvas").value();
    assert!(value.is_some_and(|value| value.contains("the tool is down")));
}

#[test]
fn esc_closes_an_open_menu_and_nothing_else() {
    let mut window = with_sample();
    crate::harness::draw(&mut window, &[(250.0, 330.0), (300.0, 260.0)]);
    crate::harness::slide(&mut window, "Steps", 2.0);
    crate::harness::click(&mut window, "Edit");
    wait(&mut window, "a result", |window| window.state().candidates() == 1 && !window.state().is_running());
    crate::harness::click(&mut window, "Presets");
    assert!(window.query_by_label("Import a preset…").is_some());
    key(&mut window, Modifiers::NONE, Key::Escape);
    window.run_steps(2);
    assert!(window.query_by_label("Import a preset…").is_none());
    assert_eq!(window.state().candidates(), 1, "what was made is still there");
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!(window.state().candidates(), 0);
}
