//! Resizing one plane of numbers: the mean over the area when reducing, Catmull-Rom when enlarging.

use crate::raster::Extent;

/// `plane` of `from` pixels as `to` pixels, each axis on its own.
pub(super) fn resample(plane: &[f32], from: Extent, to: Extent) -> Vec<f32> {
    if from == to {
        return plane.to_vec();
    }
    let (w, h) = (from.width as usize, to.height as usize);
    let down = taps(from.height, to.height);
    let mut tall = vec![0.0; w * h]; // from.width × to.height
    for (row, taps) in tall.chunks_exact_mut(w).zip(&down) {
        for &(y, weight) in taps {
            for (out, value) in row.iter_mut().zip(&plane[y * w..]) {
                *out += weight * value;
            }
        }
    }
    let across = taps(from.width, to.width);
    tall.chunks_exact(w)
        .flat_map(|row| across.iter().map(|taps| taps.iter().map(|&(x, weight)| weight * row[x]).sum()))
        .collect()
}

/// Which samples make each new one, and how much of them.
fn taps(from: u32, to: u32) -> Vec<Vec<(usize, f32)>> {
    let ratio = f64::from(from) / f64::from(to);
    let last = from as usize - 1;
    (0..to)
        .map(|i| {
            if ratio >= 1.0 {
                let (start, end) = (f64::from(i) * ratio, f64::from(i + 1) * ratio);
                let samples = (start as usize)..=(end.ceil() as usize - 1).min(last);
                samples.map(|k| (k, ((end.min(k as f64 + 1.0) - start.max(k as f64)) / ratio) as f32)).collect()
            } else {
                let centre = (f64::from(i) + 0.5) * ratio - 0.5;
                let base = centre.floor();
                let near = -1..=2;
                near.map(|k| {
                    let at = base + f64::from(k);
                    ((at.max(0.0) as usize).min(last), catmull_rom(centre - at) as f32)
                })
                .collect()
            }
        })
        .collect()
}

fn catmull_rom(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 { (1.5 * x - 2.5) * x * x + 1.0 } else { ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_and_means_are_kept() {
        for (from, to) in [((5, 7), (3, 2)), ((3, 2), (17, 9)), ((1, 1), (4, 4)), ((9, 9), (1, 1)), ((6, 2), (3, 8))] {
            let (from, to) = (Extent::new(from.0, from.1), Extent::new(to.0, to.1));
            let flat = resample(&vec![0.25; from.area() as usize], from, to);
            assert_eq!(flat.len() as u64, to.area());
            assert!(flat.iter().all(|v| (v - 0.25).abs() < 1e-6), "{from:?} {to:?}");
        }
        let plane: Vec<f32> = (0..35).map(|i| (i * i % 11) as f32).collect();
        let mean = plane.iter().sum::<f32>() / 35.0;
        let small = resample(&plane, Extent::new(5, 7), Extent::new(3, 2));
        assert!((small.iter().sum::<f32>() / 6.0 - mean).abs() < 1e-5);
    }

    #[test]
    fn a_ramp_stays_a_ramp_when_enlarged() {
        let ramp: Vec<f32> = (0..10).map(|i| i as f32).collect();
        let wide = resample(&ramp, Extent::new(10, 1), Extent::new(40, 1));
        for (i, value) in wide.iter().enumerate().skip(8).take(24) {
            assert!((value - ((i as f32 + 0.5) / 4.0 - 0.5)).abs() < 1e-5);
        }
    }
}
