//! There and back again.

use super::{Gaussian, config, distance, mean_is, noise_of, prompts, run};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::invert::{climb, invert, invert_refined};
use palimpsest::diffusion::replay::{Replay, SourceBranch};
use palimpsest::diffusion::sampler::Ddim;
use palimpsest::diffusion::{
    self, Branches, Combine as _, Context, Controls, Denoiser, Error, Guidance, NullText, Sampler, SamplerId, Schedule,
    Start, Step, TwoGuidances, sample,
};
use palimpsest::model::{Hooks, PredictionType, SchedulerConfig};
use palimpsest::tensor::{Noise, Normal as _, Purpose};

#[test]
fn inversion_and_back_is_better_with_every_step() {
    let model = Gaussian::new(0.04);
    let x0 = run(&model, &prompts(0.3, None), 100, Some(0.0), Controls::new(noise_of(16)));
    let round_trip = |steps, refinements| {
        let schedule = Schedule::new(&config(), steps).unwrap();
        let path = invert_refined(&model, &schedule, 0, &x0, &mean_is(0.3), refinements, &mut ()).unwrap();
        assert_eq!(path.len(), steps + 1);
        let x = path.last().unwrap().clone();
        let back = Controls::new(Start::Latent { x, first: 0 });
        distance(&x0, &run(&model, &prompts(0.3, None), steps, Some(0.0), back))
    };
    let errors = [10, 50, 200].map(|steps| round_trip(steps, 0));
    assert!(errors[0] > 2.5 * errors[1] && errors[1] > 2.5 * errors[2], "{errors:?}");
    assert!(errors[2] < 0.04, "{errors:?}");
    let refined = round_trip(50, 5);
    assert!(refined < 0.1 * errors[1], "{refined} after refinement, {} before", errors[1]);
}

/// A network that always says the same.
struct Constant(Tensor);

impl Denoiser for Constant {
    fn predict(&self, _: &Tensor, _: f64, _: &[&Context], _: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        Ok(self.0.clone())
    }
    fn prediction(&self) -> PredictionType {
        PredictionType::Epsilon
    }
}

#[test]
fn inversion_is_exact_where_epsilon_is_constant_on_every_grid() {
    let draw = |step| Noise::new(5).draw(Purpose::Map, step, &(1, 4, 8, 8).into(), &Device::Cpu).unwrap();
    let (x0, model) = (draw(0), Constant(draw(1)));
    for (spacing, to_one) in [("leading", true), ("leading", false), ("trailing", true), ("linspace", false)] {
        let config =
            SchedulerConfig { timestep_spacing: spacing.into(), set_alpha_to_one: to_one, steps_offset: 1, ..config() };
        let schedule = Schedule::new(&config, 7).unwrap();
        for first in [0, 3] {
            let path = invert(&model, &schedule, first, &x0, &Context::default(), &mut ()).unwrap();
            let mut controls = Controls::new(Start::Latent { x: path.last().unwrap().clone(), first });
            let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
            let (prompts, mut noise) = (Prompts::default(), Noise::new(0));
            let back = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut ()).unwrap();
            // Every x on the way up is magnified by 1/a on the way down: f32 leaves 1e-7/a.
            let tolerance = 1e-6 / schedule.level(first).a;
            assert!(distance(&x0, &back) < tolerance, "{spacing} {first}: {}", distance(&x0, &back));
        }
    }
}

#[test]
fn a_way_that_was_begun_goes_on_as_the_whole_one() {
    let model = Gaussian::new(0.04);
    let x0 = run(&model, &prompts(0.3, None), 20, Some(0.0), Controls::new(noise_of(16)));
    let schedule = Schedule::new(&config(), 12).unwrap();
    let context = mean_is(0.3);
    let whole = invert_refined(&model, &schedule, 2, &x0, &context, 1, &mut ()).unwrap();
    let begun = invert_refined(&model, &schedule, 8, &x0, &context, 1, &mut ()).unwrap();
    let calls = model.calls.get();
    let on = climb(&model, &schedule, 2, begun.clone(), &context, 1, &mut ()).unwrap();
    assert_eq!(model.calls.get() - calls, 12, "6 steps, each twice: what was there is not gone again");
    assert_eq!((on.len(), begun.len()), (11, 5));
    assert!(on.iter().zip(&whole).all(|(a, b)| distance(a, b) == 0.0));
    assert!(begun.iter().zip(&whole).all(|(a, b)| distance(a, b) == 0.0));
}

