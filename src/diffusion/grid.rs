//! Which timesteps and noise levels a run visits: each family of samplers was published with its own.

use super::{Error, Level, Result};
use crate::model::SchedulerConfig;

/// A rule by which levels are chosen. The rounding is diffusers', so that its samplers' figures are ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Grid {
    /// Levels of the training, down to the configuration's clean end (DDIM, DDPM).
    #[default]
    Trained,
    /// The same, but the second one twice: the network is asked there again (PNDM).
    Twice,
    /// σ at timesteps that need not be whole numbers, down to σ = 0 (Euler).
    Sigmas {
        /// σ by Karras 2022, (5), instead.
        karras: bool,
    },
    /// One level more than there are steps, with σ = 0 in place of the last (DPM-Solver++, UniPC).
    Open {
        /// σ by Karras 2022, (5), instead.
        karras: bool,
    },
    /// Some of the 50 levels at which a consistency model was distilled (LCM).
    Distilled,
}

/// How timesteps are spread over the training range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spacing {
    /// SD's default.
    Leading,
    /// Ends at T − 1.
    Trailing,
    /// Both ends.
    Linspace,
}

/// Steps of the distillation of latent consistency models.
const DISTILLED: usize = 50;
/// ρ of Karras 2022, (5).
const RHO: f64 = 7.0;
/// ᾱ that stands for 0 where σ must be finite: half precision's smallest number.
const SMALLEST: f64 = 1.0 / 16_777_216.0;

/// What a run visits.
pub(super) struct Points {
    /// Noisiest first.
    pub(super) timesteps: Vec<f64>,
    /// One a timestep, and the clean end.
    pub(super) levels: Vec<Level>,
    /// What unit noise is multiplied by to become the first x.
    pub(super) start: f64,
}

impl Grid {
    /// The most steps that can be asked for, of `train` in training.
    pub(super) fn most(self, train: usize) -> usize {
        if self == Self::Distilled { DISTILLED.min(train) } else { train }
    }

    /// `steps` steps over the levels `alphas` (ᾱ of every training timestep).
    pub(super) fn points(self, config: &SchedulerConfig, alphas: &[f64], steps: usize) -> Result<Points> {
        let spacing = spacing(config)?;
        let (train, offset) = (alphas.len(), config.steps_offset);
        let whole = |timesteps: Vec<usize>| {
            let mut levels: Vec<_> = timesteps.iter().map(|&t| Level::of(alphas[t])).collect();
            levels.push(if config.set_alpha_to_one { Level::CLEAN } else { Level::of(alphas[0]) });
            Points { timesteps: timesteps.into_iter().map(|t| t as f64).collect(), levels, start: 1.0 }
        };
        Ok(match self {
            Self::Trained => whole(timesteps(spacing, train, steps, offset)),
            Self::Twice => {
                let mut twice = timesteps(spacing, train, steps, offset);
                if let Some(&second) = twice.get(1) {
                    twice.insert(1, second);
                }
                whole(twice)
            }
            Self::Distilled => {
                let stride = train / DISTILLED.min(train);
                let all = DISTILLED.min(train);
                whole((0..steps).map(|i| (all - i * all / steps) * stride - 1).collect())
            }
            Self::Sigmas { karras } => {
                let times: Vec<f64> = if spacing == Spacing::Linspace {
                    (0..steps).map(|i| line(train, steps, i)).collect()
                } else {
                    timesteps(spacing, train, steps, offset).into_iter().map(|t| t as f64).collect()
                };
                let sigmas: Vec<f64> = times.iter().map(|&t| sigma_at(alphas, t)).collect();
                let (times, sigmas) = if karras {
                    let sigmas = karras_between(sigmas[0], sigmas[steps - 1], steps);
                    (sigmas.iter().map(|&sigma| time_of(alphas, sigma)).collect(), sigmas)
                } else {
                    (times, sigmas)
                };
                let points = down_to_zero(times, &sigmas);
                // With these spacings the noise is σ ε, not √(σ² + 1) ε: a hair less than unit deviation.
                let start = if spacing == Spacing::Leading { 1.0 } else { points.levels[0].b };
                Points { start, ..points }
            }
            Self::Open { karras: true } => {
                let sigmas = karras_between(sigma(alphas[train - 1]), sigma(alphas[0]), steps);
                let whole = config.beta_schedule != "squaredcos_cap_v2";
                let time = |&sigma: &f64| {
                    let time = time_of(alphas, sigma);
                    if whole { time.round_ties_even() } else { time.trunc() }
                };
                down_to_zero(sigmas.iter().map(time).collect(), &sigmas)
            }
            Self::Open { karras: false } => {
                let open = |i: usize| match spacing {
                    Spacing::Leading => (((train / (steps + 1)).max(1)) * (steps - i) + offset).min(train - 1) as f64,
                    Spacing::Trailing => timesteps(spacing, train, steps, offset)[i] as f64,
                    Spacing::Linspace => line(train, steps + 1, i).round_ties_even(),
                };
                let times: Vec<f64> = (0..steps).map(open).collect();
                let sigmas: Vec<f64> = times.iter().map(|&t| sigma_at(alphas, t)).collect();
                down_to_zero(times, &sigmas)
            }
        })
    }
}

fn spacing(config: &SchedulerConfig) -> Result<Spacing> {
    match config.timestep_spacing.as_str() {
        "leading" => Ok(Spacing::Leading),
        "trailing" => Ok(Spacing::Trailing),
        "linspace" => Ok(Spacing::Linspace),
        other => Err(Error::Invalid(format!("no such timestep spacing: {other:?}"))),
    }
}

