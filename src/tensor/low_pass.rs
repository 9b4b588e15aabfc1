//! φ_N: what is left of a picture whose sides were reduced by N and enlarged again (Choi 2021, §3.1).
//!
//! Bicubic with a = −0.5, widened by N on the way down so that nothing aliases, mirrored borders: linear and separable.

use super::resize::{Rows, separable};
use candle_core::{Result, Tensor, bail};

/// φ_N(x), shape (b, c, h, w) as x: only what is larger than some N cells is left. Any h and w; 1 changes nothing, and
/// an N above a side leaves one mean along it.
pub fn low_pass(x: &Tensor, n: usize) -> Result<Tensor> {
    if n == 1 {
        return Ok(x.clone());
    }
    let (_, _, h, w) = x.dims4()?;
    cubic(&reduced(x, n)?, h, w)
}

/// The way down alone: (b, c, h, w) → (b, c, ⌈h/n⌉, ⌈w/n⌉).
pub fn reduced(x: &Tensor, n: usize) -> Result<Tensor> {
    let (_, _, h, w) = x.dims4()?;
    if n == 0 {
        bail!("nothing can be reduced by 0");
    }
    cubic(x, h.div_ceil(n), w.div_ceil(n))
}

/// Bicubic resizing of (b, c, h, w) to `height` × `width`.
fn cubic(x: &Tensor, height: usize, width: usize) -> Result<Tensor> {
    let (_, _, h, w) = x.dims4()?;
    separable(x, &rows(h, height), &rows(w, width))
}

/// A row for each new cell.
fn rows(from: usize, to: usize) -> Rows {
    let mut weights = vec![0.0; from * to];
    for (row, taps) in weights.chunks_exact_mut(from).zip(taps(from, to)) {
        for (at, weight) in taps {
            row[at] += weight;
        }
    }
    Rows { out: to, size: from, weights: weights.into_iter().map(|weight| weight as f32).collect() }
}

/// Which old cells make each of `to` new ones, and how much of each: as many for every new one, from left to right,
/// mirrored where they lie beyond a border.
pub fn taps(from: usize, to: usize) -> Vec<Vec<(usize, f64)>> {
    let ratio = from as f64 / to as f64; // above 1 on the way down
    let wide = ratio.max(1.0);
    let reach = (4.0 * wide).ceil() as i64 + 2; // one more on either side for rounding
    let new = |i: usize| -> Vec<(i64, f64)> {
        let centre = (i as f64 + 0.5) * ratio - 0.5;
        let first = (centre - 2.0 * wide).floor() as i64;
        let near = (first..first + reach).map(|at| (at, kernel((centre - at as f64) / wide)));
        let near: Vec<_> = near.collect();
        let sum: f64 = near.iter().map(|(_, weight)| weight).sum();
        near.into_iter().map(|(at, weight)| (at, weight / sum)).collect()
    };
    let new: Vec<_> = (0..to).map(new).collect();
    let used: Vec<_> = (0..reach as usize).filter(|&k| new.iter().any(|taps| taps[k].1 != 0.0)).collect();
    new.iter().map(|taps| used.iter().map(|&k| (mirrored(taps[k].0, from), taps[k].1)).collect()).collect()
}

/// … 1 0 | 0 1 2 … n−1 | n−1 n−2 … : the border cell is repeated.
fn mirrored(at: i64, n: usize) -> usize {
    let n = n as i64;
    let at = at.rem_euclid(2 * n);
    at.min(2 * n - 1 - at) as usize
}

/// Keys' cubic, a = −0.5.
fn kernel(x: f64) -> f64 {
    let x = x.abs();
    match x {
        x if x <= 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
        x if x <= 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::{DType, Device};

    fn values(x: &Tensor) -> Vec<f32> {
        x.flatten_all().unwrap().to_vec1().unwrap()
    }

    #[test]
    fn constants_stay_and_sizes_too() {
        for (h, w, n) in [(8, 8, 2), (7, 13, 4), (1, 5, 3), (32, 24, 64), (3, 3, 1)] {
            let x = (Tensor::ones((2, 3, h, w), DType::F32, &Device::Cpu).unwrap() * 0.7).unwrap();
            let y = low_pass(&x, n).unwrap();
            assert_eq!(x.dims(), y.dims());
            assert!(values(&y).iter().all(|v| (v - 0.7).abs() < 1e-5), "{h} {w} {n}");
        }
        assert!(reduced(&Tensor::ones((1, 1, 2, 2), DType::F32, &Device::Cpu).unwrap(), 0).is_err());
    }

    #[test]
    fn waves_go_and_swells_stay() {
        let wave = |period: f32| {
            let values = (0..64).map(|i| (i as f32 / period * std::f32::consts::TAU).sin());
            Tensor::from_iter(values, &Device::Cpu).unwrap().reshape((1, 1, 1, 64)).unwrap()
        };
        let power = |x: &Tensor| values(x).iter().map(|v| v * v).sum::<f32>();
        let left = |period| power(&low_pass(&wave(period), 8).unwrap()) / power(&wave(period));
        assert!(left(4.0) < 5e-3 && left(64.0) > 0.9, "{} {}", left(4.0), left(64.0));
    }
}
