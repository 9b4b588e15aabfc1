//! Softmax over rows.

#[cfg(test)]
mod tests;

use super::Isa;
use super::exp::exp;
use super::simd::{Simd, dispatch};
use rayon::prelude::*;

/// Values that make a task.
const CHUNK: usize = 16 << 10;

/// Softmax of `rows` rows.
///
/// # Safety
/// As [`Simd`]; `x` and `out` hold rows · n values and n > 0.
#[inline(always)]
unsafe fn softmax_body<S: Simd>(x: *const f32, rows: usize, n: usize, out: *mut f32) {
    // SAFETY: the caller's promise.
    unsafe {
        let whole = n - n % S::LANES;
        for row in 0..rows {
            let (x, out) = (x.add(row * n), out.add(row * n));
            let mut greatest = S::splat(f32::NEG_INFINITY);
            for i in (0..whole).step_by(S::LANES) {
                greatest = S::max(greatest, S::load(x.add(i)));
            }
            let mut top = S::greatest(greatest);
            for i in whole..n {
                top = top.max(*x.add(i));
            }
            let top = S::splat(top);
            let mut sum = S::splat(0.0);
            for i in (0..whole).step_by(S::LANES) {
                let e = exp::<S>(S::sub(S::load(x.add(i)), top));
                S::store(out.add(i), e);
                sum = S::add(sum, e);
            }
            if whole < n {
                let left = n - whole;
                S::store_some(out.add(whole), exp::<S>(S::sub(S::load_some(x.add(whole), left), top)), left);
                // Read back, so that the lanes past the end are 0.
                sum = S::add(sum, S::load_some(out.add(whole), left));
            }
            let scale = 1.0 / S::sum(sum);
            for i in (0..whole).step_by(S::LANES) {
                S::store(out.add(i), S::mul(S::load(out.add(i)), S::splat(scale)));
            }
            for i in whole..n {
                *out.add(i) *= scale;
            }
        }
    }
}

dispatch!(softmax_run = softmax_body(x: *const f32, rows: usize, n: usize, out: *mut f32));

/// Softmax of each row of `x` (rows, n).
pub fn softmax(isa: Isa, x: &[f32], rows: usize, n: usize, out: &mut [f32]) {
    assert_eq!(x.len(), rows * n);
    assert_eq!(out.len(), rows * n);
    if out.is_empty() {
        return;
    }
    let part = (CHUNK / n).max(1) * n;
    out.par_chunks_mut(part).zip(x.par_chunks(part)).for_each(|(out, x)| {
        // SAFETY: both parts have out.len() / n rows.
        unsafe { softmax_run(isa, x.as_ptr(), out.len() / n, n, out.as_mut_ptr()) }
    });
}
