//! Selections in the window: by colour, by corners, joined by keys and buttons, their edges, and an edit within one.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, PointerButton, pos2};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Window, click, draw, key, set, slide, wait, with_sample};

/// Presses and lets go of the left button at a pixel of the picture.
fn touch(window: &mut Window, (x, y): (f32, f32), modifiers: Modifiers) {
    let pos = window.state().ui_from_image(pos2(x, y));
    for pressed in [true, false] {
        window.event(Event::PointerMoved(pos));
        window.event(Event::PointerButton { pos, button: PointerButton::Primary, pressed, modifiers });
        window.run_steps(2);
    }
    rest(window);
}

/// Until the mask's threads have nothing to do.
fn rest(window: &mut Window) {
    window.run_steps(2);
    wait(window, "the mask", |window| !window.state().is_edging());
}

/// The share of the picture that is masked.
fn share(window: &Window) -> f64 {
    let coverage = window.state().document().expect("an open picture").mask().coverage();
    coverage.iter().map(|&value| f64::from(value)).sum::<f64>() / 255.0 / coverage.len() as f64
}

#[test]
fn another_tolerance_picks_again_in_the_place_of_the_last_pick() {
    let mut window = with_sample();
    key(&mut window, Modifiers::NONE, Key::W);
    set(&mut window, "Tolerance", 10.0);
    touch(&mut window, (20.0, 20.0), Modifiers::NONE);
    let narrow = share(&window);
    set(&mut window, "Tolerance", 60.0);
    rest(&mut window);
    let wide = share(&window);
    assert!(wide > narrow, "{wide} {narrow}");
    set(&mut window, "Tolerance", 10.0);
    rest(&mut window);
    assert_eq!(share(&window), narrow, "joined with what was there before the click");
    click(&mut window, "Undo");
    let document = window.state().document().unwrap();
    assert!(!document.has_mask() && !document.can_undo(), "all of it is one step");
    set(&mut window, "Tolerance", 50.0);
    rest(&mut window);
    assert!(!window.state().document().unwrap().has_mask(), "what was undone stays undone");
}

#[test]
fn a_colour_is_masked_grown_and_edited() {
    let mut window = with_sample();
    key(&mut window, Modifiers::NONE, Key::W);
    set(&mut window, "Tolerance", 40.0);
    touch(&mut window, (20.0, 20.0), Modifiers::NONE);
    let picked = share(&window);
    assert!(picked > 0.0 && picked < 0.95, "{picked}");
    click(&mut window, "Mask edge");
    click(&mut window, "Grow");
    rest(&mut window);
    let grown = share(&window);
    assert!(grown > picked, "{grown} {picked}");
    key(&mut window, Modifiers::NONE, Key::Escape);
    let mask = window.state().document().unwrap().mask().clone();
    slide(&mut window, "Steps", 3.0);
    click(&mut window, "Edit");
    wait(&mut window, "a candidate", |window| window.state().candidates() == 1 && !window.state().is_running());
    click(&mut window, "Accept");
    let document = window.state().document().unwrap();
    let (before, after) = (document.original(), document.flattened());
    let extent = document.extent();
    let places = (0..extent.height).flat_map(|y| (0..extent.width).map(move |x| (x, y)));
    let (mut changed, mut outside) = (0, 0);
    for (x, y) in places {
        let differs = before.rgba16(x, y) != after.rgba16(x, y);
        changed += u64::from(differs);
        outside += u64::from(differs && mask.at(x, y) == 0);
    }
    assert!(changed > 0, "the edit is seen");
    assert_eq!(outside, 0, "and only in the mask");
}

