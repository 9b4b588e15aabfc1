//! Cases of whole sampling runs: txt2img, img2img, inpaint, ip2p, sdedit_pixel. They drive the methods themselves, on the
//! workbench that the program runs them on; only the noise, the posterior and the mask's reduction are the reference's.

use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::{SamplerId, Schedule};
use palimpsest::edit::recipe::{Method, ModelId, Recipe};
use palimpsest::edit::{
    Bench, Canvas, Memo, Setup, View, classifier_free, inpaint, instruct_pix2pix, latent_blend, sdedit,
};
use palimpsest::model::{Model, PredictionType, SchedulerConfig};
use palimpsest::raster::Extent;
use palimpsest::tensor::{Normal, Recorded};

use super::case::{Case, Outcome};
use super::scheduler::{Miscounted, ours, scale};

/// Runs one case.
pub fn run(case: &Case) -> Result<Outcome> {
    let class = case.params["scheduler"].as_str();
    let sampler = match class.and_then(|class| ours(class, &case.params["cfg"])) {
        Some(ours) => ours,
        None if case.kind == "sdedit_pixel" => (SamplerId::Ddpm, false),
        None => return Ok(Outcome::Skipped(format!("the sampler {} is not built yet", class.unwrap_or("?")))),
    };
    let model = case.model.clone().unwrap_or_default();
    if model.contains("sdxl") {
        return Ok(Outcome::Skipped("Stable Diffusion XL is not built yet".to_owned()));
    }
    let model = case.load()?;
    if case.kind == "sdedit_pixel" { pixel(case, &model) } else { latent(case, &model, sampler) }
}

/// The model's own schedule with the case's changes.
fn scheduler(case: &Case, model: &Model) -> Result<SchedulerConfig> {
    let mut config = serde_json::to_value(&model.scheduler)?;
    if let (Some(config), Some(changes)) = (config.as_object_mut(), case.params["cfg"].as_object()) {
        config.extend(changes.clone());
    }
    Ok(serde_json::from_value(config)?)
}

/// SD 1.x and SD 2.x: words to picture, picture to picture, four-channel inpainting.
fn latent(case: &Case, model: &Model, (sampler, karras): (SamplerId, bool)) -> Result<Outcome> {
    let number = |key: &str| case.params[key].as_f64();
    let words = |key: &str| case.params[key].as_str().unwrap_or_default().to_owned();
    let side = |key: &str| number(key).map(|side| side as u32).with_context(|| format!("no {key}"));
    let extent = Extent::new(side("width")?, side("height")?);
    let strength = number("strength").unwrap_or(1.0);
    let image = case.input("image").ok();
    let mask = case.input("mask").ok();

    let card = &model.card;
    let method = match (&image, &mask) {
        _ if case.kind == "ip2p" => {
            let picture = number("image_guidance").context("no image_guidance")?;
            Method::InstructPix2Pix(instruct_pix2pix::Params { picture })
        }
        (Some(_), Some(_)) if card.unet_channels > card.latent_channels => {
            Method::Inpaint(inpaint::Params { strength })
        }
        // Full strength of the reference starts from noise alone: words to picture inside the mask.
        (Some(_), Some(_)) if strength < 1.0 => {
            Method::LatentBlend(latent_blend::Params { strength, graded: false, shrink: false })
        }
        (Some(_), None) => Method::Sdedit(sdedit::Params { strength, repeats: 1 }),
        _ => Method::ClassifierFree(classifier_free::Params {}),
    };
    let mut recipe = Recipe::new(method, ModelId { name: "tiny".into(), hash: String::new() });
    recipe.prompt.target = words("prompt");
    recipe.prompt.negative = words("negative_prompt");
    recipe.sampling.sampler = sampler;
    recipe.sampling.karras = karras;
    recipe.sampling.steps = number("steps").context("no steps")? as usize;
    recipe.sampling.guidance = number("guidance").unwrap_or(1.0).max(1.0); // the reference's rule: none up to 1
    recipe.sampling.eta = number("eta").unwrap_or(0.0);

    let mut draws: Vec<Tensor> = (0..).map_while(|n| case.noise(n).ok()).collect();
    let posterior = image.is_some() && case.kind != "ip2p";
    if !posterior {
        draws.insert(0, case.input("latents")?);
    }
    if matches!(recipe.method, Method::Inpaint(_)) {
        // Noise is drawn when the run begins, after all that it is shown: the reference draws the masked picture's last.
        let last = draws.len() - 1;
        draws.swap(last - 1, last);
    }
    let canvas = Canvas { start: image.clone(), image, mask, extent };
    let mut setup = Setup::new(&recipe, canvas, model);
    setup.scheduler = scheduler(case, model)?;
    setup.noise = Some(Box::new(Recorded::new(draws)) as Box<dyn Normal>);
    setup.posterior = posterior;
    setup.nearest = true;
    let config = setup.scheduler.clone();
    let schedule = Schedule::on(recipe.sampling.grid(), &config, recipe.sampling.steps)?;
    if sampler == SamplerId::Pndm && posterior && strength < 1.0 {
        setup.sampler = Some(Box::new(Miscounted::new(schedule.clone())));
    }
    let view = View { rect: extent.rect(), inner: extent, padded: extent };
    let (mut memo, mut watch) = (Memo::new(0), ());
    let mut bench = Bench::new(setup, view, model, &mut memo, &mut watch)?;
    let x = match &recipe.method {
        Method::LatentBlend(params) => latent_blend::edit(&mut bench, params)?,
        Method::Sdedit(params) => sdedit::edit(&mut bench, params)?,
        Method::Inpaint(params) => inpaint::edit(&mut bench, params)?,
        Method::InstructPix2Pix(params) => {
            case.check("image_latents_mode", &bench.mode()?)?;
            instruct_pix2pix::edit(&mut bench, params)?
        }
        _ => classifier_free::edit(&mut bench)?,
    };

    let trace = bench.trace().clone();
    let mut timesteps = Vec::new();
    for k in 0..trace.len() {
        let (state, visit) = (trace.state(k).context("no state")?, trace.visit(k).context("no visit")?);
        timesteps.push(visit.t as f32);
        let level = schedule.level(visit.place.index);
        // What the sampler was handed, back from x̂₀: the loop speaks of x̂₀ and ε only.
        let eps = ((&state.x - (&visit.x0 * level.a)?)? / level.b)?;
        let output = match config.prediction_type {
            PredictionType::Epsilon => eps,
            PredictionType::VPrediction => ((eps * level.a)? - (&visit.x0 * level.b)?)?,
            PredictionType::Sample => visit.x0.clone(),
        };
        checked(case, &format!("step.{k}.model_output"), &output)?;
        let after = trace.state(k + 1).map_or(&x, |state| &state.x);
        let scale = scale(sampler, schedule.level(visit.place.index + 1));
        checked(case, &format!("step.{k}.prev_sample"), &(visit.proposed.as_ref().unwrap_or(after) / scale)?)?;
        checked(case, &format!("step.{k}.latents_after_blend"), &(after / scale)?)?;
    }
    let timesteps = Tensor::new(timesteps, &Device::Cpu)?;
    checked(case, "timesteps", &timesteps)?;
    checked(case, "timesteps_used", &timesteps)?;
    checked(case, "latents", &x)?;
    if let Some(text) = &model.text {
        checked(case, "prompt_embeds", &text.encode(&recipe.prompt.target)?)?;
        checked(case, "negative_prompt_embeds", &text.encode(&recipe.prompt.negative)?)?;
    }
    let image = bench.decode(&x)?;
    checked(case, "image", &image)?;
    checked(case, "decoded", &image)?;
    Ok(case.outcome())
}

