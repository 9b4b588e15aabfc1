//! Seconds of several runs of the same work.

use std::time::Instant;

use super::Result;

/// Seconds of several runs, in the order in which they ran.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Of at least one run.
    pub(super) fn new(seconds: Vec<f64>) -> Self {
        Self(seconds)
    }

    /// Runs `work` once to warm up and then `runs` times; it is told which run it is, 0 being the warm-up.
    pub(super) fn of(runs: usize, mut work: impl FnMut(usize) -> Result<()>) -> Result<Self> {
        work(0)?;
        let timed = |run| {
            let begun = Instant::now();
            work(run)?;
            Ok(begun.elapsed().as_secs_f64())
        };
        Ok(Self((1..=runs).map(timed).collect::<Result<_>>()?))
    }

    /// All of them.
    pub fn all(&self) -> &[f64] {
        &self.0
    }

    /// The middle one, or the mean of the two in the middle.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let half = sorted.len() / 2;
        if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
    }

    /// The shortest.
    pub fn least(&self) -> f64 {
        self.0.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// The longest.
    pub fn greatest(&self) -> f64 {
        self.0.iter().copied().fold(0.0, f64::max)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_ends() {
        let odd = Samples::new(vec![3.0, 1.0, 2.0]);
        assert_eq!((odd.median(), odd.least(), odd.greatest()), (2.0, 1.0, 3.0));
        assert_eq!(Samples::new(vec![4.0, 1.0]).median(), 2.5);
    }

    #[test]
    fn the_first_run_only_warms_up() {
        let mut ran = Vec::new();
        let samples = Samples::of(2, |run| {
            ran.push(run);
            Ok(())
        });
        assert_eq!(samples.unwrap().all().len(), 2);
        assert_eq!(ran, [0, 1, 2]);
    }
}
