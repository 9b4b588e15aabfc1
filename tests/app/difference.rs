//! The mask that words find, in the window: asked for, moved by the threshold without the network, taken.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Window, click, slide, wait, with_sample};

fn show(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::Button, name).scroll_to_me();
    window.run_steps(20);
}

#[test]
fn the_threshold_moves_the_mask_that_words_find() {
    let mut window = with_sample();
    window.get_by_label("Method and sampler").click();
    window.run_steps(20);
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    window.run_steps(4);
    window.get_by_role_and_label(Role::Button, "Find the mask from words").click();
    window.run_steps(4);
    slide(&mut window, "Noises that are compared (n)", 2.0);
    show(&mut window, "Find the mask");
    click(&mut window, "Find the mask");
    wait(&mut window, "the words' mask", |window| window.state().difference().is_some());
    let before = window.state().difference().unwrap();
    assert!(before > 0.0 && before < 0.9, "{before}");

    // Lower: more of it, at once and without another look.
    slide(&mut window, "How much counts as different (threshold)", 0.1);
    let after = window.state().difference().unwrap();
    assert!(after > before * 1.2, "{before} {after}");
    assert!(window.query_by_label("Find the mask").is_none());
    slide(&mut window, "How much counts as different (threshold)", 0.3);
    assert!((window.state().difference().unwrap() - before).abs() < 1e-9, "and back");

    show(&mut window, "Use as mask");
    click(&mut window, "Use as mask");
    assert!(window.state().difference().is_none());
    wait(&mut window, "the mask", |window| window.state().document().unwrap().has_mask());
    let document = window.state().document().unwrap();
    let coverage = document.mask().coverage();
    let share = coverage.iter().map(|&value| f64::from(value)).sum::<f64>() / 255.0 / coverage.len() as f64;
    assert!((share - before).abs() < 0.01, "{share} {before}");
    // Another picture or other words: what was found is of the past.
    assert!(window.query_by_label("Find the mask").is_some());

    // Found again, it can be joined with the mask: taken away from itself nothing is left.
    show(&mut window, "Find the mask");
    click(&mut window, "Find the mask");
    wait(&mut window, "the words' mask", |window| window.state().difference().is_some());
    show(&mut window, "Subtract from the mask");
    click(&mut window, "Subtract from the mask");
    show(&mut window, "Use as mask");
    click(&mut window, "Use as mask");
    wait(&mut window, "the mask", |window| !window.state().is_edging());
    let left = window.state().document().unwrap().mask_weight();
    assert!(left.most <= 64, "soft edges leave a little at most: {left:?}");
}
