//! How the mask lies over the picture: which colour, how strongly.

use egui::Color32;
use serde::{Deserialize, Serialize};

/// The mask's tint.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tint {
    /// Red, green, blue; none for the theme's own.
    pub rgb: Option<[u8; 3]>,
    /// 0.1…0.9: what is below must be seen, and so must the mask.
    pub strength: f32,
}

/// Least and most strength.
pub const STRENGTH: std::ops::RangeInclusive<f32> = 0.1..=0.9;

impl Default for Tint {
    fn default() -> Self {
        Self { rgb: None, strength: 0.35 }
    }
}

impl Tint {
    /// The colour, where `theme` is the theme's.
    pub fn colour(&self, theme: Color32) -> Color32 {
        self.rgb.map_or(theme, |[r, g, b]| Color32::from_rgb(r, g, b))
    }
    /// The strength brought back into its range.
    #[must_use]
    pub fn sound(self) -> Self {
        let strength = if self.strength.is_finite() { self.strength } else { Self::default().strength };
        Self { strength: strength.clamp(*STRENGTH.start(), *STRENGTH.end()), ..self }
    }
}
