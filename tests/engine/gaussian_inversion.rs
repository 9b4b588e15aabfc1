//! There and back again.

use super::{Gaussian, config, distance, mean_is, noise_of, prompts, run};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::invert::{invert, invert_refined};
use palimpsest::diffusion::{self, Context, Controls, Denoiser, SamplerId, Schedule, Start, sample};
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
