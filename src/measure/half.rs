//! The half of a picture that `mask=half` throws away, to ask whether what fills it fits the half that is kept.

use super::Result;
use crate::raster::{Extent, Mask};

/// A half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Left,
    Right,
}

impl Half {
    /// That which holds less of an object, so that what surrounds it is what must be gone on with; the right one where
    /// both hold as much. `object` has one flag a pixel.
    pub(super) fn emptier(object: &[bool], extent: Extent) -> Self {
        let width = extent.width as usize;
        let held = |half: Self| {
            let columns = half.columns(width);
            object.iter().enumerate().filter(|&(at, &inside)| inside && columns.contains(&(at % width))).count()
        };
        if held(Self::Left) < held(Self::Right) { Self::Left } else { Self::Right }
    }

    /// Its columns of so many.
    pub(super) fn columns(self, width: usize) -> std::ops::Range<usize> {
        match self {
            Self::Left => 0..width / 2,
            Self::Right => width / 2..width,
        }
    }

    /// One flag a pixel.
    pub(super) fn region(self, extent: Extent) -> Vec<bool> {
        let width = extent.width as usize;
        let columns = self.columns(width);
        (0..width * extent.height as usize).map(|at| columns.contains(&(at % width))).collect()
    }

    /// The mask of it, with a hard border.
    pub(super) fn mask(self, extent: Extent) -> Result<Mask> {
        let values: Vec<_> = self.region(extent).into_iter().map(|inside| u8::from(inside) * 255).collect();
        Ok(Mask::new(extent, values)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emptier_half_is_filled() {
        let extent = Extent::new(5, 2);
        let object = |columns: [usize; 2]| (0..10).map(|at| columns.contains(&(at % 5))).collect::<Vec<_>>();
        assert_eq!(Half::emptier(&object([0, 1]), extent), Half::Right);
        assert_eq!(Half::emptier(&object([3, 4]), extent), Half::Left);
        assert_eq!(Half::emptier(&object([0, 4]), extent), Half::Right);
        let covered: usize = [Half::Left, Half::Right].map(|half| half.columns(5).len()).iter().sum();
        assert_eq!(covered, 5);
        let row = [false, false, true, true, true];
        assert_eq!(Half::Right.region(extent), [row, row].concat());
        assert_eq!(Half::Left.mask(extent).unwrap().coverage()[..5], [255, 255, 0, 0, 0]);
    }
}
