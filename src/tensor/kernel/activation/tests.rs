use super::*;
use crate::tensor::kernel::norm::{Stats, scale_shift};
use crate::tensor::kernel::testing::{Random, assert_near, same_on_threads};

/// erfc by its continued fraction or its series, in f64.
fn erfc(x: f64) -> f64 {
    if x < 0.0 {
        return 2.0 - erfc(-x);
    }
    let root = std::f64::consts::PI.sqrt();
    if x < 2.5 {
        let (mut term, mut sum) = (x, x);
        for n in 1..100 {
            let n = f64::from(n);
            term *= -x * x / n;
            sum += term / (2.0 * n + 1.0);
        }
        return 1.0 - 2.0 / root * sum;
    }
    let below = (1..80).rev().fold(x, |below, k| x + f64::from(k) / 2.0 / below);
    (-x * x).exp() / root / below
}

fn gelu_of(x: f64) -> f64 {
    x * erfc(-x / std::f64::consts::SQRT_2) / 2.0
}

fn sweep(low: f32, high: f32, n: usize) -> Vec<f32> {
    (0..n).map(|i| low + (high - low) * (i as f32 / (n - 1) as f32)).collect()
}

#[inline(always)]
unsafe fn exp_body<S: Simd>(x: &[f32], out: &mut [f32]) {
    for (x, out) in x.chunks_exact(S::LANES).zip(out.chunks_exact_mut(S::LANES)) {
        // SAFETY: both have LANES values.
        unsafe { S::store(out.as_mut_ptr(), exp::exp::<S>(S::load(x.as_ptr()))) }
    }
}

dispatch!(exp_run = exp_body(x: &[f32], out: &mut [f32]));

#[inline(always)]
unsafe fn exp2_body<S: Simd>(x: &[f32], out: &mut [f32]) {
    for (x, out) in x.chunks_exact(S::LANES).zip(out.chunks_exact_mut(S::LANES)) {
        // SAFETY: both have LANES values.
        unsafe { S::store(out.as_mut_ptr(), exp::exp2::<S>(S::load(x.as_ptr()))) }
    }
}

dispatch!(exp2_run = exp2_body(x: &[f32], out: &mut [f32]));

#[test]
fn exp_is_within_a_rounding_of_the_truth() {
    for isa in Isa::available() {
        let x = sweep(-87.3, 88.3, 1 << 20);
        let mut y = vec![0.0; x.len()];
        // SAFETY: the instruction set is available.
        unsafe { exp_run(isa, &x, &mut y) };
        let relative = |(&x, &y): (&f32, &f32)| (f64::from(y) / f64::from(x).exp() - 1.0).abs();
        let worst = x.iter().zip(&y).map(relative).fold(0.0, f64::max);
        assert!(worst < 1.2e-7, "{} {worst:e}", isa.name());
    }
}

#[test]
fn exp_ends_in_nothing_and_infinity_and_keeps_nan() {
    for isa in Isa::available() {
        let mut x = [0.0; 16];
        x[..8].copy_from_slice(&[f32::NEG_INFINITY, -1e30, -88.0, 0.0, 88.8, f32::INFINITY, f32::NAN, -0.0]);
        let mut y = [7.0; 16];
        // SAFETY: the instruction set is available.
        unsafe { exp_run(isa, &x, &mut y) };
        assert_eq!(y[..6], [0.0, 0.0, 0.0, 1.0, f32::INFINITY, f32::INFINITY]);
        assert!(y[6].is_nan());
        assert_eq!(y[7], 1.0);
        for x in sweep(-1000.0, -87.0, 1 << 12).chunks_exact(16) {
            // SAFETY: the instruction set is available.
            unsafe { exp_run(isa, x, &mut y) };
            assert!(y.iter().all(|y| (0.0..2e-38).contains(y)));
        }
    }
}

#[test]
fn powers_of_two_are_near_the_truth_and_never_negative() {
    for isa in Isa::available() {
        let x = sweep(-125.9, 127.9, 1 << 20);
        let mut y = vec![0.0; x.len()];
        // SAFETY: the instruction set is available.
        unsafe { exp2_run(isa, &x, &mut y) };
        let relative = |(&x, &y): (&f32, &f32)| (f64::from(y) / f64::from(x).exp2() - 1.0).abs();
        let worst = x.iter().zip(&y).map(relative).fold(0.0, f64::max);
        assert!(worst < 2.1e-7, "{} {worst:e}", isa.name());
        for x in sweep(-1000.0, -124.0, 1 << 16).chunks_exact(16) {
            let mut y = [0.0; 16];
            // SAFETY: the instruction set is available.
            unsafe { exp2_run(isa, x, &mut y) };
            for (&x, &y) in x.iter().zip(&y) {
                assert!(if x <= -127.0 { y.to_bits() == 0 } else { (0.0..1e-37).contains(&y) }, "2^{x} = {y}");
            }
        }
        let mut y = [0.0; 16];
        let x = [0.0, f32::NEG_INFINITY, f32::NAN, 128.0].repeat(4);
        // SAFETY: the instruction set is available.
        unsafe { exp2_run(isa, &x, &mut y) };
        assert_eq!((y[0], y[1].to_bits(), y[3]), (1.0, 0, f32::INFINITY));
        assert!(y[2].is_nan());
    }
}

#[test]
fn activations_are_near_the_truth() {
    for isa in Isa::available() {
        let x = [sweep(-12.0, 12.0, 300_001), sweep(-1000.0, 1000.0, 1000)].concat();
        let truth = |f: &dyn Fn(f64) -> f64| x.iter().map(|&x| f(f64::from(x))).collect::<Vec<_>>();
        let mut out = vec![0.0; x.len()];
        gelu(isa, &x, &mut out);
        assert_near(&out, &truth(&gelu_of), 2e-7, "gelu");
        // Its one user: a norm that changes nothing.
        let stats = Stats { scale: vec![1.0], shift: vec![0.0] };
        scale_shift(isa, &x, [1, x.len(), 1], &stats, true, &mut out);
        assert_near(&out, &truth(&|x| x / (1.0 + (-x).exp())), 2e-7, "silu");
        quick_gelu(isa, &x, &mut out);
        assert_near(&out, &truth(&|x| x / (1.0 + (-1.702 * x).exp())), 3e-7, "quick gelu");
    }
}

#[test]
fn activations_take_any_length_and_huge_numbers() {
    let mut random = Random::new(1);
    for isa in Isa::available() {
        for n in [0, 1, 7, 8, 9, 15, 16, 17, 33, CHUNK + 5] {
            let x = random.values(n, 1e30);
            for f in [gelu, quick_gelu] {
                let mut out = vec![f32::NAN; n];
                f(isa, &x, &mut out);
                assert!(x.iter().zip(&out).all(|(x, y)| if *x > 0.0 { x == y } else { *y == 0.0 }));
            }
        }
    }
}

#[test]
fn geglu_gates_by_the_second_half() {
    let mut random = Random::new(2);
    for isa in Isa::available() {
        for (rows, n) in [(0, 4), (3, 1), (5, 16), (7, 37), (2, 40), (90, 1280)] {
            let x = random.values(rows * 2 * n, 1.0);
            let want: Vec<f64> = x
                .chunks(2 * n)
                .flat_map(|x| (0..n).map(|i| f64::from(x[i]) * gelu_of(f64::from(x[n + i]))).collect::<Vec<_>>())
                .collect();
            let out = same_on_threads(|| {
                let mut out = vec![f32::NAN; rows * n];
                geglu(isa, &x, rows, n, &mut out);
                out
            });
            assert_near(&out, &want, 6e-7, "geglu");
        }
    }
}
