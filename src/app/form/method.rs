//! The form of a method's own parameters and of what is added to it, made from rows of the table of methods.

use egui::Ui;

use crate::app::widget::{Slider, quiet, slider};
use crate::edit::recipe::{Recipe, Setting};
use crate::engine::method::{self, Parameter};

/// Draws the form of the chosen method.
pub fn own(ui: &mut Ui, recipe: &mut Recipe) {
    let info = method::info(&recipe.method);
    let settings = recipe.own();
    if settings.is_empty() {
        ui.label(quiet(ui, "This method has no parameters of its own"));
    }
    let mut changed: Vec<Change> = Vec::new();
    if !info.presets.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for preset in info.presets {
                let set: Vec<_> = preset.settings.iter().map(|(key, value)| format!("{key} {value}")).collect();
                if ui.small_button(preset.title).on_hover_text(set.join(", ")).clicked() {
                    changed.extend(preset.settings.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())));
                }
            }
        });
    }
    rows(ui, "", settings, &mut changed);
    super::also::ui(ui, recipe, &mut changed);
    for (key, value) in changed {
        if let Err(error) = recipe.set(&key, &value) {
            ui.label(quiet(ui, error.to_string())); // the table and the recipe disagree: a fault of ours, seen in tests
        }
    }
}

/// A parameter that was changed, by its name for `Recipe::set`, and its value.
pub(super) type Change = (String, String);

/// A row for each parameter; `before` stands before their names in the recipe.
pub(super) fn rows(ui: &mut Ui, before: &str, settings: Vec<(&Parameter, Setting)>, changed: &mut Vec<Change>) {
    for (parameter, setting) in settings {
        let key = || format!("{before}{}", parameter.name);
        let (number, decimals) = match setting {
            Setting::Flag(mut flag) => {
                if ui.checkbox(&mut flag, parameter.label).on_hover_text(parameter.help).changed() {
                    changed.push((key(), flag.to_string()));
                }
                continue;
            }
            Setting::Choice(at) => {
                if let Some(name) = choice(ui, parameter, at) {
                    changed.push((key(), name.to_owned()));
                }
                continue;
            }
            Setting::Whole(number) => (number as f64, 0),
            Setting::Real(number) => (number, 2),
        };
        let mut value = number;
        let about = Slider {
            label: parameter.label,
            tooltip: parameter.help,
            ends: ("", ""),
            default: parameter.default.parse().unwrap_or(number),
            range: parameter.bounds().unwrap_or((0.0, 1.0)),
            decimals,
            suffix: "",
        };
        if slider(ui, &mut value, &about) {
            changed.push((key(), if decimals == 0 { format!("{value:.0}") } else { value.to_string() }));
        }
    }
}

/// A menu of names; the one that was chosen.
fn choice(ui: &mut Ui, parameter: &Parameter, at: usize) -> Option<&'static str> {
    let choices = parameter.choices();
    let spoken = |name: &str| name.replace('_', " ");
    let now = choices.get(at).copied().unwrap_or_default();
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.label(quiet(ui, parameter.label));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let combo = egui::ComboBox::from_id_salt(parameter.name).width(130.0).selected_text(spoken(now));
            let shown = combo.show_ui(ui, |ui| {
                for name in choices {
                    if ui.selectable_label(name == now, spoken(name)).clicked() {
                        chosen = Some(name);
                    }
                }
            });
            shown.response.on_hover_text(parameter.help).accessible_name(parameter.label);
        });
    });
    chosen
}
