//! Activation functions on whole arrays.

#[cfg(test)]
mod tests;

use super::Isa;
use super::exp;
use super::simd::{Simd, dispatch};
use rayon::prelude::*;

/// Values that make a task.
const CHUNK: usize = 32 << 10;

/// A formula of one variable.
trait Formula {
    /// Its value.
    ///
    /// # Safety
    /// As [`Simd`].
    unsafe fn at<S: Simd>(x: S::V) -> S::V;
}

/// Applies a formula to `n` values.
///
/// # Safety
/// As [`Simd`]; `x` and `out` hold `n` values.
#[inline(always)]
unsafe fn each<S: Simd, F: Formula>(x: *const f32, n: usize, out: *mut f32) {
    // SAFETY: the caller's promise.
    unsafe {
        let whole = n - n % S::LANES;
        for i in (0..whole).step_by(S::LANES) {
            S::store(out.add(i), F::at::<S>(S::load(x.add(i))));
        }
        if whole < n {
            S::store_some(out.add(whole), F::at::<S>(S::load_some(x.add(whole), n - whole)), n - whole);
        }
    }
}

/// Defines an activation: its formula, its body and its function on slices.
macro_rules! activation {
    ($(#[$doc:meta])* $name:ident, $formula:ident, $body:ident, $run:ident) => {
        struct $formula;

        impl Formula for $formula {
            #[inline(always)]
            unsafe fn at<S: Simd>(x: S::V) -> S::V {
                // SAFETY: the caller's promise.
                unsafe { exp::$name::<S>(x) }
            }
        }

        #[inline(always)]
        unsafe fn $body<S: Simd>(x: *const f32, n: usize, out: *mut f32) {
            // SAFETY: the caller's promise.
            unsafe { each::<S, $formula>(x, n, out) }
        }

        dispatch!($run = $body(x: *const f32, n: usize, out: *mut f32));

        $(#[$doc])*
        pub fn $name(isa: Isa, x: &[f32], out: &mut [f32]) {
            assert_eq!(x.len(), out.len());
            out.par_chunks_mut(CHUNK).zip(x.par_chunks(CHUNK)).for_each(|(out, x)| {
                // SAFETY: both parts have one length.
                unsafe { $run(isa, x.as_ptr(), x.len(), out.as_mut_ptr()) }
            });
        }
    };
}

activation!(
    /// x Φ(x), the exact one, within 2e−7 · max(1, |x|).
    gelu, Gelu, gelu_body, gelu_run
);
activation!(
    /// x σ(1.702 x), CLIP's.
    quick_gelu, QuickGelu, quick_gelu_body, quick_gelu_run
);

/// The gated product for `rows` rows.
///
/// # Safety
/// As [`Simd`]; `x` holds rows · 2n values, `out` rows · n.
#[inline(always)]
unsafe fn geglu_body<S: Simd>(x: *const f32, rows: usize, n: usize, out: *mut f32) {
    // SAFETY: the caller's promise.
    unsafe {
        let whole = n - n % S::LANES;
        for row in 0..rows {
            let (x, out) = (x.add(row * 2 * n), out.add(row * n));
            for i in (0..whole).step_by(S::LANES) {
                let gate = exp::gelu::<S>(S::load(x.add(n + i)));
                S::store(out.add(i), S::mul(S::load(x.add(i)), gate));
            }
            if whole < n {
                let left = n - whole;
                let gate = exp::gelu::<S>(S::load_some(x.add(n + whole), left));
                S::store_some(out.add(whole), S::mul(S::load_some(x.add(whole), left), gate), left);
            }
        }
    }
}

dispatch!(geglu_run = geglu_body(x: *const f32, rows: usize, n: usize, out: *mut f32));

/// Gated GELU: `x` (rows, 2n) → `out` (rows, n) = x[..n] · gelu(x[n..]).
pub fn geglu(isa: Isa, x: &[f32], rows: usize, n: usize, out: &mut [f32]) {
    assert_eq!(x.len(), rows * 2 * n);
    assert_eq!(out.len(), rows * n);
    if out.is_empty() {
        return;
    }
    let part = (CHUNK / n).max(1);
    out.par_chunks_mut(part * n).zip(x.par_chunks(part * 2 * n)).for_each(|(out, x)| {
        // SAFETY: both parts have out.len() / n rows.
        unsafe { geglu_run(isa, x.as_ptr(), out.len() / n, n, out.as_mut_ptr()) }
    });
}
