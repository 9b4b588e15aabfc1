//! Colour range: everything near a colour, and less of what is further away.

use rayon::prelude::*;

use super::super::{Mask, Pixels, Result};
use super::colour::{Colours, distance, on, steps};

/// How far a range of colours reaches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    /// Colours up to here, 0…255, are in it fully.
    pub tolerance: f32,
    /// From there coverage falls to nothing over as much again, 0…255; at 0 the edge is hard.
    pub softness: f32,
}

impl Range {
    /// The mask of all that is near `colour`, 16-bit RGBA.
    pub fn of(self, pixels: &Pixels, colour: [u16; 4]) -> Result<Mask> {
        let extent = pixels.extent();
        let count = extent.area() as usize;
        let rows = on(pixels, |rows| self.rows(&rows, count, colour), |rows| self.rows(&rows, count, colour));
        Mask::new(extent, rows)
    }

    fn rows(self, colours: &impl Colours, count: usize, colour: [u16; 4]) -> Vec<u8> {
        let (full, fall) = (u32::from(steps(self.tolerance)), u32::from(steps(self.softness)));
        let coverage = |index: usize| match u32::from(distance(colours.at(index), colour)) {
            near if near <= full => 255,
            far if far >= full + fall => 0,
            between => ((full + fall - between) * 255 + fall / 2).checked_div(fall).map_or(0, |share| share as u8),
        };
        (0..count).into_par_iter().map(coverage).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{Extent, Samples};
    use super::*;

    #[test]
    fn coverage_falls_evenly_from_the_tolerance_on() {
        let row: Vec<u8> = (0..=255).flat_map(|v| [v, 7, 7, 255]).collect();
        let picture = Pixels::new(Extent::new(256, 1), Samples::Eight(row)).unwrap();
        let of = |tolerance, softness| {
            Range { tolerance, softness }.of(&picture, picture.rgba16(100, 0)).unwrap().coverage()
        };
        let soft = of(10.0, 20.0);
        assert_eq!([soft[69], soft[70], soft[80], soft[90], soft[100], soft[110]], [0, 0, 128, 255, 255, 255]);
        assert_eq!([soft[120], soft[125], soft[130]], [128, 64, 0], "the same on both sides");
        assert!(of(10.0, 0.0).iter().enumerate().all(|(v, &mask)| mask == if v.abs_diff(100) <= 10 { 255 } else { 0 }));
        assert!(of(255.0, 255.0).iter().all(|&mask| mask == 255));
    }
}
