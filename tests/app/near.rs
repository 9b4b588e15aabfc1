//! What is faster or smaller and not exact: chosen in the panel, and told with the result.

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;

use crate::harness::{edit, slide, with_sample};

#[test]
fn a_result_of_reused_work_says_so() {
    let mut window = with_sample();
    window.get_by_label("Method and sampler").click();
    window.run_steps(20);
    slide(&mut window, "Steps", 4.0);
    edit(&mut window);
    assert!(window.query_by_label_contains("not exact").is_none(), "off by default");
    slide(&mut window, "Save work between steps (reuse)", 2.0);
    edit(&mut window);
    assert!(window.query_by_label_contains("not exact").is_some());
}

#[test]
fn tiles_are_chosen_in_the_panel() {
    let mut window = with_sample();
    window.get_by_label("Size and surroundings").click();
    window.run_steps(20);
    for (now, next) in [("As a whole", "In tiles of 512 px"), ("In tiles of 512 px", "As a whole")] {
        let menu = window.get_by_role_and_label(Role::ComboBox, "Decoding (VAE tiles)");
        assert_eq!(menu.value().as_deref(), Some(now));
        menu.scroll_to_me();
        window.run_steps(20);
        window.get_by_role_and_label(Role::ComboBox, "Decoding (VAE tiles)").click();
        window.run_steps(4);
        window.get_by_role_and_label(Role::Button, next).click();
        window.run_steps(4);
    }
}
