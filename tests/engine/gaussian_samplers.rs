//! Every sampler against exact scores: how fast it converges, where noise leads it, masks, travel, going on.

use super::mixture::{Mixture, pictures};
use super::{config, distance, mean_is, moments, noise_of, prompts, values};
use std::cell::RefCell;

use candle_core::Tensor;
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::{
    self, Context, Controls, Denoiser, KeepOutside, Known, Level, Observer, SamplerId, Schedule, Start, Step, Travel,
    Visit, sample,
};
use palimpsest::model::{Hooks, PredictionType, SchedulerConfig};
use palimpsest::tensor::{Noise, Normal as _, Purpose};

/// Says ε at the very level of x: levels between two timesteps have no timestep of their own.
struct Along<F> {
    eps: F,
    levels: RefCell<std::vec::IntoIter<Level>>,
    kind: PredictionType,
}

impl<F: Fn(&Tensor, Level) -> Tensor> Along<F> {
    fn new(eps: F, schedule: &Schedule, first: usize, travel: Option<Travel>) -> Self {
        let levels = schedule.visits(first, travel).unwrap().into_iter().filter_map(|visit| match visit {
            Visit::Denoise(step) => Some(step.now),
            Visit::Renoise(_) => None,
        });
        let levels = RefCell::new(levels.collect::<Vec<_>>().into_iter());
        Self { eps, levels, kind: schedule.config.prediction_type }
    }
}

impl<F: Fn(&Tensor, Level) -> Tensor> Denoiser for Along<F> {
    fn predict(&self, x: &Tensor, _: f64, _: &[&Context], _: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        let level = self.levels.borrow_mut().next().unwrap();
        let eps = (self.eps)(x, level);
        let x0 = ((x - (&eps * level.b)?)? / level.a)?;
        Ok(match self.kind {
            PredictionType::Epsilon => eps,
            PredictionType::VPrediction => ((eps * level.a)? - (x0 * level.b)?)?,
            PredictionType::Sample => x0,
        })
    }

    fn prediction(&self) -> PredictionType {
        self.kind
    }
}

/// E[ε∣x] where x₀ ~ N(m, v).
fn gaussian(m: f64, v: f64) -> impl Fn(&Tensor, Level) -> Tensor + Copy {
    move |x, Level { a, b }| {
        let scale = b / (a * a * v + b * b);
        x.affine(scale, -scale * a * m).unwrap()
    }
}

/// The ε of a consistency function: x̂₀ is where the deterministic way through x ends.
fn consistent(m: f64, v: f64) -> impl Fn(&Tensor, Level) -> Tensor + Copy {
    move |x, Level { a, b }| {
        let scale = (v / (a * a * v + b * b)).sqrt();
        let x0 = x.affine(scale, m - scale * a * m).unwrap();
        ((x - (x0 * a).unwrap()).unwrap() / b).unwrap()
    }
}

fn schedule(id: SamplerId, karras: bool, steps: usize) -> Schedule {
    Schedule::on(id.grid(karras), &config(), steps).unwrap()
}

/// One run; every x before a step, and the end.
fn run(
    id: SamplerId,
    schedule: &Schedule,
    eps: impl Fn(&Tensor, Level) -> Tensor,
    controls: Controls<'_>,
    first: usize,
) -> Vec<Tensor> {
    let (mut controls, mut way) = (controls, Vec::new());
    let model = Along::new(eps, schedule, first, controls.travel);
    let mut observer = |_: &Step, x: &Tensor, _: &Tensor| {
        way.push(x.clone());
        Ok(())
    };
    let mut sampler = id.start(schedule, 0.0);
    let (prompts, mut noise) = (Prompts::default(), Noise::new(7));
    let end = sample(&model, &prompts, schedule, &mut *sampler, &mut controls, &mut noise, &mut observer).unwrap();
    way.push(end);
    way
}