#[test]
fn shapes_are_joined_by_keys_and_by_what_is_set() {
    let mut window = with_sample();
    key(&mut window, Modifiers::NONE, Key::M);
    draw(&mut window, &[(20.0, 20.0), (120.0, 120.0)]);
    let square = share(&window);
    // A polygon in a corner of it is taken away: its corners are clicked, one is taken back, Enter closes it.
    key(&mut window, Modifiers::SHIFT, Key::L);
    touch(&mut window, (20.0, 20.0), Modifiers::ALT);
    touch(&mut window, (120.0, 20.0), Modifiers::NONE);
    touch(&mut window, (300.0, 300.0), Modifiers::NONE);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    touch(&mut window, (20.0, 120.0), Modifiers::NONE);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!((share(&window) / square - 0.5).abs() < 0.02, "{} of {square}", share(&window));
    // An ellipse beside it is added, as the button says.
    key(&mut window, Modifiers::SHIFT, Key::M);
    click(&mut window, "Add to the mask");
    draw(&mut window, &[(140.0, 20.0), (190.0, 120.0)]);
    let ellipse = std::f64::consts::FRAC_PI_4 * 50.0 * 100.0 / (100.0 * 100.0);
    assert!((share(&window) / square - 0.5 - ellipse).abs() < 0.02, "{} of {square}", share(&window));
    click(&mut window, "Intersect with the mask");
    draw(&mut window, &[(130.0, 0.0), (200.0, 140.0)]);
    assert!(share(&window) / square < ellipse, "only of the ellipse");
    for _ in 0..4 {
        click(&mut window, "Undo");
    }
    assert_eq!(share(&window), 0.0);
    // Esc leaves a polygon.
    key(&mut window, Modifiers::SHIFT, Key::L);
    touch(&mut window, (20.0, 20.0), Modifiers::NONE);
    touch(&mut window, (120.0, 20.0), Modifiers::NONE);
    key(&mut window, Modifiers::NONE, Key::Escape);
    key(&mut window, Modifiers::NONE, Key::Enter);
    assert!(!window.state().document().unwrap().can_undo());
}

#[test]
fn a_range_of_colours_is_soft_and_its_edge_can_be_smoothed_and_become_a_border() {
    let mut window = with_sample();
    key(&mut window, Modifiers::SHIFT, Key::W);
    touch(&mut window, (20.0, 20.0), Modifiers::NONE);
    let levels = |window: &Window| {
        let mut coverage = window.state().document().unwrap().mask().coverage();
        coverage.sort_unstable();
        coverage.dedup();
        coverage.len()
    };
    assert!(levels(&window) > 10, "it fades out");
    click(&mut window, "Mask edge");
    let before = share(&window);
    click(&mut window, "Smooth");
    rest(&mut window);
    assert_eq!(window.state().document().unwrap().undo_name(), Some("Smooth mask"));
    click(&mut window, "Border");
    rest(&mut window);
    assert!(share(&window) < before, "a ring is less");
    assert_eq!(window.state().document().unwrap().undo_name(), Some("Mask border"));
}

/// Opens the flyout of selections; a key leaves it again.
fn flyout(window: &mut Window) {
    click(window, "Selections");
    window.run_steps(4);
}

#[test]
fn the_last_mask_comes_back_and_masks_are_kept_by_name() {
    let mut window = with_sample();
    key(&mut window, Modifiers::NONE, Key::M);
    draw(&mut window, &[(20.0, 20.0), (120.0, 120.0)]);
    let mask = window.state().document().unwrap().mask().clone();
    key(&mut window, Modifiers::COMMAND, Key::D);
    assert!(!window.state().document().unwrap().has_mask());
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    assert!(window.state().document().unwrap().mask() == &mask, "the last one");

    flyout(&mut window);
    click(&mut window, "Keep");
    let layers = window.state().document().unwrap().layers().len();
    assert_eq!(window.state().document().unwrap().layers()[layers - 1].name(), "Mask 1");
    draw(&mut window, &[(150.0, 20.0), (170.0, 40.0)]);
    assert!(window.state().document().unwrap().mask() != &mask);
    flyout(&mut window);
    window.get_all_by_role_and_label(Role::Button, "Mask 1").last().expect("the kept mask").click();
    rest(&mut window);
    assert!(window.state().document().unwrap().mask() == &mask, "the kept one");
    assert_eq!(window.state().document().unwrap().undo_name(), Some("Load mask"));
}

