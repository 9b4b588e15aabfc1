//! Keys that a hand may know from elsewhere, as differences from our own.

use egui::{Key, KeyboardShortcut, Modifiers};
use serde::{Deserialize, Serialize};

use crate::app::locale::t;

/// Where a hand may come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// Our own.
    #[default]
    Ours,
    /// Adobe Photoshop's.
    Photoshop,
    /// Krita's.
    Krita,
}

const fn key(modifiers: Modifiers, key: Key) -> KeyboardShortcut {
    KeyboardShortcut::new(modifiers, key)
}
const NONE: Modifiers = Modifiers::NONE;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL: Modifiers = Modifiers::COMMAND;
const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..Modifiers::COMMAND };
const CTRL_SHIFT_ALT: Modifiers = Modifiers { shift: true, alt: true, ..Modifiers::COMMAND };

type Table = &'static [(&'static str, &'static [KeyboardShortcut])];

const PHOTOSHOP: Table = &[
    ("shortcut-export", &[key(CTRL_SHIFT_ALT, Key::W), key(CTRL_SHIFT_ALT, Key::S)]),
    ("command-redo", &[key(CTRL_SHIFT, Key::Z)]),
    ("shortcut-mask-invert", &[key(CTRL_SHIFT, Key::I)]),
    ("shortcut-mask-view", &[key(NONE, Key::Backslash), key(NONE, Key::Q)]),
    ("settings-title", &[key(CTRL, Key::K)]),
    ("frame-transform", &[key(CTRL, Key::T), key(NONE, Key::V)]),
];

/// 1 and 2 are the zoom there, so that they no longer set the brush's value; F and P are tools, so that what they are here
/// wants Shift.
const KRITA: Table = &[
    ("command-redo", &[key(CTRL_SHIFT, Key::Z)]),
    ("command-fit", &[key(NONE, Key::Num2), key(CTRL, Key::Num0)]),
    ("shortcut-actual", &[key(NONE, Key::Num1), key(CTRL, Key::Num1)]),
    ("shortcut-mask-none", &[key(CTRL_SHIFT, Key::A)]),
    ("shortcut-mask-invert", &[key(CTRL_SHIFT, Key::I)]),
    ("tool-rectangle", &[key(CTRL, Key::R), key(NONE, Key::R)]),
    ("select-ellipse", &[key(NONE, Key::J)]),
    ("frame-transform", &[key(CTRL, Key::T)]),
    ("colour-fill", &[key(NONE, Key::F)]),
    ("colour-gradient", &[key(NONE, Key::G)]),
    ("colour-eyedropper", &[key(NONE, Key::P)]),
    ("command-full-canvas", &[key(SHIFT, Key::F)]),
    ("proof-title", &[key(SHIFT, Key::P)]),
];

impl Preset {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::Ours, Self::Photoshop, Self::Krita];

    /// As it is offered.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ours => t!("keys-ours"),
            Self::Photoshop => "Photoshop",
            Self::Krita => "Krita",
        }
    }

    /// Rows that differ from the table, by name.
    pub fn table(self) -> Table {
        match self {
            Self::Ours => &[],
            Self::Photoshop => PHOTOSHOP,
            Self::Krita => KRITA,
        }
    }

    /// Its keys for a row, where they are not the table's.
    pub fn keys(self, name: &str) -> Option<&'static [KeyboardShortcut]> {
        self.table().iter().find(|(row, _)| *row == name).map(|(_, keys)| *keys)
    }
}
