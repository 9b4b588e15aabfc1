//! The exponential and what follows from it, on whole vectors.

use super::simd::Simd;

/// 1.5 · 2²³: adding it rounds to the nearest whole number, which is then the low bits.
const BIG: f32 = 12_582_912.0;

/// p₀ + x p₁ + x² p₂ + …
///
/// # Safety
/// As [`Simd`].
#[inline(always)]
unsafe fn polynomial<S: Simd, const N: usize>(x: S::V, p: [f32; N]) -> S::V {
    // SAFETY: the caller's promise.
    unsafe {
        let mut y = S::splat(p[N - 1]);
        for i in (0..N - 1).rev() {
            y = S::fma(y, x, S::splat(p[i]));
        }
        y
    }
}

/// eˣ, within 1.2e−7 of itself; 0 below −87.7 (and at −∞), ∞ above 88.4, NaN only for NaN.
///
/// # Safety
/// As [`Simd`].
#[inline(always)]
pub(crate) unsafe fn exp<S: Simd>(x: S::V) -> S::V {
    // SAFETY: the caller's promise.
    unsafe {
        // The bound first: where either is NaN, the second comes out.
        let x = S::min(S::splat(88.7), S::max(S::splat(-88.0), x));
        let n = S::round(S::mul(x, S::splat(std::f32::consts::LOG2_E)));
        // ln 2 in two parts, the first with so few digits that n times it is exact.
        let r = S::fma(n, S::splat(-0.693_359_4), x);
        let r = S::fma(n, S::splat(2.121_944_4e-4), r);
        let p = [1.0, 1.0, 0.499_999_94, 0.166_665_21, 0.041_668_39, 0.008_368_711, 0.001_381_460_1];
        S::mul(polynomial::<S, 7>(r, p), S::exp2(n))
    }
}

/// 2ˣ for x ≤ 128, within 2e−7 of itself above −126; exactly 1 at 0, exactly 0 below −127 and at −∞, ∞ at 128.
///
/// # Safety
/// As [`Simd`].
#[inline(always)]
pub(crate) unsafe fn exp2<S: Simd>(x: S::V) -> S::V {
    // SAFETY: the caller's promise. The power of two is added to the exponent of a number in [0.7, 1.42]; at both ends
    // this number is 1, as `shift_exponent` asks; between −127 and −126 what comes out is not accurate, but less than
    // 2⁻¹²⁶.
    unsafe {
        let x = S::max(S::splat(-127.0), x);
        let t = S::add(x, S::splat(BIG));
        let r = S::sub(x, S::sub(t, S::splat(BIG)));
        let p = [1.0, std::f32::consts::LN_2, 0.240_222_81, 0.055_505_585, 0.009_669_695, 0.001_330_062_5];
        S::shift_exponent(polynomial::<S, 6>(r, p), t)
    }
}

/// 1 / (1 + e⁻ᵃˣ), within 2e−7.
///
/// # Safety
/// As [`Simd`].
#[inline(always)]
pub(crate) unsafe fn sigmoid<S: Simd>(x: S::V, a: f32) -> S::V {
    // SAFETY: the caller's promise.
    unsafe {
        let power = S::min(S::splat(128.0), S::mul(x, S::splat(-a * std::f32::consts::LOG2_E)));
        S::div(S::splat(1.0), S::add(S::splat(1.0), exp2::<S>(power)))
    }
}

/// x σ(x)
///
/// # Safety
/// As [`Simd`].
#[inline(always)]
pub(crate) unsafe fn silu<S: Simd>(x: S::V) -> S::V {
    // SAFETY: the caller's promise.
    unsafe { S::mul(x, sigmoid::<S>(x, 1.0)) }
}

/// x σ(1.702 x)
///
/// # Safety
/// As [`Simd`].
#[inline(always)]
pub(crate) unsafe fn quick_gelu<S: Simd>(x: S::V) -> S::V {
    // SAFETY: the caller's promise.
    unsafe { S::mul(x, sigmoid::<S>(x, 1.702)) }
}

/// x Φ(x) = x (1 + erf(x/√2)) / 2, within 2e−7 · max(1, |x|).
///
/// It is max(x, 0) − z Q(z) with z = |x| and Q(z) = erfc(z/√2)/2 = e^(−z²/2) g(1/(1 + 0.4 z)), where the polynomial g
/// was fitted for z in [0, 7] so that z Q(z) is within 7e−9.
///
/// # Safety
/// As [`Simd`].
#[inline(always)]
pub(crate) unsafe fn gelu<S: Simd>(x: S::V) -> S::V {
    // SAFETY: the caller's promise.
    unsafe {
        let zero = S::splat(0.0);
        // Beyond 14 the second part is 0, but z² may be ∞ and ∞ · 0 must not come.
        let z = S::min(S::splat(14.0), S::max(x, S::sub(zero, x)));
        let t = S::div(S::splat(1.0), S::fma(z, S::splat(0.4), S::splat(1.0)));
        let g = [0.0, 0.156_518_98, 0.190_061_58, 0.009_303_992, 0.345_196_8, -0.258_522_5, 0.057_441_548];
        let power = S::mul(S::mul(z, z), S::splat(-0.5 * std::f32::consts::LOG2_E));
        let tail = S::mul(polynomial::<S, 7>(t, g), exp2::<S>(power));
        S::sub(S::max(zero, x), S::mul(z, tail))
    }
}
