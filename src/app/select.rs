//! Selections: what is picked by colour becomes mask, worked out beside the window.

use egui::Modifiers;

use super::App;
use super::tool::{Pick, Sample, ToolKind};
use crate::document::Combine;

impl App {
    /// How a shape that a button makes is joined with the mask: as the held keys say, or as it is set.
    pub(super) fn join_of(&self, modifiers: Modifiers) -> Combine {
        self.toolbox.kit().join_of(modifiers, false)
    }

    /// What is like the touched pixel is joined with the mask.
    pub(super) fn select_like(&mut self, pick: Pick) {
        let Some(opened) = &self.opened else { return };
        let settings = self.toolbox.pick;
        let pixels = match settings.sample {
            Sample::Merged => opened.document.flattened(),
            Sample::Original => opened.document.original(),
        };
        let Pick { x, y, combine } = pick;
        let value = self.toolbox.brush.coverage();
        let is_range = self.toolbox.active == ToolKind::Range;
        self.cut(if is_range { "Colour range" } else { "Magic wand" }, combine, move || {
            let shape = if is_range {
                settings.range().of(&pixels, pixels.rgba16(x, y))
            } else {
                settings.wand().of(&pixels, x, y)
            };
            let shape = shape.map_err(|error| error.to_string())?;
            let takes = matches!(combine, Combine::Subtract | Combine::Intersect);
            // As with the shapes: what adds writes the brush's value.
            let times = |covered: u8| ((u32::from(covered) * u32::from(value) + 127) / 255) as u8;
            Ok(if takes || value == 255 { shape } else { shape.map(times) })
        });
    }
}
