//! One vector of f32 on each instruction set, so that a kernel is written once.
//!
//! A kernel is an `#[inline(always)] unsafe fn body<S: Simd>(…)`; one wrapper an instruction set, with its
//! `#[target_feature]`, calls it, and [`dispatch!`] picks the wrapper. Everything here is `#[inline(always)]` and must
//! only be reached through such a wrapper: an intrinsic outside of one is a function call.

/// A vector of `LANES` f32.
///
/// # Safety
/// All methods: the processor has the instruction set, and pointers are valid for what is read or written (`LANES`
/// values, or the first `n` of them).
pub(crate) trait Simd: Copy {
    /// The vector.
    type V: Copy;
    /// Values in it.
    const LANES: usize;
    /// How many of them the processor holds at once.
    const REGISTERS: usize;
    /// The same value everywhere.
    unsafe fn splat(x: f32) -> Self::V;
    /// Reads `LANES` values; no alignment is asked for.
    unsafe fn load(p: *const f32) -> Self::V;
    /// Reads the first `n` < `LANES` values; the rest is 0.
    unsafe fn load_some(p: *const f32, n: usize) -> Self::V;
    /// Writes `LANES` values.
    unsafe fn store(p: *mut f32, x: Self::V);
    /// Writes the first `n` < `LANES` values.
    unsafe fn store_some(p: *mut f32, x: Self::V, n: usize);
    /// x + y
    unsafe fn add(x: Self::V, y: Self::V) -> Self::V;
    /// x − y
    unsafe fn sub(x: Self::V, y: Self::V) -> Self::V;
    /// x · y
    unsafe fn mul(x: Self::V, y: Self::V) -> Self::V;
    /// x / y
    unsafe fn div(x: Self::V, y: Self::V) -> Self::V;
    /// The greater.
    unsafe fn max(x: Self::V, y: Self::V) -> Self::V;
    /// The smaller.
    unsafe fn min(x: Self::V, y: Self::V) -> Self::V;
    /// x · y + z, rounded once where the processor can.
    unsafe fn fma(x: Self::V, y: Self::V, z: Self::V) -> Self::V;
    /// To the nearest whole number, ties to even.
    unsafe fn round(x: Self::V) -> Self::V;
    /// 2ⁿ for a whole n in [−127, 128], whose ends give 0 and ∞.
    unsafe fn exp2(n: Self::V) -> Self::V;
    /// x · 2ⁿ for t = 1.5 · 2²³ + n, by adding n to x's exponent: x and the result must be normal numbers, but x = 1
    /// with n = −127 gives 0.
    unsafe fn shift_exponent(x: Self::V, t: Self::V) -> Self::V;
    /// The sum of all lanes, always in the same order.
    unsafe fn sum(x: Self::V) -> f32;
    /// The greatest lane.
    unsafe fn greatest(x: Self::V) -> f32;
    /// Asks for the line at `p`, which need not be valid, where the processor takes such hints.
    #[inline(always)]
    unsafe fn prefetch(_p: *const f32) {}
    /// The same into the second cache: for what is not needed soon.
    #[inline(always)]
    unsafe fn prefetch_far(_p: *const f32) {}
}

/// Plain arrays.
#[derive(Clone, Copy)]
pub(crate) struct Portable;

