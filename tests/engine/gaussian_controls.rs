//! Masks, energies, hooks, branches and seeds, each against the exact Gaussian.

use super::{Gaussian, config, distance, expected, mean_is, moments, noise_of, prompts, run, values};
use std::cell::Cell;

use candle_core::{DType, Device, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::invert::invert;
use palimpsest::diffusion::{
    self, AfterStep, AttentionControl, Controls, Energy, Error, Guidance, KeepOutside, Known, Level, On, Rank,
    SamplerId, Schedule, Start, Step, Travel, Visit, sample,
};
use palimpsest::model::{SchedulerConfig, Site};
use palimpsest::tensor::{Noise, Normal, Purpose};

fn picture(side: usize) -> Tensor {
    let values = (0..side * side).map(|i| (i as f32 * 0.37).sin() * 0.5);
    Tensor::from_iter(values, &Device::Cpu).unwrap().reshape((1, 1, side, side)).unwrap()
}

/// 1 in the right half.
fn half(side: usize) -> Tensor {
    let values = (0..side * side).map(|i| if i % side < side / 2 { 0_f32 } else { 1.0 });
    Tensor::from_iter(values, &Device::Cpu).unwrap().reshape((1, 1, side, side)).unwrap()
}

/// Columns of `x`.
fn columns(x: &Tensor, from: usize, count: usize) -> Vec<f32> {
    values(&x.narrow(3, from, count).unwrap().contiguous().unwrap())
}

#[test]
fn outside_a_mask_the_picture_stays_number_by_number() {
    let model = Gaussian::new(0.2);
    let (x0, mask) = (picture(8), half(8));
    let schedule = Schedule::new(&config(), 12).unwrap();
    let path = invert(&model, &schedule, 0, &x0, &mean_is(0.0), &mut ()).unwrap();
    for known in [Known::Start, Known::Fresh, Known::Path(path)] {
        for eta in [Some(0.0), Some(1.0), None] {
            let keep = KeepOutside::new(x0.clone(), mask.clone(), known.clone());
            // Plugged in after the mask, and told to be late: the mask still has the last word.
            let spoil = |_: &Step, x: Tensor, _: &mut dyn Normal| Ok((x + 10.0)?);
            let controls = Controls::new(Start::Noised { x0: x0.clone(), first: 4 }).mask(keep).after(spoil);
            let end = run(&model, &prompts(0.3, None), 12, eta, controls);
            assert_eq!(columns(&end, 0, 4), columns(&x0, 0, 4));
            let moved = columns(&end, 4, 4).into_iter().zip(columns(&x0, 4, 4)).all(|(x, y)| (x - y).abs() > 1.0);
            assert!(moved, "{known:?} {eta:?}");
        }
    }
}

#[test]
fn after_a_step_controls_run_by_rank() {
    struct Note<'a>(Rank, &'a Cell<Vec<Rank>>);
    impl AfterStep for Note<'_> {
        fn rewrite(&mut self, _: &Step, x: Tensor, _: &mut dyn Normal) -> diffusion::Result<Tensor> {
            let mut seen = self.1.take();
            seen.push(self.0);
            self.1.set(seen);
            Ok(x)
        }
        fn rank(&self) -> Rank {
            self.0
        }
    }
    let seen = Cell::new(Vec::new());
    let controls = Controls::new(noise_of(2))
        .after(Note(Rank::Local, &seen))
        .after(Note(Rank::Rectify, &seen))
        .after(Note(Rank::LowPass, &seen));
    run(&Gaussian::new(0.1), &prompts(0.0, None), 1, Some(0.0), controls);
    assert_eq!(seen.take(), [Rank::Rectify, Rank::LowPass, Rank::Local]);
}