/// Every sampler, with both kinds of levels where it has the choice.
fn all() -> impl Iterator<Item = (SamplerId, bool)> {
    SamplerId::ALL
        .into_iter()
        .flat_map(|id| [(id, false), (id, true)])
        .filter(|&(id, karras)| !karras || id.has_karras())
}

const DETERMINISTIC: [(SamplerId, bool, f64); 5] = [
    (SamplerId::Ddim, false, 1.0),
    (SamplerId::Euler, true, 1.0),
    (SamplerId::Pndm, false, 2.0),
    (SamplerId::Dpmpp2m, true, 2.0),
    (SamplerId::UniPc, true, 3.0),
];

/// log₂ of the factors by which the error falls when the steps double.
fn orders(errors: &[f64]) -> Vec<f64> {
    errors.windows(2).map(|pair| (pair[0] / pair[1]).log2()).collect()
}

#[test]
fn errors_fall_by_the_order_of_the_sampler() {
    let (m, v) = (0.4, 0.2);
    let start = Noise::new(1).draw(Purpose::Map, 0, &(1, 1, 8, 8).into(), &candle_core::Device::Cpu).unwrap();
    for (id, karras, order) in DETERMINISTIC {
        let error = |steps: usize| {
            let schedule = schedule(id, karras, steps);
            let controls = Controls::new(Start::Latent { x: start.clone(), first: 0 });
            let way = run(id, &schedule, gaussian(m, v), controls, 0);
            // Before the last step, which all take to x̂₀. Grids that are even in t are coarse in λ at the end, so that
            // PNDM is looked at half way, t = 500.
            let half = schedule.timesteps().iter().rposition(|&t| t >= 500.0).unwrap();
            let at = if id == SamplerId::Pndm { half } else { schedule.len() - 1 };
            // (x − a m)/√(a² v + b²) is the same at every level.
            let (from, to) = (schedule.level(0), schedule.level(at));
            let deviation = |level: Level| (level.a * level.a * v + level.b * level.b).sqrt();
            let scale = deviation(to) / deviation(from);
            let exact = start.affine(scale, m * (to.a - from.a * scale)).unwrap();
            distance(&way[at], &exact)
        };
        // Karras's levels are coarser in the noise, where the order shows late.
        let errors = if karras { [20, 40, 80] } else { [10, 20, 40] }.map(error);
        let found = orders(&errors);
        println!("{} on a Gaussian: {errors:?}, orders {found:.2?}", id.name());
        // Over both doublings: PNDM's error happens to cross zero between them.
        let mean = found.iter().sum::<f64>() / found.len() as f64;
        assert!(mean > order - 0.35, "{}: {errors:?} {found:?}", id.name());
    }
}

#[test]
fn and_so_they_do_on_a_mixture() {
    let mixture = Mixture::new();
    let eps = |x: &Tensor, level: Level| mixture.eps_at(x, level);
    let start = Noise::new(2).draw(Purpose::Map, 0, &(12, 1, 1, 64).into(), &candle_core::Device::Cpu).unwrap();
    let end = |id: SamplerId, steps: usize| {
        let schedule = schedule(id, true, steps);
        let way = run(id, &schedule, eps, Controls::new(Start::Latent { x: start.clone(), first: 0 }), 0);
        pictures(&way[way.len() - 2])
    };
    let truth = end(SamplerId::UniPc, 640);
    // The median picture: one that is decided late between two components would hide the others.
    let error = |id, steps| {
        let far = |(x, y): (&[f64; 64], &[f64; 64])| x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
        let mut errors: Vec<f64> = end(id, steps).iter().zip(&truth).map(far).collect();
        errors.sort_by(f64::total_cmp);
        errors[errors.len() / 2]
    };
    let mut last = f64::INFINITY;
    for (id, order) in [(SamplerId::Euler, 1.0), (SamplerId::Dpmpp2m, 2.0), (SamplerId::UniPc, 3.0)] {
        let errors = [20, 40, 80].map(|steps| error(id, steps));
        let found = orders(&errors);
        println!("{} on the mixture: {errors:?}, orders {found:.2?}", id.name());
        assert!(found[1] > order - 0.4, "{}: {errors:?} {found:?}", id.name());
        assert!(errors[1] < last, "{} is no better than the one before", id.name());
        last = errors[1];
    }
}

