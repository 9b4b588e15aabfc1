//! The form of a method's own parameters and of what is added to it, made from rows of the table of methods.

use egui::Ui;

use crate::app::locale::t;
use crate::app::tables;
use crate::app::widget::{Slider, quiet, slider};
use crate::edit::recipe::{Recipe, Setting};
use crate::engine::method::{self, Parameter};

/// Draws the form of the chosen method.
pub fn own(ui: &mut Ui, recipe: &mut Recipe) {
    let info = method::info(&recipe.method);
    let settings = recipe.own();
    if settings.is_empty() {
        ui.label(quiet(ui, t!("form-none")));
    }
    let mut changed: Vec<Change> = Vec::new();
    if !info.presets.is_empty() {
        ui.horizontal_wrapped(|ui| {
            for preset in info.presets {
                let set: Vec<_> = preset.settings.iter().map(|(key, value)| format!("{key} {value}")).collect();
                if ui.small_button(tables::preset(info, preset)).on_hover_text(set.join(", ")).clicked() {
                    changed.extend(preset.settings.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())));
                }
            }
        });
    }
    rows(ui, info.name, "", settings, &mut changed);
    super::also::ui(ui, recipe, &mut changed);
    for (key, value) in changed {
        if let Err(error) = recipe.set(&key, &value) {
            ui.label(quiet(ui, error.to_string())); // the table and the recipe disagree: a fault of ours, seen in tests
        }
    }
}

/// A parameter that was changed, by its name for `Recipe::set`, and its value.
pub(super) type Change = (String, String);

/// A row for each parameter of the method named `of`; `before` stands before their names in the recipe.
pub(super) fn rows(
    ui: &mut Ui,
    of: &str,
    before: &str,
    settings: Vec<(&Parameter, Setting)>,
    changed: &mut Vec<Change>,
) {
    for (parameter, setting) in settings {
        let (label, help) = (tables::label(of, parameter), tables::help(of, parameter));
        let key = || format!("{before}{}", parameter.name);
        let (number, decimals) = match setting {
            Setting::Flag(mut flag) => {
                if ui.checkbox(&mut flag, label.as_ref()).on_hover_text(help.as_ref()).changed() {
                    changed.push((key(), flag.to_string()));
                }
                continue;
            }
            Setting::Choice(at) => {
                if let Some(name) = choice(ui, parameter, at, &label, &help) {
                    changed.push((key(), name.to_owned()));
                }
                continue;
            }
            Setting::Whole(number) => (number as f64, 0),
            Setting::Real(number) => (number, 2),
        };
        let mut value = number;
        let about = Slider {
            label: &label,
            tooltip: &help,
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
fn choice(ui: &mut Ui, parameter: &Parameter, at: usize, label: &str, help: &str) -> Option<&'static str> {
    let choices = parameter.choices();
    let now = choices.get(at).copied().unwrap_or_default();
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.label(quiet(ui, label));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let combo = egui::ComboBox::from_id_salt(parameter.name).width(130.0).selected_text(tables::choice(now));
            let shown = combo.show_ui(ui, |ui| {
                for name in choices {
                    if ui.selectable_label(name == now, tables::choice(name)).clicked() {
                        chosen = Some(name);
                    }
                }
            });
            shown.response.on_hover_text(help).accessible_name(label);
        });
    });
    chosen
}
