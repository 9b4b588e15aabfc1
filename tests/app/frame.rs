//! Pieces of picture and the picture's frame: pasted, moved, made to fit.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Color32, ColorImage, Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::document::{Document, Layer};
use palimpsest::raster::{Extent, Mask, Placement};

use crate::harness::{
    Window, assert_same_outside, click, draw, drop_file, edit, key, set, slide, start, wait, window, with_sample,
};

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
    // What the bar has no room for.
    click(&mut window, "More");
    click(&mut window, "Mirror");
    click(&mut window, "More");
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

/// Opens one of the frame's dialogs, or does what stands in its menu.
fn in_frame_menu(window: &mut Window, name: &str) {
    click(window, "Menu");
    click(window, "Frame");
    click(window, name);
}

#[test]
fn a_pasted_patch_is_made_to_fit() {
    let mut window = with_sample();
    paste(&mut window, 64, 48);
    let [x, y] = top(&window).placement().expect("a piece of picture").apply([0.0, 0.0]).map(|at| at as u32);
    let pasted = document(&window).flattened();
    click(&mut window, "Make it fit");
    click(&mut window, "Set it up");
    wait(&mut window, "the mask", |window| !window.state().is_edging());
    let mask = Arc::clone(document(&window).mask());
    assert_eq!(document(&window).undo_name(), Some("Make it fit"));
    assert!(mask.at(x + 32, y + 24) == 255 && mask.at(x - 8, y + 24) > 200, "on the patch and round it");
    slide(&mut window, "Steps", 4.0);
    edit(&mut window);
    click(&mut window, "Accept");
    let fitted = document(&window).flattened();
    assert_eq!(document(&window).layers().len(), 3);
    assert_ne!(fitted, pasted);
    assert_same_outside(&mask, &pasted, &fitted);
}

#[test]
fn a_border_is_painted_beyond_the_picture() {
    let mut window = with_sample();
    let before = document(&window).flattened();
    in_frame_menu(&mut window, "Extend…");
    set(&mut window, "Right", 64.0);
    click(&mut window, "Extend");
    let Extent { width, height } = before.extent();
    assert_eq!(document(&window).extent(), Extent::new(width + 64, height));
    let mask = Arc::clone(document(&window).mask());
    let at = |x: u32| mask.at(x, height / 2);
    assert_eq!((at(width + 1), at(width - 16), at(width - 17)), (255, 255, 0), "the border and its overlap");
    let extended = document(&window).flattened();
    slide(&mut window, "Steps", 4.0);
    edit(&mut window);
    click(&mut window, "Accept");
    let painted = document(&window).flattened();
    assert_eq!(painted.rgba16(9, 9), before.rgba16(9, 9));
    assert_ne!(painted, extended);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(document(&window).flattened(), before, "the border was one step");
}

#[test]
fn a_crop_is_undone_to_the_same_bytes() {
    let mut window = with_sample();
    let before = document(&window).flattened();
    key(&mut window, Modifiers::NONE, Key::C);
    draw(&mut window, &[(40.0, 60.0), (150.0, 100.0), (200.0, 180.0)]);
    assert_eq!(document(&window).extent(), before.extent(), "nothing is cut yet");
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert_eq!(document(&window).extent(), Extent::new(160, 120));
    assert_eq!(document(&window).flattened().rgba16(0, 0), before.rgba16(40, 60));
    in_frame_menu(&mut window, "Rotate right");
    assert_eq!(document(&window).extent(), Extent::new(120, 160));
    key(&mut window, Modifiers::COMMAND, Key::Z);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(document(&window).flattened(), before);
}
