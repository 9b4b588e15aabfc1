//! Pieces of picture and the picture's frame: pasted, moved, made to fit.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Color32, ColorImage, Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::document::{Document, Layer};
use palimpsest::raster::{Extent, Mask, Placement};

use crate::harness::{Window, click, draw, drop_file, key, start, wait, window, with_sample};

/// Pastes a red patch from the clipboard.
fn paste(window: &mut Window, width: usize, height: usize) {
    let image = ColorImage::filled([width, height], Color32::from_rgb(200, 30, 20));
    window.event(Event::PasteImage(Arc::new(image)));
    window.run_steps(3);
}

fn document(window: &Window) -> &Document {
    window.state().document().expect("a picture is open")
}

fn top(window: &Window) -> &Layer {
    document(window).layers().last().expect("the bottom layer stays")
}

#[test]
fn a_pasted_picture_is_a_layer_with_handles() {
    let mut window = with_sample();
    let before = document(&window).flattened();
    paste(&mut window, 96, 64);
    assert_eq!(document(&window).layers().len(), 2);
    let placement = top(&window).placement().expect("a piece of picture");
    let [x, y] = placement.apply([0.0, 0.0]);
    assert_eq!(document(&window).flattened().rgba8(x as u32 + 3, y as u32 + 3), [200, 30, 20, 255]);

    // By hand, by keys, by number.
    let (middle, elsewhere) = ((x as f32 + 48.0, y as f32 + 32.0), (x as f32 + 88.0, y as f32 + 12.0));
    draw(&mut window, &[middle, elsewhere]);
    assert_eq!(top(&window).placement(), Some(placement.moved(40.0, -20.0)));
    assert_eq!(document(&window).undo_name(), Some("Move layer"));
    key(&mut window, Modifiers::SHIFT, Key::ArrowLeft);
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    assert_eq!(top(&window).placement(), Some(placement.moved(30.0, -19.0)));
    click(&mut window, "Mirror");
    assert!(top(&window).placement().expect("still a piece").matrix()[0] < 0.0);
    assert!(window.query_by_role_and_label(Role::SpinButton, "W").is_some());
    let steps = ["Scale layer", "Move layer", "Move layer", "Move layer", "Paste picture"];
    for step in steps {
        assert_eq!(document(&window).undo_name(), Some(step));
        key(&mut window, Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(document(&window).flattened(), before);

    // Enter leaves the handles.
    paste(&mut window, 9, 9);
    assert!(window.query_by_role_and_label(Role::Button, "Done").is_some());
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(window.query_by_role_and_label(Role::Button, "Done").is_none());
}

#[test]
fn what_was_pasted_can_be_opened_instead() {
    let mut window = with_sample();
    paste(&mut window, 96, 64);
    click(&mut window, "Open it instead");
    let extent = document(&window).extent();
    assert_eq!((extent.width, extent.height, document(&window).layers().len()), (96, 64, 1));
}

#[test]
fn without_a_picture_pasting_opens_one_and_a_file_dropped_with_shift_is_laid_over_it() {
    let mut window = window(start(None));
    paste(&mut window, 300, 200);
    assert_eq!(document(&window).layers().len(), 1);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("patch.png");
    let grey = Mask::filled(Extent::new(600, 200), 90).to_png().expect("a picture");
    std::fs::write(&path, grey).expect("a file");
    window.event(Event::ModifiersChanged(Modifiers::SHIFT));
    window.step();
    drop_file(&mut window, path);
    window.event(Event::ModifiersChanged(Modifiers::NONE));
    wait(&mut window, "the layer", |window| document(window).layers().len() == 2);
    let fits = Placement::at(0, 0).scaled(0.5, 0.5, [0.0, 0.0]).moved(0.0, 50.0);
    assert_eq!(top(&window).placement(), Some(fits), "no larger than the picture");
    assert_eq!(top(&window).name(), "patch.png");
}