#[test]
fn the_kept_region_is_at_the_level_of_x() {
    let model = Gaussian::new(0.2);
    let (x0, first) = (picture(8), 3);
    let schedule = Schedule::new(&config(), 10).unwrap();
    let eps = Noise::new(7).draw(Purpose::Init, 0, x0.shape(), &Device::Cpu).unwrap();
    for behind in [false, true] {
        let keep = KeepOutside::new(x0.clone(), half(8), Known::Start);
        let keep = if behind { keep.behind() } else { keep };
        let mut controls = Controls::new(Start::Noised { x0: x0.clone(), first }).mask(keep);
        let mut seen = Vec::new();
        let mut observer = |step: &Step, x: &Tensor, _: &Tensor| {
            seen.push((step.index, x.clone()));
            Ok(())
        };
        let mut sampler = SamplerId::Ddpm.start(&schedule, 0.0);
        let (prompts, mut noise) = (prompts(0.0, None), Noise::new(7));
        let end = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut observer).unwrap();
        seen.push((10, end));
        for (index, x) in &seen[1..] {
            let level = schedule.level(if behind { index - 1 } else { *index });
            let known = Schedule::noised(&x0, level, &eps).unwrap();
            assert_eq!(columns(x, 0, 4), columns(&known, 0, 4), "before step {index}");
        }
    }
}

#[test]
fn a_soft_mask_is_graded_strength() {
    let model = Gaussian::new(1e-6);
    let side = 11;
    let x0 = picture(side);
    let row = (0..side).map(|column| column as f32 / 10.0);
    let mask = Tensor::from_iter(row, &Device::Cpu).unwrap().reshape((1, 1, 1, side)).unwrap();
    let mask = mask.broadcast_as((1, 1, side, side)).unwrap().contiguous().unwrap();
    let keep = KeepOutside::new(x0.clone(), mask, Known::Start).graded(0);
    let seen = Cell::new(vec![0_usize; side]);
    // Counts after how many steps each column is not what was kept.
    let steps = 20;
    let schedule = Schedule::new(&config(), steps).unwrap();
    let eps = Noise::new(7).draw(Purpose::Init, 0, x0.shape(), &Device::Cpu).unwrap();
    let mut observer = |step: &Step, x: &Tensor, _: &Tensor| {
        let known = Schedule::noised(&x0, step.now, &eps).unwrap();
        let mut count = seen.take();
        for (column, count) in count.iter_mut().enumerate() {
            *count += usize::from(step.i > 0 && columns(x, column, 1) != columns(&known, column, 1));
        }
        seen.set(count);
        Ok(())
    };
    let mut controls = Controls::new(Start::Noised { x0: x0.clone(), first: 0 }).mask(keep);
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let (prompts, mut noise) = (prompts(3.0, None), Noise::new(7));
    let end = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut observer).unwrap();
    // A column of m is free after the last ⌈20 m⌉ or so of 20 steps, the very last of which is not observed.
    for (column, free) in seen.take().into_iter().enumerate() {
        let wanted = (2 * column).saturating_sub(1);
        assert!(free.abs_diff(wanted) <= 1, "column {column} was free {free} times, not {wanted}");
    }
    assert_eq!(columns(&end, 0, 1), columns(&x0, 0, 1));
    assert!(columns(&end, 10, 1).into_iter().all(|x| (x - 3.0).abs() < 0.1));
}

#[test]
fn a_shrinking_mask_ends_as_itself() {
    let model = Gaussian::new(0.01);
    let (x0, mut free) = (picture(16), Vec::new());
    let keep = KeepOutside::new(x0.clone(), half(16), Known::Start).shrinking();
    let eps = Noise::new(7).draw(Purpose::Init, 0, x0.shape(), &Device::Cpu).unwrap();
    let schedule = Schedule::new(&config(), 8).unwrap();
    let mut observer = |step: &Step, x: &Tensor, _: &Tensor| {
        let known = Schedule::noised(&x0, step.now, &eps).unwrap();
        free.push((0..16).filter(|&column| columns(x, column, 1) != columns(&known, column, 1)).count());
        Ok(())
    };
    let mut controls = Controls::new(Start::Noised { x0: x0.clone(), first: 0 }).mask(keep);
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let (prompts, mut noise) = (prompts(3.0, None), Noise::new(7));
    let end = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut observer).unwrap();
    assert_eq!(free, [0, 11, 11, 10, 10, 9, 9, 8]);
    assert_eq!(columns(&end, 0, 8), columns(&x0, 0, 8));
}

