//! Magic wand and colour range: a touched pixel says which colour is meant. What is made of it is worked out elsewhere.

use egui::Pos2;

use super::{Hint, Kit, Outcome, Pick, Tool, ToolEvent, hints};
use crate::document::Document;

/// A tool that touches pixels.
#[derive(Debug, Default)]
pub struct Touch;

impl Tool for Touch {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        let ToolEvent::Press { at, modifiers, erase } = *event else { return Outcome::default() };
        let pick = pixel_at(at, document).map(|(x, y)| Pick { x, y, combine: kit.join_of(modifiers, erase) });
        Outcome { pick, ..Outcome::default() }
    }

    fn is_drawing(&self) -> bool {
        false
    }

    fn hints(&self) -> &'static [Hint] {
        hints::TOUCH
    }
}

fn pixel_at(at: Pos2, document: &Document) -> Option<(u32, u32)> {
    let extent = document.extent();
    let inside = at.x >= 0.0 && at.y >= 0.0 && at.x < extent.width as f32 && at.y < extent.height as f32;
    inside.then_some((at.x as u32, at.y as u32))
}
