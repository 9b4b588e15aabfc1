//! The seed: a number, a lock and a die; and the small steps from it.

use egui::{DragValue, Ui};

use super::{Slider, icon_button, quiet, slider, toggle};
use crate::app::draft::{Draft, SEEDS, STEP, dice};
use crate::app::icons::Icon;
use crate::app::locale::t;

/// Draws the seed's row, and below it that of its variation while it is varied.
pub fn seed(ui: &mut Ui, draft: &mut Draft) {
    ui.horizontal(|ui| {
        ui.label(quiet(ui, t!("seed-seed")));
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
            let varied = draft.recipe.sampling.variation.is_some();
            if toggle(ui, varied, Icon::Waypoints, t!("seed-vary"), t!("seed-vary-tip")).clicked() {
                draft.vary(!varied);
            }
            ui.add(DragValue::new(&mut draft.recipe.sampling.seed).range(0..=SEEDS - 1).speed(0.2))
                .on_hover_text(t!("seed-tip"))
                .accessible_name(t!("seed-number"));
        });
    });
    variation(ui, draft);
}

/// How far the steps go, and towards which seed.
fn variation(ui: &mut Ui, draft: &mut Draft) {
    let Some(variation) = &mut draft.recipe.sampling.variation else { return };
    let about = Slider {
        label: t!("seed-step"),
        tooltip: t!("seed-step-tip"),
        ends: (t!("seed-step-same"), t!("seed-step-other")),
        default: STEP,
        range: (0.0, 1.0),
        decimals: 2,
        suffix: "",
    };
    slider(ui, &mut variation.amount, &about);
    ui.horizontal(|ui| {
        ui.label(quiet(ui, t!("seed-towards")));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if icon_button(ui, Icon::Dices, t!("seed-towards-dice"), t!("seed-towards-dice-tip")).clicked() {
                variation.seed = dice();
            }
            ui.add(DragValue::new(&mut variation.seed).range(0..=SEEDS - 1).speed(0.2))
                .on_hover_text(t!("seed-towards-tip"))
                .accessible_name(t!("seed-towards"));
        });
    });
}
