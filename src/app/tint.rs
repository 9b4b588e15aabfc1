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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_kept_and_bad_strengths_are_brought_back() {
        let own = Tint { rgb: Some([200, 0, 90]), strength: 0.6 };
        let kept = serde_json::to_string(&own).unwrap();
        assert_eq!(serde_json::from_str::<Tint>(&kept).unwrap().sound(), own);
        assert_eq!(serde_json::from_str::<Tint>("{}").unwrap(), Tint::default());
        for (bad, sound) in [(9.0, 0.9), (-1.0, 0.1), (f32::NAN, 0.35)] {
            assert_eq!(Tint { strength: bad, ..own }.sound(), Tint { strength: sound, ..own });
        }
        assert_eq!(own.colour(Color32::WHITE), Color32::from_rgb(200, 0, 90));
        assert_eq!(Tint::default().colour(Color32::WHITE), Color32::WHITE);
    }
}
