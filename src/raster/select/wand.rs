//! Magic wand: what is like the pixel that was touched, and hangs together with it.

use rayon::prelude::*;

use super::super::{Error, Extent, Mask, Pixels, Result};
use super::colour::{Colours, distance, on, steps};

/// How the wand works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Wand {
    /// How far a colour may be from the touched one, 0…255.
    pub tolerance: f32,
    /// Only what hangs together with the touched pixel over its four sides; otherwise everywhere.
    pub contiguous: bool,
    /// The edge is softened over about a pixel.
    pub smooth_edge: bool,
}

impl Wand {
    /// The mask of the pixel that is touched. Errors when it lies outside.
    ///
    /// It takes a byte a pixel, and 8 bytes for each row of pixels that waits to be filled.
    pub fn of(self, pixels: &Pixels, x: u32, y: u32) -> Result<Mask> {
        let extent = pixels.extent();
        if x >= extent.width || y >= extent.height {
            return Err(Error::Size { reason: format!("pixel {x}, {y} lies outside the picture") });
        }
        let rows = on(pixels, |rows| self.rows(&rows, extent, (x, y)), |rows| self.rows(&rows, extent, (x, y)));
        let mask = Mask::new(extent, rows)?;
        Ok(if self.smooth_edge { mask.feathered(1.0) } else { mask })
    }

    fn rows(self, colours: &impl Colours, extent: Extent, (x, y): (u32, u32)) -> Vec<u8> {
        let width = extent.width as usize;
        let touched = colours.at(y as usize * width + x as usize);
        let tolerance = steps(self.tolerance);
        let is_near = |index: usize| distance(colours.at(index), touched) <= tolerance;
        if self.contiguous {
            return flood(extent, (x, y), is_near);
        }
        let count = extent.area() as usize;
        (0..count).into_par_iter().map(|index| if is_near(index) { 255 } else { 0 }).collect()
    }
}

/// Fills run by run: each run of a row leaves a place in every run that it touches above and below.
fn flood(extent: Extent, from: (u32, u32), is_near: impl Fn(usize) -> bool) -> Vec<u8> {
    let width = extent.width as usize;
    let mut filled = vec![0; extent.area() as usize];
    let mut waiting = vec![from];
    while let Some((x, y)) = waiting.pop() {
        let row = y as usize * width;
        let (mut left, mut right) = (x as usize, x as usize + 1);
        if filled[row + left] != 0 {
            continue;
        }
        while left > 0 && is_near(row + left - 1) {
            left -= 1;
        }
        while right < width && is_near(row + right) {
            right += 1;
        }
        filled[row + left..row + right].fill(255);
        for y in [y.checked_sub(1), Some(y + 1).filter(|&y| y < extent.height)].into_iter().flatten() {
            let row = y as usize * width;
            let mut was_near = false;
            for x in left..right {
                let near = filled[row + x] == 0 && is_near(row + x);
                if near && !was_near {
                    waiting.push((x as u32, y));
                }
                was_near = near;
            }
        }
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::super::super::Samples;
    use super::*;

    const HARD: Wand = Wand { tolerance: 20.0, contiguous: true, smooth_edge: false };

    /// Few colours, so that there are regions with holes and bays.
    fn blotches(extent: Extent, seed: u64) -> Vec<u8> {
        let hash = |i: u64| (i ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 61;
        (0..extent.area()).flat_map(|i| [if hash(i) < 5 { 100 } else { 160 }, 90, 80, 255]).collect()
    }

    /// Pixel by pixel, as slow as it is plain.
    fn reference(extent: Extent, rows: &[u8], from: (u32, u32), wand: Wand) -> Vec<u8> {
        let at = |(x, y): (u32, u32)| &rows[4 * (y * extent.width + x) as usize..][..4];
        let near = |place: (u32, u32)| {
            at(place).iter().zip(at(from)).all(|(a, b)| f32::from(a.abs_diff(*b)) <= wand.tolerance)
        };
        let mut mask = vec![0; extent.area() as usize];
        let places = (0..extent.height).flat_map(|y| (0..extent.width).map(move |x| (x, y)));
        let mut waiting: Vec<_> = if wand.contiguous { vec![from] } else { places.collect() };
        while let Some((x, y)) = waiting.pop() {
            let index = (y * extent.width + x) as usize;
            if mask[index] == 255 || !near((x, y)) {
                continue;
            }
            mask[index] = 255;
            if wand.contiguous {
                waiting.extend([(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)]);
                waiting.retain(|&(x, y)| x < extent.width && y < extent.height);
            }
        }
        mask
    }

    #[test]
    fn the_wand_takes_what_a_plain_search_takes_in_both_depths() {
        for (seed, extent) in [(1, Extent::new(40, 30)), (2, Extent::new(1, 50)), (3, Extent::new(50, 1))] {
            let rows = blotches(extent, seed);
            let eight = Pixels::new(extent, Samples::Eight(rows.clone())).unwrap();
            let sixteen: Vec<u16> = rows.iter().map(|&v| u16::from(v) * 257).collect();
            let sixteen = Pixels::new(extent, Samples::Sixteen(sixteen)).unwrap();
            for wand in [HARD, Wand { contiguous: false, ..HARD }, Wand { tolerance: 60.0, ..HARD }] {
                for from in [(0, 0), (extent.width / 2, extent.height / 2), (extent.width - 1, extent.height - 1)] {
                    let expected = reference(extent, &rows, from, wand);
                    let [eight, sixteen] = [&eight, &sixteen].map(|pixels| wand.of(pixels, from.0, from.1).unwrap());
                    assert_eq!(eight.coverage(), expected, "{wand:?} from {from:?}");
                    assert_eq!(sixteen, eight);
                }
            }
        }
    }

    #[test]
    fn sixteen_bits_are_told_apart_and_the_edge_may_be_soft() {
        let row = [[1000, 0, 0, 65535], [1100, 0, 0, 65535], [9000, 0, 0, 65535]].concat();
        let picture = Pixels::new(Extent::new(3, 1), Samples::Sixteen(row)).unwrap();
        let of = |tolerance| Wand { tolerance, ..HARD }.of(&picture, 0, 0).unwrap().coverage();
        assert_eq!((of(0.3), of(0.4)), (vec![255, 0, 0], vec![255, 255, 0]));
        let soft = Wand { smooth_edge: true, ..HARD }.of(&picture, 0, 0).unwrap().coverage();
        assert!(soft[0] > 200 && soft[1] < 255 && soft[2] > 0, "{soft:?}");
        assert!(HARD.of(&picture, 3, 0).is_err() && HARD.of(&picture, 0, 1).is_err());
    }
}
