//! The loop against a model whose score is exact: Gaussians here, mixtures in `oracle`.
//!
//! Where x₀ ~ N(m, v), E[ε∣x] = b (x − a m)/(a² v + b²): every sampler is then linear in x, and its end is known.

#![expect(clippy::unwrap_used, reason = "a helper of a test may panic")]

#[path = "gaussian_controls.rs"]
mod controls;
#[path = "gaussian_guidance.rs"]
mod guidance;
#[path = "gaussian_inversion.rs"]
mod inversion;
mod mixture;
mod oracle;
mod oracle_edits;
#[path = "gaussian_samplers.rs"]
mod samplers;

use std::cell::Cell;

use candle_core::{Device, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::invert::invert;
use palimpsest::diffusion::{
    self, Context, Controls, Denoiser, Error, Guidance, Level, SamplerId, Schedule, Start, Step, Travel, Visit, sample,
};
use palimpsest::model::{self, Block, Hooks, Kind, PredictionType, SchedulerConfig, Site};
use palimpsest::tensor::Noise;

/// Latents of unit noise: no clipping, ends at ᾱ = 1.
fn config() -> SchedulerConfig {
    SchedulerConfig { clip_sample: false, ..SchedulerConfig::default() }
}

/// ᾱ of every timestep.
fn levels(config: &SchedulerConfig) -> Vec<Level> {
    let all = SchedulerConfig { timestep_spacing: "linspace".into(), ..config.clone() };
    let all = Schedule::new(&all, 1000).unwrap();
    (0..1000).map(|t| all.level(999 - t)).collect()
}

/// N(m, v) for every element; m is what the context says, 0 without one.
struct Gaussian {
    v: f64,
    kind: PredictionType,
    levels: Vec<Level>,
    calls: Cell<usize>,
}

impl Gaussian {
    fn new(v: f64) -> Self {
        Self { v, kind: PredictionType::Epsilon, levels: levels(&config()), calls: Cell::new(0) }
    }

    fn of(v: f64, kind: PredictionType) -> Self {
        Self { kind, ..Self::new(v) }
    }
}

impl Denoiser for Gaussian {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        self.calls.set(self.calls.get() + 1);
        let Level { a, b } = self.levels[t as usize];
        let m = match &contexts[0].text {
            Some(text) => f64::from(text.flatten_all()?.get(0)?.to_scalar::<f32>()?),
            None => 0.0,
        };
        hooks.checkpoint()?;
        let x = hooks.bottleneck(x.clone())?;
        let site = Site { block: Block::Mid, layer: 0, kind: Kind::Cross, height: 1, width: 1, heads: 1 };
        if hooks.wants_attention(&site) {
            hooks.attention(&site, Tensor::ones((1, 1, 1), candle_core::DType::F32, x.device())?)?;
        }
        hooks.checkpoint()?;
        let eps = x.affine(b, -a * b * m)?.affine(1.0 / (a * a * self.v + b * b), 0.0)?;
        let x0 = ((&x - (&eps * b)?)? / a)?;
        Ok(match self.kind {
            PredictionType::Epsilon => eps,
            PredictionType::VPrediction => ((eps * a)? - (x0 * b)?)?,
            PredictionType::Sample => x0,
        })
    }

    fn prediction(&self) -> PredictionType {
        self.kind
    }
}

/// The context whose pictures have the mean m.
fn mean_is(m: f32) -> Context {
    Context { text: Some(Tensor::full(m, (1, 1, 1), &Device::Cpu).unwrap()), extra: None }
}

fn prompts(cond: f32, uncond: Option<f32>) -> Prompts {
    Prompts { cond: mean_is(cond), uncond: uncond.map(mean_is), ..Prompts::default() }
}

fn noise_of(side: usize) -> Start {
    Start::Noise { shape: (1, 1, side, side).into() }
}

fn values(x: &Tensor) -> Vec<f32> {
    x.flatten_all().unwrap().to_vec1().unwrap()
}

fn moments(x: &Tensor) -> (f64, f64) {
    let x: Vec<f64> = values(x).into_iter().map(f64::from).collect();
    let mean = x.iter().sum::<f64>() / x.len() as f64;
    (mean, (x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64).sqrt())
}

fn distance(x: &Tensor, y: &Tensor) -> f64 {
    let worst = values(x).into_iter().zip(values(y)).map(|(x, y)| (x - y).abs()).fold(0.0, f32::max);
    f64::from(worst)
}

/// One run; DDIM with η, or DDPM where it is `None`.
fn run(model: &Gaussian, prompts: &Prompts, steps: usize, eta: Option<f64>, controls: Controls<'_>) -> Tensor {
    let config = SchedulerConfig { prediction_type: model.kind, ..config() };
    let schedule = Schedule::new(&config, steps).unwrap();
    let id = if eta.is_some() { SamplerId::Ddim } else { SamplerId::Ddpm };
    let mut sampler = id.start(&schedule, eta.unwrap_or(0.0));
    let mut controls = controls;
    sample(model, prompts, &schedule, &mut *sampler, &mut controls, &mut Noise::new(7), &mut ()).unwrap()
}

