//! What windows that are gone left behind.

use std::time::SystemTime;

use egui::{Button, RichText, ScrollArea, Ui, vec2};

use super::{Answer, foot, heading};
use crate::app::files::file_name;
use crate::app::keep::Left;
use crate::app::locale::t;
use crate::app::theme;
use crate::app::widget::{primary_button, quiet};

/// Draws the dialog.
pub(super) fn ui(ui: &mut Ui, left: &[Left]) -> Answer {
    ui.set_width(460.0);
    heading(ui, t!("recover"));
    ui.label(t!("recover-more"));
    ui.add_space(2.0 * theme::GRID);
    let mut answer = Answer::Stay;
    ScrollArea::vertical().max_height(320.0).min_scrolled_height(320.0).show(ui, |ui| {
        for (at, left) in left.iter().enumerate() {
            if let Some(asked) = row(ui, left, at) {
                answer = asked;
            }
        }
    });
    ui.add_space(2.0 * theme::GRID);
    foot(ui, |ui| {
        let later = Button::new(t!("recover-later")).min_size(vec2(96.0, 32.0));
        if ui.add(later).on_hover_text(t!("recover-later-tip")).clicked() {
            answer = Answer::Leave;
        }
    });
    answer
}

/// One document, and what was asked of it.
fn row(ui: &mut Ui, left: &Left, at: usize) -> Option<Answer> {
    let name = left.glance.project.as_deref().map_or_else(|| left.glance.name.clone(), file_name);
    let mut answer = None;
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(220.0);
            ui.add(egui::Label::new(RichText::new(&name).strong()).truncate());
            let steps = t!("recover-steps", steps = left.glance.unsaved, results = left.glance.notes);
            ui.label(quiet(ui, format!("{steps} · {}", ago(left.written))));
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let restore = primary_button(ui, true, t!("recover-restore"), "", vec2(96.0, 32.0));
            let restore = restore.accessible_name(t!("recover-restore-it", name = name.as_str()));
            if restore.on_hover_text(t!("recover-restore-tip")).clicked() {
                answer = Some(Answer::Recover(at));
            }
            let discard = ui.add(Button::new(t!("recover-discard")).min_size(vec2(80.0, 32.0)));
            if discard.on_hover_text(t!("recover-discard-tip")).clicked() {
                answer = Some(Answer::Forget(at));
            }
        });
    });
    ui.add_space(theme::GRID);
    answer
}

/// "3 minutes ago".
fn ago(written: Option<SystemTime>) -> String {
    let minutes = written.and_then(|at| at.elapsed().ok()).map_or(0, |since| since.as_secs() / 60);
    match minutes {
        0..60 => t!("recover-minutes", minutes = minutes),
        60..2880 => t!("recover-hours", hours = minutes / 60),
        _ => t!("recover-days", days = minutes / 1440),
    }
}
