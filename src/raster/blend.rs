//! How the colours of one picture are laid over those of another (W3C, Compositing and Blending Level 1).
//!
//! With colours C and alphas α in 0…1, s above and b below, and B(C_b, C_s) of the mode:
//!
//! ```text
//! C = (1 − α_b)·C_s + α_b·B(C_b, C_s)
//! α_o = α_s + α_b·(1 − α_s)
//! C_o = (α_s·C + (1 − α_s)·α_b·C_b) / α_o
//! ```
//!
//! computed in f32 from the encoded samples and rounded to the nearest. Nothing above leaves the bytes below; an opaque
//! pixel in the normal mode is a copy.

use serde::{Deserialize, Serialize};

use super::Sample;

/// What a layer does to the colours below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Blend {
    /// B = C_s: covers.
    #[default]
    Normal,
    /// B = C_b·C_s: darkens.
    Multiply,
    /// B = C_b + C_s − C_b·C_s: lightens.
    Screen,
    /// B = 2·C_b·C_s where C_b ≤ ½, else 1 − 2·(1 − C_b)·(1 − C_s): more contrast.
    Overlay,
}

impl Blend {
    /// All of them, for menus.
    pub const ALL: [Self; 4] = [Self::Normal, Self::Multiply, Self::Screen, Self::Overlay];
    /// The name that files use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Multiply => "multiply",
            Self::Screen => "screen",
            Self::Overlay => "overlay",
        }
    }
    /// B of colours in 0…1.
    fn mixed(self, below: f32, above: f32) -> f32 {
        match self {
            Self::Normal => above,
            Self::Multiply => below * above,
            Self::Screen => below + above - below * above,
            Self::Overlay if below <= 0.5 => 2.0 * below * above,
            Self::Overlay => 1.0 - 2.0 * (1.0 - below) * (1.0 - above),
        }
    }
}

/// Lays the RGBA row `above` over `below`, its alpha weighted by `weight(column)` in 0…1.
pub fn lay_over<S: Sample>(below: &mut [S], above: &[S], blend: Blend, weight: impl Fn(usize) -> f32) {
    for (column, (below, above)) in
        below.as_chunks_mut::<4>().0.iter_mut().zip(above.as_chunks::<4>().0.iter()).enumerate()
    {
        let alpha = above[3].to_f32() / S::MAX * weight(column);
        if alpha <= 0.0 {
            continue;
        }
        if alpha >= 1.0 && blend == Blend::Normal {
            *below = *above;
            continue;
        }
        let alpha_below = below[3].to_f32() / S::MAX;
        let alpha_out = alpha + alpha_below * (1.0 - alpha);
        let (share_below, share_above) = ((1.0 - alpha) * alpha_below / alpha_out, alpha / alpha_out);
        for (below, above) in below[..3].iter_mut().zip(above) {
            let (under, over) = (below.to_f32() / S::MAX, above.to_f32() / S::MAX);
            let colour = match blend {
                Blend::Normal => over,
                _ => (1.0 - alpha_below) * over + alpha_below * blend.mixed(under, over),
            };
            *below = S::from_f32((share_above * colour + share_below * under).clamp(0.0, 1.0) * S::MAX);
        }
        below[3] = S::from_f32(alpha_out.min(1.0) * S::MAX);
    }
}

/// Fades the RGBA row `below` into `above` by `weight(column)`: at 1 it is `above`, byte for byte and whatever its alpha.
pub fn fade_into<S: Sample>(below: &mut [S], above: &[S], weight: impl Fn(usize) -> f32) {
    for (column, (below, above)) in
        below.as_chunks_mut::<4>().0.iter_mut().zip(above.as_chunks::<4>().0.iter()).enumerate()
    {
        let weight = weight(column);
        if weight <= 0.0 {
            continue;
        }
        if weight >= 1.0 {
            *below = *above;
            continue;
        }
        let (kept, added) = (below[3].to_f32() * (1.0 - weight), above[3].to_f32() * weight);
        let alpha = kept + added;
        // Between equal alphas this is the plain mean of the colours.
        let share = if alpha > 0.0 { added / alpha } else { weight };
        for (below, above) in below[..3].iter_mut().zip(above) {
            *below = S::from_f32(below.to_f32() * (1.0 - share) + above.to_f32() * share);
        }
        below[3] = S::from_f32(alpha);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid(below: [u8; 4], above: [u8; 4], blend: Blend, weight: f32) -> [u8; 4] {
        let mut row = below;
        lay_over(&mut row, &above, blend, |_| weight);
        row
    }

    #[test]
    fn opaque_colours_follow_the_formulae() {
        let (below, above) = ([255, 128, 51, 255], [102, 128, 204, 255]);
        assert_eq!(laid(below, above, Blend::Normal, 1.0), above);
        assert_eq!(laid(below, above, Blend::Multiply, 1.0), [102, 64, 41, 255]);
        assert_eq!(laid(below, above, Blend::Screen, 1.0), [255, 192, 214, 255]);
        // 51/255 is below a half: 2·0.2·0.8; 128/255 above: 1 − 2·(127/255)².
        assert_eq!(laid(below, above, Blend::Overlay, 1.0), [255, 128, 82, 255]);
        assert_eq!(laid(below, above, Blend::Multiply, 0.5), [179, 96, 46, 255]);
    }

    #[test]
    fn alpha_is_that_of_source_over() {
        for blend in Blend::ALL {
            assert_eq!(laid([9, 8, 7, 77], [1, 2, 3, 0], blend, 1.0), [9, 8, 7, 77], "nothing above leaves bytes");
            assert_eq!(laid([9, 8, 7, 77], [1, 2, 3, 9], blend, 0.0), [9, 8, 7, 77]);
            assert_eq!(laid([9, 8, 7, 0], [1, 2, 3, 255], blend, 1.0), [1, 2, 3, 255], "over nothing it is itself");
            assert_eq!(laid([9, 8, 7, 128], [1, 2, 3, 128], blend, 1.0)[3], 192);
        }
        // Half of white over half of black: ⅔ white.
        assert_eq!(laid([0, 0, 0, 128], [255, 255, 255, 128], Blend::Normal, 1.0), [170, 170, 170, 192]);
    }

    #[test]
    fn both_depths_agree() {
        for blend in Blend::ALL {
            for seed in 0..200_u32 {
                let byte = |n: u32| (seed.wrapping_mul(2_654_435_761).wrapping_add(n * 40_503) >> 7) as u8;
                let (below, above) = ([0, 1, 2, 3].map(byte), [4, 5, 6, 7].map(byte));
                let eight = laid(below, above, blend, 0.7);
                let mut sixteen = below.map(Sample::to_sixteen);
                lay_over(&mut sixteen, &above.map(Sample::to_sixteen), blend, |_| 0.7);
                for (eight, sixteen) in eight.iter().zip(sixteen) {
                    assert!((f32::from(*eight) - f32::from(sixteen) / 257.0).abs() <= 0.51, "{blend:?}");
                }
            }
        }
    }
}
