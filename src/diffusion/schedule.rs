//! Noise levels and timesteps.

use super::{Error, Result};
use crate::model::{PredictionType, SchedulerConfig};
use candle_core::Tensor;

/// One noise level: x = a x₀ + b ε.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// √ᾱ.
    pub a: f64,
    /// √(1 − ᾱ).
    pub b: f64,
}

impl Level {
    /// No noise at all.
    pub const CLEAN: Self = Self { a: 1.0, b: 0.0 };

    /// The level of ᾱ.
    pub fn of(alpha_bar: f64) -> Self {
        Self { a: alpha_bar.sqrt(), b: (1.0 - alpha_bar).sqrt() }
    }

    /// σ = b/a, the noise-to-signal ratio; infinite where nothing of the picture is left.
    pub fn sigma(self) -> f64 {
        self.b / self.a
    }
}

/// Where the loop stands. Controls are told; they never count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Counted from 0 over the steps that run.
    pub i: usize,
    /// How many steps run.
    pub of: usize,
    /// Index in the whole schedule (0 is the noisiest).
    pub index: usize,
    /// How many steps the whole schedule has.
    pub len: usize,
    /// How often this index was visited before (more than 0 only while travelling in time).
    pub visit: usize,
    /// What the network is asked about.
    pub t: f64,
    /// Before the step.
    pub now: Level,
    /// After it.
    pub next: Level,
}

impl Step {
    /// Whether it ends at the clean picture.
    pub fn is_last(&self) -> bool {
        self.index + 1 == self.len
    }

    /// The number under which this step draws its noise. It depends on the place in the whole schedule alone: a run
    /// that goes on from the middle of another draws what that one would have drawn.
    pub fn draw(&self) -> usize {
        self.index + self.visit * MAX_STEPS
    }
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

const MAX_STEPS: usize = 1000;

/// The levels that a run visits, noisiest first.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The configuration it was made from.
    pub config: SchedulerConfig,
    timesteps: Vec<f64>,
    levels: Vec<Level>,
    targets: Vec<Level>,
}

impl Schedule {
    /// `steps` levels by the configuration's own spacing (the rounding rules are diffusers').
    ///
    /// # Errors
    /// [`Error::Invalid`] for steps outside 1…1000 or above the training steps, for a configuration that cannot be,
    /// and for one that asks an ε-network about pure noise (ᾱ = 0), where ε says nothing about x₀.
    pub fn new(config: &SchedulerConfig, steps: usize) -> Result<Self> {
        let alphas = alphas_bar(config)?;
        let train = alphas.len();
        let most = MAX_STEPS.min(train);
        if steps == 0 || steps > most {
            return Err(Error::Invalid(format!("the number of steps must be 1 to {most}, not {steps}")));
        }
        let timesteps = timesteps(spacing(config)?, train, steps, config.steps_offset);
        let clean = if config.set_alpha_to_one { Level::CLEAN } else { Level::of(alphas[0]) };
        let mut levels: Vec<_> = timesteps.iter().map(|&t| Level::of(alphas[t])).collect();
        levels.push(clean);
        let stride = train / steps;
        let targets =
            timesteps.iter().map(|&t| t.checked_sub(stride).map_or(clean, |t| Level::of(alphas[t]))).collect();
        if config.prediction_type == PredictionType::Epsilon && levels[0].a == 0.0 {
            return Err(Error::Invalid(
                "a schedule that starts from pure noise (zero signal-to-noise) needs a network that predicts v or x₀"
                    .into(),
            ));
        }
        let timesteps = timesteps.into_iter().map(|t| t as f64).collect();
        Ok(Self { config: config.clone(), timesteps, levels, targets })
    }

    /// How many steps.
    pub fn len(&self) -> usize {
        self.timesteps.len()
    }

    /// Never, by construction.
    pub fn is_empty(&self) -> bool {
        self.timesteps.is_empty()
    }

    /// Timesteps, noisiest first.
    pub fn timesteps(&self) -> &[f64] {
        &self.timesteps
    }

    /// Index of the first step of a run of `strength` ∈ (0, 1]: `len − min(⌊len·strength⌋, len)`, at least one step runs.
    pub fn first(&self, strength: f64) -> usize {
        let runs = (self.len() as f64 * strength) as usize;
        self.len() - runs.clamp(1, self.len())
    }

    /// The level before step `index`; `index == len` is the clean end (ᾱ = 1, or ᾱ₀ without `set_alpha_to_one`).
    pub fn level(&self, index: usize) -> Level {
        self.levels[index]
    }

