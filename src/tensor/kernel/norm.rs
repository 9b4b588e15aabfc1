//! Group norm and layer norm, channels-last.

mod group;

#[cfg(test)]
mod tests;

use super::Isa;
use super::exp::silu as silu_of;
use super::share::{Shared, assert_rising};
use super::simd::{Simd, dispatch};
pub use group::{Stats, group_stats};
use rayon::prelude::*;

/// Values that make a task.
const CHUNK: usize = 32 << 10;

/// out = act(x · scale + shift) for `rows` rows of `c` channels.
///
/// # Safety
/// As [`Simd`]; `x` and `out` hold rows · c values, `scale` and `shift` c.
#[inline(always)]
unsafe fn scale_body<S: Simd>(x: *const f32, rows: usize, scale: &[f32], shift: &[f32], silu: bool, out: *mut f32) {
    let c = scale.len();
    let whole = c - c % S::LANES;
    // SAFETY: the caller's promise.
    unsafe {
        for row in 0..rows {
            let (x, out) = (x.add(row * c), out.add(row * c));
            for i in (0..whole).step_by(S::LANES) {
                let y = S::fma(S::load(x.add(i)), S::load(scale.as_ptr().add(i)), S::load(shift.as_ptr().add(i)));
                S::store(out.add(i), if silu { silu_of::<S>(y) } else { y });
            }
            if whole < c {
                let n = c - whole;
                let scale = S::load_some(scale.as_ptr().add(whole), n);
                let y = S::fma(S::load_some(x.add(whole), n), scale, S::load_some(shift.as_ptr().add(whole), n));
                S::store_some(out.add(whole), if silu { silu_of::<S>(y) } else { y }, n);
            }
        }
    }
}

dispatch!(scale_run = scale_body(x: *const f32, rows: usize, scale: &[f32], shift: &[f32], silu: bool, out: *mut f32));

/// out = act(x · scale + shift) for `x` (b, p, c) with `size` = [b, p, c], where act is SiLU or nothing.
pub fn scale_shift(isa: Isa, x: &[f32], size: [usize; 3], stats: &Stats, silu: bool, out: &mut [f32]) {
    let [b, p, c] = size;
    assert_eq!(x.len(), b * p * c);
    assert_eq!(out.len(), x.len());
    assert_eq!((stats.scale.len(), stats.shift.len()), (b * c, b * c));
    if x.is_empty() {
        return;
    }
    let part = (CHUNK / c).max(1) * c;
    let pictures = out.par_chunks_mut(p * c).zip(x.par_chunks(p * c));
    pictures.zip(stats.scale.par_chunks(c).zip(stats.shift.par_chunks(c))).for_each(|((out, x), (scale, shift))| {
        out.par_chunks_mut(part).zip(x.par_chunks(part)).for_each(|(out, x)| {
            // SAFETY: both parts have out.len() / c rows; scale and shift have c values.
            unsafe { scale_run(isa, x.as_ptr(), out.len() / c, scale, shift, silu, out.as_mut_ptr()) }
        });
    });
}

/// [`scale_shift`] for the pixels `which` only (numbers in b·p, rising); the rest of `out` is left as it is.
pub fn scale_shift_rows(
    isa: Isa,
    x: &[f32],
    size: [usize; 3],
    stats: &Stats,
    silu: bool,
    which: &[u32],
    out: &mut [f32],
) {
    let [b, p, c] = size;
    assert_eq!(x.len(), b * p * c);
    assert_eq!(out.len(), x.len());
    assert_eq!((stats.scale.len(), stats.shift.len()), (b * c, b * c));
    assert_rising(which, b * p);
    if x.is_empty() {
        return;
    }
    let out = Shared::new(out);
    which.par_chunks((CHUNK / c).max(1)).for_each(|which| {
        // Neighbours go together.
        for run in which.chunk_by(|a, b| a + 1 == *b && !(*b as usize).is_multiple_of(p)) {
            let (first, picture) = (run[0] as usize, run[0] as usize / p);
            let (x, len) = (&x[first * c..][..run.len() * c], run.len() * c);
            let (scale, shift) = (&stats.scale[picture * c..][..c], &stats.shift[picture * c..][..c]);
            // SAFETY: row numbers rise, so that each is in one task; the run lies in one picture.
            unsafe { scale_run(isa, x.as_ptr(), run.len(), scale, shift, silu, out.at(first * c, len)) }
        }
    });
}

