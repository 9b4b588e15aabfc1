//! The seed: a number, a lock and a die.

use egui::{DragValue, Ui};

use super::{icon_button, toggle};
use crate::app::draft::{Draft, SEEDS};
use crate::app::icons::Icon;
use crate::app::locale::t;

/// Draws the seed's row.
pub fn seed(ui: &mut Ui, draft: &mut Draft) {
    ui.horizontal(|ui| {
        ui.label(super::quiet(ui, t!("seed-seed")));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Dices, t!("seed-dice"), t!("seed-dice-tip")).clicked() {
                draft.throw_dice();
            }
            let (icon, name, tooltip) = if draft.lock_seed {
                (Icon::Lock, t!("seed-locked"), t!("seed-locked-tip"))
            } else {
                (Icon::LockOpen, t!("seed-free"), t!("seed-free-tip"))
            };
            if toggle(ui, draft.lock_seed, icon, name, tooltip).clicked() {
                draft.lock_seed = !draft.lock_seed;
            }
            ui.add(DragValue::new(&mut draft.recipe.sampling.seed).range(0..=SEEDS - 1).speed(0.2))
                .on_hover_text(t!("seed-tip"))
                .accessible_name(t!("seed-number"));
        });
    });
}
