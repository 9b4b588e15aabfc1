//! A mean, and how far it may be trusted: the percentile bootstrap — Efron & Tibshirani, An Introduction to the Bootstrap,
//! 1993, chapter 13.

use crate::tensor::Noise;

/// How often the values are drawn again.
const RESAMPLES: u64 = 2000;
/// Of the draws. The same for all, so that methods with values of the same scenes are drawn with the same scenes.
const SEED: u64 = 20_050;
/// What lies outside at either end.
const TAIL: f64 = 0.025;

/// A mean with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Mean of the values.
    pub mean: f64,
    /// 2.5 % of the means of values drawn again lie below.
    pub low: f64,
    /// 2.5 % lie above.
    pub high: f64,
}

impl Interval {
    /// Of some values; none of none.
    pub(super) fn of(values: &[f64]) -> Option<Self> {
        let count = values.len() as u64;
        if count == 0 {
            return None;
        }
        let noise = Noise::new(SEED);
        let drawn = |resample: u64| (0..count).map(move |i| resample * count + i);
        let mean =
            |resample| drawn(resample).map(|at| values[noise.below(at, values.len())]).sum::<f64>() / count as f64;
        let mut means: Vec<f64> = (0..RESAMPLES).map(mean).collect();
        means.sort_by(f64::total_cmp);
        let at = |share: f64| means[(share * (RESAMPLES - 1) as f64).round() as usize];
        Some(Self { mean: values.iter().sum::<f64>() / count as f64, low: at(TAIL), high: at(1.0 - TAIL) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constant_values_leave_no_doubt() {
        assert_eq!(Interval::of(&[]), None);
        assert_eq!(Interval::of(&[2.5]), Some(Interval { mean: 2.5, low: 2.5, high: 2.5 }));
        assert_eq!(Interval::of(&[0.5; 16]), Some(Interval { mean: 0.5, low: 0.5, high: 0.5 }));
    }

    #[test]
    fn the_interval_is_that_of_a_mean() {
        // Mean of 400 values spread evenly over 0…1: deviation 1/√12/√400, and 1.96 of it to either side.
        let values: Vec<f64> = (0..400).map(|i| (f64::from(i) + 0.5) / 400.0).collect();
        let found = Interval::of(&values).unwrap();
        let half = 1.96 / 12.0_f64.sqrt() / 20.0;
        assert!((found.mean - 0.5).abs() < 1e-12);
        assert!((found.low - (0.5 - half)).abs() < 0.004 && (found.high - (0.5 + half)).abs() < 0.004, "{found:?}");
        assert_eq!(Interval::of(&values), Interval::of(&values), "drawn alike each time");
    }
}
