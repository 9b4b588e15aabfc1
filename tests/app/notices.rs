//! Bad files, closing with unexported work, keys and text.

use egui::accesskit::Role;
use egui::{Key, Modifiers, ViewportEvent, ViewportId};
use egui_kittest::kittest::Queryable as _;
use palimpsest::app::Level;

use crate::harness::{click, draw, drop_file, key, slide, start, wait, window, with_sample};

#[test]
fn a_wrong_file_gives_a_notice_and_leaves_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = folder.path().join("letter.png");
    std::fs::write(&wrong, "dear reader").unwrap();
    let mut window = with_sample();
    let before = window.state().document().unwrap().id();
    drop_file(&mut window, wrong);
    wait(&mut window, "a notice", |window| !window.state().notices().is_empty());
    let notice = window.state().notices()[0].clone();
    assert_eq!(notice.level, Level::Error);
    assert!(notice.sentence.len() > 10, "{notice:?}");
    window.get_by_label(&notice.title);
    assert_eq!(window.state().document().unwrap().id(), before);
    click(&mut window, "Dismiss");
    assert!(window.state().notices().is_empty());
}

#[test]
fn a_folder_that_is_no_model_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = with_sample();
    drop_file(&mut window, folder.path().to_owned());
    wait(&mut window, "a notice", |window| {
        window.state().notices().iter().any(|notice| notice.title == "The model can't be used")
    });
    click(&mut window, "Model");
    window.get_by_label("Built-in model is in use");
}

#[test]
fn a_path_can_be_typed_where_there_is_no_dialog() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("small.png");
    image::RgbaImage::from_pixel(40, 30, image::Rgba([10, 200, 30, 255])).save(&path).unwrap();
    let mut window = window(start(None));
    key(&mut window, Modifiers::COMMAND, Key::O);
    wait(&mut window, "the dialog", |window| window.state().has_dialog());
    window.get_by_role_and_label(Role::TextInput, "Path").set_text_value_accesskit(&path.to_string_lossy());
    window.run_steps(2);
    click(&mut window, "Open file");
    wait(&mut window, "the picture", |window| window.state().document().is_some());
    let extent = window.state().document().unwrap().extent();
    assert_eq!((extent.width, extent.height), (40, 30));
}

#[test]
fn closing_with_unexported_work_asks_first() {
    let mut window = with_sample();
    slide(&mut window, "Steps", 3.0);
    click(&mut window, "Edit");
    wait(&mut window, "a candidate", |window| window.state().candidates() == 1 && !window.state().is_running());
    click(&mut window, "Accept");
    let close = |window: &mut crate::harness::Window| {
        let viewports = &mut window.input_mut().viewports;
        viewports.entry(ViewportId::ROOT).or_default().events.push(ViewportEvent::Close);
        window.step();
        window.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.clear();
        window.run_steps(2);
    };
    close(&mut window);
    window.get_by_label("This picture is not saved yet");
    click(&mut window, "Keep working");
    assert!(!window.state().has_dialog());
    close(&mut window);
    click(&mut window, "Discard the edits");
    assert!(!window.state().has_dialog());
}

#[test]
fn a_painted_mask_is_work_too() {
    let mut window = with_sample();
    draw(&mut window, &[(100.0, 100.0), (120.0, 120.0)]);
    window.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.push(ViewportEvent::Close);
    window.step();
    window.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.clear();
    window.run_steps(2);
    window.get_by_role_and_label(Role::Button, "Discard the mask");
    click(&mut window, "Keep working");
    assert!(window.state().document().unwrap().has_mask());
}

#[test]
fn in_a_narrow_window_the_panel_is_a_drawer() {
    let mut window = with_sample();
    assert!(window.query_by_role_and_label(Role::Button, "Edit panel").is_none());
    window.set_size(egui::vec2(900.0, 600.0));
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "Edit");
    click(&mut window, "Edit panel");
    assert!(window.query_by_role_and_label(Role::Button, "Edit").is_none(), "the drawer is in");
    click(&mut window, "Edit panel");
    window.get_by_role_and_label(Role::Button, "Edit");
}

#[test]
fn letters_belong_to_the_text_that_is_typed() {
    let mut window = with_sample();
    draw(&mut window, &[(100.0, 100.0), (120.0, 120.0)]);
    let field = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt");
    field.click();
    window.run_steps(2);
    window.get_by_role_and_label(Role::MultilineTextInput, "Prompt").type_text(" f");
    key(&mut window, Modifiers::NONE, Key::F);
    window.get_by_role_and_label(Role::Button, "Edit");
    // With the canvas in focus the same key hides the panels, and brings them back.
    draw(&mut window, &[(100.0, 100.0), (120.0, 120.0)]);
    key(&mut window, Modifiers::NONE, Key::F);
    assert!(window.query_by_role_and_label(Role::Button, "Edit").is_none());
    key(&mut window, Modifiers::NONE, Key::F);
    window.get_by_role_and_label(Role::Button, "Edit");
}

#[test]
fn every_control_has_a_name() {
    let mut window = with_sample();
    draw(&mut window, &[(100.0, 100.0), (120.0, 120.0)]);
    for dialog in [Key::F1, Key::E, Key::Comma] {
        let modifiers = if dialog == Key::F1 { Modifiers::NONE } else { Modifiers::COMMAND };
        window.check_accessibility();
        key(&mut window, modifiers, dialog);
        assert!(window.state().has_dialog());
        window.check_accessibility();
        key(&mut window, Modifiers::NONE, Key::Escape);
        assert!(!window.state().has_dialog(), "Esc leaves a dialog");
    }
}

#[test]
fn settings_last_and_bad_ones_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("settings.json");
    let mut at = start(None);
    at.settings = Some(path.clone());
    let mut first = window(at.clone());
    click(&mut first, "Menu");
    click(&mut first, "Theme");
    click(&mut first, "Light");
    assert!(std::fs::read_to_string(&path).unwrap().contains("light"));
    std::fs::write(&path, "no settings").unwrap();
    let second = window(at);
    assert_eq!(second.state().notices()[0].title, "Some settings could not be used");
}
