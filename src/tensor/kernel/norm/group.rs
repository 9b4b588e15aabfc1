//! Mean and spread of groups of channels.

use crate::tensor::kernel::Isa;
use crate::tensor::kernel::simd::{Simd, dispatch};
use rayon::prelude::*;

/// What a normalisation does to each channel of each picture: x · scale + shift, (b, c) each.
pub struct Stats {
    /// weight / σ
    pub scale: Vec<f32>,
    /// bias − mean · weight / σ
    pub shift: Vec<f32>,
}

/// Mean of n values and the sum of their squared distances to it.
#[derive(Clone, Copy)]
struct Moments {
    n: f64,
    mean: f64,
    m2: f64,
}

impl Moments {
    /// Of both together (Chan, Golub and LeVeque 1979).
    fn with(self, other: Self) -> Self {
        let n = self.n + other.n;
        let (delta, part) = (other.mean - self.mean, other.n / n);
        Self { n, mean: self.mean + delta * part, m2: self.m2 + other.m2 + delta * delta * self.n * part }
    }
}

/// Sums over the pixels of one chunk, a channel at a time.
struct Sums {
    /// What is taken away first, so that Σ d² hardly cancels: the mean of the chunk's first pixels.
    pivot: Vec<f32>,
    /// Σ d for d = x − pivot
    d: Vec<f32>,
    /// Σ d²
    dd: Vec<f32>,
}

/// Fills `sums` from `pixels` pixels.
///
/// # Safety
/// As [`Simd`]; `x` holds pixels · c values, c = sums.d.len().
#[inline(always)]
unsafe fn sums_body<S: Simd>(x: *const f32, pixels: usize, sums: &mut Sums) {
    let c = sums.d.len();
    let whole = c - c % S::LANES;
    let (pivot, d, dd) = (sums.pivot.as_mut_ptr(), sums.d.as_mut_ptr(), sums.dd.as_mut_ptr());
    // SAFETY: the caller's promise.
    unsafe {
        let first = pixels.min(8);
        for i in 0..c {
            let mut sum = 0.0;
            for pixel in 0..first {
                sum += *x.add(pixel * c + i);
            }
            *pivot.add(i) = sum / first as f32;
            *d.add(i) = 0.0;
            *dd.add(i) = 0.0;
        }
        // Four pixels at a time, so that the sums are read and written less often.
        let mut pixel = 0;
        while pixel + 4 <= pixels {
            let x = x.add(pixel * c);
            for i in (0..whole).step_by(S::LANES) {
                let pivot = S::load(pivot.add(i));
                let d0 = S::sub(S::load(x.add(i)), pivot);
                let d1 = S::sub(S::load(x.add(c + i)), pivot);
                let d2 = S::sub(S::load(x.add(2 * c + i)), pivot);
                let d3 = S::sub(S::load(x.add(3 * c + i)), pivot);
                let sum = S::add(S::add(d0, d1), S::add(d2, d3));
                S::store(d.add(i), S::add(S::load(d.add(i)), sum));
                let squares = S::add(S::fma(d0, d0, S::mul(d1, d1)), S::fma(d2, d2, S::mul(d3, d3)));
                S::store(dd.add(i), S::add(S::load(dd.add(i)), squares));
            }
            pixel += 4;
        }
        for pixel in pixel..pixels {
            let x = x.add(pixel * c);
            for i in (0..whole).step_by(S::LANES) {
                let y = S::sub(S::load(x.add(i)), S::load(pivot.add(i)));
                S::store(d.add(i), S::add(S::load(d.add(i)), y));
                S::store(dd.add(i), S::fma(y, y, S::load(dd.add(i))));
            }
        }
        for pixel in 0..pixels {
            for i in whole..c {
                let y = *x.add(pixel * c + i) - *pivot.add(i);
                *d.add(i) += y;
                *dd.add(i) += y * y;
            }
        }
    }
}

dispatch!(sums_run = sums_body(x: *const f32, pixels: usize, sums: &mut Sums));

/// The moments of each group in one chunk of pixels.
fn moments(isa: Isa, x: &[f32], groups: usize, sums: &mut Sums) -> Vec<Moments> {
    let c = sums.d.len();
    let pixels = x.len() / c;
    // SAFETY: x holds pixels · c values.
    unsafe { sums_run(isa, x.as_ptr(), pixels, sums) };
    let (n, wide) = (pixels as f64, c / groups);
    let one = 1.0 / n;
    (0..groups)
        .map(|group| {
            // The same again over the channels: their means and the spread within each.
            let (mut sum, mut square, mut within) = (0.0, 0.0, 0.0);
            let start = f64::from(sums.pivot[group * wide]);
            for i in group * wide..(group + 1) * wide {
                let d = f64::from(sums.d[i]);
                let mean = f64::from(sums.pivot[i]) - start + d * one;
                within += f64::from(sums.dd[i]) - d * d * one;
                sum += mean;
                square += mean * mean;
            }
            let mean = sum / wide as f64;
            let between = (square - sum * mean).max(0.0);
            Moments { n: n * wide as f64, mean: start + mean, m2: within.max(0.0) + n * between }
        })
        .collect()
}

/// Scale and shift of the group norm of `x` (b, p, c), `size` = [b, p, c], with `groups` groups of neighbouring
/// channels; `weight` and `bias` (c).
///
/// Chunks of pixels of a fixed size are summed in f32 about a near value, and the chunks together in f64: the same
/// result on any number of threads, and as good for a mean far from 0.
pub fn group_stats(
    isa: Isa,
    x: &[f32],
    size: [usize; 3],
    groups: usize,
    eps: f32,
    weight: &[f32],
    bias: &[f32],
) -> Stats {
    let [b, p, c] = size;
    assert_eq!(x.len(), b * p * c);
    assert_eq!((weight.len(), bias.len()), (c, c));
    assert!(groups > 0 && c.is_multiple_of(groups), "whole groups");
    let mut stats = Stats { scale: Vec::with_capacity(b * c), shift: Vec::with_capacity(b * c) };
    if x.is_empty() {
        stats.scale.resize(b * c, 0.0);
        stats.shift.resize(b * c, 0.0);
        return stats;
    }
    let pixels = (8192 / c).max(64);
    let chunks = p.div_ceil(pixels);
    let parts: Vec<Vec<Moments>> = (0..b * chunks)
        .into_par_iter()
        .with_min_len((65536 / (pixels * c)).max(1))
        .map_init(
            || Sums { pivot: vec![0.0; c], d: vec![0.0; c], dd: vec![0.0; c] },
            |sums, at| {
                let (picture, chunk) = (at / chunks, at % chunks);
                let x = &x[picture * p * c..][..p * c];
                moments(isa, &x[chunk * pixels * c..x.len().min((chunk + 1) * pixels * c)], groups, sums)
            },
        )
        .collect();
    for parts in parts.chunks(chunks) {
        for group in 0..groups {
            let first = parts[0][group];
            let all = parts[1..].iter().fold(first, |all, part| all.with(part[group]));
            let factor = 1.0 / (all.m2 / all.n + f64::from(eps)).sqrt();
            for i in group * (c / groups)..(group + 1) * (c / groups) {
                let scale = f64::from(weight[i]) * factor;
                stats.scale.push(scale as f32);
                stats.shift.push((f64::from(bias[i]) - all.mean * scale) as f32);
            }
        }
    }
    stats
}