#[test]
fn all_lead_noise_to_the_mean_and_the_deviation() {
    let (m, v) = (0.5, 0.09);
    for (id, karras) in all().filter(|(id, _)| *id != SamplerId::Lcm) {
        let schedule = schedule(id, karras, 200);
        let way = run(id, &schedule, gaussian(m, v), Controls::new(noise_of(128)), 0);
        let (mean, deviation) = moments(&way[way.len() - 1]);
        assert!((mean - m).abs() < 0.012, "{} {karras}: mean {mean}", id.name());
        assert!((deviation - v.sqrt()).abs() < 0.02, "{} {karras}: deviation {deviation}", id.name());
    }
    // LCM is for networks that jump to the end of the way: with one it is exact at any number of steps.
    for steps in [1, 4, 8] {
        let schedule = schedule(SamplerId::Lcm, false, steps);
        let way = run(SamplerId::Lcm, &schedule, consistent(m, v), Controls::new(noise_of(128)), 0);
        let (mean, deviation) = moments(&way[way.len() - 1]);
        assert!((mean - m).abs() < 0.01 && (deviation - v.sqrt()).abs() < 0.01, "{steps}: {mean} {deviation}");
    }
}

#[test]
fn what_the_network_predicts_makes_no_difference() {
    for (id, karras) in all() {
        let end = |prediction_type| {
            let config = SchedulerConfig { prediction_type, ..config() };
            let schedule = Schedule::on(id.grid(karras), &config, 12).unwrap();
            run(id, &schedule, gaussian(0.3, 0.2), Controls::new(noise_of(16)), 0).pop().unwrap()
        };
        let epsilon = end(PredictionType::Epsilon);
        assert!(distance(&epsilon, &end(PredictionType::VPrediction)) < 2e-4, "{} {karras}", id.name());
        assert!(distance(&epsilon, &end(PredictionType::Sample)) < 2e-4, "{} {karras}", id.name());
    }
}

fn picture() -> Tensor {
    Noise::new(9).draw(Purpose::Map, 1, &(1, 1, 8, 8).into(), &candle_core::Device::Cpu).unwrap()
}

/// 1 in the right half, in between in the middle.
fn mask() -> Tensor {
    let values = (0..64).map(|i| [0.0, 0.0, 0.0, 0.3, 0.6, 1.0, 1.0, 1.0][i % 8] as f32);
    Tensor::from_iter(values, &candle_core::Device::Cpu).unwrap().reshape((1, 1, 8, 8)).unwrap()
}

#[test]
fn outside_a_mask_nothing_changes_and_inside_it_all_does() {
    for (id, karras) in all() {
        for (known, first) in [(Known::Start, 0), (Known::Start, 5), (Known::Fresh, 1), (Known::Fresh, 3)] {
            let schedule = schedule(id, karras, 9);
            let keep = KeepOutside::new(picture(), mask(), known.clone());
            let controls = Controls::new(Start::Noised { x0: picture(), first }).mask(keep);
            let way = run(id, &schedule, gaussian(3.0, 0.01), controls, first);
            let outside = |x: &Tensor| values(&x.narrow(3, 0, 3).unwrap().contiguous().unwrap());
            let inside = |x: &Tensor| values(&x.narrow(3, 5, 3).unwrap().contiguous().unwrap());
            let end = &way[way.len() - 1];
            assert_eq!(outside(end), outside(&picture()), "{} {karras} {known:?} {first}", id.name());
            assert!(inside(end).iter().zip(inside(&picture())).all(|(x, y)| x != &y), "{} {karras}", id.name());
            // On the way the kept part is at the level of x.
            if let Known::Start = known {
                let eps = Noise::new(7).draw(Purpose::Init, 0, picture().shape(), picture().device()).unwrap();
                for (i, x) in way[..way.len() - 1].iter().enumerate() {
                    let at = Schedule::noised(&picture(), schedule.level(first + i), &eps).unwrap();
                    assert_eq!(outside(x), outside(&at), "{} {karras} before step {i}", id.name());
                }
            }
        }
    }
}

