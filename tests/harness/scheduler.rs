//! Cases of kind scheduler: timesteps, levels, and every step of the program's own loop with given network outputs.

use std::cell::Cell;

use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::invert::invert;
use palimpsest::diffusion::{self, Context, Controls, Denoiser, SamplerId, Schedule, Start, Step, sample};
use palimpsest::model::{Hooks, PredictionType, SchedulerConfig};

use super::case::{Case, Outcome};

/// Runs one case.
pub(crate) fn run(case: &Case) -> Result<Outcome> {
    let name = case.params["scheduler"].as_str().context("no scheduler")?;
    let config: SchedulerConfig = serde_json::from_value(case.meta["scheduler_config"].clone())?;
    let steps = case.params["steps"].as_u64().context("no steps")? as usize;
    let eta = case.params["step_kwargs"]["eta"].as_f64().unwrap_or(0.0);
    let sampler = match name {
        "DDPMScheduler" => Some(SamplerId::Ddpm),
        "DDIMScheduler" => Some(SamplerId::Ddim),
        "DDIMInverseScheduler" => None,
        other => return Ok(Outcome::Skipped(format!("{other} is not built yet"))),
    };
    let schedule = Schedule::new(&config, steps)?;
    // The loop starts from unit noise and never scales what the network sees.
    case.check("init_noise_sigma", &Tensor::new(&[1_f32], &Device::Cpu)?)?;
    case.check("alphas_cumprod_first_last", &alphas(&config)?)?;
    if let Some(index) = case.meta["add_noise_timestep_index"].as_u64() {
        let level = schedule.level(index as usize);
        let noised = Schedule::noised(&case.input("x0")?, level, &case.input("add_noise_noise")?)?;
        case.check("add_noise", &noised)?;
    }

    let replay = Replay { case, kind: config.prediction_type, next: Cell::new(0) };
    let x = case.input("latents")?;
    let (mut timesteps, mut seen, mut predicted) = (Vec::new(), Vec::new(), Vec::new());
    let mut observer = |step: &Step, x: &Tensor, x0: &Tensor| {
        timesteps.push(step.t as f32);
        seen.push(x.clone());
        predicted.push(x0.clone());
        Ok(())
    };
    let end = if let Some(sampler) = sampler {
        let mut controls = Controls::new(Start::Latent { x, first: 0 });
        let mut sampler = sampler.start(&schedule, eta);
        let (prompts, mut noise) = (Prompts::default(), case.recording());
        sample(&replay, &prompts, &schedule, &mut *sampler, &mut controls, &mut noise, &mut observer)?
    } else {
        let path = invert(&replay, &schedule, 0, &x, &Context::default(), &mut observer)?;
        path.last().context("an empty path")?.clone()
    };

    case.check("timesteps", &Tensor::new(timesteps, &Device::Cpu)?)?;
    for (i, x0) in predicted.iter().enumerate() {
        case.check(&format!("step.{i}.scaled_input"), &seen[i])?;
        case.check(&format!("step.{i}.pred_original_sample"), x0)?;
        case.check(&format!("step.{i}.prev_sample"), seen.get(i + 1).unwrap_or(&end))?;
    }
    Ok(case.outcome())
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
