//! An empty picture: how large, and of which colour.

use egui::{DragValue, Ui};

use super::{Answer, buttons, heading};
use crate::app::locale::{Phrase, phrase, t};
use crate::app::widget::section;
use crate::raster::Extent;

/// What the dialog holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewForm {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Straight RGBA.
    pub colour: [u8; 4],
}

impl Default for NewForm {
    fn default() -> Self {
        Self { width: 1024, height: 1024, colour: [255; 4] }
    }
}

impl NewForm {
    /// Its size.
    pub fn extent(self) -> Extent {
        Extent::new(self.width, self.height)
    }
}

/// Most pixels along a side, so that any two make a picture that can be opened.
const SIDE_MOST: u32 = 16_384;

const COLOURS: [([u8; 4], Phrase); 4] = [
    ([255, 255, 255, 255], phrase!("project-white")),
    ([128, 128, 128, 255], phrase!("project-grey")),
    ([0, 0, 0, 255], phrase!("project-black")),
    ([0, 0, 0, 0], phrase!("project-clear")),
];

/// Draws the dialog.
pub(super) fn ui(ui: &mut Ui, form: &mut NewForm) -> Answer {
    ui.set_width(360.0);
    heading(ui, t!("project-new"));
    section(ui, t!("project-size"));
    ui.horizontal(|ui| {
        for (value, name) in [(&mut form.width, t!("project-width")), (&mut form.height, t!("project-height"))] {
            let field = DragValue::new(value).range(1..=SIDE_MOST).speed(4.0).suffix(" px");
            ui.label(name);
            ui.add(field).on_hover_text(t!("project-size-tip")).accessible_name(name);
            ui.add_space(8.0);
        }
    });
    section(ui, t!("project-colour"));
    ui.horizontal(|ui| {
        for (colour, name) in COLOURS {
            ui.selectable_value(&mut form.colour, colour, name.said()).on_hover_text(t!("project-colour-tip"));
        }
    });
    match buttons(ui, true, t!("project-create")) {
        (true, _) => Answer::Create(*form),
        (_, true) => Answer::Leave,
        _ => Answer::Stay,
    }
}
