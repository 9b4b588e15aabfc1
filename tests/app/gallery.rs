//! The gallery: what was discarded is found again, recalled, compared and accepted.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Window, assert_same_outside, click, draw, key, slide, wait, with_sample};

fn edit(window: &mut Window) {
    let before = window.state().results().len();
    click(window, "Edit");
    wait(window, "a result", |window| !window.state().is_running() && window.state().results().len() > before);
}

fn say(window: &mut Window, name: &str, words: &str, role: Role) {
    window.get_by_role_and_label(role, name).set_text_value_accesskit(words);
    window.run_steps(2);
}

#[test]
fn a_discarded_result_is_found_recalled_compared_and_accepted() {
    let mut window = with_sample();
    draw(&mut window, &[(250.0, 330.0), (300.0, 260.0), (340.0, 340.0)]);
    slide(&mut window, "Steps", 3.0);
    edit(&mut window);
    key(&mut window, Modifiers::NONE, Key::Escape);
    assert_eq!((window.state().candidates(), window.state().results().len()), (0, 1), "what is discarded stays here");
    say(&mut window, "Prompt", "a penguin on a beach", Role::MultilineTextInput);
    slide(&mut window, "Follow the words (guidance)", 9.0);
    edit(&mut window);

    // The newest has the keys; arrows go on to the older one, both are seen over the picture.
    key(&mut window, Modifiers::COMMAND, Key::H);
    wait(&mut window, "the newest", |window| window.state().looked_at_result() == Some(2));
    key(&mut window, Modifiers::NONE, Key::ArrowRight);
    assert_eq!(window.state().looked_at_result(), Some(1));

    // Search, and stars.
    say(&mut window, "Search results", "penguin", Role::TextInput);
    assert!(window.query_by_label("Result 2").is_some() && window.query_by_label("Result 1").is_none());
    say(&mut window, "Search results", "", Role::TextInput);
    click(&mut window, "Star");
    click(&mut window, "Only starred");
    assert!(window.query_by_label("Result 1").is_some() && window.query_by_label("Result 2").is_none());
    click(&mut window, "Only starred");

    // Recalled, it makes the same bytes again.
    click(&mut window, "Recall");
    let prompt = window.get_by_role_and_label(Role::MultilineTextInput, "Prompt").value();
    assert_eq!(prompt.as_deref(), Some("a dog on a beach"));
    edit(&mut window);
    let results = window.state().results();
    assert_eq!((&results[2].recipe, &results[2].pixels), (&results[0].recipe, &results[0].pixels));
    assert_ne!(results[1].pixels, results[0].pixels);

    // Compared, accepted, deleted and put back.
    click(&mut window, "Result 2");
    click(&mut window, "Compare with now");
    assert_eq!(window.state().compared(), Some(["Now".to_owned(), "Result 2".to_owned()]));
    click(&mut window, "End the comparison");
    click(&mut window, "Accept as layer");
    let document = window.state().document().unwrap();
    assert_eq!((document.layers().len(), document.layers()[1].name()), (2, "a penguin on a beach"));
    let (after, original, mask) = (document.flattened(), document.original(), document.mask());
    assert_same_outside(mask, &original, &after);
    click(&mut window, "Delete");
    assert_eq!(window.state().results().len(), 2);
    click(&mut window, "Put back");
    assert_eq!(window.state().results().len(), 3);
    key(&mut window, Modifiers::COMMAND, Key::H);
    assert!(window.query_by_label("Search results").is_none(), "the same key hides it");
}

#[test]
fn two_of_one_run_accepted_in_the_gallery_lie_in_one_group() {
    let mut window = with_sample();
    draw(&mut window, &[(250.0, 330.0), (300.0, 260.0), (340.0, 340.0)]);
    slide(&mut window, "Steps", 2.0);
    window.get_by_role_and_label(Role::SpinButton, "Number of candidates").set_value_accesskit(2.0);
    window.run_steps(2);
    click(&mut window, "Edit");
    wait(&mut window, "two results", |window| !window.state().is_running() && window.state().results().len() == 2);
    key(&mut window, Modifiers::COMMAND, Key::H);
    wait(&mut window, "the newest", |window| window.state().looked_at_result() == Some(2));

    // What is thrown away is what is seen: with a result of the gallery before it, the candidate stays.
    click(&mut window, "Discard");
    assert_eq!((window.state().looked_at_result(), window.state().candidates()), (None, 2));
    for result in ["Result 2", "Result 1"] {
        click(&mut window, result);
        click(&mut window, "Accept as layer");
    }
    let document = window.state().document().unwrap();
    let group = |at: usize| document.layers()[at].look().group;
    assert!(document.layers().len() == 3 && group(1).is_some() && group(1) == group(2));
    assert_eq!((window.state().candidates(), window.state().results().len()), (0, 2));
}
