//! Border: a ring along a mask's edge.

use super::super::Mask;

/// A ring of `width_px` along the edge of `mask`, half of it outside (the odd pixel too). Where the mask reaches the
/// picture's border it has no edge.
pub fn border(mask: &Mask, width_px: u32) -> Mask {
    let outer = mask.grown(width_px.div_ceil(2).min(i32::MAX as u32) as i32);
    let inner = mask.grown(-((width_px / 2).min(i32::MAX as u32) as i32));
    outer.joined(&inner, without)
}

fn without(coverage: u8, taken: u8) -> u8 {
    ((u32::from(coverage) * (255 - u32::from(taken)) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::super::super::{Extent, Rect};
    use super::*;

    #[test]
    fn a_border_is_half_outside_and_half_inside() {
        let mut mask = Mask::filled(Extent::new(600, 300), 0);
        mask.fill(Rect::new(100, 100, 400, 100), 255);
        for (width, from, to) in [(1, 99, 100), (4, 98, 102), (5, 97, 102)] {
            let ring = border(&mask, width);
            let row: Vec<u32> = (0..300).filter(|&x| ring.at(x, 150) > 0).collect();
            assert_eq!(row, (from..to).collect::<Vec<_>>(), "{width}");
            assert_eq!(ring.at(300, 150), 0);
        }
        assert_eq!(border(&mask, 0).bounds(), None);
        assert_eq!(border(&Mask::filled(mask.extent(), 255), 9).bounds(), None, "no edge, no border");
    }
}