#[test]
fn a_mask_goes_to_a_file_and_comes_back_scaled_where_it_must() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mask.png");
    let mut window = with_sample();
    key(&mut window, Modifiers::NONE, Key::M);
    draw(&mut window, &[(20.0, 20.0), (120.0, 120.0)]);
    let mask = window.state().document().unwrap().mask().clone();
    let type_path = |window: &mut Window, item: &str, go_on: &str| {
        flyout(window);
        click(window, item);
        wait(window, "the path's field", |window| window.query_by_role_and_label(Role::TextInput, "Path").is_some());
        window.get_by_role_and_label(Role::TextInput, "Path").set_text_value_accesskit(path.to_str().unwrap());
        window.run_steps(2);
        click(window, go_on);
    };
    type_path(&mut window, "Export mask", "Use path");
    wait(&mut window, "the file", |_| path.exists());
    key(&mut window, Modifiers::COMMAND, Key::D);
    type_path(&mut window, "Import mask", "Open file");
    wait(&mut window, "the mask", |window| window.state().document().unwrap().has_mask());
    assert!(window.state().document().unwrap().mask() == &mask, "byte for byte");
    assert!(window.state().notices().iter().all(|notice| !notice.sentence.contains("scaled")));

    // Half as large, it is scaled, and that is told.
    let small = palimpsest::raster::Mask::filled(palimpsest::raster::Extent::new(31, 17), 255);
    std::fs::write(&path, small.to_png().unwrap()).unwrap();
    type_path(&mut window, "Import mask", "Open file");
    wait(&mut window, "all of it", |window| share(window) > 0.99);
    assert!(window.state().notices().iter().any(|notice| notice.sentence.contains("31 × 17")), "it is told");
}

#[test]
fn a_mask_that_acts_unseen_or_hardly_acts_is_told() {
    let mut window = with_sample();
    key(&mut window, Modifiers::NONE, Key::M);
    draw(&mut window, &[(20.0, 20.0), (120.0, 120.0)]);
    assert!(window.query_by_label_contains("The mask").is_none());
    key(&mut window, Modifiers::NONE, Key::Q);
    click(&mut window, "The mask acts but is hidden");
    assert!(window.query_by_label("The mask acts but is hidden").is_none(), "a click shows it");
    draw(&mut window, &[(20.0, 20.0), (24.0, 24.0)]);
    window.get_by_label("The mask covers 16 pixels");
    key(&mut window, Modifiers::NONE, Key::Num2);
    draw(&mut window, &[(20.0, 20.0), (120.0, 120.0)]);
    window.get_by_label("The mask is faint: at most 20 %");
}

#[test]
fn layers_become_masks_by_what_they_cover_and_what_they_change() {
    let mut window = with_sample();
    key(&mut window, Modifiers::NONE, Key::M);
    draw(&mut window, &[(100.0, 100.0), (300.0, 300.0)]);
    let mask = window.state().document().unwrap().mask().clone();
    slide(&mut window, "Steps", 3.0);
    click(&mut window, "Edit");
    wait(&mut window, "a candidate", |window| window.state().candidates() == 1 && !window.state().is_running());
    click(&mut window, "Accept");
    let name = window.state().document().unwrap().layers()[1].name().to_owned();
    let from = |window: &mut Window, menu: &str, item: &str| {
        key(window, Modifiers::COMMAND, Key::D);
        flyout(window);
        click(window, menu);
        window.run_steps(10);
        window.get_all_by_role_and_label(Role::Button, item).last().expect("the menu's item").click();
        rest(window);
    };
    from(&mut window, "From a layer's alpha", &name);
    assert!(window.state().document().unwrap().mask() == &mask, "where it covers");
    let covered = share(&window);
    for item in ["The picture and the opened one", &format!("“{name}” and what is below it")] {
        from(&mut window, "From a difference", item);
        let differs = share(&window);
        assert!(differs > 0.0 && differs <= covered, "{item}: {differs} of {covered}");
    }
    // Where the result is nothing, the picture is something.
    from(&mut window, "From a difference", &format!("“{name}” and “Picture”"));
    let differs = share(&window);
    assert!(differs >= 1.0 - covered, "{differs} beside {covered}");
}