    /// The level that DDIM steps to, and that its inversion starts from: ᾱ at t − ⌊T/len⌋, as in diffusers. It is
    /// `level(index + 1)`, but for spacings that do not divide T evenly, where it may be a timestep beside it.
    pub(super) fn target(&self, index: usize) -> Level {
        self.targets[index]
    }

    /// The steps from `first` on.
    pub fn steps(&self, first: usize) -> impl DoubleEndedIterator<Item = Step> + ExactSizeIterator + '_ {
        let of = self.len().saturating_sub(first);
        (0..of).map(move |i| Step { i, of, ..self.step(first + i) })
    }

    /// Step `index` of a run of the whole schedule.
    pub(super) fn step(&self, index: usize) -> Step {
        let (now, next) = (self.levels[index], self.levels[index + 1]);
        let len = self.len();
        Step { i: index, of: len, index, len, visit: 0, t: self.timesteps[index], now, next }
    }

    /// q(x_t | x₀) = a x₀ + b ε (1).
    pub fn noised(x0: &Tensor, level: Level, eps: &Tensor) -> Result<Tensor> {
        Ok(((x0 * level.a)? + (eps * level.b)?)?)
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
    let (last, n) = ((train - 1) as f64, steps as f64);
    let from_the_end = |i: usize| match spacing {
        // An offset would lead beyond the end when every timestep is used.
        Spacing::Leading => ((train / steps) * (steps - 1 - i) + offset).min(train - 1),
        Spacing::Trailing => (train as f64 - i as f64 * (train as f64 / n)).round_ties_even() as usize - 1,
        Spacing::Linspace if steps == 1 => 0,
        Spacing::Linspace => ((steps - 1 - i) as f64 * (last / (n - 1.0))).round_ties_even() as usize,
    };
    (0..steps).map(from_the_end).collect()
}

/// ᾱ_t for every training timestep.
fn alphas_bar(config: &SchedulerConfig) -> Result<Vec<f64>> {
    let train = config.num_train_timesteps;
    if !(1..=100_000).contains(&train) {
        return Err(Error::Invalid(format!("a schedule cannot have {train} training timesteps")));
    }
    let (start, end) = (config.beta_start, config.beta_end);
    let range = 0.0..1.0;
    if !(range.contains(&start) && range.contains(&end) && start > 0.0 && start <= end) {
        return Err(Error::Invalid(format!("a schedule's β cannot go from {start} to {end}")));
    }
    if config.clip_sample && !(config.clip_sample_range > 0.0 && config.clip_sample_range.is_finite()) {
        return Err(Error::Invalid(format!("x̂₀ cannot be clipped to ±{}", config.clip_sample_range)));
    }
    let line = |from: f64, to: f64| {
        let gap = (train - 1).max(1) as f64;
        (0..train).map(move |i| from + (to - from) * i as f64 / gap)
    };
    let betas: Vec<f64> = match config.beta_schedule.as_str() {
        "linear" => line(start, end).collect(),
        "scaled_linear" => line(start.sqrt(), end.sqrt()).map(|root| root * root).collect(),
        // Nichol & Dhariwal 2021 (17), with their cap: β = min(1 − ᾱ(t + 1)/ᾱ(t), 0.999).
        "squaredcos_cap_v2" => {
            let bar =
                |i: usize| ((i as f64 / train as f64 + 0.008) / 1.008 * std::f64::consts::FRAC_PI_2).cos().powi(2);
            (0..train).map(|i| (1.0 - bar(i + 1) / bar(i)).min(0.999)).collect()
        }
        other => return Err(Error::Invalid(format!("no such beta schedule: {other:?}"))),
    };
    let bars = betas.iter().scan(1.0, |bar, beta| {
        *bar *= 1.0 - beta;
        Some(*bar)
    });
    let mut bars: Vec<f64> = bars.collect();
    if config.rescale_betas_zero_snr && train > 1 {
        zero_terminal_snr(&mut bars);
    }
    Ok(bars)
}

/// Shifts and scales √ᾱ so that the last is 0 and the first stays (Lin et al. 2024, arXiv 2305.08891, Algorithm 1).
fn zero_terminal_snr(bars: &mut [f64]) {
    let (first, last) = (bars[0].sqrt(), bars[bars.len() - 1].sqrt());
    for bar in bars {
        *bar = ((bar.sqrt() - last) * first / (first - last)).powi(2);
    }
}
