//! The tools: what a press, a move and a release do to the document. No window is needed to use one.

mod brush;
mod hints;
mod keys;
mod lasso;
mod polygon;
mod rectangle;
#[cfg(test)]
mod tests;
mod toolbox;

pub use brush::{BrushSettings, SIZE_PX, Stroke};
pub use hints::Hint;
pub use lasso::Lasso;
pub use rectangle::Rectangle;
pub use toolbox::{ToolKind, Toolbox};

use egui::{Modifiers, Pos2};

use crate::document::{Combine, Document};

/// What a tool is told. Places are in picture pixels (0, 0 is the upper left corner of the first pixel) and may lie
/// outside the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ToolEvent {
    /// A button went down; `erase` for the right one.
    Press {
        /// Where, picture pixels.
        at: Pos2,
        /// Keys held.
        modifiers: Modifiers,
        /// The right button: takes away what the left one adds.
        erase: bool,
    },
    /// The pointer moved.
    Move {
        /// Where, picture pixels.
        at: Pos2,
        /// Keys held.
        modifiers: Modifiers,
    },
    /// The button went up.
    Release {
        /// Where, picture pixels.
        at: Pos2,
        /// Keys held.
        modifiers: Modifiers,
    },
    /// Escape: as if it had never been pressed.
    Cancel,
}

/// What an event did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The mask is not what it was.
    pub mask_changed: bool,
    /// A stroke came to its end, by release or by Escape.
    pub ended: bool,
}

/// One tool.
pub trait Tool {
    /// Acts on the document. `brush` holds the settings that tools share.
    fn event(&mut self, event: &ToolEvent, brush: &BrushSettings, document: &mut Document) -> Outcome;
    /// Whether a button is down.
    fn is_drawing(&self) -> bool;
    /// What will be made on release, as a closed outline in picture pixels.
    fn outline(&self) -> Vec<Pos2> {
        Vec::new()
    }
    /// What mouse and keys do now, for the status bar.
    fn hints(&self) -> &'static [Hint];
}

/// Shift adds, Alt subtracts, both intersect; the right button subtracts.
fn combine_of(modifiers: Modifiers, erase: bool) -> Combine {
    match (modifiers.shift, modifiers.alt || erase) {
        (true, true) => Combine::Intersect,
        (true, false) => Combine::Add,
        (false, true) => Combine::Subtract,
        (false, false) => Combine::Replace,
    }
}
