//! What editing systems do with the exact score of a mixture. The figures beside each test were measured by an
//! independent program (numpy, two seeds) before this one existed; ours must agree within sampling error.

use super::config;
use super::mixture::{D, Mixture, mean, pictures, tensor};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::invert::{invert, invert_refined};
use palimpsest::diffusion::{
    self, Branches, Combine, Combined, Context, Controls, Denoiser, Guidance, SamplerId, Schedule, Start, Step, sample,
};
use palimpsest::model::{Hooks, PredictionType};
use palimpsest::tensor::Noise;

pub(super) fn class(class: usize) -> Context {
    Context { text: Some(Tensor::full(class as f32, (1, 1, 1), &Device::Cpu).unwrap()), extra: None }
}

/// Mean squared distance of each picture.
pub(super) fn squares(x: &Tensor, y: &Tensor) -> Vec<f64> {
    let square = |(x, y): (&[f64; D], &[f64; D])| (0..D).map(|i| (x[i] - y[i]).powi(2)).sum::<f64>() / D as f64;
    pictures(x).iter().zip(&pictures(y)).map(square).collect()
}

pub(super) fn average(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn median(mut x: Vec<f64>) -> f64 {
    x.sort_by(f64::total_cmp);
    x[x.len() / 2]
}

pub(super) struct Bench {
    pub(super) model: Mixture,
}

/// Asks for the timestep of the cleaner end of an inversion's step, as the independent program does (METHODS §1.4, and
/// so ours, asks for that of the noisier end).
struct Earlier<'a>(&'a Mixture, usize);

impl Denoiser for Earlier<'_> {
    fn predict(&self, x: &Tensor, t: f64, contexts: &[&Context], hooks: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        self.0.predict(x, (t - (1000 / self.1) as f64).max(0.0), contexts, hooks)
    }
    fn prediction(&self) -> PredictionType {
        PredictionType::Epsilon
    }
}

impl Bench {
    /// The start that the independent program's inversion finds.
    fn inverted(&self, steps: usize, x0: &Tensor, context: &Context) -> Start {
        let asked = Earlier(&self.model, steps);
        let path = invert(&asked, &Self::schedule(steps), 0, x0, context, &mut ());
        Start::Latent { x: path.unwrap().pop().unwrap(), first: 0 }
    }

    pub(super) fn new() -> Self {
        Self { model: Mixture::new() }
    }

    pub(super) fn schedule(steps: usize) -> Schedule {
        Schedule::new(&config(), steps).unwrap()
    }

    pub(super) fn run(&self, steps: usize, eta: f64, prompts: &Prompts, controls: Controls<'_>) -> Tensor {
        let (schedule, mut controls) = (Self::schedule(steps), controls);
        let mut sampler = SamplerId::Ddim.start(&schedule, eta);
        sample(&self.model, prompts, &schedule, &mut *sampler, &mut controls, &mut Noise::new(3), &mut ()).unwrap()
    }

    fn invert(&self, steps: usize, x0: &Tensor, context: &Context, refinements: usize) -> Start {
        let schedule = Self::schedule(steps);
        let path = invert_refined(&self.model, &schedule, 0, x0, context, refinements, &mut ());
        Start::Latent { x: path.unwrap().pop().unwrap(), first: 0 }
    }
}

#[test]
fn inversion_reconstructs_and_noising_does_not() {
    let bench = Bench::new();
    let (x0, _) = bench.model.draw(96, 1);
    let prompts = Prompts::default();
    let error = |start, steps| median(squares(&bench.run(steps, 0.0, &prompts, Controls::new(start)), &x0));
    // Medians at 10, 50, 200 steps: .0079 .00072 .000085 (seed 1: .0082 .00072 .000084).
    for (steps, wanted) in [(10, 0.008), (50, 0.000_72), (200, 0.000_085)] {
        let got = error(bench.inverted(steps, &x0, &prompts.cond), steps);
        assert!((got - wanted).abs() < 0.35 * wanted, "{steps} steps: {got}");
    }
    // Ours asks at the other end of each step: another error of the same order.
    let ours = |steps, refinements| error(bench.invert(steps, &x0, &prompts.cond, refinements), steps);
    let errors = [10, 50, 200].map(|steps| ours(steps, 0));
    assert!(errors[0] > 5.0 * errors[1] && errors[1] > 5.0 * errors[2] && errors[2] < 0.0002, "{errors:?}");
    let refined = ours(50, 3);
    assert!(refined < 0.3 * errors[1], "{refined} refined, {errors:?} plain");
    // Noise it and denoise it: .42 to .49 at any number of steps.
    let start = Start::Noised { x0: x0.clone(), first: 0 };
    let noised = average(&squares(&bench.run(50, 1.0, &prompts, Controls::new(start)), &x0));
    assert!((0.35..0.6).contains(&noised), "{noised}");
}

