//! Noise levels and timesteps.

use super::betas::alphas_bar;
use super::grid::Grid;
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

    /// Whether it leads to more noise.
    pub fn is_back(&self) -> bool {
        self.next.b > self.now.b
    }

    /// The number under which this step draws its noise. It depends on the place in the whole schedule alone: a run
    /// that goes on from the middle of another draws what that one would have drawn.
    pub fn draw(&self) -> usize {
        self.index + self.visit * MAX_STEPS + if self.is_back() { BACK } else { 0 }
    }
}

const MAX_STEPS: usize = 1000;
/// Above every number of a step that is not taken back.
const BACK: usize = 1 << 31;

/// The levels that a run visits, noisiest first.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// The configuration it was made from.
    pub config: SchedulerConfig,
    timesteps: Vec<f64>,
    levels: Vec<Level>,
    targets: Vec<Level>,
    start: f64,
}

impl Schedule {
    /// `steps` levels of the training by the configuration's own spacing (the rounding rules are diffusers').
    ///
    /// # Errors
    /// Those of [`Schedule::on`].
    pub fn new(config: &SchedulerConfig, steps: usize) -> Result<Self> {
        Self::on(Grid::Trained, config, steps)
    }

    /// `steps` levels of `grid`.
    ///
    /// # Errors
    /// [`Error::Invalid`] for steps outside 1…1000 or above what the grid has, for a configuration that cannot be,
    /// and for one that asks an ε-network about pure noise (ᾱ = 0), where ε says nothing about x₀.
    pub fn on(grid: Grid, config: &SchedulerConfig, steps: usize) -> Result<Self> {
        let alphas = alphas_bar(config)?;
        let train = alphas.len();
        let most = MAX_STEPS.min(grid.most(train));
        if steps == 0 || steps > most {
            return Err(Error::Invalid(format!("the number of steps must be 1 to {most}, not {steps}")));
        }
        let points = grid.points(config, &alphas, steps)?;
        let clean = points.levels[points.timesteps.len()];
        let stride = (train / steps) as f64;
        let target = |&t: &f64| if t < stride { clean } else { Level::of(alphas[(t - stride) as usize]) };
        let targets = points.timesteps.iter().map(target).collect();
        if config.prediction_type == PredictionType::Epsilon && alphas[points.timesteps[0] as usize] == 0.0 {
            return Err(Error::Invalid(
                "a schedule that starts from pure noise (zero signal-to-noise) needs a network that predicts v or x₀"
                    .into(),
            ));
        }
        let super::grid::Points { timesteps, levels, start } = points;
        Ok(Self { config: config.clone(), timesteps, levels, targets, start })
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

    /// What unit noise is multiplied by to become the x of a run from noise; 1 but for some grids of σ.
    pub fn start(&self) -> f64 {
        self.start
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

#[cfg(test)]
mod tests {
    use super::*;

    fn every(schedule: &str, beta_start: f64, beta_end: f64) -> Schedule {
        let config = SchedulerConfig {
            beta_schedule: schedule.into(),
            beta_start,
            beta_end,
            timestep_spacing: "linspace".into(),
            ..SchedulerConfig::default()
        };
        Schedule::new(&config, 1000).unwrap()
    }

    #[test]
    fn levels_are_those_of_the_field() {
        // ᾱ of METHODS §1.1 (three figures), t → (linear, SD's scaled linear, cosine).
        let table = [
            (199, [0.659, 0.755, 0.899]),
            (299, [0.396, 0.592, 0.787]),
            (399, [0.195, 0.426, 0.647]),
            (499, [0.079, 0.278, 0.494]),
            (599, [0.026, 0.162, 0.341]),
        ];
        let schedules = [
            every("linear", 1e-4, 0.02),
            every("scaled_linear", 0.00085, 0.012),
            every("squaredcos_cap_v2", 1e-4, 0.02),
        ];
        for (t, alphas) in table {
            for (schedule, alpha) in schedules.iter().zip(alphas) {
                let Level { a, b } = schedule.level(999 - t);
                assert!((a * a - alpha).abs() < 6e-4, "t {t}: {} is not {alpha}", a * a);
                assert!((a * a + b * b - 1.0).abs() < 1e-12);
            }
        }
        assert!((schedules[1].level(0).sigma() - 14.6).abs() < 0.05);
        // The cap keeps the last cosine β from 1, so ᾱ is small but not 0.
        let end = schedules[2].level(0).a.powi(2);
        assert!(end > 0.0 && end < 1e-8, "{end}");
    }

    #[test]
    fn spacings_follow_their_rules() {
        let times = |spacing: &str, steps, offset| {
            let config = SchedulerConfig {
                timestep_spacing: spacing.into(),
                steps_offset: offset,
                ..SchedulerConfig::default()
            };
            Schedule::new(&config, steps).unwrap().timesteps().to_vec()
        };
        assert_eq!(times("leading", 4, 1), [751.0, 501.0, 251.0, 1.0]);
        assert_eq!(times("leading", 7, 0), [852.0, 710.0, 568.0, 426.0, 284.0, 142.0, 0.0]);
        assert_eq!(times("trailing", 6, 1), [999.0, 832.0, 666.0, 499.0, 332.0, 166.0]);
        assert_eq!(times("linspace", 5, 1), [999.0, 749.0, 500.0, 250.0, 0.0]);
        assert_eq!(times("linspace", 1, 0), [0.0]);
        // An offset never leads beyond the training range.
        let all = times("leading", 1000, 1);
        assert_eq!((all[0], all[999]), (999.0, 1.0));
        for steps in 1..=1000 {
            let all = times("trailing", steps, 0);
            assert!(all.is_sorted_by(|a, b| a > b) && all.len() == steps, "{steps} steps");
        }
    }

    #[test]
    fn zero_terminal_snr_ends_in_pure_noise_and_keeps_the_first_level() {
        let config = SchedulerConfig {
            rescale_betas_zero_snr: true,
            timestep_spacing: "trailing".into(),
            prediction_type: PredictionType::VPrediction,
            ..SchedulerConfig::default()
        };
        let schedule = Schedule::new(&config, 1000).unwrap();
        assert_eq!(schedule.level(0), Level { a: 0.0, b: 1.0 });
        assert!((schedule.level(999).a - (1.0_f64 - 1e-4).sqrt()).abs() < 1e-12);
        let epsilon = SchedulerConfig { prediction_type: PredictionType::Epsilon, ..config };
        assert!(matches!(Schedule::new(&epsilon, 20), Err(Error::Invalid(_))));
    }

    #[test]
    fn the_clean_end_is_what_the_configuration_says() {
        let config = SchedulerConfig::default();
        assert_eq!(Schedule::new(&config, 10).unwrap().level(10), Level::CLEAN);
        let kept = SchedulerConfig { set_alpha_to_one: false, ..config };
        assert_eq!(Schedule::new(&kept, 10).unwrap().level(10), Level::of(1.0 - 1e-4));
    }

    #[test]
    fn strength_says_how_many_steps_run() {
        let schedule = Schedule::new(&SchedulerConfig::default(), 25).unwrap();
        for (strength, runs) in [(1.0, 25), (0.72, 18), (0.5, 12), (0.04, 1), (1e-9, 1), (2.0, 25)] {
            let first = schedule.first(strength);
            assert_eq!(schedule.steps(first).len(), runs, "strength {strength}");
            assert!(schedule.steps(first).last().unwrap().is_last());
        }
        let step = schedule.steps(7).next().unwrap();
        assert_eq!((step.i, step.of, step.index, step.len), (0, 18, 7, 25));
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |steps: usize, change: fn(&mut SchedulerConfig)| {
            let mut config = SchedulerConfig::default();
            change(&mut config);
            matches!(Schedule::new(&config, steps), Err(Error::Invalid(text)) if !text.contains('\n'))
        };
        assert!(refused(0, |_| ()));
        assert!(refused(1001, |_| ()));
        assert!(refused(51, |config| config.num_train_timesteps = 50));
        assert!(refused(1, |config| config.num_train_timesteps = 0));
        assert!(refused(1, |config| config.num_train_timesteps = usize::MAX));
        assert!(refused(10, |config| config.beta_start = 0.0));
        assert!(refused(10, |config| config.beta_end = 1.0));
        assert!(refused(10, |config| config.beta_end = f64::NAN));
        assert!(refused(10, |config| config.beta_start = 0.03));
        assert!(refused(10, |config| config.beta_schedule = "sigmoid".into()));
        assert!(refused(10, |config| config.timestep_spacing = "karras".into()));
        assert!(refused(10, |config| config.clip_sample_range = 0.0));
        assert!(!refused(10, |_| ()));
    }
}
