//! Separable resampling of RGBA rows in premultiplied f32.
//!
//! Lanczos-3 (Duchon 1979) stretched to the new pixel where the picture shrinks, Catmull-Rom (Keys 1981, a = −½) where it
//! grows, in the encoding of the samples. Edge pixels go on beyond the border.

use rayon::prelude::*;

use super::{Extent, Sample};

/// RGBA rows of extent `from` resampled to extent `to`, both at least 1×1.
pub(super) fn resampled<T: Sample>(samples: &[T], from: Extent, to: Extent) -> Vec<T> {
    let across = Taps::of_axis(from.width, to.width);
    let down = Taps::of_axis(from.height, to.height);
    // 1. Every row to its new width, premultiplied.
    let stride = to.width as usize * 4;
    let mut rows = vec![0.0_f32; from.height as usize * stride];
    rows.par_chunks_exact_mut(stride).zip(samples.par_chunks_exact(from.width as usize * 4)).for_each_init(
        Vec::new,
        |premultiplied, (out, row)| {
            premultiplied.clear();
            premultiplied.extend(row.as_chunks::<4>().0.iter().map(|&rgba| premultiply(rgba)));
            for (out, taps) in out.as_chunks_mut::<4>().0.iter_mut().zip(&across) {
                for (pixel, w) in premultiplied[taps.first..].iter().zip(&taps.weights) {
                    (0..4).for_each(|c| out[c] += pixel[c] * w);
                }
            }
        },
    );
    // 2. Every new row from the old ones.
    let mut out = vec![T::default(); to.height as usize * stride];
    out.par_chunks_exact_mut(stride).zip(&down).for_each_init(Vec::new, |sum, (out, taps)| {
        sum.clear();
        sum.resize(stride, 0.0_f32);
        for (row, w) in rows[taps.first * stride..].chunks_exact(stride).zip(&taps.weights) {
            sum.iter_mut().zip(row).for_each(|(sum, v)| *sum += v * w);
        }
        for (out, rgba) in out.as_chunks_mut::<4>().0.iter_mut().zip(sum.as_chunks::<4>().0) {
            *out = straighten(*rgba);
        }
    });
    out
}

fn premultiply<T: Sample>([r, g, b, a]: [T; 4]) -> [f32; 4] {
    let alpha = a.to_f32() / T::MAX;
    [r.to_f32() * alpha, g.to_f32() * alpha, b.to_f32() * alpha, a.to_f32()]
}

fn straighten<T: Sample>([r, g, b, a]: [f32; 4]) -> [T; 4] {
    let a = a.clamp(0.0, T::MAX);
    if a.round() == 0.0 {
        return [T::from_f32(0.0); 4];
    }
    let scale = T::MAX / a;
    [r * scale, g * scale, b * scale, a].map(|v| T::from_f32(v.clamp(0.0, T::MAX)))
}

/// Which old pixels make a new one.
struct Taps {
    first: usize,
    weights: Vec<f32>,
}

impl Taps {
    fn of_axis(from: u32, to: u32) -> Vec<Self> {
        let scale = f64::from(from) / f64::from(to);
        let (kernel, support): (fn(f64) -> f64, f64) = match from.cmp(&to) {
            std::cmp::Ordering::Greater => (lanczos3, 3.0 * scale),
            std::cmp::Ordering::Less => (catmull_rom, 2.0),
            std::cmp::Ordering::Equal => (|x| if x == 0.0 { 1.0 } else { 0.0 }, 0.5),
        };
        let stretch = scale.max(1.0);
        let last = i64::from(from) - 1;
        let taps_of = |x: u32| {
            let centre = (f64::from(x) + 0.5) * scale - 0.5;
            let (low, high) = ((centre - support).ceil() as i64, (centre + support).floor() as i64);
            let first = low.clamp(0, last);
            let mut weights = vec![0.0; (high.clamp(first, last) - first + 1) as usize];
            for i in low..=high {
                // What lies beyond the border counts for the edge pixel.
                weights[(i.clamp(first, last) - first) as usize] += kernel((i as f64 - centre) / stretch);
            }
            let total: f64 = weights.iter().sum();
            Self { first: first as usize, weights: weights.iter().map(|w| (w / total) as f32).collect() }
        };
        (0..to).map(taps_of).collect()
    }
}

fn lanczos3(x: f64) -> f64 {
    let sinc = |t: f64| if t == 0.0 { 1.0 } else { (std::f64::consts::PI * t).sin() / (std::f64::consts::PI * t) };
    if x.abs() < 3.0 { sinc(x) * sinc(x / 3.0) } else { 0.0 }
}

fn catmull_rom(x: f64) -> f64 {
    match x.abs() {
        x if x < 1.0 => 1.5 * x.powi(3) - 2.5 * x.powi(2) + 1.0,
        x if x < 2.0 => -0.5 * x.powi(3) + 2.5 * x.powi(2) - 4.0 * x + 2.0,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Pixels, Samples};
    use super::*;

    #[test]
    fn a_flat_picture_stays_flat() {
        let flat = Pixels::filled(Extent::new(37, 23), [200, 10, 90, 128]);
        for extent in [Extent::new(5, 5), Extent::new(100, 3), Extent::new(1, 1), Extent::new(74, 46)] {
            assert_eq!(flat.resized(extent), Pixels::filled(extent, [200, 10, 90, 128]));
        }
        assert_eq!(flat.resized(Extent::new(0, 0)).extent(), Extent::new(1, 1));
    }

    #[test]
    fn transparent_colours_do_not_bleed() {
        // Left half opaque red, right half transparent green.
        let pixels = (0..64 * 4).map(|i| if i % 64 < 32 { [255, 0, 0, 255] } else { [0, 255, 0, 0] });
        let picture = Pixels::new(Extent::new(64, 4), Samples::Eight(pixels.flatten().collect())).unwrap();
        for extent in [Extent::new(16, 4), Extent::new(150, 9)] {
            let resized = picture.resized(extent);
            for x in 0..extent.width {
                let [r, g, _, a] = resized.rgba8(x, 2);
                assert!(a == 0 || (r == 255 && g == 0), "{x}: {r} {g} {a}");
            }
        }
    }

    #[test]
    fn a_slope_stays_a_slope_both_ways() {
        let row: Vec<u16> = (0..64_u16).flat_map(|x| [x * 1000, 500 + x * 1000, 7, 65535]).collect();
        let slope = Pixels::new(Extent::new(64, 1), Samples::Sixteen(row)).unwrap();
        for width in [32_u32, 256] {
            let resized = slope.resized(Extent::new(width, 1));
            let scale = 64.0 / f64::from(width);
            for x in width / 8..width * 7 / 8 {
                let expected = ((f64::from(x) + 0.5) * scale - 0.5) * 1000.0;
                let found = f64::from(resized.rgba16(x, 0)[0]);
                assert!((found - expected).abs() < 25.0, "{x} of {width}: {found} and {expected}");
            }
        }
    }
}
