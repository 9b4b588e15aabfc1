//! Cases of kind scheduler: timesteps, levels, and every step of the program's own loop with given network outputs.

use std::cell::Cell;

use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::invert::invert;
use palimpsest::diffusion::sampler::{Lcm, Pndm};
use palimpsest::diffusion::{
    self, Context, Controls, Denoiser, Level, Prediction, Sampler, SamplerId, Schedule, Start, Step, sample,
};
use palimpsest::model::{Hooks, PredictionType, SchedulerConfig};
use palimpsest::tensor::Normal;
use serde_json::Value;

use super::case::{Case, Outcome};

/// Our sampler for one of diffusers' classes, and whether its levels are Karras's.
pub(crate) fn ours(class: &str, config: &Value) -> Option<(SamplerId, bool)> {
    let id = match class {
        "DDPMScheduler" => SamplerId::Ddpm,
        "DDIMScheduler" => SamplerId::Ddim,
        "EulerDiscreteScheduler" => SamplerId::Euler,
        "EulerAncestralDiscreteScheduler" => SamplerId::EulerAncestral,
        "DPMSolverMultistepScheduler" if config["algorithm_type"] == "sde-dpmsolver++" => SamplerId::Dpmpp2mSde,
        "DPMSolverMultistepScheduler" => SamplerId::Dpmpp2m,
        "PNDMScheduler" => SamplerId::Pndm,
        "UniPCMultistepScheduler" => SamplerId::UniPc,
        "LCMScheduler" => SamplerId::Lcm,
        _ => return None,
    };
    Some((id, config["use_karras_sigmas"] == true))
}

/// What x is divided by to become the reference's: Euler's classes speak of x₀ + σ ε.
pub(crate) fn scale(sampler: SamplerId, level: Level) -> f64 {
    if matches!(sampler, SamplerId::Euler | SamplerId::EulerAncestral) { level.a } else { 1.0 }
}

/// Runs one case.
pub(crate) fn run(case: &Case) -> Result<Outcome> {
    let name = case.params["scheduler"].as_str().context("no scheduler")?;
    let settings = &case.meta["scheduler_config"];
    let mut config: SchedulerConfig = serde_json::from_value(settings.clone())?;
    // A class without the setting does not clip.
    config.clip_sample &= settings.get("clip_sample").is_some() || name.starts_with("DD");
    let steps = case.params["steps"].as_u64().context("no steps")? as usize;
    let eta = case.params["step_kwargs"]["eta"].as_f64().unwrap_or(0.0);
    let sampler = ours(name, settings);
    if sampler.is_none() && name != "DDIMInverseScheduler" {
        return Ok(Outcome::Skipped(format!("{name} is not built yet")));
    }
    let (id, karras) = sampler.unwrap_or_default();
    let schedule = Schedule::on(id.grid(karras), &config, steps)?;
    // The loop never scales what the network sees: x is a x₀ + b ε all the way.
    let first = schedule.start() / scale(id, schedule.level(0));
    case.check("init_noise_sigma", &Tensor::new(&[first as f32], &Device::Cpu)?)?;
    case.check("alphas_cumprod_first_last", &alphas(&config)?)?;
    if case.wants("sigmas") {
        let sigmas: Vec<f32> = (0..=schedule.len()).map(|i| schedule.level(i).sigma() as f32).collect();
        case.check("sigmas", &Tensor::new(sigmas, &Device::Cpu)?)?;
    }
    if let Some(index) = case.meta["add_noise_timestep_index"].as_u64() {
        let level = schedule.level(index as usize);
        let noised = Schedule::noised(&case.input("x0")?, level, &case.input("add_noise_noise")?)?;
        case.check("add_noise", &(noised / scale(id, level))?)?;
    }

    let replay = Replay { case, kind: config.prediction_type, next: Cell::new(0) };
    let x = (case.input("latents")? * schedule.start())?;
    let (mut taken, mut seen, mut predicted) = (Vec::new(), Vec::new(), Vec::new());
    let mut observer = |step: &Step, x: &Tensor, x0: &Tensor| {
        taken.push(*step);
        seen.push(x.clone());
        predicted.push(x0.clone());
        Ok(())
    };
    let end = if sampler.is_some() {
        let mut controls = Controls::new(Start::Latent { x, first: 0 });
        let mut sampler = id.start(&schedule, eta);
        let (prompts, mut noise) = (Prompts::default(), case.recording());
        sample(&replay, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut observer)?
    } else {
        let path = invert(&replay, &schedule, 0, &x, &Context::default(), &mut observer)?;
        path.last().context("an empty path")?.clone()
    };

    let timesteps: Vec<f32> = taken.iter().map(|step| step.t as f32).collect();
    case.check("timesteps", &Tensor::new(timesteps, &Device::Cpu)?)?;
    for (i, (step, x0)) in taken.iter().zip(&predicted).enumerate() {
        case.check(&format!("step.{i}.scaled_input"), &seen[i])?;
        let after = seen.get(i + 1).unwrap_or(&end);
        case.check(&format!("step.{i}.prev_sample"), &(after / scale(id, step.next))?)?;
        for (name, got) in [
            (format!("step.{i}.pred_original_sample"), x0.clone()),
            (format!("step.{i}.denoised"), Lcm::consistent(step, &seen[i], x0)?),
        ] {
            if case.wants(&name) {
                case.check(&name, &got)?;
            }
        }
    }
    Ok(case.outcome())
}