#[test]
fn another_control_leaves_the_other_draws_alone() {
    let model = Gaussian::new(0.2);
    for eta in [Some(1.0), None] {
        let start = || Start::Noised { x0: picture(8), first: 2 };
        let plain = run(&model, &prompts(0.1, None), 10, eta, Controls::new(start()));
        for known in [Known::Fresh, Known::Start] {
            let keep = KeepOutside::new(picture(8), half(8), known);
            let masked = run(&model, &prompts(0.1, None), 10, eta, Controls::new(start()).mask(keep));
            // This model looks at each number alone, so the free half must not notice the mask.
            assert_eq!(columns(&plain, 4, 4), columns(&masked, 4, 4));
        }
    }
}

#[test]
fn a_branch_goes_on_as_its_parent_would_have() {
    let model = Gaussian::new(0.2);
    let schedule = Schedule::new(&config(), 12).unwrap();
    let prompts = prompts(0.2, Some(0.0));
    let go = |start: Start, observer: &mut dyn diffusion::Observer| {
        let keep = KeepOutside::new(picture(8), (half(8) * 0.7).unwrap(), Known::Start).graded(2);
        let mut controls = Controls::new(start).mask(keep).combine(Guidance::new(2.0));
        let mut sampler = SamplerId::Ddpm.start(&schedule, 0.0);
        let mut noise = Noise::new(11);
        sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, observer).unwrap()
    };
    let mut on_the_way = None;
    let mut observer = |step: &Step, x: &Tensor, _: &Tensor| {
        if step.index == 7 {
            on_the_way = Some(x.clone());
        }
        Ok(())
    };
    let parent = go(Start::Noised { x0: picture(8), first: 2 }, &mut observer);
    let branch = go(Start::Latent { x: on_the_way.unwrap(), first: 7 }, &mut ());
    assert_eq!(values(&parent), values(&branch));
}

#[test]
fn a_seed_is_a_picture() {
    let model = Gaussian::new(0.2);
    let schedule = Schedule::new(&config(), 6).unwrap();
    let go = |seed| {
        let mut sampler = SamplerId::Ddpm.start(&schedule, 0.0);
        let mut controls = Controls::new(noise_of(8));
        let mut noise = Noise::new(seed);
        values(
            &sample(&model, &Prompts::default(), &schedule, &mut *sampler, &mut controls, &mut noise, &mut ()).unwrap(),
        )
    };
    assert_eq!(go(1), go(1));
    assert_ne!(go(1), go(2));
}

/// κ Σ x, on x_t or on x̂₀.
struct Linear(f64, On);

impl Energy for Linear {
    fn energy(&mut self, _: &Step, x: &Tensor) -> diffusion::Result<Tensor> {
        Ok(x.sum_all()?)
    }
    fn scale(&self, _: &Step) -> f64 {
        self.0
    }
    fn on(&self) -> On {
        self.1
    }
}

#[test]
fn an_energy_bends_by_its_closed_form_gradient() {
    let (v, kappa, steps) = (0.2, 0.3, 15);
    let model = Gaussian::new(v);
    let schedule = Schedule::new(&config(), steps).unwrap();
    for on in [On::Noisy, On::Predicted] {
        let x = Noise::new(1).draw(Purpose::Map, 0, &(1, 1, 4, 4).into(), &Device::Cpu).unwrap();
        let start = || Controls::new(Start::Latent { x: x.clone(), first: 0 });
        let end = run(&model, &prompts(0.0, None), steps, Some(0.0), start().energy(Linear(kappa, on)));
        let expected = values(&x).into_iter().map(|x| {
            schedule.steps(0).fold(f64::from(x), |x, step| {
                let Level { a, b } = step.now;
                // ∂x̂₀/∂x = a v/(a² v + b²) where the model is N(0, v).
                let slope = if on == On::Noisy { 1.0 } else { a * v / (a * a * v + b * b) };
                let eps = b * x / (a * a * v + b * b) + b * kappa * slope;
                step.next.a * (x - b * eps) / a + step.next.b * eps
            })
        });
        for (got, expected) in values(&end).into_iter().zip(expected) {
            assert!((f64::from(got) - expected).abs() < 1e-3 * (1.0 + expected.abs()), "{on:?}: {got} {expected}");
        }
        let plain = run(&model, &prompts(0.0, None), steps, Some(0.0), start());
        assert!(moments(&end).0 < moments(&plain).0 - 0.05, "a positive slope pushes down");
        // Two energies of half the weight are one of the whole.
        let twice = start().energy(Linear(kappa / 2.0, on)).energy(Linear(kappa / 2.0, on));
        assert!(distance(&end, &run(&model, &prompts(0.0, None), steps, Some(0.0), twice)) < 1e-3);
    }
}

