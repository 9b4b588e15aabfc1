//! Layers and colour by their labels: rough strokes become a picture; the list of layers does what it says.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use palimpsest::document::Content;
use palimpsest::raster::{Blend, io};

use crate::harness::{Window, click, draw, edit, key, slide, wait, with_sample};

/// Clicks what may lie where one scrolls to: the cards of the methods, the list of layers.
fn press(window: &mut Window, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).scroll_to_me();
    window.run_steps(20);
    window.get_by_role_and_label(role, name).click();
    window.run_steps(4);
}

fn names(window: &Window) -> Vec<String> {
    let document = window.state().document().unwrap();
    document.layers().iter().map(|layer| layer.name().to_owned()).collect()
}

#[test]
fn any_colour_is_taken_by_its_digits_or_its_hue() {
    let mut window = with_sample();
    key(&mut window, Modifiers::SHIFT, Key::B);
    click(&mut window, "Colour in the hand");
    let digits = "Colour in digits, #rrggbb";
    window.get_by_role_and_label(Role::TextInput, digits).focus();
    window.run_steps(2);
    key(&mut window, Modifiers::COMMAND, Key::A);
    window.event(egui::Event::Text("#3399CC".into()));
    window.run_steps(2);
    crate::harness::set(&mut window, "Hue", 20.0);
    key(&mut window, Modifiers::NONE, Key::Escape);
    wait(&mut window, "the colours to be closed", |window| window.query_by_label(digits).is_none());
    draw(&mut window, &[(300.0, 300.0), (380.0, 320.0)]);
    assert_eq!(window.state().document().unwrap().flattened().rgba8(340, 310), [204, 102, 51, 255]);
}

