//! Guidance of exact Gaussians.

use super::{Gaussian, config, distance, moments, noise_of, prompts, run, values};
use candle_core::Device;
use palimpsest::diffusion::{Branches, Combine as _, Controls, Error, Guidance, SamplerId, Schedule, Within, sample};
use palimpsest::tensor::{Noise, Normal as _, Purpose};

#[test]
fn guidance_of_two_gaussians_is_a_third_one() {
    let model = Gaussian::new(0.1);
    // ε is linear in m, so ε(m_u) + s (ε(m_c) − ε(m_u)) is the ε of the mean m_u + s (m_c − m_u).
    for (scale, m) in [(0.0, -0.2), (3.0, 1.0), (7.5, 2.8)] {
        let guided = Controls::new(noise_of(8)).combine(Guidance::new(scale));
        let guided = run(&model, &prompts(0.2, Some(-0.2)), 40, Some(0.0), guided);
        let third = run(&model, &prompts(m, None), 40, Some(0.0), Controls::new(noise_of(8)));
        assert!(distance(&guided, &third) < 1e-4, "scale {scale}: {}", distance(&guided, &third));
    }
}

#[test]
fn scale_one_is_the_conditional_model_bit_for_bit_and_at_its_price() {
    let model = Gaussian::new(0.1);
    let plain = run(&model, &prompts(0.2, Some(-0.2)), 10, Some(0.5), Controls::new(noise_of(8)));
    assert_eq!(model.calls.take(), 10);
    let one = Controls::new(noise_of(8)).combine(Guidance { scale: 1.0, rescale: 0.7 });
    let one = run(&model, &prompts(0.2, Some(-0.2)), 10, Some(0.5), one);
    assert_eq!(model.calls.take(), 10);
    assert_eq!(values(&plain), values(&one));
    let two = Controls::new(noise_of(8)).combine(Guidance::new(2.0));
    run(&model, &prompts(0.2, Some(-0.2)), 10, Some(0.5), two);
    assert_eq!(model.calls.take(), 20);
}

#[test]
fn guidance_without_an_empty_prompt_is_refused() {
    let model = Gaussian::new(0.1);
    let schedule = Schedule::new(&config(), 5).unwrap();
    let mut controls = Controls::new(noise_of(4)).combine(Guidance::new(2.0));
    let mut sampler = SamplerId::Ddim.start(&schedule, 0.0);
    let mut noise = Noise::new(0);
    let end = sample(&model, &prompts(0.0, None), &schedule, &mut *sampler, &mut controls, &mut noise, &mut ());
    assert!(matches!(end, Err(Error::Invalid(_))));
}

#[test]
fn rescaled_guidance_has_the_deviation_of_the_prompt() {
    let draw = |seed| Noise::new(seed).draw(Purpose::Map, 0, &(2, 4, 8, 8).into(), &Device::Cpu).unwrap();
    let (cond, uncond) = (draw(1), draw(2));
    let step = Schedule::new(&config(), 1).unwrap().steps(0).next().unwrap();
    let branches = Branches { cond: &cond, uncond: Some(&uncond), blind: None };
    let deviation = |rescale, row| {
        let guided = Guidance { scale: 7.5, rescale }.combine(&step, &branches).unwrap().output;
        moments(&guided.get(row).unwrap()).1
    };
    for row in 0..2 {
        let (plain, wanted) = (deviation(0.0, row), moments(&cond.get(row).unwrap()).1);
        assert!(plain > 5.0);
        assert!((deviation(1.0, row) - wanted).abs() < 1e-4);
        assert!((deviation(0.7, row) - (0.7 * wanted + 0.3 * plain)).abs() < 1e-3);
    }
}

#[test]
fn guidance_within_an_interval_saves_the_other_passes() {
    let model = Gaussian::new(0.1);
    let schedule = Schedule::new(&config(), 20).unwrap();
    let inside = schedule.steps(0).filter(|step| (0.5..=5.0).contains(&step.now.sigma())).count();
    assert!(inside > 3 && inside < 17);
    let combine = Within { combine: Guidance::new(4.0), sigma: 0.5..=5.0 };
    run(&model, &prompts(0.2, Some(-0.2)), 20, Some(0.0), Controls::new(noise_of(4)).combine(combine));
    assert_eq!(model.calls.take(), 20 + inside);
}
