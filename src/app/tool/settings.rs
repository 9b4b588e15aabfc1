//! What tools share, and how those work that pick by colour.

use egui::Modifiers;
use serde::{Deserialize, Serialize};

use super::BrushSettings;
use crate::document::Combine;
use crate::raster::select::{Range, Wand};

/// What tools share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Kit {
    /// The tip, and the value that is written.
    pub brush: BrushSettings,
    /// How shapes are joined with the mask while no key says otherwise.
    pub join: Combine,
    /// How near to a corner a click meets it, picture pixels.
    pub reach_px: f32,
}

impl Kit {
    /// Shift adds, Alt subtracts, both intersect; the right button subtracts.
    pub fn join_of(&self, modifiers: Modifiers, erase: bool) -> Combine {
        match (modifiers.shift, modifiers.alt || erase) {
            (true, true) => Combine::Intersect,
            (true, false) => Combine::Add,
            (false, true) => Combine::Subtract,
            (false, false) => self.join,
        }
    }
}

/// Where colours are picked from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sample {
    /// What all visible layers make together.
    #[default]
    Merged,
    /// The picture as it was opened.
    Original,
}

/// How magic wand and colour range pick.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PickSettings {
    /// How far a colour may be from the one that is touched, 0…255.
    pub tolerance: f32,
    /// The wand takes only what hangs together.
    pub contiguous: bool,
    /// The wand's edge is softened over about a pixel.
    pub smooth_edge: bool,
    /// Over how much further a range of colours fades out, 0…255.
    pub softness: f32,
    /// Where from.
    pub sample: Sample,
}

impl Default for PickSettings {
    fn default() -> Self {
        Self { tolerance: 32.0, contiguous: true, smooth_edge: false, softness: 24.0, sample: Sample::default() }
    }
}

impl PickSettings {
    /// The wand's part.
    pub fn wand(&self) -> Wand {
        let Self { tolerance, contiguous, smooth_edge, .. } = *self;
        Wand { tolerance, contiguous, smooth_edge }
    }
    /// The colour range's part.
    pub fn range(&self) -> Range {
        let Self { tolerance, softness, .. } = *self;
        Range { tolerance, softness }
    }
    /// Numbers brought back into their ranges.
    #[must_use]
    pub fn sound(self) -> Self {
        let or = |value: f32, default: f32| if value.is_finite() { value.clamp(0.0, 255.0) } else { default };
        let usual = Self::default();
        Self { tolerance: or(self.tolerance, usual.tolerance), softness: or(self.softness, usual.softness), ..self }
    }
}
