//! RePaint's way with the place where a run is on it, and r = 1 beside r = n with one click.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use crate::harness::{Window, click, draw, slide, wait, with_sample};

/// RePaint with a hole, two times, and its form in view.
fn with_a_hole() -> Window {
    let mut window = with_sample();
    draw(&mut window, &[(220.0, 330.0), (380.0, 330.0)]);
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    window.run_steps(4);
    click(&mut window, "Fill the hole so that it makes sense");
    slide(&mut window, "Steps", 12.0);
    slide(&mut window, "Follow the words (guidance)", 1.0);
    window.get_by_label("Method and sampler").click();
    window.run_steps(20);
    slide(&mut window, "Think again (resampling r)", 2.0);
    window.get_by_role_and_label(Role::Button, "Compare with r = 1").scroll_to_me();
    window.run_steps(20);
    window
}

#[test]
fn one_click_shows_what_going_back_does() {
    let mut window = with_a_hole();
    assert!(window.query_by_role_and_label(Role::Image, "Way of 22 steps").is_some(), "12 steps, and 10 of them twice");
    let seed = |window: &Window| {
        let field = window.get_by_role_and_label(Role::SpinButton, "Seed, number");
        egui_kittest::kittest::NodeT::accesskit_node(&field).numeric_value()
    };
    let before = seed(&window);
    click(&mut window, "Compare with r = 1");
    assert!(window.state().is_running());
    wait(&mut window, "both", |window| window.state().compared().is_some());
    assert_eq!(seed(&window), before, "the same seed");
    let names = ["Once (r = 1)", "2 times (r = 2)"].map(str::to_owned);
    assert_eq!(window.state().compared(), Some(names.clone()));
    assert_eq!(window.state().other_runs(), 1, "both strips are there");

    // A step of the strip has its place on the way.
    window.get_by_label("Step 3").click();
    window.run_steps(3);
    assert!(window.query_by_role_and_label(Role::Image, "Step 3 of 22, 1st time of 2 at this noise").is_some());
    window.get_by_label("Step 3").click();
    window.run_steps(3);

    // The other one is a click away, and then the sides change.
    click(&mut window, &names[0]);
    let [left, right] = names.clone();
    assert_eq!(window.state().compared(), Some([right, left]));
    click(&mut window, &names[1]);
    assert_eq!(window.state().candidates(), 1);
    window.get_by_role_and_label(Role::Button, "Hide").scroll_to_me();
    window.run_steps(20);
    click(&mut window, "Hide");
    assert_eq!(window.state().compared(), None);
    assert_eq!(window.state().candidates(), 1, "the result stays");
    click(&mut window, "Accept");
    assert_eq!(window.state().document().unwrap().layers().len(), 2);
}

#[test]
fn a_comparison_can_be_given_up() {
    let mut window = with_a_hole();
    slide(&mut window, "Steps", 100.0);
    window.get_by_role_and_label(Role::Button, "Compare with r = 1").scroll_to_me();
    window.run_steps(20);
    click(&mut window, "Compare with r = 1");
    let on_the_way = |k: usize| format!("Step {k} of 100");
    wait(&mut window, "a place on the way", |window| {
        (2..50).any(|k| window.query_by_role_and_label(Role::Image, &on_the_way(k)).is_some())
    });
    click(&mut window, "Give up");
    wait(&mut window, "rest", |window| !window.state().is_running());
    assert_eq!((window.state().compared(), window.state().candidates()), (None, 0));
    assert!(window.query_by_label("Compare with r = 1").is_some());
}
