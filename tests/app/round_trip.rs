//! To noise and back, in the window: asked for with a click beside the method's form.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use crate::harness::{Window, click, slide, wait, with_sample};

/// Scrolls to what is not in view.
fn show(window: &mut Window, role: Role, name: &str) {
    window.get_by_role_and_label(role, name).scroll_to_me();
    window.run_steps(20);
}

#[test]
fn a_picture_comes_back_by_ddim_beside_ddpm() {
    let mut window = with_sample();
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    window.run_steps(4);
    assert!(
        window.get_by_role_and_label(Role::Button, "Say what to do").accesskit_node().is_disabled(),
        "another checkpoint's method is grey"
    );
    window.get_by_role_and_label(Role::Button, "Keep the layout, change words").click();
    window.run_steps(4);
    slide(&mut window, "Steps", 6.0);
    slide(&mut window, "Follow the words (guidance)", 1.0);
    window.get_by_label("Method and sampler").click();
    window.run_steps(20);
    show(&mut window, Role::Button, "Compare ways back");
    click(&mut window, "Compare ways back");
    wait(&mut window, "what came back", |window| window.state().round_trip().is_some());
    let (ddim, ddpm) = window.state().round_trip().unwrap();
    assert!(ddim > ddpm + 3.0, "{ddim} {ddpm}");
    window.get_by_role_and_label(Role::Image, &format!("DDIM, {ddim:.1} dB"));
    window.get_by_role_and_label(Role::Image, &format!("DDPM, {ddpm:.1} dB"));
    assert!(window.query_by_label("Compare ways back").is_none(), "what is shown is of these settings");

    // The menu of what mends the way back is the form's; other settings, another trip.
    show(&mut window, Role::ComboBox, "What mends the way back");
    window.get_by_role_and_label(Role::ComboBox, "What mends the way back").click();
    window.run_steps(4);
    window.get_by_role_and_label(Role::Button, "direct").click();
    window.run_steps(4);
    window.get_by_label("Of other settings than now");
    assert!(window.query_by_label("Compare ways back").is_some());
}
