//! There is unexported work.

use egui::{Button, Ui, vec2};

use super::{Answer, Then, foot, heading};
use crate::app::App;
use crate::app::locale::t;
use crate::app::widget::primary_button;

/// Draws the dialog.
pub(super) fn ui(ui: &mut Ui, app: &App, then: &mut Then) -> Answer {
    ui.set_width(520.0);
    heading(ui, t!("dialog-close"));
    let name = app.opened().map_or(t!("dialog-close-it"), |opened| opened.name.as_str());
    let only_mask = app.opened().is_some_and(|opened| !opened.document.has_edits());
    let only_results = app.opened().is_some_and(|opened| !opened.document.is_dirty());
    ui.label(match (only_results, only_mask) {
        (true, _) => t!("dialog-close-results", name = name),
        (_, true) => t!("dialog-close-mask", name = name),
        _ => t!("dialog-close-edits", name = name),
    });
    ui.add_space(16.0);
    let mut answer = Answer::Stay;
    foot(ui, |ui| {
        let save = primary_button(ui, true, t!("dialog-close-save"), "", vec2(96.0, 32.0));
        if save.on_hover_text(t!("dialog-close-save-tip")).clicked() {
            answer = Answer::SaveFirst(std::mem::replace(then, Then::Quit));
        }
        let export = Button::new(t!("dialog-close-export")).min_size(vec2(96.0, 32.0));
        if ui.add(export).on_hover_text(t!("dialog-close-export-tip")).clicked() {
            answer = Answer::ExportFirst(std::mem::replace(then, Then::Quit));
        }
        if ui.add(Button::new(t!("dialog-close-keep")).min_size(vec2(96.0, 32.0))).clicked() {
            answer = Answer::Leave;
        }
        if ui
            .add(
                Button::new(match (only_results, only_mask) {
                    (true, _) => t!("dialog-close-discard-results"),
                    (_, true) => t!("dialog-close-discard-mask"),
                    _ => t!("dialog-close-discard-edits"),
                })
                .min_size(vec2(96.0, 32.0)),
            )
            .clicked()
        {
            answer = Answer::Discard(std::mem::replace(then, Then::Quit));
        }
    });
    answer
}