#[test]
fn rough_strokes_become_a_picture_that_is_accepted_and_exported() {
    let mut window = with_sample();
    let before = window.state().document().unwrap().flattened();
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    window.run_steps(4);
    press(&mut window, Role::Button, "Paint roughly, then Edit");
    let strength = window.get_by_role_and_label(Role::Slider, "How much changes (strength)").accesskit_node();
    assert!(strength.numeric_value().is_some_and(|strength| (strength - 0.7).abs() < 1e-6));

    // A main colour, a stroke, the colours swapped, another stroke: one paint layer over the picture.
    click(&mut window, "Main colour 2");
    draw(&mut window, &[(60.0, 60.0), (200.0, 70.0), (220.0, 160.0)]);
    key(&mut window, Modifiers::NONE, Key::X);
    draw(&mut window, &[(300.0, 300.0), (380.0, 320.0)]);
    let document = window.state().document().unwrap();
    assert_eq!(document.undo_name(), Some("Paint stroke"));
    assert_eq!(document.layers().len(), 2);
    assert!(matches!(document.layers()[1].content(), Content::Paint(_)));
    assert!(!document.has_mask(), "painting leaves the mask as it is");
    let painted = document.flattened();
    assert_eq!(painted.rgba8(340, 310), [0, 0, 0, 255], "the colour in the hand was black before");
    assert_ne!(painted.rgba8(130, 65), before.rgba8(130, 65));

    // Undone to the last, done again.
    key(&mut window, Modifiers::COMMAND, Key::Z);
    key(&mut window, Modifiers::COMMAND, Key::Z);
    assert_eq!(window.state().document().unwrap().flattened(), before);
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    key(&mut window, Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    assert_eq!(window.state().document().unwrap().flattened(), painted);

    slide(&mut window, "Steps", 4.0);
    edit(&mut window);
    click(&mut window, "Accept");
    let document = window.state().document().unwrap();
    assert_eq!(document.layers().len(), 3);
    let accepted = document.flattened();
    assert_ne!(accepted, painted);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.png");
    click(&mut window, "Export");
    window.get_by_role_and_label(Role::TextInput, "File").set_text_value_accesskit(&path.to_string_lossy());
    window.run_steps(2);
    click(&mut window, "Export file");
    wait(&mut window, "the file", |window| window.query_by_label("Exported").is_some());
    assert_eq!(io::open(&path).unwrap().pixels.to_rgba8(), accepted.to_rgba8());
}

#[test]
fn colours_are_filled_drawn_as_gradients_looked_up_and_rubbed_out() {
    let mut window = with_sample();
    key(&mut window, Modifiers::SHIFT, Key::B);
    draw(&mut window, &[(100.0, 100.0), (200.0, 100.0)]);
    let layer = window.state().document().unwrap().layers()[1].id();
    assert_eq!(window.state().active_layer(), Some(layer), "what is painted on is the chosen layer");
    key(&mut window, Modifiers::SHIFT, Key::E);
    draw(&mut window, &[(90.0, 100.0), (210.0, 100.0)]);
    draw(&mut window, &[(90.0, 92.0), (210.0, 108.0)]);
    draw(&mut window, &[(90.0, 108.0), (210.0, 92.0)]);
    key(&mut window, Modifiers::NONE, Key::G);
    let touched = window.state().document().unwrap().flattened().rgba8(20, 20);
    draw(&mut window, &[(20.0, 20.0)]);
    wait(&mut window, "the fill", |window| !window.state().is_changing());
    let document = window.state().document().unwrap();
    assert_eq!(document.undo_name(), Some("Fill"));
    assert_ne!(document.flattened().rgba8(20, 20), touched);
    assert_eq!(document.layers().len(), 2, "the fill goes to the layer that is there");
    key(&mut window, Modifiers::SHIFT, Key::G);
    draw(&mut window, &[(0.0, 0.0), (200.0, 200.0), (400.0, 400.0)]);
    let document = window.state().document().unwrap();
    assert_eq!(document.undo_name(), Some("Gradient"));
    let (dark, light) = (document.flattened().rgba8(30, 30), document.flattened().rgba8(370, 370));
    assert!(dark[0] < 60 && light[0] > 200, "from black to white: {dark:?} {light:?}");
}

#[test]
fn layers_are_chosen_copied_merged_blended_and_locked_by_their_labels() {
    let mut window = with_sample();
    press(&mut window, Role::Button, "New paint layer");
    assert_eq!(names(&window), ["Picture", "Paint 1"]);
    press(&mut window, Role::Button, "Duplicate");
    assert_eq!(names(&window), ["Picture", "Paint 1", "Paint 1 copy"]);
    press(&mut window, Role::Button, "Move down");
    assert_eq!(names(&window), ["Picture", "Paint 1 copy", "Paint 1"]);
    press(&mut window, Role::ListBoxOption, "Paint 1, paint");
    press(&mut window, Role::ComboBox, "Blend mode");
    click(&mut window, "Multiply");
    let document = window.state().document().unwrap();
    assert_eq!(document.layers()[2].look().blend, Blend::Multiply);
    // Down to the copy and up again by the keys of the list, which has them while a row has the focus.
    press(&mut window, Role::ListBoxOption, "Paint 1, paint");
    key(&mut window, Modifiers::NONE, Key::ArrowDown);
    press(&mut window, Role::Button, "Lock Paint 1 copy");
    assert!(window.state().document().unwrap().layers()[1].locked());
    press(&mut window, Role::Button, "Lock Paint 1 copy");
    press(&mut window, Role::ListBoxOption, "Paint 1 copy, paint");
    key(&mut window, Modifiers::NONE, Key::ArrowUp);
    press(&mut window, Role::Button, "Merge down");
    assert_eq!(names(&window), ["Picture", "Paint 1 copy"]);
    press(&mut window, Role::Button, "Delete layer");
    assert_eq!(names(&window), ["Picture"]);
    click(&mut window, "Undo");
    assert_eq!(names(&window), ["Picture", "Paint 1 copy"]);
    click(&mut window, "Undo");
    assert_eq!(names(&window), ["Picture", "Paint 1 copy", "Paint 1"]);
    while window.state().document().unwrap().can_undo() {
        click(&mut window, "Undo");
    }
    assert_eq!(names(&window), ["Picture"]);
}

#[test]
fn an_edit_of_one_layer_changes_nothing_where_that_layer_is_not_and_results_of_a_run_are_a_group() {
    let mut window = with_sample();
    key(&mut window, Modifiers::SHIFT, Key::B);
    draw(&mut window, &[(100.0, 200.0), (200.0, 210.0)]);
    let painted = window.state().document().unwrap().flattened();
    window.get_by_role_and_label(Role::ComboBox, "Edit uses").click();
    window.run_steps(2);
    click(&mut window, "This layer: Paint 1");
    slide(&mut window, "Steps", 3.0);
    window.get_by_role_and_label(Role::SpinButton, "Number of candidates").set_value_accesskit(2.0);
    window.run_steps(2);
    edit(&mut window);
    wait(&mut window, "both", |window| window.state().candidates() == 2 && !window.state().is_running());
    click(&mut window, "Accept");
    // The one that was made last was looked at; the other one is left.
    click(&mut window, "Candidate 1");
    click(&mut window, "Accept");
    let document = window.state().document().unwrap();
    assert_eq!((document.layers().len(), document.groups().len()), (4, 1));
    let now = document.flattened();
    assert_ne!(now, painted);
    let Content::Paint(sheet) = document.layers()[1].content() else { panic!("the paint is below its results") };
    for y in 0..now.extent().height {
        for x in 0..now.extent().width {
            if sheet.at(x, y).0[3] == 0 {
                assert_eq!(now.rgba16(x, y), painted.rgba16(x, y), "({x}, {y}) is outside the layer");
            }
        }
    }
    let group = document.groups()[0].name.clone();
    // Until the layer is ready for the next edit, what stands above the list comes and goes, and moves it.
    wait(&mut window, "a plan", |window| window.query_by_label_contains("→ model").is_some());
    press(&mut window, Role::Button, &format!("Hide all of {group}"));
    assert!(!window.state().document().unwrap().groups()[0].visible, "the group is hidden");
    assert_eq!(window.state().document().unwrap().flattened(), painted);
}
