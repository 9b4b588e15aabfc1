//! One small form a method: its own parameters beside the general ones.

use egui::Ui;

use crate::app::widget::{Slider, quiet, slider};
use crate::edit::recipe::Method;

/// Draws the form of the chosen method.
pub fn own(ui: &mut Ui, method: &mut Method) {
    match method {
        Method::Sdedit(params) => {
            let mut repeats = params.repeats as f64;
            let about = Slider {
                label: "Repeats",
                tooltip: "Edits the result again as often: surer, further from your picture, as much slower (K)",
                ends: ("", ""),
                default: 1.0,
                range: (1.0, 8.0),
                decimals: 0,
                suffix: "×",
            };
            slider(ui, &mut repeats, &about);
            params.repeats = repeats.round() as usize;
        }
        Method::LatentBlend(params) => {
            ui.checkbox(&mut params.graded, "Soft mask, gentle change")
                .on_hover_text("Where the mask is half as strong, the picture changes half as much");
            ui.checkbox(&mut params.shrink, "Help thin masks")
                .on_hover_text("Begins with a wider mask that draws in: for masks of a few pixels");
        }
        Method::DdimInversion(_) | Method::ClassifierFree(_) => {
            ui.label(quiet(ui, "This method has no parameters of its own"));
        }
    }
}
