//! The form of what is added to a method: a mark for each control, and its parameters where it is on.

use egui::{Checkbox, CollapsingHeader, Margin, TextEdit, Ui};

use super::method::{Change, rows};
use crate::app::locale::{retold, t};
use crate::app::tables;
use crate::app::widget::{quiet, section};
use crate::edit::recipe::{ADDITIONS, Recipe};
use crate::engine::method;

/// Draws the marks; what was changed is added to `changed`.
pub(super) fn ui(ui: &mut Ui, recipe: &mut Recipe, changed: &mut Vec<Change>) {
    CollapsingHeader::new(quiet(ui, t!("also-also")))
        .id_salt("also")
        .show_unindented(ui, |ui| {
            for addition in &ADDITIONS {
                let own = recipe.added(addition);
                let refused = addition.refused(&recipe.method).map(|why| retold(&why).into_owned());
                let mut on = own.is_some();
                // What does not fit any more, because another method was chosen, can still be taken away.
                let mark = ui.add_enabled(on || refused.is_none(), Checkbox::new(&mut on, tables::added(addition)));
                let told = refused.clone().unwrap_or_default();
                if mark.on_hover_text(tables::added_help(addition)).on_disabled_hover_text(told.as_str()).changed() {
                    changed.push((addition.name.to_owned(), on.to_string()));
                }
                let Some(own) = own else { continue };
                ui.indent(addition.name, |ui| {
                    if let Some(reason) = refused {
                        ui.label(quiet(ui, reason));
                        return;
                    }
                    if addition.name == "words" {
                        said(ui, recipe);
                    }
                    let own = own.into_iter().filter(|(parameter, _)| matters(recipe, parameter.name)).collect();
                    rows(ui, addition.home(), &format!("{}.", addition.name), own, changed);
                });
            }
        })
        .header_response
        .on_hover_text(t!("also-tip"));
}

/// Whether a parameter says anything: those of blending do where words are blended.
fn matters(recipe: &Recipe, name: &str) -> bool {
    let Some(words) = &recipe.also.words else { return true };
    match name {
        "threshold" | "blend_start" => !words.blend.is_empty(),
        "subtract_threshold" => !words.subtract.is_empty(),
        _ => true,
    }
}

/// What attention control wants to be told: what the picture shows, and where alone it may change.
fn said(ui: &mut Ui, recipe: &mut Recipe) {
    let field = |ui: &mut Ui, text: &mut String, label: &str, hint: &str, tooltip: &str| {
        let label = section(ui, label);
        let field = TextEdit::singleline(text).hint_text(hint).margin(Margin::symmetric(8, 5));
        ui.add(field.desired_width(f32::INFINITY)).on_hover_text(tooltip).labelled_by(label.id).changed()
    };
    if !method::info(&recipe.method).needs_source {
        let tooltip = t!("prompt-was-tip");
        field(ui, &mut recipe.prompt.source, t!("also-now"), t!("prompt-was-hint"), tooltip);
    }
    let Some(words) = &mut recipe.also.words else { return };
    let mut blend = words.blend.join(",");
    let tooltip = t!("also-blend-tip");
    if field(ui, &mut blend, t!("also-blend"), "cat,dog", tooltip) {
        words.blend = blend.split(',').map(|word| word.trim_start().to_owned()).collect();
        if blend.trim().is_empty() {
            words.blend.clear();
        }
    }
}