/// Eight lanes by loops that the compiler turns into whatever the target has.
impl Simd for Portable {
    type V = [f32; 8];
    const LANES: usize = 8;
    // Pairs of 128-bit registers.
    const REGISTERS: usize = if cfg!(target_arch = "aarch64") { 16 } else { 8 };
    #[inline(always)]
    unsafe fn splat(x: f32) -> Self::V {
        [x; 8]
    }
    #[inline(always)]
    unsafe fn load(p: *const f32) -> Self::V {
        // SAFETY: the caller's promise.
        unsafe { p.cast::<[f32; 8]>().read_unaligned() }
    }
    #[inline(always)]
    unsafe fn load_some(p: *const f32, n: usize) -> Self::V {
        // SAFETY: the caller's promise.
        std::array::from_fn(|i| if i < n { unsafe { *p.add(i) } } else { 0.0 })
    }
    #[inline(always)]
    unsafe fn store(p: *mut f32, x: Self::V) {
        // SAFETY: the caller's promise.
        unsafe { p.cast::<[f32; 8]>().write_unaligned(x) }
    }
    #[inline(always)]
    unsafe fn store_some(p: *mut f32, x: Self::V, n: usize) {
        for (i, &x) in x.iter().enumerate().take(n) {
            // SAFETY: the caller's promise.
            unsafe { *p.add(i) = x }
        }
    }
    #[inline(always)]
    unsafe fn add(x: Self::V, y: Self::V) -> Self::V {
        std::array::from_fn(|i| x[i] + y[i])
    }
    #[inline(always)]
    unsafe fn sub(x: Self::V, y: Self::V) -> Self::V {
        std::array::from_fn(|i| x[i] - y[i])
    }
    #[inline(always)]
    unsafe fn mul(x: Self::V, y: Self::V) -> Self::V {
        std::array::from_fn(|i| x[i] * y[i])
    }
    #[inline(always)]
    unsafe fn div(x: Self::V, y: Self::V) -> Self::V {
        std::array::from_fn(|i| x[i] / y[i])
    }
    #[inline(always)]
    unsafe fn max(x: Self::V, y: Self::V) -> Self::V {
        std::array::from_fn(|i| if x[i] > y[i] { x[i] } else { y[i] })
    }
    #[inline(always)]
    unsafe fn min(x: Self::V, y: Self::V) -> Self::V {
        std::array::from_fn(|i| if x[i] < y[i] { x[i] } else { y[i] })
    }
    #[inline(always)]
    unsafe fn fma(x: Self::V, y: Self::V, z: Self::V) -> Self::V {
        // `mul_add` is a call of libm where the target has no such instruction.
        if cfg!(any(target_feature = "fma", target_arch = "aarch64")) {
            std::array::from_fn(|i| x[i].mul_add(y[i], z[i]))
        } else {
            std::array::from_fn(|i| x[i] * y[i] + z[i])
        }
    }
    #[inline(always)]
    unsafe fn round(x: Self::V) -> Self::V {
        // Adding and taking away 1.5·2²³ leaves the whole number; every |x| < 2²² may come.
        const BIG: f32 = 12_582_912.0;
        std::array::from_fn(|i| (x[i] + BIG) - BIG)
    }
    #[inline(always)]
    unsafe fn exp2(n: Self::V) -> Self::V {
        std::array::from_fn(|i| f32::from_bits(((n[i] as i32 + 127) as u32) << 23))
    }
    #[inline(always)]
    unsafe fn shift_exponent(x: Self::V, t: Self::V) -> Self::V {
        std::array::from_fn(|i| f32::from_bits(x[i].to_bits().wrapping_add(t[i].to_bits() << 23)))
    }
    #[inline(always)]
    unsafe fn sum(x: Self::V) -> f32 {
        ((x[0] + x[4]) + (x[2] + x[6])) + ((x[1] + x[5]) + (x[3] + x[7]))
    }
    #[inline(always)]
    unsafe fn greatest(x: Self::V) -> f32 {
        x.iter().fold(f32::NEG_INFINITY, |a, &b| if b > a { b } else { a })
    }
}

#[cfg(target_arch = "x86_64")]
pub(crate) use x86::{Avx2, Avx512};

#[cfg(target_arch = "x86_64")]
mod x86;

/// Makes the three wrappers of a kernel's body and a function that picks one: `dispatch!(name = body(a: A, b: B) -> R)`
/// gives `unsafe fn name(isa: Isa, a: A, b: B) -> R`.
macro_rules! dispatch {
    ($(#[$doc:meta])* $vis:vis $name:ident = $body:ident($($arg:ident: $kind:ty),* $(,)?) $(-> $out:ty)?) => {
        $(#[$doc])*
        $vis unsafe fn $name(isa: $crate::tensor::kernel::Isa, $($arg: $kind),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            unsafe fn avx2($($arg: $kind),*) $(-> $out)? {
                // SAFETY: the caller's promise.
                unsafe { $body::<$crate::tensor::kernel::simd::Avx2>($($arg),*) }
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f")]
            unsafe fn avx512($($arg: $kind),*) $(-> $out)? {
                // SAFETY: the caller's promise.
                unsafe { $body::<$crate::tensor::kernel::simd::Avx512>($($arg),*) }
            }
            // SAFETY: `isa` is available (Isa::available made it), the rest is the caller's promise.
            unsafe {
                match isa {
                    #[cfg(target_arch = "x86_64")]
                    $crate::tensor::kernel::Isa::Avx512 => avx512($($arg),*),
                    #[cfg(target_arch = "x86_64")]
                    $crate::tensor::kernel::Isa::Avx2 => avx2($($arg),*),
                    _ => $body::<$crate::tensor::kernel::simd::Portable>($($arg),*),
                }
            }
        }
    };
}
pub(crate) use dispatch;