/// METHODS §9.1: the source branch of PnP inversion is exact, and so is the replay of edit-friendly DDPM: exacter than
/// the 9·10⁻⁵ of the published code, which drops the last noise.
#[test]
fn what_steps_miss_is_added_exactly() {
    let model = Gaussian::new(0.04);
    let words = prompts(0.3, Some(-0.5));
    let x0 = run(&model, &prompts(0.3, None), 20, Some(0.0), Controls::new(noise_of(64)));
    let schedule = Schedule::new(&config(), 10).unwrap();
    let back = |path: &[Tensor], sampler: &dyn Fn() -> Box<dyn Sampler>, words: &Prompts, to: &Prompts| {
        let branch = SourceBranch { model: &model, prompts: words, schedule: &schedule, path };
        let mut noise = Noise::new(3);
        let made = branch.follow(&mut *sampler(), Guidance::new(7.5), &mut noise, &mut ()).unwrap();
        let replay = Replay { path: path.to_vec().into(), made: made.into() };
        let start = Start::Latent { x: path.last().unwrap().clone(), first: schedule.len() + 1 - path.len() };
        let mut controls = Controls::new(start).combine(Guidance::new(7.5)).after(replay);
        sample(&model, to, &schedule, &mut *sampler(), &mut controls, &mut noise, &mut ()).unwrap()
    };
    let inverted = invert(&model, &schedule, 2, &x0, &words.cond, &mut ()).unwrap();
    let mut noised = vec![x0.clone()];
    for step in schedule.steps(2).rev() {
        let eps = Noise::new(9).draw(Purpose::Known, step.draw(), x0.shape(), &Device::Cpu).unwrap();
        noised.push(Schedule::noised(&x0, step.now, &eps).unwrap());
    }
    let ddim = || -> Box<dyn Sampler> { Box::new(Ddim::new(&schedule, 0.0)) };
    let noisy = || -> Box<dyn Sampler> { Box::new(Ddim::new(&schedule, 0.7)) };
    let mean = || -> Box<dyn Sampler> { Box::new(Ddim::mean(&schedule, 1.0)) };
    for (path, sampler) in
        [(&inverted, &ddim as &dyn Fn() -> Box<dyn Sampler>), (&inverted, &noisy), (&noised, &mean), (&noised, &ddim)]
    {
        assert_eq!(distance(&x0, &back(path, sampler, &words, &words)), 0.0, "the same words come back exactly");
        let moved = back(path, sampler, &words, &prompts(0.9, Some(-0.5)));
        assert!(distance(&x0, &moved) > 0.2, "{}", distance(&x0, &moved));
    }
}

/// A network without a gradient to its words is no silent failure, and guidance finds what null-text needs.
#[test]
fn null_text_needs_a_gradient_and_learns_where_there_is_one() {
    /// ε = the mean of the words' states at every element.
    struct Worded {
        cuts: bool,
    }
    impl Denoiser for Worded {
        fn predict(&self, x: &Tensor, _: f64, contexts: &[&Context], _: &mut dyn Hooks) -> diffusion::Result<Tensor> {
            let text = contexts[0].text.as_ref().unwrap();
            let text = if self.cuts { text.detach() } else { text.clone() };
            Ok((x * 0.1)?.broadcast_add(&text.mean_all()?.reshape((1, 1, 1, 1))?)?)
        }
        fn prediction(&self) -> PredictionType {
            PredictionType::Epsilon
        }
    }
    let schedule = Schedule::new(&config(), 8).unwrap();
    let x0 = Noise::new(5).draw(Purpose::Map, 0, &(1, 4, 4, 4).into(), &Device::Cpu).unwrap();
    let model = Worded { cuts: false };
    let path = invert(&model, &schedule, 0, &x0, &mean_is(0.3), &mut ()).unwrap();
    let null = || mean_is(-0.2);
    let how = NullText { scale: 4.0, inner: 40, enough: 1e-7 };
    let cut = how.learn(&Worded { cuts: true }, &schedule, &path, mean_is(0.3), null(), &mut ());
    assert!(matches!(cut, Err(Error::NoGradient { .. })));

    let learned = how.learn(&model, &schedule, &path, mean_is(0.3), null(), &mut ()).unwrap();
    assert_eq!(learned.nulls.len(), 8);
    let back = |nulls: Vec<Context>| {
        let prompts = Prompts { cond: mean_is(0.3), uncond: Some(null()), nulls, blind: None };
        let start = Start::Latent { x: path[8].clone(), first: 0 };
        let mut controls = Controls::new(start).combine(Guidance::new(4.0));
        let (mut sampler, mut noise) = (SamplerId::Ddim.start(&schedule, 0.0), Noise::new(0));
        let x = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut ()).unwrap();
        distance(&x0, &x)
    };
    let learned = learned.nulls.into_iter().map(|text| Context { text: Some(text), extra: None }).collect();
    let (without, with) = (back(Vec::new()), back(learned));
    assert!(with < 0.2 * without, "{with} with what was learned, {without} without");
}

/// (3) of InstructPix2Pix, and the passes that it saves.
#[test]
fn two_guidances_are_the_papers_formula() {
    let one = |value: f32| Tensor::new(&[value], &Device::Cpu).unwrap();
    let (cond, seen, blind) = (one(5.0), one(2.0), one(1.0));
    let step = Schedule::new(&config(), 4).unwrap().steps(0).next().unwrap();
    let said = |words: f64, picture: f64| {
        let mut guidance = TwoGuidances { words, picture };
        let needs = |step: &Step| (guidance.needs_uncond(step), guidance.needs_blind(step));
        let (uncond, nothing) = needs(&step);
        let branches = Branches { cond: &cond, uncond: uncond.then_some(&seen), blind: nothing.then_some(&blind) };
        let output = guidance.combine(&step, &branches).unwrap().output.to_vec1::<f32>().unwrap()[0];
        (output, uncond, nothing)
    };
    assert_eq!(said(7.5, 1.5), (1.0 + 1.5 + 7.5 * 3.0, true, true));
    assert_eq!(said(7.5, 1.0), (2.0 + 7.5 * 3.0, true, false));
    assert_eq!(said(1.0, 1.5), (1.0 + 1.5 + 3.0, true, true));
    assert_eq!(said(1.0, 1.0), (5.0, false, false));
}
