//! The list of keys, from the one table.

use egui::{Grid, RichText, ScrollArea, Ui};

use super::{Answer, heading};
use crate::app::shortcuts::{GESTURES, TABLE};
use crate::app::widget::section;

/// Draws the list.
pub(super) fn ui(ui: &mut Ui) -> Answer {
    ui.set_width(560.0);
    heading(ui, "Shortcuts");
    ScrollArea::vertical().max_height(480.0).show(ui, |ui| {
        ui.columns(2, |columns| {
            for (column, groups) in columns.iter_mut().zip([&["Picture", "Edit", "View"][..], &["Mask"][..]]) {
                for group in groups {
                    section(column, group);
                    Grid::new(*group).num_columns(2).show(column, |ui| {
                        for row in TABLE.iter().filter(|row| row.group == *group) {
                            let keys: Vec<_> = row.keys.iter().map(|key| ui.ctx().format_shortcut(key)).collect();
                            ui.label(RichText::new(keys.join(", ")).monospace());
                            ui.label(row.what);
                            ui.end_row();
                        }
                    });
                }
            }
            let column = &mut columns[1];
            section(column, "Mouse and held keys");
            for (keys, what) in GESTURES {
                column.label(RichText::new(*keys).monospace());
                column.add(egui::Label::new(format!("    {what}")).wrap());
            }
        });
    });
    ui.add_space(8.0);
    if ui.button("Close").clicked() { Answer::Leave } else { Answer::Stay }
}
