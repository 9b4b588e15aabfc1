//! Words for what mouse and keys do.

/// One gesture and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// "Shift+click".
    pub gesture: &'static str,
    /// "line from the last point".
    pub does: &'static str,
}

const fn hint(gesture: &'static str, does: &'static str) -> Hint {
    Hint { gesture, does }
}

pub(super) const BRUSH: &[Hint] = &[
    hint("Drag", "paint the mask"),
    hint("Right drag", "erase"),
    hint("Shift+click", "line from the last point"),
    hint("[ ]", "size"),
    hint("Shift+[ ]", "hardness"),
];
pub(super) const ERASER: &[Hint] = &[
    hint("Drag", "erase the mask"),
    hint("Shift+click", "line from the last point"),
    hint("[ ]", "size"),
    hint("E", "back to the brush"),
];
pub(super) const SHAPE: &[Hint] =
    &[hint("Drag", "new mask"), hint("Shift", "add"), hint("Alt", "subtract"), hint("Shift+Alt", "intersect")];
pub(super) const HAND: &[Hint] = &[hint("Drag", "move the view"), hint("Wheel", "zoom")];
pub(super) const DRAWING: &[Hint] = &[hint("Esc", "take it back"), hint("Space", "move the view")];
pub(super) const SPANNING: &[Hint] =
    &[hint("Shift", "equal sides"), hint("Alt", "from its middle"), hint("Esc", "take it back")];
pub(super) const POLYGON: &[Hint] = &[hint("Click", "set a corner"), hint("Shift", "add"), hint("Alt", "subtract")];
pub(super) const CORNERS: &[Hint] =
    &[hint("Enter", "close it"), hint("Backspace", "take the last corner back"), hint("Esc", "take it back")];
pub(super) const TOUCH: &[Hint] = &[hint("Click", "mask this colour"), hint("Shift", "add"), hint("Alt", "subtract")];