/// Mean and deviation of the numbers that leave a run which began with N(0, 1): every move is linear in x with noise
/// of its own, so both follow from move to move. DDIM with η, or DDPM (`fixed_small`) where it is `None`.
fn expected(schedule: &Schedule, travel: Option<Travel>, m: f64, v: f64, eta: Option<f64>) -> (f64, f64) {
    let (mut mean, mut variance) = (0.0, 1.0);
    for visit in schedule.visits(0, travel).unwrap() {
        let (Visit::Denoise(step) | Visit::Renoise(step)) = visit;
        let (Level { a, b }, s) = (step.now, step.next);
        let (slope, shift, noise) = if matches!(visit, Visit::Renoise(_)) {
            let ratio = s.a / a;
            (ratio, 0.0, s.b * s.b - (ratio * b).powi(2))
        } else {
            // ε = slope (x − a m) in any case; x̂₀ = (x − b ε)/a.
            let eps = b / (a * a * v + b * b);
            let x0 = (1.0 - b * eps) / a;
            let beta = 1.0 - (a / s.a).powi(2);
            let posterior = beta * (s.b / b).powi(2);
            let (of_x0, of_eps, of_x, noise) = match eta {
                Some(eta) => (s.a, (s.b * s.b - eta * eta * posterior).sqrt(), 0.0, eta * eta * posterior),
                None => (s.a * beta / (b * b), 0.0, a / s.a * (s.b / b).powi(2), posterior),
            };
            let slope = of_x0 * x0 + of_eps * eps + of_x;
            (slope, of_x0 * b * eps * m - of_eps * eps * a * m, noise)
        };
        (mean, variance) = (slope * mean + shift, slope * slope * variance + noise);
    }
    (mean, variance.sqrt())
}

#[test]
fn every_sampler_reaches_the_mean_and_the_deviation() {
    let (m, v) = (0.5, 0.09);
    let model = Gaussian::new(v);
    for steps in [20, 250] {
        let schedule = Schedule::new(&config(), steps).unwrap();
        for eta in [Some(0.0), Some(0.5), Some(1.0), None] {
            let (wanted, spread) = expected(&schedule, None, m, v, eta);
            let (mean, deviation) =
                moments(&run(&model, &prompts(0.5, None), steps, eta, Controls::new(noise_of(128))));
            // 16 384 numbers of deviation 0.3: the standard error is 0.0023 of the mean, 0.0017 of the deviation.
            assert!((mean - wanted).abs() < 0.008, "{steps}, η {eta:?}: mean {mean}, not {wanted}");
            assert!((deviation - spread).abs() < 0.006, "{steps}, η {eta:?}: deviation {deviation}, not {spread}");
        }
    }
    // What they should reach is what was asked for, when the steps are fine.
    let schedule = Schedule::new(&config(), 1000).unwrap();
    for eta in [Some(0.0), Some(0.5), Some(1.0), None] {
        let (wanted, spread) = expected(&schedule, None, m, v, eta);
        assert!((wanted - m).abs() < 0.005 && (spread - v.sqrt()).abs() < 0.005, "η {eta:?}: {wanted} {spread}");
    }
}

#[test]
fn ddim_is_the_closed_form_recursion() {
    let (m, v, steps) = (0.4, 0.2, 20);
    let model = Gaussian::new(v);
    let schedule = Schedule::new(&config(), steps).unwrap();
    let mut start = None;
    let mut observer = |step: &Step, x: &Tensor, _: &Tensor| {
        start = start.take().or_else(|| (step.i == 0).then(|| x.clone()));
        Ok(())
    };
    let mut controls = Controls::new(noise_of(8));
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let end = sample(
        &model,
        &prompts(m as f32, None),
        &schedule,
        &mut *sampler,
        &mut controls,
        &mut Noise::new(3),
        &mut observer,
    )
    .unwrap();
    let expected = values(&start.unwrap()).into_iter().map(|x| {
        schedule.steps(0).fold(f64::from(x), |x, step| {
            let Level { a, b } = step.now;
            let eps = b * (x - a * m) / (a * a * v + b * b);
            step.next.a * (x - b * eps) / a + step.next.b * eps
        })
    });
    for (got, expected) in values(&end).into_iter().zip(expected) {
        assert!((f64::from(got) - expected).abs() < 2e-5, "{got} {expected}");
    }
}

#[test]
fn v_and_x0_networks_give_what_the_epsilon_network_gives() {
    for eta in [Some(0.0), Some(1.0), None] {
        let end = |kind| run(&Gaussian::of(0.2, kind), &prompts(0.3, None), 30, eta, Controls::new(noise_of(16)));
        let epsilon = end(PredictionType::Epsilon);
        assert!(distance(&epsilon, &end(PredictionType::VPrediction)) < 1e-4);
        assert!(distance(&epsilon, &end(PredictionType::Sample)) < 1e-4);
    }
}

