//! The menu of samplers: what serves a method can be chosen, what doesn't is grey.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Window, with_sample};

/// Opens the menu of a combo box, or closes it.
fn menu(window: &mut Window, name: &str) {
    window.get_by_role_and_label(Role::ComboBox, name).scroll_to_me();
    window.run_steps(20);
    window.get_by_role_and_label(Role::ComboBox, name).click();
    window.run_steps(4);
}

fn is_grey(window: &Window, role: Role, name: &str) -> bool {
    window.get_by_role_and_label(role, name).accesskit_node().is_disabled()
}

#[test]
fn samplers_that_do_not_fit_are_grey() {
    let mut window = with_sample();
    window.get_by_label("Method and sampler").click();
    window.run_steps(20);
    assert!(is_grey(&window, Role::CheckBox, "Karras's noise levels"), "DDIM has none");
    menu(&mut window, "Sampler");
    assert!(!is_grey(&window, Role::Button, "DDPM"));
    window.get_by_role_and_label(Role::Button, "UniPC").click();
    window.run_steps(4);
    assert!(!is_grey(&window, Role::CheckBox, "Karras's noise levels"));

    // Inversion takes DDIM alone: the choice gives way, the others are grey.
    menu(&mut window, "Method");
    window.get_by_role_and_label(Role::Button, "Keep the layout, change words").click();
    window.run_steps(4);
    assert!(is_grey(&window, Role::CheckBox, "Karras's noise levels"));
    menu(&mut window, "Sampler");
    for name in ["DDPM", "Euler", "DPM-Solver++ 2M SDE", "PNDM", "UniPC", "LCM"] {
        assert!(is_grey(&window, Role::Button, name), "{name}");
    }
    assert!(!is_grey(&window, Role::Button, "DDIM"));
}