/// `steps` timesteps in 0…train − 1, noisiest first.
fn timesteps(spacing: Spacing, train: usize, steps: usize, offset: usize) -> Vec<usize> {
    let from_the_end = |i: usize| match spacing {
        // An offset would lead beyond the end when every timestep is used.
        Spacing::Leading => ((train / steps) * (steps - 1 - i) + offset).min(train - 1),
        Spacing::Trailing => (train as f64 - i as f64 * (train as f64 / steps as f64)).round_ties_even() as usize - 1,
        Spacing::Linspace => line(train, steps, i).round_ties_even() as usize,
    };
    (0..steps).map(from_the_end).collect()
}

/// The `i`-th of `points` points from train − 1 down to 0.
fn line(train: usize, points: usize, i: usize) -> f64 {
    if points == 1 { 0.0 } else { (points - 1 - i) as f64 * ((train - 1) as f64 / (points - 1) as f64) }
}

fn sigma(alpha: f64) -> f64 {
    let alpha = alpha.max(SMALLEST);
    ((1.0 - alpha) / alpha).sqrt()
}

/// σ between two training timesteps, by a straight line.
fn sigma_at(alphas: &[f64], t: f64) -> f64 {
    let low = (t as usize).min(alphas.len() - 1);
    let high = (low + 1).min(alphas.len() - 1);
    let (below, above) = (sigma(alphas[low]), sigma(alphas[high]));
    below + (above - below) * (t - low as f64)
}

/// The timestep of σ, by straight lines in log σ.
fn time_of(alphas: &[f64], wanted: f64) -> f64 {
    let log = |t: usize| sigma(alphas[t]).ln();
    let high = alphas.partition_point(|&alpha| sigma(alpha) <= wanted).clamp(1, (alphas.len() - 1).max(1));
    let low = high - 1;
    if high == alphas.len() {
        return 0.0;
    }
    let part = ((wanted.ln() - log(low)) / (log(high) - log(low))).clamp(0.0, 1.0);
    low as f64 + part
}

/// Karras 2022, (5): σ_i = (σ_max^(1/ρ) + i/(n − 1) (σ_min^(1/ρ) − σ_max^(1/ρ)))^ρ.
fn karras_between(most: f64, least: f64, steps: usize) -> Vec<f64> {
    let (most, least) = (most.powf(1.0 / RHO), least.powf(1.0 / RHO));
    let gap = (steps - 1).max(1) as f64;
    (0..steps).map(|i| (most + i as f64 / gap * (least - most)).powf(RHO)).collect()
}

/// x₀ + σ ε as a x₀ + b ε with a² + b² = 1, and σ = 0 at the end.
fn down_to_zero(timesteps: Vec<f64>, sigmas: &[f64]) -> Points {
    let level = |sigma: f64| {
        let a = 1.0 / (sigma * sigma + 1.0).sqrt();
        Level { a, b: sigma * a }
    };
    Points { timesteps, levels: sigmas.iter().copied().chain([0.0]).map(level).collect(), start: 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn karras_levels_are_the_papers() {
        let sigmas = karras_between(80.0, 0.002, 18);
        // EDM's own discretisation of 18 steps: 80, 57.586, 40.786 … 0.002.
        for (i, wanted) in [(0, 80.0), (1, 57.586), (2, 40.786), (17, 0.002)] {
            assert!((sigmas[i] - wanted).abs() < 6e-4 * wanted, "{i}: {}", sigmas[i]);
        }
    }

    #[test]
    fn times_and_sigmas_belong_together() {
        let alphas: Vec<f64> = (1..=1000).map(|t| (-0.006 * f64::from(t)).exp()).collect();
        for t in [0.0, 1.0, 17.0, 500.0, 998.0, 999.0] {
            assert!((time_of(&alphas, sigma_at(&alphas, t)) - t).abs() < 1e-6, "{t}");
        }
        let between = time_of(&alphas, sigma_at(&alphas, 499.5));
        assert!((between - 499.5).abs() < 1e-3, "{between}");
        assert_eq!(time_of(&alphas, 1e9), 999.0);
        assert_eq!(time_of(&alphas, 1e-9), 0.0);
    }

    #[test]
    fn every_number_of_steps_goes_down_without_a_gap() {
        let grids = [
            Grid::Trained,
            Grid::Twice,
            Grid::Sigmas { karras: false },
            Grid::Sigmas { karras: true },
            Grid::Open { karras: false },
            Grid::Open { karras: true },
            Grid::Distilled,
        ];
        for grid in grids {
            for spacing in ["leading", "trailing", "linspace"] {
                let config = SchedulerConfig { timestep_spacing: spacing.into(), ..SchedulerConfig::default() };
                let alphas = super::super::betas::alphas_bar(&config).unwrap();
                for steps in [1, 2, 3, 7, 20, 50, 333, 999, 1000].into_iter().filter(|&n| n <= grid.most(1000)) {
                    let points = grid.points(&config, &alphas, steps).unwrap();
                    let wanted = if grid == Grid::Twice && steps > 1 { steps + 1 } else { steps };
                    assert_eq!(points.timesteps.len(), wanted, "{grid:?} {spacing} {steps}");
                    assert_eq!(points.levels.len(), wanted + 1);
                    assert!(points.timesteps.is_sorted_by(|a, b| a >= b), "{grid:?} {spacing} {steps}");
                    assert!(points.timesteps.iter().all(|t| (0.0..1000.0).contains(t)));
                    assert!(points.levels.is_sorted_by(|a, b| a.b >= b.b), "{grid:?} {spacing} {steps}");
                    assert!(points.levels.iter().all(|l| l.a > 0.0 && (l.a * l.a + l.b * l.b - 1.0).abs() < 1e-12));
                }
            }
        }
    }
}
