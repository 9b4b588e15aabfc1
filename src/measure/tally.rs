//! Figures of all rows on all scenes, so that what is compared is compared scene by scene.

use super::bootstrap::Interval;
use super::metric::{Found, Metric};

/// See the module.
pub(super) struct Tally {
    /// By row and scene; a scene has no value of a metric that does not concern it.
    found: Vec<Vec<Found>>,
}

impl Tally {
    /// Of so many rows.
    pub(super) fn new(rows: usize) -> Self {
        Self { found: vec![Vec::new(); rows] }
    }

    /// The next scene's figures of a row.
    pub(super) fn add(&mut self, row: usize, found: Found) {
        self.found[row].push(found);
    }

    /// Means of a row, of the metrics that it has.
    pub(super) fn means(&self, row: usize) -> Vec<(Metric, Interval)> {
        intervals(|metric| self.found[row].iter().filter_map(|found| value(found, metric)).collect())
    }

    /// Mean differences, a row less another, over the scenes in which both have the metric. Pairs are drawn together.
    pub(super) fn differences(&self, row: usize, other: usize) -> Vec<(Metric, Interval)> {
        let pairs = || self.found[row].iter().zip(&self.found[other]);
        intervals(|metric| pairs().filter_map(|(a, b)| Some(value(a, metric)? - value(b, metric)?)).collect())
    }
}

fn value(found: &Found, metric: Metric) -> Option<f64> {
    found.iter().find(|(known, _)| *known == metric).map(|&(_, value)| value)
}

fn intervals(values: impl Fn(Metric) -> Vec<f64>) -> Vec<(Metric, Interval)> {
    Metric::ALL.into_iter().filter_map(|metric| Some((metric, Interval::of(&values(metric))?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_those_of_pairs() {
        let mut tally = Tally::new(2);
        for scene in 0..40 {
            // Scenes differ by far more than methods do: 0.1 each time.
            let hard = f64::from(scene * 7 % 40);
            tally.add(0, vec![(Metric::Seam, hard + 0.1), (Metric::Seconds, 1.0)]);
            tally.add(1, if scene < 30 { vec![(Metric::Seam, hard)] } else { vec![(Metric::Context, 0.5)] });
        }
        let means = tally.means(0);
        assert_eq!(means.iter().map(|(metric, _)| *metric).collect::<Vec<_>>(), [Metric::Seam, Metric::Seconds]);
        assert!(means[0].1.high - means[0].1.low > 5.0);
        let differences = tally.differences(0, 1);
        let [(Metric::Seam, Interval { mean, low, high })] = differences[..] else { panic!("{differences:?}") };
        assert!([mean, low, high].iter().all(|end| (end - 0.1).abs() < 1e-9), "{differences:?}");
        assert!(tally.differences(0, 0).iter().all(|(_, none)| none.mean == 0.0 && none.low == 0.0));
    }
}
