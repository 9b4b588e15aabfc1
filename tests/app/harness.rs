//! A window without a screen: no adapter, no file dialogs, no settings of the person who runs the tests.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Modifiers, Pos2, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, HarnessBuilder};
use palimpsest::app::locale::{self, Locale};
use palimpsest::app::{App, Start};
use palimpsest::raster::{Extent, Mask, Pixels};

pub(crate) type Window = Harness<'static, App>;

/// How a test's window starts: in English, whatever the machine speaks.
pub(crate) fn start(file: Option<PathBuf>) -> Start {
    locale::apart(Locale::English);
    Start { file, settings: None, journals: None, dialogs: false, fonts: false, threads: None }
}

/// A builder of the usual window, 1280×800.
pub(crate) fn builder() -> HarnessBuilder<App> {
    Harness::builder().with_size(vec2(1280.0, 800.0)).with_theme(egui::Theme::Dark)
}

/// Opens a window without an adapter.
pub(crate) fn window(start: Start) -> Window {
    let mut window = builder().build_eframe(move |cc| App::new(cc, start).expect("the window's app"));
    window.run_steps(2);
    window
}

/// Frames go by until `until` holds; fails with `what` after two minutes.
pub(crate) fn wait(window: &mut Window, what: &str, until: impl Fn(&Window) -> bool) {
    let began = Instant::now();
    while !until(window) {
        window.step();
        assert!(
            began.elapsed() < Duration::from_mins(2),
            "waited in vain: {what}; notices {:?}",
            window.state().notices()
        );
        std::thread::sleep(Duration::from_millis(10));
    }
    window.run_steps(2);
}

/// Clicks a button by its name.
pub(crate) fn click(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).click();
    window.run_steps(3);
}

/// Draws along `points` (picture pixels) with the left button.
pub(crate) fn draw(window: &mut Window, points: &[(f32, f32)]) {
    let places: Vec<Pos2> = points.iter().map(|&(x, y)| window.state().ui_from_image(pos2(x, y))).collect();
    window.hover_at(places[0]);
    window.step();
    window.drag_at(places[0]);
    window.step();
    for place in &places[1..] {
        window.hover_at(*place);
        window.step();
    }
    window.drop_at(places[places.len() - 1]);
    window.run_steps(2);
}

/// Presses a key.
pub(crate) fn key(window: &mut Window, modifiers: Modifiers, key: Key) {
    window.key_press_modifiers(modifiers, key);
    window.run_steps(2);
}

/// Waits until the draft can be run.
pub(crate) fn ready(window: &mut Window) {
    wait(window, "what an edit needs", |window| {
        !window.get_by_role_and_label(Role::Button, "Edit").accesskit_node().is_disabled()
    });
}

/// Runs the draft and waits for its candidate.
pub(crate) fn edit(window: &mut Window) {
    ready(window);
    click(window, "Edit");
    wait(window, "a candidate", |window| !window.state().is_running() && window.state().candidates() > 0);
}

/// Sets a number to a value.
pub(crate) fn set(window: &mut Window, name: &str, value: f64) {
    window.get_by_role_and_label(Role::SpinButton, name).set_value_accesskit(value);
    window.run_steps(2);
}

/// Sets a slider to a value.
pub(crate) fn slide(window: &mut Window, name: &str, value: f64) {
    window.get_by_role_and_label(Role::Slider, name).set_value_accesskit(value);
    window.run_steps(2);
}

/// Where the mask is nothing, two pictures are the same to the last bit.
pub(crate) fn assert_same_outside(mask: &Mask, before: &Pixels, after: &Pixels) {
    let Extent { width, height } = after.extent();
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        assert!(mask.at(x, y) > 0 || after.rgba16(x, y) == before.rgba16(x, y), "({x}, {y}) is outside the mask");
    }
}

/// A file that was dropped on the window.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }
    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}

/// Drops a file on the window.
pub(crate) fn drop_file(window: &mut Window, path: PathBuf) {
    window.input_mut().dropped_files.push(std::sync::Arc::new(Dropped(path)));
    window.run_steps(2);
}

/// The first sample is open, the model is ready.
pub(crate) fn with_sample() -> Window {
    with_sample_in(window(start(None)))
}

/// The same in a window that is there.
pub(crate) fn with_sample_in(mut window: Window) -> Window {
    wait(&mut window, "the model", |window| window.query_by_label_contains("Reading…").is_none());
    click(&mut window, "Try: Cat on beach");
    assert!(window.state().document().is_some(), "a click on a sample opens it");
    wait(&mut window, "a plan", |window| window.query_by_label_contains("→ model").is_some());
    window
}
