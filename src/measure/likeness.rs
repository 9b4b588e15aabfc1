//! How near a result is to a picture: errors, overlaps, borders (METHODS §7.3 of the design: no network is asked).
//!
//! Pictures are planar sRGB in [0, 1], regions one flag a pixel, both row by row.

use crate::raster::Extent;

/// A PSNR is never told higher, in dB: one level of one sample in a picture of 256×256 is above it, so that only equal
/// pictures get it.
pub(super) const MOST: f64 = 100.0;
/// One level of 8 bits: borders weaker than this are none.
const LEVEL: f64 = 1.0 / 255.0;

/// Mean square over all channels of the pixels that `within` flags; none where it flags nothing.
fn square(a: &[f32], b: &[f32], within: impl Fn(usize) -> bool) -> Option<f64> {
    let area = a.len() / 3;
    let (mut sum, mut count) = (0.0, 0_usize);
    for at in (0..area).filter(|&at| within(at)) {
        sum += (0..3).map(|c| f64::from(a[c * area + at] - b[c * area + at]).powi(2)).sum::<f64>();
        count += 3;
    }
    (count > 0).then(|| sum / count as f64)
}

/// Peak signal-to-noise ratio in dB over the pixels of a region only, at most 100, which is what equal pictures get; none
/// where the region is empty.
pub(super) fn psnr_within(a: &[f32], b: &[f32], region: &[bool]) -> Option<f64> {
    square(a, b, |at| region[at]).map(|square| (-10.0 * square.log10()).min(MOST))
}

/// The result's mean square error to the exact target as a share of the source's: 0 is the target, 1 as far from it as
/// the picture was before. None where source and target are the same.
pub(super) fn target_error(result: &[f32], source: &[f32], target: &[f32]) -> Option<f64> {
    let before = square(source, target, |_| true).filter(|&before| before > 0.0)?;
    square(result, target, |_| true).map(|after| after / before)
}

/// Intersection over union of two regions; none where both are empty.
pub(super) fn iou(a: &[bool], b: &[bool]) -> Option<f64> {
    let both = a.iter().zip(b).filter(|&(&a, &b)| a && b).count();
    let either = a.iter().zip(b).filter(|&(&a, &b)| a || b).count();
    (either > 0).then(|| both as f64 / either as f64)
}

/// Boundary consistency: the mean difference of neighbours across a region's border in the result, as a share of the same
/// in the untouched picture. 1 is seamless. None where the region has no border.
pub(super) fn seam(result: &[f32], source: &[f32], region: &[bool], extent: Extent) -> Option<f64> {
    let (width, height) = (extent.width as usize, extent.height as usize);
    let area = width * height;
    let (mut sums, mut pairs) = ([0.0_f64; 2], 0_usize);
    for at in 0..area {
        let right = (at % width + 1 < width).then_some(at + 1);
        let below = (at / width + 1 < height).then_some(at + width);
        for beside in [right, below].into_iter().flatten().filter(|&beside| region[at] != region[beside]) {
            for (sum, planes) in sums.iter_mut().zip([result, source]) {
                let step = |c: usize| f64::from((planes[c * area + at] - planes[c * area + beside]).abs());
                *sum += (0..3).map(step).sum::<f64>() / 3.0;
            }
            pairs += 1;
        }
    }
    let [after, before] = sums.map(|sum| sum / pairs.max(1) as f64 + LEVEL);
    (pairs > 0).then(|| after / before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_known_pictures() {
        let (black, level) = (vec![0.0_f32; 48], vec![1.0_f32 / 255.0; 48]);
        let left: Vec<_> = (0..16).map(|at| at % 4 < 2).collect();
        assert!((psnr_within(&black, &level, &left).unwrap() - 48.130_8).abs() < 1e-3);
        assert_eq!(psnr_within(&black, &black, &left), Some(MOST));
        assert_eq!(psnr_within(&black, &level, &[false; 16]), None);
        let half: Vec<f32> = (0..48).map(|at| if at % 4 < 2 { 0.0 } else { 0.5 }).collect();
        assert_eq!(psnr_within(&black, &half, &left), Some(MOST), "only the region counts");
        assert_eq!(target_error(&half, &black, &half), Some(0.0));
        assert_eq!(target_error(&black, &black, &half), Some(1.0));
        assert_eq!(target_error(&black, &half, &half), None);
    }

    #[test]
    fn overlaps_of_known_masks() {
        let (a, b) = ([true, true, true, false], [false, true, true, true]);
        assert_eq!(iou(&a, &b), Some(0.5));
        assert_eq!((iou(&a, &a), iou(&a, &[false; 4]), iou(&[false; 4], &[false; 4])), (Some(1.0), Some(0.0), None));
    }

    #[test]
    fn a_step_at_the_border_is_a_seam() {
        let extent = Extent::new(4, 2);
        let region: Vec<_> = (0..8).map(|at| at % 4 < 2).collect();
        let flat = vec![0.5_f32; 24];
        let step: Vec<f32> = (0..24).map(|at| if at % 4 < 2 { 0.5 } else { 0.6 }).collect();
        assert_eq!(seam(&flat, &flat, &region, extent), Some(1.0));
        let found = seam(&step, &flat, &region, extent).unwrap();
        assert!((found - (0.1 + LEVEL) / LEVEL).abs() < 1e-4, "{found}");
        assert_eq!(seam(&step, &flat, &[true; 8], extent), None);
    }
}
