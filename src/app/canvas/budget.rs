//! How much of a picture a frame may read to make texels: what is left over comes in the next frames.

use crate::raster::Rect;

/// Pixels a frame: some hundredths of a second on two cores.
const PIXELS: u64 = 16 << 20;

/// What a frame may still read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    all: u64,
    left: u64,
    /// It was not enough: another frame is needed.
    pub(super) lacking: bool,
}

impl Budget {
    /// A frame's.
    pub(super) fn of_a_frame() -> Self {
        Self { all: PIXELS, left: PIXELS, lacking: false }
    }
    /// For what has to be right at once.
    pub(super) fn unlimited() -> Self {
        Self { all: u64::MAX, left: u64::MAX, lacking: false }
    }
    /// The upper part of `rect` that can be paid for, in whole texels of the level; the first one of a frame always can.
    pub(super) fn take(&mut self, rect: Rect, level: u32) -> Option<Rect> {
        let (top, width, side) = (u64::from(rect.y), u64::from(rect.width.max(1)), 1_u64 << level);
        let mut bottom = top.saturating_add(self.left / width) / side * side;
        if self.left == self.all {
            bottom = bottom.max((top / side + 1) * side);
        }
        let bottom = bottom.min(u64::from(rect.bottom()));
        self.lacking |= bottom < u64::from(rect.bottom());
        let height = bottom.checked_sub(top).filter(|&height| height > 0)?;
        self.left = self.left.saturating_sub(height * width);
        Some(Rect { height: height as u32, ..rect })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_are_whole_texels_and_a_frame_always_gets_on() {
        let mut budget = Budget { all: 1_000, left: 1_000, lacking: false };
        assert_eq!(budget.take(Rect::new(5, 3, 10, 20), 2), Some(Rect::new(5, 3, 10, 20)));
        assert_eq!((budget.left, budget.lacking), (800, false));
        assert_eq!(budget.take(Rect::new(0, 3, 20, 100), 2), Some(Rect::new(0, 3, 20, 37)));
        assert!(budget.lacking);
        assert_eq!(budget.take(Rect::new(0, 40, 20, 100), 3), None);
        let mut small = Budget { all: 10, left: 10, lacking: false };
        assert_eq!(small.take(Rect::new(0, 6, 100, 90), 3), Some(Rect::new(0, 6, 100, 2)));
        assert_eq!(small.take(Rect::new(0, 8, 100, 90), 3), None);
        let whole = Rect::new(0, 0, 60_000, 60_000);
        assert_eq!(Budget::unlimited().take(whole, 0), Some(whole));
    }
}
