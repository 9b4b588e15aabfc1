//! How far the layout of one picture is from another's, without a network: histograms of gradients (Dalal & Triggs, CVPR
//! 2005) in place of the keys of a vision transformer, whose self-similarity says the same of structure (Tumanyan et al.,
//! Splicing ViT Features, CVPR 2022).

use crate::raster::{Extent, luma};

/// Directions of a gradient that are told apart, without its sign.
const BINS: usize = 9;
/// Pixels of a cell's side, at least.
const CELL: usize = 8;
/// Cells along the longer side, at most.
const MOST: usize = 32;
/// Gradients of a cell that count as none, as a mean a pixel: a level and a half of 8 bits.
const FLAT: f64 = 0.006;

/// Mean squared difference of two pictures' self-similarity matrices, 0…1: how much alike each pair of cells is by the
/// directions of their gradients. 0 for pictures with the same edges in whatever colours.
pub(super) fn distance(a: &[f32], b: &[f32], extent: Extent) -> f64 {
    let [a, b] = [a, b].map(|planes| cells(&luma(planes), extent));
    let dot = |x: &[f64; BINS], y: &[f64; BINS]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f64>();
    let mut sum = 0.0;
    for i in 0..a.len() {
        for j in 0..i {
            sum += 2.0 * (dot(&a[i], &a[j]) - dot(&b[i], &b[j])).powi(2);
        }
        sum += (dot(&a[i], &a[i]) - dot(&b[i], &b[i])).powi(2);
    }
    sum / (a.len() * a.len()).max(1) as f64
}

/// A histogram a cell, of length 1 where there is more than nothing to see.
fn cells(luma: &[f64], extent: Extent) -> Vec<[f64; BINS]> {
    let (width, height) = (extent.width as usize, extent.height as usize);
    let side = CELL.max(width.max(height).div_ceil(MOST));
    let columns = width.div_ceil(side);
    let mut cells = vec![[0.0; BINS]; columns * height.div_ceil(side)];
    for y in 0..height {
        for x in 0..width {
            let at = |x: usize, y: usize| luma[y * width + x];
            let across = (at((x + 1).min(width - 1), y) - at(x.saturating_sub(1), y)) / 2.0;
            let down = (at(x, (y + 1).min(height - 1)) - at(x, y.saturating_sub(1))) / 2.0;
            let angle = down.atan2(across).rem_euclid(std::f64::consts::PI) / std::f64::consts::PI;
            let bin = ((angle * BINS as f64) as usize).min(BINS - 1);
            cells[y / side * columns + x / side][bin] += across.hypot(down);
        }
    }
    let nothing = FLAT * (side * side) as f64;
    for cell in &mut cells {
        let length = (cell.iter().map(|value| value * value).sum::<f64>() + nothing * nothing).sqrt();
        *cell = cell.map(|value| value / length);
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_counts_and_colour_does_not() {
        let extent = Extent::new(64, 64);
        let picture = |dark: f32, bright: f32, from: usize| -> Vec<f32> {
            (0..3 * 64 * 64).map(|at| if at % 64 < from { dark } else { bright }).collect()
        };
        let here = picture(0.1, 0.9, 20);
        assert_eq!(distance(&here, &here, extent), 0.0);
        let negative = distance(&here, &picture(0.9, 0.1, 20), extent);
        let moved = distance(&here, &picture(0.1, 0.9, 44), extent);
        assert!(negative < 1e-9 && moved > 1e-3, "{negative} {moved}");
    }
}
