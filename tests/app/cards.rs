//! The methods as cards: all of them at a glance, one click takes one.

use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use palimpsest::edit::method::METHODS;

use crate::harness::{click, with_sample};

#[test]
fn all_methods_are_cards_of_which_one_is_taken() {
    let mut window = with_sample();
    window.get_by_role_and_label(Role::ComboBox, "Method").click();
    window.run_steps(4);
    let (mut columns, mut bottom) = (std::collections::BTreeSet::new(), 0.0_f32);
    for info in METHODS {
        let card = window.get_by_role_and_label(Role::Button, info.title);
        let grey = matches!(info.name, "instruct_pix2pix" | "inpaint");
        assert_eq!(card.accesskit_node().is_disabled(), grey, "{}", info.name);
        let area = card.rect();
        assert!(area.height() < 150.0, "{}: {area}", info.name);
        columns.insert(area.left() as i32);
        bottom = bottom.max(area.bottom());
    }
    assert_eq!(columns.len(), 2, "two columns where there is room");
    assert!(bottom < 860.0, "nearly all of them are seen at once: {bottom}");
    click(&mut window, "Fill the hole so that it makes sense");
    window.get_by_role_and_label(Role::ComboBox, "Method");
    assert!(window.query_by_role_and_label(Role::Button, "Find the mask from words").is_none(), "the menu is closed");
}
