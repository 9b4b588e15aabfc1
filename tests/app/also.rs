//! What is added to a method: a mark for each control, its parameters below, grey where the method has it or can't.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Window, click, slide, wait, with_sample};

fn press(window: &mut Window, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).scroll_to_me();
    window.run_steps(20);
    window.get_by_role_and_label(role, name).click();
    window.run_steps(20);
}

fn unfold(window: &mut Window, name: &str) {
    window.get_by_label(name).scroll_to_me();
    window.run_steps(20);
    window.get_by_label(name).click();
    window.run_steps(20);
}

#[test]
fn controls_are_added_and_taken_away() {
    let mut window = with_sample();
    unfold(&mut window, "Method and sampler");
    assert!(window.query_by_label("Think again (RePaint)").is_none(), "closed at first");
    unfold(&mut window, "Also");
    press(&mut window, Role::CheckBox, "Think again (RePaint)");
    slide(&mut window, "Think again (resampling r)", 2.0);
    assert!(window.query_all_by_label_contains("Way of").next().is_some(), "the way is drawn");
    press(&mut window, Role::CheckBox, "Keep the composition (Prompt-to-Prompt)");
    let threshold = "How much counts as looking there (threshold)";
    assert!(window.query_by_role_and_label(Role::Slider, threshold).is_none(), "it says nothing yet");
    press(&mut window, Role::TextInput, "What it shows now");
    window.get_by_role_and_label(Role::TextInput, "What it shows now").type_text(" in summer");
    window.run_steps(4);
    press(&mut window, Role::TextInput, "Change only where these words look");
    window.get_by_role_and_label(Role::TextInput, "Change only where these words look").type_text("cat, dog");
    window.run_steps(4);
    assert!(window.query_by_role_and_label(Role::Slider, threshold).is_some());
    press(&mut window, Role::CheckBox, "Keep the large shapes (ILVR)");
    press(&mut window, Role::CheckBox, "Keep the large shapes (ILVR)");

    slide(&mut window, "Steps", 4.0);
    click(&mut window, "Edit");
    wait(&mut window, "a candidate", |window| window.state().candidates() == 1);
    click(&mut window, "Accept");
    let recipe = window.state().document().unwrap().layers().last().unwrap().origin().cloned().unwrap();
    assert_eq!(recipe.also.travel.map(|own| own.resample), Some(2));
    assert_eq!(recipe.also.words.map(|own| own.blend), Some(vec!["cat".to_owned(), "dog".to_owned()]));
    assert!(recipe.also.layout.is_none());
    assert_eq!(recipe.prompt.source, "a small cat on a beach in summer", "the sample's caption stands there before");
}

#[test]
fn what_a_method_does_itself_is_grey() {
    let mut window = with_sample();
    unfold(&mut window, "Method and sampler");
    unfold(&mut window, "Also");
    press(&mut window, Role::ComboBox, "Method");
    press(&mut window, Role::Button, "Change words, keep the composition");
    let grey =
        |window: &Window, name: &str| window.get_by_role_and_label(Role::CheckBox, name).accesskit_node().is_disabled();
    assert!(grey(&window, "Keep the composition (Prompt-to-Prompt)"));
    assert!(!grey(&window, "Think again (RePaint)") && !grey(&window, "Keep the large shapes (ILVR)"));
}