/// SDEdit's own code: a thousand steps of which the last `total_noise_levels` run, x̂₀ not clipped, the kept region one
/// level behind.
fn pixel(case: &Case, model: &Model) -> Result<Outcome> {
    let levels = case.params["total_noise_levels"].as_u64().context("no levels")? as usize;
    let steps = model.scheduler.num_train_timesteps;
    let x0 = case.input("x0")?;
    let (_, _, h, w) = x0.dims4()?;
    let extent = Extent::new(w as u32, h as u32);
    let params = sdedit::Params { strength: levels as f64 / steps as f64, repeats: 1 };
    let mut recipe = Recipe::new(Method::Sdedit(params.clone()), ModelId { name: "tiny".into(), hash: String::new() });
    recipe.sampling.steps = steps;
    recipe.sampling.sampler = SamplerId::Ddpm;
    let mask = match case.params["with_mask"].as_bool() {
        Some(true) => Some(case.input("mask_keep")?.unsqueeze(0)?.affine(-1.0, 1.0)?),
        _ => None,
    };
    let canvas = Canvas { image: Some(x0.clone()), start: Some(x0), mask, extent };
    let mut setup = Setup::new(&recipe, canvas, model);
    setup.scheduler.clip_sample = false;
    setup.noise = Some(Box::new(Recorded::new((0..).map_while(|n| case.noise(n).ok()))) as Box<dyn Normal>);
    setup.behind = true;
    let view = View { rect: extent.rect(), inner: extent, padded: extent };
    let (mut memo, mut watch) = (Memo::new(0), ());
    let mut bench = Bench::new(setup, view, model, &mut memo, &mut watch)?;
    let x = sdedit::edit(&mut bench, &params)?;
    let trace = bench.trace();
    checked(case, "x_start", &trace.state(0).context("no start")?.x)?;
    for k in 0..trace.len() {
        let t = trace.visit(k).context("no visit")?.t;
        checked(case, &format!("after_t{t}"), trace.state(k + 1).map_or(&x, |state| &state.x))?;
    }
    Ok(case.outcome())
}

/// Compares what the case asks for.
fn checked(case: &Case, name: &str, got: &Tensor) -> Result<()> {
    if case.wants(name) { case.check(name, got) } else { Ok(()) }
}
