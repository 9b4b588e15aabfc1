//! Gaussian blur in linear time: three extended box filters along each axis.
//!
//! Gwosdek, Grewenig, Bruhn, Weickert, "Theoretical Foundations of Gaussian Convolution by Extended Box Filtering",
//! SSVM 2011: a box [−l, l] of weight 1 with two end pixels of weight α reaches any variance exactly.

use rayon::prelude::*;

use super::Extent;

/// Filters in a row; three are within 3 % of the Gaussian.
const PASSES: u32 = 3;

/// Larger σ than this make no difference that could be seen in any picture that can be opened.
const SIGMA_MAX: f64 = 1e5;

/// How many pixels away coverage is felt.
pub(super) fn reach(sigma: f64) -> u32 {
    PASSES * (ExtendedBox::new(sigma).l as u32 + 1)
}

/// `coverage` convolved with a Gaussian of standard deviation `sigma` pixels; edge pixels go on beyond the border.
pub(super) fn blurred(coverage: &[u8], extent: Extent, sigma: f64) -> Vec<u8> {
    blurred16(coverage, extent, sigma).into_iter().map(super::pixels::to_eight).collect()
}

/// The same in 16 bits.
pub(super) fn blurred16(coverage: &[u8], extent: Extent, sigma: f64) -> Vec<u16> {
    let (width, height) = (extent.width as usize, extent.height as usize);
    let filter = ExtendedBox::new(sigma);
    // 16 bits between the passes, sums in whole numbers: no drift, and the same bytes everywhere.
    let mut rows: Vec<u16> = coverage.iter().map(|&v| u16::from(v) * 257).collect();
    filter.along_rows(&mut rows, width);
    let mut columns = transposed(&rows, width, height);
    filter.along_rows(&mut columns, height);
    transposed(&columns, height, width)
}

/// Weights 1 on [−l, l] and α at ±(l + 1), normalized.
struct ExtendedBox {
    l: usize,
    alpha: f32,
}

impl ExtendedBox {
    fn new(sigma: f64) -> Self {
        // Variance of one of the passes.
        let s = sigma.min(SIGMA_MAX).powi(2) / f64::from(PASSES);
        let l = (0.5 * (12.0 * s + 1.0).sqrt() - 0.5).floor();
        let alpha = (2.0 * l + 1.0) * (l * (l + 1.0) - 3.0 * s) / (6.0 * (s - (l + 1.0).powi(2)));
        Self { l: l as usize, alpha: alpha.max(0.0) as f32 }
    }
    fn along_rows(&self, rows: &mut [u16], width: usize) {
        rows.par_chunks_exact_mut(width).for_each_init(Vec::new, |padded, row| {
            for _ in 0..PASSES {
                self.along(row, padded);
            }
        });
    }
    /// One pass; `padded` is scratch for the row with its ends repeated.
    fn along(&self, row: &mut [u16], padded: &mut Vec<u16>) {
        let (Some(&first), Some(&last)) = (row.first(), row.last()) else { return };
        let (l, n) = (self.l, row.len());
        padded.clear();
        padded.resize(l + 1, first);
        padded.extend_from_slice(row);
        padded.resize(n + 2 * (l + 1), last);
        let norm = 1.0 / ((2 * l + 1) as f32 + 2.0 * self.alpha);
        let mut sum: u64 = padded[1..2 * l + 2].iter().map(|&v| u64::from(v)).sum();
        for (x, out) in row.iter_mut().enumerate() {
            let (before, after) = (padded[x], padded[x + 2 * l + 2]);
            let ends = self.alpha * (f32::from(before) + f32::from(after));
            *out = ((sum as f32 + ends) * norm).round() as u16;
            sum = sum + u64::from(after) - u64::from(padded[x + 1]);
        }
    }
}

/// Columns as rows, in blocks that stay in the cache.
fn transposed(rows: &[u16], width: usize, height: usize) -> Vec<u16> {
    const BLOCK: usize = 32;
    let mut columns = vec![0; rows.len()];
    columns.par_chunks_mut(height * BLOCK).enumerate().for_each(|(block, columns)| {
        let left = block * BLOCK;
        for top in (0..height).step_by(BLOCK) {
            for (x, column) in columns.chunks_exact_mut(height).enumerate() {
                for (y, out) in column.iter_mut().enumerate().skip(top).take(BLOCK) {
                    *out = rows[y * width + left + x];
                }
            }
        }
    });
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_passes_have_the_variance_asked_for() {
        for sigma in [0.3, 1.0, 2.5, 10.0, 77.7] {
            let filter = ExtendedBox::new(sigma);
            let (l, alpha) = (filter.l as f64, f64::from(filter.alpha));
            let inner: f64 = (1..=filter.l).map(|i| 2.0 * (i * i) as f64).sum();
            let variance = (inner + 2.0 * alpha * (l + 1.0).powi(2)) / (2.0 * l + 1.0 + 2.0 * alpha);
            assert!((3.0 * variance / (sigma * sigma) - 1.0).abs() < 1e-4, "σ {sigma}");
            assert!(alpha < 1.0);
        }
    }

    #[test]
    fn transposing_twice_is_the_identity() {
        let rows: Vec<u16> = (0..71 * 45).collect();
        let columns = transposed(&rows, 71, 45);
        assert_eq!(columns[3 * 45 + 7], rows[7 * 71 + 3]);
        assert_eq!(transposed(&columns, 45, 71), rows);
    }
}
