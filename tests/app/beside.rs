//! What takes long goes on beside the window: frames keep coming, Esc gives up, undo takes it back.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use palimpsest::raster::io::{self, Export, Format, Metadata};
use palimpsest::raster::{Extent, Pixels};

use crate::harness::{Window, click, draw, key, start, wait, window};

fn png() -> Export {
    Export { format: Format::Png, quality: 90, metadata: Metadata::None }
}

/// A window with a picture of this size and some paint on a layer.
fn painted(extent: Extent, folder: &tempfile::TempDir) -> Window {
    let path: PathBuf = folder.path().join("large.png");
    io::save(&Pixels::filled(extent, [90, 120, 150, 255]), &png(), &path).unwrap();
    let mut window = window(start(Some(path)));
    wait(&mut window, "the picture", |window| window.state().document().is_some());
    let middle = (extent.width as f32 / 2.0, extent.height as f32 / 2.0);
    key(&mut window, Modifiers::SHIFT, Key::B);
    draw(&mut window, &[middle, (middle.0 + 50.0, middle.1)]);
    window
}

/// Clicks what may lie where one scrolls to.
fn press(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).scroll_to_me();
    window.run_steps(20);
    click(window, name);
}

/// A gradient over all of the picture.
fn gradient(window: &mut Window) {
    let Extent { width, height } = window.state().document().unwrap().extent();
    key(window, Modifiers::SHIFT, Key::G);
    draw(window, &[(1.0, 1.0), (width as f32 - 1.0, height as f32 - 1.0)]);
}

fn undo_name(window: &Window) -> Option<&str> {
    window.state().document().unwrap().undo_name()
}

#[test]
fn a_large_gradient_is_drawn_beside_the_window_and_undone_to_the_last_bit() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = painted(Extent::new(2600, 1800), &folder);
    let before = window.state().document().unwrap().flattened();
    gradient(&mut window);
    assert!(window.state().is_changing() || undo_name(&window) == Some("Gradient"));
    wait(&mut window, "the gradient", |window| !window.state().is_changing());
    assert_eq!(undo_name(&window), Some("Gradient"));
    let after = window.state().document().unwrap().flattened();
    assert_ne!(after, before);
    click(&mut window, "Undo");
    wait(&mut window, "undo", |window| !window.state().is_changing());
    assert_eq!(*window.state().document().unwrap().flattened(), *before);
    click(&mut window, "Redo");
    wait(&mut window, "redo", |window| !window.state().is_changing());
    assert_eq!(*window.state().document().unwrap().flattened(), *after);
    press(&mut window, "Merge down");
    wait(&mut window, "the merge", |window| !window.state().is_changing());
    assert_eq!((undo_name(&window), window.state().document().unwrap().layers().len()), (Some("Merge down"), 1));
    assert_eq!(*window.state().document().unwrap().flattened(), *after);
}

#[test]
fn escape_gives_up_what_is_not_done_and_a_stroke_meanwhile_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = painted(Extent::new(2600, 1800), &folder);
    gradient(&mut window);
    if window.state().is_changing() {
        key(&mut window, Modifiers::NONE, Key::Escape);
        assert!(!window.state().is_changing());
        assert_eq!(undo_name(&window), Some("Paint stroke"));
    }
    gradient(&mut window);
    key(&mut window, Modifiers::SHIFT, Key::B);
    draw(&mut window, &[(100.0, 100.0), (300.0, 100.0)]);
    wait(&mut window, "the gradient", |window| !window.state().is_changing());
    let mut names = Vec::new();
    while let Some(name) = undo_name(&window) {
        names.push(name.to_owned());
        click(&mut window, "Undo");
        wait(&mut window, "undo", |window| !window.state().is_changing());
    }
    names.sort();
    assert_eq!(names, ["Gradient", "Paint stroke", "Paint stroke"]);
}

#[test]
#[ignore = "figures: 108 megapixels, gigabytes of memory"]
fn frames_while_a_picture_of_108_megapixels_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let mut window = painted(Extent::new(12_000, 9_000), &folder);
    let measured = |window: &mut Window, what: &str, act: &dyn Fn(&mut Window)| {
        let since = Instant::now();
        act(window);
        let (asked, mut longest) = (since.elapsed(), Duration::ZERO);
        while window.state().is_changing() || window.state().is_edging() {
            let frame = Instant::now();
            window.step();
            longest = longest.max(frame.elapsed());
            std::thread::sleep(Duration::from_millis(5));
        }
        println!("{what}: asked {asked:.0?}, longest frame {longest:.0?}, done after {:.1?}", since.elapsed());
    };
    let press = |name: &'static str| move |window: &mut Window| press(window, name);
    measured(&mut window, "gradient", &gradient);
    measured(&mut window, "undo", &press("Undo"));
    measured(&mut window, "redo", &press("Redo"));
    measured(&mut window, "hide layer", &press("Hide Paint 1"));
    measured(&mut window, "show layer", &press("Show Paint 1"));
    measured(&mut window, "duplicate", &press("Duplicate"));
    measured(&mut window, "merge", &press("Merge down"));
    measured(&mut window, "wand", &|window| {
        key(window, Modifiers::NONE, Key::W);
        draw(window, &[(50.0, 50.0)]);
    });
    measured(&mut window, "invert mask", &|window| key(window, Modifiers::COMMAND | Modifiers::SHIFT, Key::I));
    measured(&mut window, "no mask", &|window| key(window, Modifiers::COMMAND, Key::D));
    measured(&mut window, "rectangle", &|window| {
        key(window, Modifiers::NONE, Key::M);
        draw(window, &[(5.0, 5.0), (11_990.0, 8_990.0)]);
    });
    measured(&mut window, "ellipse", &|window| {
        key(window, Modifiers::SHIFT, Key::M);
        draw(window, &[(5.0, 5.0), (11_990.0, 8_990.0)]);
    });
    measured(&mut window, "no mask", &|window| key(window, Modifiers::COMMAND, Key::D));
    measured(&mut window, "fill", &|window| {
        key(window, Modifiers::NONE, Key::G);
        draw(window, &[(6_000.0, 4_500.0)]);
    });
    measured(&mut window, "paste", &|window| {
        let image = egui::ColorImage::filled([9_000, 9_000], egui::Color32::RED);
        window.event(egui::Event::PasteImage(Arc::new(image)));
        window.run_steps(2);
    });
    measured(&mut window, "undo paste", &press("Undo"));
}