#[test]
fn clipping_bounds_the_prediction() {
    let model = Gaussian::new(4.0);
    let config = SchedulerConfig { clip_sample: true, clip_sample_range: 0.5, ..config() };
    let schedule = Schedule::new(&config, 10).unwrap();
    let mut widest = 0.0_f32;
    let mut observer = |_: &Step, _: &Tensor, x0: &Tensor| {
        widest = values(x0).into_iter().fold(widest, |widest, x| widest.max(x.abs()));
        Ok(())
    };
    let mut controls = Controls::new(noise_of(8));
    let mut sampler = SamplerId::Ddpm.start(&schedule, 0.0);
    let mut noise = Noise::new(1);
    let prompts = prompts(0.0, None);
    let end = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut observer).unwrap();
    assert_eq!(widest, 0.5);
    assert!(values(&end).into_iter().all(|x| x.abs() <= 0.5));
}

/// Counts checkpoints and stops at one of them.
struct Stop {
    at: usize,
    asked: usize,
    steps: usize,
}

impl palimpsest::diffusion::Observer for Stop {
    fn step(&mut self, _: &Step, _: &Tensor, _: &Tensor) -> diffusion::Result<()> {
        self.steps += 1;
        Ok(())
    }
    fn checkpoint(&mut self) -> diffusion::Result<()> {
        self.asked += 1;
        if self.asked == self.at { Err(Error::Cancelled) } else { Ok(()) }
    }
}

#[test]
fn a_cancel_leaves_in_the_middle_of_a_pass() {
    let model = Gaussian::new(0.1);
    let schedule = Schedule::new(&config(), 10).unwrap();
    // Two checkpoints a pass, two passes a step: the seventh is in the fourth pass.
    let mut stop = Stop { at: 7, asked: 0, steps: 0 };
    let mut controls = Controls::new(noise_of(4)).combine(Guidance::new(2.0));
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let mut noise = Noise::new(1);
    let prompts = prompts(0.1, Some(0.0));
    let end = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut stop);
    assert!(matches!(end, Err(Error::Cancelled)));
    assert_eq!((stop.asked, stop.steps, model.calls.get()), (7, 1, 4));
    let mut stop = Stop { at: 3, asked: 0, steps: 0 };
    let end = invert(
        &model,
        &schedule,
        0,
        &Tensor::zeros((1, 1, 4, 4), candle_core::DType::F32, &Device::Cpu).unwrap(),
        &mean_is(0.0),
        &mut stop,
    );
    assert!(matches!(end, Err(Error::Cancelled)));
    assert_eq!(stop.asked, 3);
}

/// Breaks at one timestep.
struct Breaks(Gaussian, f64);

impl Denoiser for Breaks {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        let said = self.0.predict(x, t, contexts, hooks)?;
        if t == self.1 { Ok((said * f64::NAN)?) } else { Ok(said) }
    }
    fn prediction(&self) -> PredictionType {
        PredictionType::Epsilon
    }
}

#[test]
fn numbers_that_are_not_finite_stop_the_run_before_they_are_shown() {
    let schedule = Schedule::new(&config(), 10).unwrap();
    let model = Breaks(Gaussian::new(0.1), schedule.timesteps()[3]);
    let mut shown = 0;
    let mut observer = |_: &Step, _: &Tensor, _: &Tensor| {
        shown += 1;
        Ok(())
    };
    let mut controls = Controls::new(noise_of(4));
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let mut noise = Noise::new(1);
    let prompts = prompts(0.1, None);
    let end = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut observer);
    assert!(matches!(end, Err(Error::NotFinite { step: 3 })));
    assert_eq!(shown, 3);
    let x0 = Tensor::zeros((1, 1, 2, 2), candle_core::DType::F32, &Device::Cpu).unwrap();
    let inverted = invert(&model, &schedule, 0, &x0, &mean_is(0.0), &mut ());
    assert!(matches!(inverted, Err(Error::NotFinite { step: 6 })));
}

#[test]
fn the_networks_own_errors_come_through() {
    struct Fails;
    impl Denoiser for Fails {
        fn predict(&self, _: &Tensor, _: f64, _: &[&Context], _: &mut dyn Hooks) -> diffusion::Result<Tensor> {
            Err(model::Error::Config { file: "x".into(), reason: "y".into() }.into())
        }
        fn prediction(&self) -> PredictionType {
            PredictionType::Epsilon
        }
    }
    let schedule = Schedule::new(&config(), 2).unwrap();
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let mut controls = Controls::new(noise_of(2));
    let end = sample(&Fails, &Prompts::default(), &schedule, &mut *sampler, &mut controls, &mut Noise::new(0), &mut ());
    assert!(matches!(end, Err(Error::Model(model::Error::Config { .. }))));
}
