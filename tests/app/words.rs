//! The prompt's words as chips: faders that write the recipe, maps over the picture, a mask from one.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Window, click, wait, with_sample};

fn choose_prompt_to_prompt(window: &mut Window) {
    window.get_by_label("Method and sampler").click();
    window.run_steps(20);
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    window.run_steps(4);
    window.get_by_role_and_label(Role::Button, "Change words, keep the composition").click();
    window.run_steps(4);
}

#[test]
fn a_word_is_looked_at_and_becomes_a_mask() {
    let mut window = with_sample();
    choose_prompt_to_prompt(&mut window);
    assert!(window.query_by_label_contains("Was:").is_some(), "what goes is told");
    for word in ["dog", "beach"] {
        let name = format!("Weight of “{word}”");
        let value = window.get_by_role_and_label(Role::SpinButton, &name).accesskit_node().numeric_value();
        assert_eq!(value, Some(1.0), "{word}");
    }
    click(&mut window, "Look at “dog”");
    wait(&mut window, "the word's map", |window| window.state().word_map() == Some("dog"));
    let first = window.get_by_role_and_label(Role::Slider, "Step of the map").accesskit_node().max_numeric_value();
    assert_eq!(first, Some(20.0));
    // The pointer on the picture tells which words look there.
    let thing = window.state().ui_from_image(egui::pos2(300.0, 330.0));
    window.hover_at(thing);
    window.run_steps(4);
    assert!(window.query_by_label_contains("Under the pointer: dog").is_some());
    // Another word needs no new look; a second click takes the map away.
    click(&mut window, "Look at “beach”");
    assert_eq!(window.state().word_map(), Some("beach"));
    click(&mut window, "Look at “beach”");
    assert_eq!(window.state().word_map(), None);

    click(&mut window, "Look at “dog”");
    click(&mut window, "Use as mask");
    wait(&mut window, "the mask", |window| window.state().document().unwrap().has_mask());
    let document = window.state().document().unwrap();
    let area = document.extent().area() as usize;
    let masked = document.mask().coverage().iter().filter(|&&value| value > 0).count();
    assert!(masked > area / 100 && masked < area * 3 / 4, "{masked} of {area}");
    assert_eq!(window.state().word_map(), None);

    // The document is another now: the map would be looked for anew, and the fader goes into the recipe.
    window.get_by_role_and_label(Role::SpinButton, "Weight of “dog”").set_value_accesskit(2.0);
    window.run_steps(3);
    click(&mut window, "Edit");
    wait(&mut window, "a candidate", |window| window.state().candidates() == 1);
    click(&mut window, "Accept");
    let recipe = window.state().document().unwrap().layers().last().unwrap().origin().cloned().unwrap();
    let palimpsest::edit::recipe::Method::PromptToPrompt(params) = recipe.method else { panic!("{recipe:?}") };
    assert_eq!(params.weights.get("dog"), Some(&2.0));
}
