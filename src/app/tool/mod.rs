//! The tools: what a press, a move and a release do to the document. No window is needed to use one.

mod brush;
mod colour;
mod coverage;
mod crop;
mod ellipse;
mod grips;
mod hints;
mod join;
mod keys;
mod lasso;
mod later;
mod paint;
mod polygon;
mod rectangle;
mod settings;
mod span;
#[cfg(test)]
mod tests;
mod toolbox;
mod touch;
mod transform;

pub use brush::{BrushSettings, SIZE_PX, Stroke};
pub use colour::{Eyedropper, Fill, GradientTool};
pub use crop::{Crop, CropRect};
pub use ellipse::Ellipse;
pub use grips::Handles;
pub use hints::Hint;
pub use lasso::Lasso;
pub use later::{AT_ONCE_PX, Later};
pub(super) use paint::sheet;
pub use paint::{Paint, PaintSettings, PaintStroke};
pub use polygon::Polygon;
pub use rectangle::Rectangle;
pub use settings::{Kit, PickSettings, Sample};
pub use span::{Shape, Spanned};
pub use toolbox::{ToolKind, Toolbox};
pub use touch::Touch;
pub use transform::{Transform, is_movable};

use egui::{CursorIcon, Modifiers, Pos2, Vec2};

use crate::document::{Combine, Document, LayerId};

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
    /// Enter or a double click: what is drawn corner by corner is closed.
    Finish,
    /// Backspace: the last corner goes.
    Back,
    /// An arrow key: what is held by handles moves by so many pixels.
    Nudge(Vec2),
}

/// What an event did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The mask is not what it was.
    pub mask_changed: bool,
    /// A stroke came to its end, by release or by Escape.
    pub ended: bool,
    /// A pixel was touched, whose colour shall be selected.
    pub pick: Option<Pick>,
    /// A tool of colour did, or asks for, this.
    pub coloured: Option<Coloured>,
    /// What is still to be done to the document, because it takes too long for a frame.
    pub later: Option<Later>,
}

impl Outcome {
    /// A stroke came to its end.
    fn ended(mask_changed: bool) -> Self {
        Self { mask_changed, ended: true, ..Self::default() }
    }
}

/// What a tool of colour did, or asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coloured {
    /// The colour of this pixel shall be taken into the hand.
    Look(u32, u32),
    /// What is like this pixel and hangs together with it shall be filled.
    Fill(u32, u32),
    /// This layer was painted on.
    Layer(LayerId),
    /// A stroke in the colour in the hand came to its end.
    Used,
    /// The active layer is no paint, so that there is nothing to rub out.
    NoPaint,
}

/// A pixel that was touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// Column.
    pub x: u32,
    /// Row.
    pub y: u32,
    /// How what is like it is joined with the mask.
    pub combine: Combine,
}

/// One tool.
pub trait Tool {
    /// Acts on the document. `kit` holds what tools share.
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome;
    /// Whether something is being drawn: a button is down, or corners are set.
    fn is_drawing(&self) -> bool;
    /// What will be made on release, as a closed outline in picture pixels.
    fn outline(&self) -> Vec<Pos2> {
        Vec::new()
    }
    /// All events of a frame came: what is dear is done now.
    fn settle(&mut self, _document: &mut Document) {}
    /// Handles that are drawn and can be taken hold of.
    fn handles(&self, _document: &Document) -> Option<Handles> {
        None
    }
    /// What the pointer looks like at a place (picture pixels); `None` leaves it to the canvas.
    fn cursor(&self, _at: Pos2, _reach_px: f32, _document: &Document) -> Option<CursorIcon> {
        None
    }
    /// What mouse and keys do now, for the status bar.
    fn hints(&self) -> &'static [Hint];
}