/// Group norm of `x` (b, p, c), then SiLU if asked: [`group_stats`] and [`scale_shift`].
#[expect(clippy::too_many_arguments, reason = "operands, sizes and an output, as in the formula")]
pub fn group_norm(
    isa: Isa,
    x: &[f32],
    size: [usize; 3],
    groups: usize,
    eps: f32,
    weight: &[f32],
    bias: &[f32],
    silu: bool,
    out: &mut [f32],
) {
    let stats = group_stats(isa, x, size, groups, eps, weight, bias);
    scale_shift(isa, x, size, &stats, silu, out);
}

/// Σ x, or Σ (x − mean)² where a mean is given, of the `d` values of a row.
///
/// # Safety
/// As [`Simd`]; `x` holds `d` values.
#[inline(always)]
unsafe fn sum_of<S: Simd>(x: *const f32, d: usize, mean: Option<f32>) -> f32 {
    // SAFETY: the caller's promise.
    unsafe {
        let centre = S::splat(mean.unwrap_or(0.0));
        // Four sums, so that an addition need not wait for the one before.
        let mut sums = [S::splat(0.0); 4];
        let whole = d - d % S::LANES;
        for (at, i) in (0..whole).step_by(S::LANES).enumerate() {
            let y = S::sub(S::load(x.add(i)), centre);
            let sum = &mut sums[at % 4];
            *sum = if mean.is_some() { S::fma(y, y, *sum) } else { S::add(*sum, y) };
        }
        let [s, t, u, v] = sums;
        let mut sum = S::sum(S::add(S::add(s, t), S::add(u, v)));
        for i in whole..d {
            let x = *x.add(i);
            sum += mean.map_or(x, |mean| (x - mean) * (x - mean));
        }
        sum
    }
}

/// Layer norm of `rows` rows.
///
/// # Safety
/// As [`Simd`]; `x` and `out` hold rows · d values, `weight` and `bias` d.
#[inline(always)]
unsafe fn layer_body<S: Simd>(x: *const f32, rows: usize, weight: &[f32], bias: &[f32], eps: f32, out: *mut f32) {
    let d = weight.len();
    let whole = d - d % S::LANES;
    let (w, b) = (weight.as_ptr(), bias.as_ptr());
    // SAFETY: the caller's promise.
    unsafe {
        for row in 0..rows {
            let (x, out) = (x.add(row * d), out.add(row * d));
            let mean = sum_of::<S>(x, d, None) / d as f32;
            let factor = 1.0 / (sum_of::<S>(x, d, Some(mean)) / d as f32 + eps).sqrt();
            let (mean, factor) = (S::splat(mean), S::splat(factor));
            for i in (0..whole).step_by(S::LANES) {
                let y = S::mul(S::sub(S::load(x.add(i)), mean), factor);
                S::store(out.add(i), S::fma(y, S::load(w.add(i)), S::load(b.add(i))));
            }
            if whole < d {
                let n = d - whole;
                let y = S::mul(S::sub(S::load_some(x.add(whole), n), mean), factor);
                let y = S::fma(y, S::load_some(w.add(whole), n), S::load_some(b.add(whole), n));
                S::store_some(out.add(whole), y, n);
            }
        }
    }
}

dispatch!(layer_run = layer_body(x: *const f32, rows: usize, weight: &[f32], bias: &[f32], eps: f32, out: *mut f32));

/// Layer norm of each row of `x` (rows, d).
pub fn layer_norm(isa: Isa, x: &[f32], d: usize, weight: &[f32], bias: &[f32], eps: f32, out: &mut [f32]) {
    assert_eq!(out.len(), x.len());
    assert_eq!((weight.len(), bias.len()), (d, d));
    if x.is_empty() {
        return;
    }
    assert!(x.len().is_multiple_of(d), "whole rows");
    let part = (CHUNK / d).max(1) * d;
    out.par_chunks_mut(part).zip(x.par_chunks(part)).for_each(|(out, x)| {
        // SAFETY: both parts have out.len() / d rows.
        unsafe { layer_run(isa, x.as_ptr(), out.len() / d, weight, bias, eps, out.as_mut_ptr()) }
    });
}