#[test]
fn an_energy_without_gradient_is_an_error() {
    let schedule = Schedule::new(&config(), 3).unwrap();
    let constant = |_: &Step, _: &Tensor| Ok(Tensor::ones((), DType::F32, &Device::Cpu)?);
    let mut controls = Controls::new(noise_of(2)).energy(constant);
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let (model, prompts, mut noise) = (Gaussian::new(0.1), Prompts::default(), Noise::new(0));
    let end = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut ());
    assert!(matches!(end, Err(Error::NoGradient { .. })));
}

#[test]
fn controls_inside_the_network_edit_the_prompts_pass_alone() {
    struct Count<'a>(&'a Cell<usize>);
    impl AttentionControl for Count<'_> {
        fn wants(&self, step: &Step, _: &Site) -> bool {
            step.i.is_multiple_of(2)
        }
        fn rewrite(&mut self, _: &Step, _: &Site, probs: Tensor) -> diffusion::Result<Tensor> {
            self.0.set(self.0.get() + 1);
            Ok(probs)
        }
    }
    let (maps, shifts) = (Cell::new(0), Cell::new(0));
    let shift = |_: &Step, h: &Tensor| {
        shifts.set(shifts.get() + 1);
        Ok(Some((h.ones_like()? * 0.1)?))
    };
    let model = Gaussian::new(0.1);
    let guided = || Controls::new(noise_of(2)).combine(Guidance::new(2.0));
    let end = run(&model, &prompts(0.1, Some(0.0)), 6, Some(0.0), guided().attention(Count(&maps)).bottleneck(shift));
    assert_eq!((maps.get(), shifts.get()), (3, 6));
    let plain = run(&model, &prompts(0.1, Some(0.0)), 6, Some(0.0), guided());
    assert!(distance(&end, &plain) > 1e-3);
}

#[test]
fn an_error_in_a_control_comes_out_as_itself() {
    let schedule = Schedule::new(&config(), 3).unwrap();
    let shift = |_: &Step, _: &Tensor| Err(Error::Invalid("no such attribute".into()));
    let mut controls = Controls::new(noise_of(2)).bottleneck(shift);
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let (model, prompts, mut noise) = (Gaussian::new(0.1), Prompts::default(), Noise::new(0));
    let end = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut ());
    assert!(matches!(end, Err(Error::Invalid(text)) if text == "no such attribute"));
}

#[test]
fn travel_goes_back_by_the_papers_schedule_and_keeps_the_distribution() {
    let model = Gaussian::new(0.09);
    let end = run(&model, &prompts(0.5, None), 100, None, Controls::new(noise_of(64)).travel(Travel::new(10, 3)));
    // The start of a jump is the k-th ten from the clean end: 9 jumps of 10 levels, each taken twice.
    assert_eq!(model.calls.take(), 100 + 9 * 10 * 2);
    let schedule = Schedule::new(&config(), 100).unwrap();
    let travel = Travel::new(10, 3);
    let (wanted, spread) = expected(&schedule, Some(travel), 0.5, 0.09, None);
    let (mean, deviation) = moments(&end);
    assert!((mean - wanted).abs() < 0.015 && (deviation - spread).abs() < 0.012, "{mean} {deviation}");
    let config = SchedulerConfig { num_train_timesteps: 250, ..config() };
    let visits = Schedule::new(&config, 250).unwrap();
    let visits = visits.visits(0, Some(Travel::new(10, 10))).unwrap();
    assert_eq!(visits.len(), 4570);
    let steps = visits.iter().filter(|visit| matches!(visit, Visit::Denoise(_))).count();
    assert_eq!(steps, 2410);
}
