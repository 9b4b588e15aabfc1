//! How the mask is shown: its colour and how strongly it covers.

use egui::{Button, Color32, DragValue, Ui};

use crate::app::locale::t;
use crate::app::tint::{STRENGTH, Tint};
use crate::app::widget::quiet;

/// Draws the row; `own` is the theme's colour.
pub fn tint(ui: &mut Ui, tint: &mut Tint, own: Color32) {
    ui.horizontal(|ui| {
        let [r, g, b, _] = tint.colour(own).to_array();
        let mut rgb = [r, g, b];
        let picker = ui.color_edit_button_srgb(&mut rgb);
        if picker.on_hover_text(t!("select-tint-colour-tip")).accessible_name(t!("select-tint-colour")).changed() {
            tint.rgb = Some(rgb);
        }
        let mut percent = tint.strength * 100.0;
        let (least, most) = (STRENGTH.start() * 100.0, STRENGTH.end() * 100.0);
        ui.label(quiet(ui, t!("select-tint-strength")));
        let field = DragValue::new(&mut percent).range(least..=most).suffix(" %").max_decimals(0).speed(0.5);
        let field = ui.add(field).on_hover_text(t!("select-tint-strength-tip"));
        if field.accessible_name(t!("select-tint-strength")).changed() {
            tint.strength = percent / 100.0;
        }
        let usual = ui.add_enabled(*tint != Tint::default(), Button::new(t!("select-tint-usual")));
        if usual.on_hover_text(t!("select-tint-usual-tip")).clicked() {
            *tint = Tint::default();
        }
    });
}
