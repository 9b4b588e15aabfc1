//! Words for what mouse and keys do.

use crate::app::locale::{Phrase, phrase};

/// One gesture and what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hint {
    /// "Shift+click".
    pub gesture: Phrase,
    /// "line from the last point".
    pub does: Phrase,
}

const fn hint(gesture: Phrase, does: Phrase) -> Hint {
    Hint { gesture, does }
}

pub(super) const BRUSH: &[Hint] = &[
    hint(phrase!("hint-drag"), phrase!("hint-paint")),
    hint(phrase!("hint-right-drag"), phrase!("hint-erase")),
    hint(phrase!("hint-shift-click"), phrase!("hint-line")),
    hint(phrase!("hint-brackets"), phrase!("hint-size")),
    hint(phrase!("hint-shift-brackets"), phrase!("hint-hardness")),
];
pub(super) const ERASER: &[Hint] = &[
    hint(phrase!("hint-drag"), phrase!("hint-erase-mask")),
    hint(phrase!("hint-shift-click"), phrase!("hint-line")),
    hint(phrase!("hint-brackets"), phrase!("hint-size")),
    hint(phrase!("hint-e"), phrase!("hint-brush")),
];
pub(super) const SHAPE: &[Hint] = &[
    hint(phrase!("hint-drag"), phrase!("hint-new")),
    hint(phrase!("hint-shift"), phrase!("hint-add")),
    hint(phrase!("hint-alt"), phrase!("hint-subtract")),
    hint(phrase!("hint-shift-alt"), phrase!("hint-intersect")),
];
pub(super) const HAND: &[Hint] =
    &[hint(phrase!("hint-drag"), phrase!("hint-move")), hint(phrase!("hint-wheel"), phrase!("hint-zoom"))];
pub(super) const DRAWING: &[Hint] =
    &[hint(phrase!("hint-esc"), phrase!("hint-back")), hint(phrase!("hint-space"), phrase!("hint-move"))];
pub(super) const SPANNING: &[Hint] = &[
    hint(phrase!("hint-shift"), phrase!("select-hint-even")),
    hint(phrase!("hint-alt"), phrase!("select-hint-centred")),
    hint(phrase!("hint-esc"), phrase!("hint-back")),
];
pub(super) const POLYGON: &[Hint] = &[
    hint(phrase!("select-hint-click"), phrase!("select-hint-corner")),
    hint(phrase!("hint-shift"), phrase!("hint-add")),
    hint(phrase!("hint-alt"), phrase!("hint-subtract")),
];
pub(super) const CORNERS: &[Hint] = &[
    hint(phrase!("select-hint-enter"), phrase!("select-hint-close")),
    hint(phrase!("select-hint-backspace"), phrase!("select-hint-corner-back")),
    hint(phrase!("hint-esc"), phrase!("hint-back")),
];
pub(super) const TOUCH: &[Hint] = &[
    hint(phrase!("select-hint-click"), phrase!("select-hint-touch")),
    hint(phrase!("hint-shift"), phrase!("hint-add")),
    hint(phrase!("hint-alt"), phrase!("hint-subtract")),
];
pub(super) const TRANSFORM: &[Hint] = &[
    hint(phrase!("hint-drag"), phrase!("frame-hint-move")),
    hint(phrase!("frame-hint-arrows"), phrase!("frame-hint-nudge")),
    hint(phrase!("select-hint-enter"), phrase!("frame-hint-done")),
];
pub(super) const TRANSFORMING: &[Hint] = &[
    hint(phrase!("hint-shift"), phrase!("frame-hint-free")),
    hint(phrase!("hint-alt"), phrase!("frame-hint-centred")),
    hint(phrase!("hint-esc"), phrase!("hint-back")),
];
pub(super) const CROP: &[Hint] = &[
    hint(phrase!("hint-drag"), phrase!("frame-hint-crop")),
    hint(phrase!("select-hint-enter"), phrase!("frame-hint-cut")),
    hint(phrase!("hint-esc"), phrase!("frame-hint-leave")),
];