#[test]
fn guidance_breaks_a_plain_inversion() {
    let bench = Bench::new();
    let (all, which) = bench.model.draw(240, 2);
    let rows: Vec<u32> = (0..240).filter(|&i| which[i as usize] < 2).collect();
    let x0 = all.index_select(&Tensor::new(rows, &Device::Cpu).unwrap(), 0).unwrap();
    let prompts = Prompts { cond: class(0), uncond: Some(Context::default()), ..Prompts::default() };
    let error = |scale| {
        let controls = Controls::new(bench.inverted(50, &x0, &prompts.cond)).combine(Guidance::new(scale));
        average(&squares(&bench.run(50, 0.0, &prompts, controls), &x0))
    };
    // Scale 1, 2, 4, 7.5: .0007 .027 .113 .196 (seed 1: .0008 .032 .106 .190); at 2 a few switches of component decide.
    let errors = [1.0, 2.0, 4.0, 7.5].map(error);
    assert!((errors[0] - 0.000_75).abs() < 0.0004, "{errors:?}");
    assert!(errors[1] > 3.0 * errors[0] && errors[2] > 2.0 * errors[1], "{errors:?}");
    assert!((errors[2] - 0.11).abs() < 0.05 && (errors[3] - 0.193).abs() < 0.06, "{errors:?}");
}

#[test]
fn strength_moves_away_from_the_guide_and_finds_the_prior_again() {
    let bench = Bench::new();
    let (x0, _) = bench.model.draw(128, 3);
    // Flat blocks: no picture of the prior looks like that.
    let guide = (x0 * 2.0).unwrap().round().unwrap();
    let guide = (guide * 0.5).unwrap();
    let schedule = Bench::schedule(100);
    let distance = |t0: f64| {
        let first = schedule.timesteps().iter().position(|&t| t <= t0).unwrap();
        let start = Start::Noised { x0: guide.clone(), first };
        average(&squares(&bench.run(100, 1.0, &Prompts::default(), Controls::new(start)), &guide))
    };
    // t0 100 … 800: .025 .046 .081 .162 .267 .439 .520 (seed 1 .027 … .54).
    let distances = [100.0, 200.0, 300.0, 400.0, 500.0, 600.0, 800.0].map(distance);
    assert!(distances.is_sorted(), "{distances:?}");
    for (got, wanted) in distances.iter().zip([0.025, 0.046, 0.081, 0.162, 0.267, 0.439, 0.520]) {
        assert!((got - wanted).abs() < 0.3 * wanted, "{distances:?}");
    }
}

#[test]
fn guidance_finds_the_class_and_costs_diversity() {
    let bench = Bench::new();
    let prompts = Prompts { cond: class(0), uncond: Some(Context::default()), ..Prompts::default() };
    let figures = |scale| {
        let controls = Controls::new(Start::Noise { shape: (192, 1, 1, D).into() }).combine(Guidance::new(scale));
        let x = bench.run(50, 0.0, &prompts, controls);
        let (one, other) = (x.narrow(0, 0, 96).unwrap(), x.narrow(0, 96, 96).unwrap());
        (bench.model.class_probability(&x, 0), average(&squares(&one, &other)))
    };
    // Scale 0, 1, 2: probability .35 1 1, diversity .494 .353 .299 (seed 1: .515 .370 .358).
    let [(p0, d0), (p1, d1), (p2, d2)] = [0.0, 1.0, 2.0].map(figures);
    assert!((p0 - 0.34).abs() < 0.12 && p1 > 0.99 && p2 > 0.99, "{p0} {p1} {p2}");
    assert!((d0 - 0.5).abs() < 0.08 && (d1 - 0.36).abs() < 0.08 && d2 < d1 + 0.02 && d1 < d0, "{d0} {d1} {d2}");
}

/// Shifts x̂₀ while t ≥ 500: in P alone, or in both P and D.
struct Shift {
    by: Tensor,
    both: bool,
}

impl Combine for Shift {
    fn combine(&mut self, step: &Step, branches: &Branches<'_>) -> diffusion::Result<Combined> {
        let plain = branches.cond.clone();
        if step.t < 500.0 {
            return Ok(plain.into());
        }
        let shifted = plain.broadcast_add(&(&self.by * (1.0 / step.now.sigma()))?)?;
        let direction = (!self.both).then_some(plain);
        Ok(Combined { output: shifted, direction })
    }
    fn needs_uncond(&self, _: &Step) -> bool {
        false
    }
}

#[test]
fn an_asymmetric_edit_outweighs_a_symmetric_one() {
    let bench = Bench::new();
    let (x0, _) = bench.model.draw(60, 4);
    let prompts = Prompts::default();
    let (hill, hole) = (mean(0, 1), mean(1, 1));
    let by = tensor(&[std::array::from_fn(|i| (hill[i] - hole[i]) * 0.15)]);
    let effect = |steps, both: Option<bool>| {
        let controls = Controls::new(bench.inverted(steps, &x0, &prompts.cond));
        let controls = match both {
            Some(both) => controls.combine(Shift { by: by.clone(), both }),
            None => controls,
        };
        bench.run(steps, 0.0, &prompts, controls)
    };
    // Ratio at 20, 40, 200 steps: 2.1 3.4 7.8 (seed 1: 2.3 3.4 6.9).
    for (steps, wanted) in [(20, 2.2), (40, 3.4), (200, 7.3)] {
        let plain = effect(steps, None);
        let size = |both| average(&squares(&effect(steps, Some(both)), &plain)).sqrt();
        let ratio = size(false) / size(true);
        assert!((ratio - wanted).abs() < 0.3 * wanted, "{steps} steps: {ratio}");
    }
}