/// diffusers' PNDM when a run starts in the middle. It counts from where the run starts, and its timesteps do not hold
/// the second one twice there: so it takes the first step twice all the same, and from then on x is one level noisier
/// than what the network is told and the formula supposes. Ours keeps level and timestep together; for comparison only.
pub(crate) struct Miscounted {
    ours: Pndm,
    schedule: Schedule,
    taken: usize,
}

impl Miscounted {
    pub(crate) fn new(schedule: Schedule) -> Self {
        Self { ours: Pndm::new(&schedule), schedule, taken: 0 }
    }
}

impl Sampler for Miscounted {
    fn step(
        &mut self,
        step: &Step,
        x: &Tensor,
        prediction: &Prediction,
        noise: &mut dyn Normal,
    ) -> diffusion::Result<Tensor> {
        self.taken += 1;
        let next = match self.taken {
            1 => self.schedule.level((step.index + 2).min(step.len)),
            2 => step.now,
            _ => step.next,
        };
        self.ours.step(&Step { next, ..*step }, x, prediction, noise)
    }
}

/// ᾱ at the first two timesteps, the middle, and the last two.
fn alphas(config: &SchedulerConfig) -> Result<Tensor> {
    let train = config.num_train_timesteps;
    // Every timestep is visited; the kind of prediction has no say in ᾱ.
    let all = SchedulerConfig {
        timestep_spacing: "linspace".into(),
        prediction_type: PredictionType::VPrediction,
        ..config.clone()
    };
    let all = Schedule::new(&all, train)?;
    let alpha = |t: usize| all.level(train - 1 - t).a.powi(2) as f32;
    let picks = [0, 1, train / 2, train - 2, train - 1].map(alpha);
    Ok(Tensor::new(&picks, &Device::Cpu)?)
}

/// Says what the case recorded, one output a call.
struct Replay<'a> {
    case: &'a Case,
    kind: PredictionType,
    next: Cell<usize>,
}

impl Denoiser for Replay<'_> {
    fn predict(&self, _: &Tensor, _: f64, _: &[&Context], _: &mut dyn Hooks) -> diffusion::Result<Tensor> {
        let i = self.next.replace(self.next.get() + 1);
        self.case.input(&format!("model_output.{i}")).map_err(|e| diffusion::Error::Invalid(e.to_string()))
    }

    fn prediction(&self) -> PredictionType {
        self.kind
    }
}
