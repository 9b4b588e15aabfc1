//! The seed: a number, a lock and a die.

use egui::{DragValue, Ui};

use super::{icon_button, toggle};
use crate::app::draft::{Draft, SEEDS};
use crate::app::icons::Icon;

/// Draws the seed's row.
pub fn seed(ui: &mut Ui, draft: &mut Draft) {
    ui.horizontal(|ui| {
        ui.label(super::quiet(ui, "Seed"));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Dices, "Throw the dice", "Another seed: another picture from the same words")
                .clicked()
            {
                draft.throw_dice();
            }
            let (icon, name, tooltip) = if draft.lock_seed {
                (Icon::Lock, "Seed is locked", "The same seed every run: only what you change makes a difference")
            } else {
                (Icon::LockOpen, "Seed is free", "A new seed every run; click to keep the one that is shown")
            };
            if toggle(ui, draft.lock_seed, icon, name, tooltip).clicked() {
                draft.lock_seed = !draft.lock_seed;
            }
            ui.add(DragValue::new(&mut draft.recipe.sampling.seed).range(0..=SEEDS - 1).speed(0.2))
                .on_hover_text("The number that the noise grows from: the same number, the same picture")
                .accessible_name("Seed, number");
        });
    });
}
