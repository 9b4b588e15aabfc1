//! What pictures are made of: where they are seen, and where two of them differ.

use rayon::prelude::*;

use super::super::pixels::to_eight;
use super::super::{Error, Mask, Pixels, Result};
use super::colour::{Colours, distance, on, steps};

/// Alpha as coverage.
pub fn alpha(pixels: &Pixels) -> Result<Mask> {
    let count = pixels.extent().area() as usize;
    Mask::new(pixels.extent(), on(pixels, |colours| alphas(&colours, count), |colours| alphas(&colours, count)))
}

/// Where `a` and `b` are further from each other than `threshold`, 0…255. Errors unless both are of one size.
pub fn difference(a: &Pixels, b: &Pixels, threshold: f32) -> Result<Mask> {
    let extent = a.extent();
    if extent != b.extent() {
        return Err(Error::Size { reason: "pictures of two sizes can't be compared".to_owned() });
    }
    let (count, threshold) = (extent.area() as usize, steps(threshold));
    let rows = on(
        a,
        |a| on(b, |b| rows(&a, &b, count, threshold), |b| rows(&a, &b, count, threshold)),
        |a| on(b, |b| rows(&a, &b, count, threshold), |b| rows(&a, &b, count, threshold)),
    );
    Mask::new(extent, rows)
}

fn alphas(colours: &impl Colours, count: usize) -> Vec<u8> {
    (0..count).map(|index| to_eight(colours.at(index)[3])).collect()
}

fn rows(a: &impl Colours, b: &impl Colours, count: usize, threshold: u16) -> Vec<u8> {
    let differs = |index: usize| distance(a.at(index), b.at(index)) > threshold;
    (0..count).into_par_iter().map(|index| if differs(index) { 255 } else { 0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::{Extent, Samples};
    use super::*;

    #[test]
    fn what_differs_by_more_than_the_threshold_is_found_across_depths() {
        let extent = Extent::new(4, 1);
        let a = Pixels::filled(extent, [50, 60, 70, 255]);
        let rows = [50, 51, 55, 90].into_iter().flat_map(|r| [r * 257, 60 * 257, 70 * 257, 65535]).collect();
        let b = Pixels::new(extent, Samples::Sixteen(rows)).unwrap();
        for (threshold, expected) in [(0.0, [0, 255, 255, 255]), (1.0, [0, 0, 255, 255]), (39.0, [0, 0, 0, 255])] {
            assert_eq!(difference(&a, &b, threshold).unwrap().coverage(), expected);
            assert_eq!(difference(&b, &a, threshold).unwrap().coverage(), expected);
        }
        assert!(difference(&a, &Pixels::filled(Extent::new(1, 4), [0; 4]), 0.0).is_err());
    }

    #[test]
    fn alpha_is_taken_as_it_is() {
        let rows = vec![9, 9, 9, 0, 9, 9, 9, 128, 9, 9, 9, 255];
        let picture = Pixels::new(Extent::new(3, 1), Samples::Eight(rows)).unwrap();
        assert_eq!(alpha(&picture).unwrap().coverage(), [0, 128, 255]);
    }
}