/// Remembers all steps.
#[derive(Default)]
struct Trace(Vec<(Step, Tensor, Tensor)>);

impl Observer for Trace {
    fn step(&mut self, step: &Step, x: &Tensor, x0: &Tensor) -> diffusion::Result<()> {
        self.0.push((*step, x.clone(), x0.clone()));
        Ok(())
    }
}

#[test]
fn a_run_that_goes_on_from_any_step_ends_as_the_whole() {
    for (id, karras) in all() {
        for begin in [0, 1, 4] {
            let schedule = schedule(id, karras, 10);
            let go = |start: Start, first: usize, before: &[(Step, Tensor, Tensor)], trace: &mut Trace| {
                let model = Along::new(gaussian(0.2, 0.3), &schedule, first, None);
                let keep = KeepOutside::new(picture(), mask(), Known::Start).graded(begin);
                let mut controls = Controls::new(start).mask(keep);
                let mut sampler = id.start(&schedule, 0.0);
                for (step, x, x0) in before {
                    sampler.recall(step, x, x0).unwrap();
                }
                let (prompts, mut noise) = (prompts(0.2, None), Noise::new(11));
                sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, trace).unwrap()
            };
            let mut trace = Trace::default();
            let whole = go(Start::Noised { x0: picture(), first: begin }, begin, &[], &mut trace);
            for (k, (step, x, _)) in trace.0.iter().enumerate() {
                let start = Start::Latent { x: x.clone(), first: step.index };
                let end = go(start, step.index, &trace.0[..k], &mut Trace::default());
                assert_eq!(values(&whole), values(&end), "{} {karras} from step {k} of {begin}", id.name());
            }
        }
    }
}

#[test]
fn travel_keeps_the_distribution_with_every_sampler_that_travels() {
    let (m, v) = (0.5, 0.09);
    for (id, karras) in all().filter(|(id, _)| id.travels()) {
        let schedule = schedule(id, karras, 100);
        let end = |controls| moments(&run(id, &schedule, gaussian(m, v), controls, 0).pop().unwrap());
        let (mean, deviation) = end(Controls::new(noise_of(96)).travel(Travel::new(10, 2)));
        let (mean_without, deviation_without) = end(Controls::new(noise_of(96)));
        println!("{} {karras}: {mean:.3} {deviation:.3}, without {mean_without:.3} {deviation_without:.3}", id.name());
        assert!((mean - m).abs() < 0.02, "{} {karras}: mean {mean}", id.name());
        assert!((deviation - deviation_without).abs() < 0.02, "{} {karras}: deviation {deviation}", id.name());
    }
}

#[test]
fn euler_is_ddim_and_ancestral_is_ddim_with_all_its_noise() {
    let schedule = Schedule::new(&config(), 20).unwrap();
    for (id, eta) in [(SamplerId::Euler, 0.0), (SamplerId::EulerAncestral, 1.0)] {
        let end = |id: SamplerId, eta| {
            let model = Along::new(gaussian(0.3, 0.2), &schedule, 0, None);
            let mut sampler = id.start(&schedule, eta);
            let (mut controls, mut noise) = (Controls::new(noise_of(8)), Noise::new(3));
            let prompts = Prompts { cond: mean_is(0.0), ..Prompts::default() };
            sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut ()).unwrap()
        };
        assert!(distance(&end(id, 0.0), &end(SamplerId::Ddim, eta)) < 1e-5, "{}", id.name());
    }
}
