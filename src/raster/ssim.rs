//! Structural similarity — Wang, Bovik, Sheikh, Simoncelli, IEEE TIP 2004 — of a region: windows that reach out of it do
//! not count.

use super::Extent;

/// Pixels to either side of a window's centre: 11 × 11, as published.
const REACH: usize = 5;
/// Pixels across a window.
pub(super) const SIDE: usize = 2 * REACH + 1;
/// Deviation of the window's weights in pixels.
const SIGMA: f64 = 1.5;
/// (K₁ L)² and (K₂ L)² for values in [0, 1].
const C1: f64 = 0.0001;
const C2: f64 = 0.0009;

/// Mean SSIM of the luma of two planar RGB pictures over all windows that lie in the region; none where none does.
pub fn ssim_within(a: &[f32], b: &[f32], region: &[bool], extent: Extent) -> Option<f64> {
    let inside: Vec<_> = region.iter().map(|&inside| f64::from(u8::from(inside))).collect();
    let (sum, count) = sum_within(&luma(a), &luma(b), &inside, extent);
    (count > 0).then(|| sum / count as f64)
}

/// Luma (Rec. 601) of planar RGB.
pub fn luma(planes: &[f32]) -> Vec<f64> {
    let area = planes.len() / 3;
    let of = |at: usize| [planes[at], planes[area + at], planes[2 * area + at]];
    (0..area).map(|at| luma_of(of(at))).collect()
}

/// Luma (Rec. 601) of one colour in [0, 1].
pub(super) fn luma_of(rgb: [f32; 3]) -> f64 {
    let [r, g, b] = rgb.map(f64::from);
    0.299 * r + 0.587 * g + 0.114 * b
}

/// Sum of SSIM over all windows that lie where `inside` is 1 (elsewhere it is 0), and their number.
pub(super) fn sum_within(a: &[f64], b: &[f64], inside: &[f64], extent: Extent) -> (f64, u64) {
    let (width, height) = (extent.width as usize, extent.height as usize);
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).collect::<Vec<_>>();
    let weights = weights();
    let mean = |x: &[f64]| windows(x, width, height, &weights);
    let [mean_a, mean_b] = [mean(a), mean(b)];
    let [square_a, square_b, both] = [mean(&product(a, a)), mean(&product(b, b)), mean(&product(a, b))];
    // A window lies in the region where the share of it that does is all of it.
    let inside = windows(inside, width, height, &[1.0 / SIDE as f64; SIDE]);
    let (mut sum, mut count) = (0.0, 0);
    for at in (0..mean_a.len()).filter(|&at| inside[at] > 1.0 - 1e-6) {
        let (m, n) = (mean_a[at], mean_b[at]);
        let (v, w, c) = (square_a[at] - m * m, square_b[at] - n * n, both[at] - m * n);
        sum += (2.0 * m * n + C1) * (2.0 * c + C2) / ((m * m + n * n + C1) * (v + w + C2));
        count += 1;
    }
    (sum, count)
}

fn weights() -> [f64; SIDE] {
    let raw: [f64; SIDE] =
        std::array::from_fn(|at| (-(at as f64 - REACH as f64).powi(2) / (2.0 * SIGMA * SIGMA)).exp());
    let sum: f64 = raw.iter().sum();
    raw.map(|weight| weight / sum)
}

/// Weighted means of all windows that lie in the picture, row by row; empty where it is smaller than one.
fn windows(x: &[f64], width: usize, height: usize, weights: &[f64; SIDE]) -> Vec<f64> {
    let side = weights.len();
    if width < side || height < side {
        return Vec::new();
    }
    let (columns, rows) = (width - side + 1, height - side + 1);
    let dot = |from: usize, step: usize, x: &[f64]| -> f64 {
        weights.iter().enumerate().map(|(i, weight)| weight * x[from + i * step]).sum()
    };
    let across: Vec<_> =
        (0..height).flat_map(|y| (0..columns).map(move |c| y * width + c)).map(|from| dot(from, 1, x)).collect();
    (0..rows * columns).map(|at| dot(at, columns, &across)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXTENT: Extent = Extent { width: 24, height: 16 };

    fn picture(value: impl Fn(usize, usize) -> f32) -> Vec<f32> {
        (0..3 * 24 * 16).map(|at| value(at % 24, at / 24 % 16)).collect()
    }

    #[test]
    fn equal_is_1_and_less_is_less() {
        let all = vec![true; 24 * 16];
        let waves = picture(|x, y| 0.5 + 0.3 * ((x * 3 + y * 5) as f32).sin());
        assert!((ssim_within(&waves, &waves, &all, EXTENT).unwrap() - 1.0).abs() < 1e-9);
        let flat = picture(|_, _| 0.5);
        assert!(ssim_within(&waves, &flat, &all, EXTENT).unwrap() < 0.1);
        // Flat pictures differ by their means alone: (2 m n + C₁) / (m² + n² + C₁).
        let (m, n) = (0.5, 0.25);
        let found = ssim_within(&flat, &picture(|_, _| 0.25), &all, EXTENT).unwrap();
        assert!((found - (2.0 * m * n + C1) / (m * m + n * n + C1)).abs() < 1e-9, "{found}");
    }

    #[test]
    fn only_windows_within_the_region_count() {
        let left: Vec<_> = (0..24 * 16).map(|at| at % 24 < 12).collect();
        let waves = picture(|x, y| 0.5 + 0.3 * ((x * 3 + y * 5) as f32).sin());
        let mut other = waves.clone();
        (0..other.len()).filter(|at| at % 24 >= 12).for_each(|at| other[at] = 0.0);
        assert!((ssim_within(&waves, &other, &left, EXTENT).unwrap() - 1.0).abs() < 1e-9);
        assert_eq!(ssim_within(&waves, &other, &vec![false; 24 * 16], EXTENT), None);
        let small = Extent::new(8, 8);
        assert_eq!(ssim_within(&waves[..192], &other[..192], &[true; 64], small), None);
    }
}
