//! The list of keys, from the one table.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::{Answer, heading};
use crate::app::locale::t;
use crate::app::shortcuts::{EDIT, GESTURES, MASK, PICTURE, TABLE, VIEW};
use crate::app::widget::section;

/// Draws the list.
pub(super) fn ui(ui: &mut Ui) -> Answer {
    ui.set_width(560.0);
    heading(ui, t!("command-shortcuts"));
    let tall = (ui.ctx().content_rect().height() - 200.0).clamp(120.0, 480.0);
    ScrollArea::vertical().max_height(tall).min_scrolled_height(tall).show(ui, |ui| {
        ui.columns(2, |columns| {
            for (column, groups) in columns.iter_mut().zip([&[PICTURE, EDIT, VIEW][..], &[MASK][..]]) {
                for group in groups {
                    section(column, group.said());
                    Grid::new(*group).num_columns(2).show(column, |ui| {
                        for row in TABLE.iter().filter(|row| row.group == *group) {
                            let keys: Vec<_> = row.keys.iter().map(|key| ui.ctx().format_shortcut(key)).collect();
                            ui.label(RichText::new(keys.join(", ")).monospace());
                            ui.label(row.what.said());
                            ui.end_row();
                        }
                    });
                }
            }
            let column = &mut columns[1];
            section(column, t!("dialog-gestures"));
            for (keys, what) in GESTURES {
                column.label(RichText::new(keys.said()).monospace());
                column.add(egui::Label::new(format!("    {}", what.said())).wrap());
            }
        });
    });
    ui.add_space(8.0);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let close =
        ui.with_layout(layout, |ui| ui.add(egui::Button::new(t!("dialog-leave")).min_size(egui::vec2(80.0, 32.0))));
    if close.inner.clicked() { Answer::Leave } else { Answer::Stay }
}
