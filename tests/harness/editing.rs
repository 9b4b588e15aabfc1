//! Cases of the editing systems: ilvr, ilvr_filter, repaint, repaint_schedule, repaint_diffusers, diffedit. They drive
//! the methods themselves; noise, posterior and the lag of a level are the references'.

use std::collections::HashMap;

use anyhow::{Context as _, Result};
use candle_core::{Device, Shape, Tensor};
use palimpsest::diffusion::control::Prompts;
use palimpsest::diffusion::{
    self, Controls, KeepOutside, Known, Observer, SamplerId, Schedule, Start, Step, Travel, Visit, sample,
};
use palimpsest::edit::recipe::{Method, ModelId, Recipe};
use palimpsest::edit::{Bench, Canvas, Memo, Setup, Trace, View, diffedit, ilvr, repaint};
use palimpsest::model::{Model, SchedulerConfig};
use palimpsest::raster::Extent;
use palimpsest::tensor::low_pass::{low_pass, reduced, taps};
use palimpsest::tensor::{Normal, Purpose, Recorded};

use super::case::{Case, Outcome};

/// Runs one case.
pub fn run(case: &Case) -> Result<Outcome> {
    match case.kind.as_str() {
        "ilvr_filter" => filter(case),
        "ilvr" => ilvr(case),
        "repaint_schedule" => schedule(case),
        "repaint" => official(case),
        "repaint_diffusers" => diffusers(case),
        _ => diffedit(case),
    }
}

fn number(case: &Case, key: &str) -> Result<f64> {
    case.params[key].as_f64().with_context(|| format!("no {key}"))
}

fn whole(x: impl IntoIterator<Item = i64>) -> Result<Tensor> {
    Ok(Tensor::from_iter(x, &Device::Cpu)?)
}

/// A pixel run: no words, no guidance.
fn plain(method: Method, steps: usize, sampler: SamplerId, eta: f64) -> Recipe {
    let mut recipe = Recipe::new(method, ModelId { name: "tiny".into(), hash: String::new() });
    recipe.sampling.steps = steps;
    recipe.sampling.sampler = sampler;
    recipe.sampling.eta = eta;
    recipe.sampling.guidance = 1.0;
    recipe
}

fn extent(x: &Tensor) -> Result<Extent> {
    let (_, _, h, w) = x.dims4()?;
    Ok(Extent::new(w as u32, h as u32))
}

fn view(extent: Extent) -> View {
    View { rect: extent.rect(), inner: extent, padded: extent }
}

/// guided-diffusion's respacing to one section is diffusers' "linspace".
fn respaced(model: &Model) -> SchedulerConfig {
    SchedulerConfig { timestep_spacing: "linspace".into(), ..model.scheduler.clone() }
}

/// The timesteps of a schedule, cleanest first, as guided-diffusion numbers them.
fn timestep_map(schedule: &Schedule) -> Result<Tensor> {
    whole(schedule.timesteps().iter().rev().map(|&t| t as i64))
}

fn filter(case: &Case) -> Result<Outcome> {
    let (image, n) = (case.input("image")?, number(case, "N")? as usize);
    case.check("down", &reduced(&image, n)?)?;
    case.check("up_down", &low_pass(&image, n)?)?;
    for (i, side) in [number(case, "h")? as usize, number(case, "w")? as usize].into_iter().enumerate() {
        // The reference has a column for each new cell.
        let taps = taps(side, side / n);
        let columns = |k: usize| taps.iter().map(move |taps| taps[k]);
        let all: Vec<_> = (0..taps[0].len()).flat_map(columns).collect();
        let shape = (taps[0].len(), taps.len());
        let weights = Tensor::from_iter(all.iter().map(|&(_, weight)| weight as f32), &Device::Cpu)?;
        case.check(&format!("down.weights.{i}"), &weights.reshape(shape)?)?;
        case.check(&format!("down.fov.{i}"), &whole(all.iter().map(|&(at, _)| at as i64))?.reshape(shape)?)?;
    }
    Ok(case.outcome())
}

/// x after each step, as the run's trace holds it.
fn after(trace: &Trace, k: usize, end: &Tensor) -> Tensor {
    trace.state(k + 1).map_or(end, |state| &state.x).clone()
}

fn ilvr(case: &Case) -> Result<Outcome> {
    let model = case.load()?;
    let reference = case.input("ref_img")?;
    let steps: usize = case.params["respacing"].as_str().context("no respacing")?.parse()?;
    let stop = number(case, "range_t")? / steps as f64;
    let params = ilvr::Params { down: number(case, "N")? as usize, stop, strength: 1.0 };
    let recipe = plain(Method::Ilvr(params.clone()), steps, SamplerId::Ddpm, 0.0);
    let extent = extent(&reference)?;
    let canvas = Canvas { image: Some(reference.clone()), start: Some(reference), mask: None, extent };
    let mut setup = Setup::new(&recipe, canvas, &model);
    setup.scheduler = respaced(&model);
    setup.behind = true;
    let draws = std::iter::once(case.input("x_T")?).chain((0..).map_while(|n| case.noise(n).ok()));
    setup.noise = Some(Box::new(Recorded::new(draws)) as Box<dyn Normal>);
    let schedule = Schedule::new(&setup.scheduler, steps)?;
    let (mut memo, mut watch) = (Memo::new(0), ());
    let mut bench = Bench::new(setup, view(extent), &model, &mut memo, &mut watch)?;
    let x = ilvr::edit(&mut bench, &params)?;
    let trace = bench.trace();
    for k in 0..trace.len() {
        case.check(&format!("step.{k}.sample"), &after(&trace, k, &x))?;
        case.check(&format!("step.{k}.pred_xstart"), &trace.visit(k).context("no visit")?.x0)?;
    }
    case.check("timestep_map", &timestep_map(&schedule)?)?;
    Ok(case.outcome())
}

/// RePaint's parameters; the way of the official code where it is followed to the letter.
fn repainting(params: &serde_json::Value, steps: usize) -> Result<repaint::Params> {
    let number = |key: &str| params[key].as_u64().map(|n| n as usize);
    let begin = params["start_resampling"].as_f64().map_or(1.0, |level| (level / steps as f64).min(1.0));
    Ok(repaint::Params {
        resample: number("jump_n_sample").context("no jump_n_sample")?,
        jump: number("jump_length").context("no jump_length")?,
        begin,
        strength: 1.0,
    })
}

/// The levels that a run visits as the official code counts them: −1 is the clean end.
fn times(recipe: &Recipe) -> Result<Tensor> {
    whole(recipe.way().into_iter().map(|left| left as i64 - 1))
}

fn schedule(case: &Case) -> Result<Outcome> {
    if case.params["n_sample"].as_u64().unwrap_or(1) != 1 {
        return Ok(Outcome::Skipped("n_sample above 1, a leftover of the official code, is not built".to_owned()));
    }
    let steps = number(case, "t_T")? as usize;
    let params = repainting(&case.params, steps)?;
    case.check("times", &times(&plain(Method::Repaint(params), steps, SamplerId::Ddpm, 0.0))?)?;
    Ok(case.outcome())
}

/// The reference's draws by what they are for; a purpose that the reference has no draw for gets zeros.
#[derive(Default)]
struct Draws(HashMap<(Purpose, usize), Tensor>);

impl Normal for Draws {
    fn draw(&mut self, purpose: Purpose, step: usize, shape: &Shape, device: &Device) -> candle_core::Result<Tensor> {
        match self.0.get(&(purpose, step)) {
            Some(draw) => draw.reshape(shape),
            None => Tensor::zeros(shape, candle_core::DType::F32, device),
        }
    }
}

/// The picture, and the mask that our side of the world repaints.
fn masked(picture: Tensor, keep: &Tensor) -> Result<Canvas> {
    let extent = extent(&picture)?;
    Ok(Canvas { image: Some(picture.clone()), start: Some(picture), mask: Some(keep.affine(-1.0, 1.0)?), extent })
}

fn official(case: &Case) -> Result<Outcome> {
    let model = case.load()?;
    let params = &case.params["schedule"];
    let steps = params["t_T"].as_u64().context("no t_T")? as usize;
    if params["n_sample"].as_u64().unwrap_or(1) != 1 {
        return Ok(Outcome::Skipped("n_sample above 1, a leftover of the official code, is not built".to_owned()));
    }
    let params = repainting(params, steps)?;
    let recipe = plain(Method::Repaint(params.clone()), steps, SamplerId::Ddpm, 0.0);
    let config = respaced(&model);
    let schedule = Schedule::new(&config, steps)?;
    // A step back draws its noise; a step draws its own and then, unless it is the first, that of what is known, which we
    // lay in after the move before it.
    let (mut draws, mut n) = (Draws::default(), 0);
    let mut next = || {
        n += 1;
        case.noise(n - 1)
    };
    draws.0.insert((Purpose::Init, 0), case.input("x_T")?);
    let mut before: Option<(Purpose, usize)> = None;
    for visit in schedule.visits(0, Some(params.travel(steps)))? {
        match visit {
            Visit::Denoise(step) => {
                draws.0.insert((Purpose::Step, step.draw()), next()?);
                if let Some(before) = before {
                    draws.0.insert(before, next()?);
                }
                before = Some((Purpose::Known, step.draw()));
            }
            Visit::Renoise(step) => {
                draws.0.insert((Purpose::Travel, step.draw()), next()?);
                before = Some((Purpose::Known, step.draw()));
            }
        }
    }
    let canvas = masked(case.input("gt")?, &case.input("gt_keep_mask")?)?;
    let extent = canvas.extent;
    let mut setup = Setup::new(&recipe, canvas, &model);
    setup.scheduler = config;
    setup.noise = Some(Box::new(draws) as Box<dyn Normal>);
    let (mut memo, mut watch) = (Memo::new(0), ());
    let mut bench = Bench::new(setup, view(extent), &model, &mut memo, &mut watch)?;
    repaint::edit(&mut bench, &params)?;
    let trace = bench.trace();
    for k in 0..trace.len() {
        let visit = trace.visit(k).context("no visit")?;
        case.check(&format!("reverse.{k}.sample"), visit.proposed.as_ref().context("no proposal")?)?;
        if k + 1 == trace.len() {
            case.check("pred_xstart_last", &visit.x0)?;
        }
    }
    case.check("times", &times(&recipe)?)?;
    case.check("timestep_map", &timestep_map(&schedule)?)?;
    let ratio = |index: usize| {
        let above = if index + 1 == steps { 1.0 } else { schedule.level(index + 1).a };
        (1.0 - (schedule.level(index).a / above).powi(2)) as f32
    };
    case.check("betas", &Tensor::from_iter((0..steps).rev().map(ratio), &Device::Cpu)?)?;
    Ok(case.outcome())
}

fn diffusers(case: &Case) -> Result<Outcome> {
    let model = case.load()?;
    let steps = number(case, "steps")? as usize;
    let params = repainting(&case.params, steps)?;
    let config = model.scheduler.clone();
    let schedule = Schedule::new(&config, steps)?;
    let travel = Travel { late: true, ..params.travel(steps) };
    let stride = config.num_train_timesteps / steps;
    let betas = betas(&config)?;
    let mut n = 0;
    let mut next = || {
        n += 1;
        case.noise(n - 1)
    };
    let mut draws = Draws::default();
    draws.0.insert((Purpose::Init, 0), next()?);
    let (mut ops, mut timesteps) = (Vec::new(), Vec::new());
    for visit in schedule.visits(0, Some(travel))? {
        match visit {
            // One draw is the step's noise and that of what is known.
            Visit::Denoise(step) => {
                let draw = next()?;
                draws.0.insert((Purpose::Step, step.draw()), draw.clone());
                draws.0.insert((Purpose::Known, step.draw()), draw);
                ops.push("step");
                timesteps.push(step.t as i64);
            }
            // As many single steps of the training's own as a stride has, made one draw of the same deviation.
            Visit::Renoise(step) => {
                let from = step.t as usize;
                let mut sum = case.input("image")?.zeros_like()?;
                for beta in &betas[from..from + stride] {
                    sum = ((sum * (1.0 - beta).sqrt())? + (next()? * beta.sqrt())?)?;
                }
                let left: f64 = betas[from..from + stride].iter().map(|beta| 1.0 - beta).product();
                draws.0.insert((Purpose::Travel, step.draw()), (sum / (1.0 - left).sqrt())?);
                ops.push("undo");
                timesteps.push((from + stride) as i64);
            }
        }
    }
    // The loop and its controls, as repaint plugs them: only here every move can be looked at, steps back too.
    let picture = case.input("image")?;
    let start = Start::Noise { shape: picture.shape().clone() };
    let mask = case.input("mask_known")?.affine(-1.0, 1.0)?;
    let keep = KeepOutside::new(picture, mask, Known::Fresh);
    let mut controls = Controls::new(start).mask(keep).travel(travel);
    let mut sampler = SamplerId::Ddim.start(&schedule, number(case, "eta")?);
    let mut moves = Moves(Vec::new());
    let prompts = Prompts::default();
    let x = sample(&model, &prompts, &schedule, &mut *sampler, &mut controls, &mut draws, &mut moves)?;
    anyhow::ensure!(moves.0.len() == ops.len(), "{} moves, not {}", moves.0.len(), ops.len());
    for (i, (op, got)) in ops.iter().zip(&moves.0).enumerate() {
        case.check(&format!("op.{i}.{op}"), got)?;
    }
    case.check("timesteps", &whole(timesteps)?)?;
    let image = ((x * 0.5)? + 0.5)?.clamp(0f32, 1f32)?.permute((0, 2, 3, 1))?.contiguous()?;
    case.check("image_0_1_nhwc", &image)?;
    Ok(case.outcome())
}

/// x after every move.
struct Moves(Vec<Tensor>);

impl Observer for Moves {
    fn moved(&mut self, _: &Step, x: &Tensor) -> diffusion::Result<()> {
        self.0.push(x.clone());
        Ok(())
    }
}

/// β of every training timestep.
fn betas(config: &SchedulerConfig) -> Result<Vec<f64>> {
    let all = SchedulerConfig { timestep_spacing: "linspace".into(), ..config.clone() };
    let train = config.num_train_timesteps;
    let all = Schedule::new(&all, train)?;
    let squared = |t: usize| all.level(train - 1 - t).a.powi(2);
    Ok((0..train).map(|t| 1.0 - squared(t) / if t == 0 { 1.0 } else { squared(t - 1) }).collect())
}

/// DiffEdit: a recipe, and what differs between its three parts.
fn diffedit(case: &Case) -> Result<Outcome> {
    let model = case.load()?;
    let vae = model.vae.as_ref().context("no autoencoder")?;
    let image = case.input("image")?;
    let extent = extent(&image)?;
    let words = |key: &str| case.params[key].as_str().unwrap_or_default().to_owned();
    let maps = number(case, "num_maps")? as usize;
    let params = diffedit::Params {
        strength: number(case, "inpaint_strength")?,
        maps,
        level: number(case, "mask_encode_strength")?,
        clip: number(case, "ratio")?,
        threshold: 0.5,
        ..diffedit::Params::default()
    };
    let mut recipe =
        Recipe::new(Method::DiffEdit(params.clone()), ModelId { name: "tiny".into(), hash: String::new() });
    recipe.prompt.source = words("source");
    recipe.prompt.target = words("target");
    recipe.sampling.steps = number(case, "steps")? as usize;
    recipe.sampling.guidance = number(case, "guidance")?;
    let canvas = |mask| Canvas { image: Some(image.clone()), start: Some(image.clone()), mask, extent };

    // 1. The reference encodes anew for every map; a sample of the posterior is one more noise on its mean.
    let schedule = Schedule::new(&model.scheduler, recipe.sampling.steps)?;
    let level = schedule.level(schedule.first(params.level));
    let (_, logvar) = vae.encode(&image, &mut ())?;
    let spread = ((logvar * 0.5)?.exp()? * (level.a * vae.scale() / level.b))?;
    let mut draws = Draws::default();
    for map in 0..maps {
        let (posterior, noise) = (case.noise(0)?.narrow(0, map, 1)?, case.noise(1)?.narrow(0, map, 1)?);
        draws.0.insert((Purpose::Map, map), (noise + (&spread * posterior)?)?);
    }
    recipe.prompt.negative = words("source");
    let (differences, heat) = {
        let mut setup = Setup::new(&recipe, canvas(None), &model);
        setup.noise = Some(Box::new(draws) as Box<dyn Normal>);
        let (mut memo, mut watch) = (Memo::new(0), ());
        let mut bench = Bench::new(setup, view(extent), &model, &mut memo, &mut watch)?;
        (bench.differences(params.level, maps)?, bench.heat(&params)?)
    };
    let shape = (1, heat.grid.height as usize, heat.grid.width as usize);
    // Both sides are guided away from the same pass without words, so that a mere factor is left of guidance; in the
    // reference's numbers it is s − 1. The scaling takes it out again.
    let guidance = number(case, "guidance")?;
    let factor = if guidance > 1.0 { guidance - 1.0 } else { 1.0 };
    case.check("mask_guidance_map", &(differences.squeeze(1)? * factor)?)?;
    case.check("mask_normalised", &Tensor::from_slice(&heat.cells, shape, &Device::Cpu)?)?;
    let hot = heat.cells.iter().map(|&value| i64::from(f64::from(value) > params.threshold));
    case.check("mask", &whole(hot)?.reshape(shape)?)?;

    // 2. and 3., with the mask that is given.
    let factor = model.card.factor as usize;
    let (_, _, h, w) = case.input("mask_latent")?.dims4()?;
    let mask = case.input("mask_latent")?.upsample_nearest2d(h * factor, w * factor)?;
    let inverting = number(case, "inv_guidance")?.max(1.0);
    let path = {
        let mut setup = Setup::new(&recipe, canvas(None), &model);
        setup.posterior = true;
        setup.inverting = inverting;
        setup.noise = Some(Box::new(Recorded::new([case.noise(2)?])) as Box<dyn Normal>);
        let (mut memo, mut watch) = (Memo::new(0), ());
        let mut bench = Bench::new(setup, view(extent), &model, &mut memo, &mut watch)?;
        bench.invert(schedule.first(params.strength))?
    };
    let n = path.len() - 1;
    for k in 0..n {
        case.check(&format!("invert.{k}.prev_sample"), &path[k + 1])?;
        let index = recipe.sampling.steps - 1 - k;
        let (down, up) = (schedule.level(index + 1), schedule.level(index));
        // x_n = (a_n/a)(x − b ε) + b_n ε, solved for ε.
        let ratio = up.a / down.a;
        let eps = ((&path[k + 1] - (&path[k] * ratio)?)? / (up.b - ratio * down.b))?;
        case.check(&format!("invert.{k}.model_output"), &eps)?;
    }
    let noisiest_first: Vec<_> = path.iter().skip(1).rev().collect();
    case.check("inverted_latents", &Tensor::stack(&noisiest_first, 1)?)?;

    let mut setup = Setup::new(&recipe, canvas(Some(mask)), &model);
    setup.posterior = true;
    setup.nearest = true;
    setup.behind = true;
    setup.noise = Some(Box::new(Recorded::new([case.noise(2)?])) as Box<dyn Normal>);
    setup.inverting = inverting;
    let (mut memo, mut watch) = (Memo::new(0), ());
    let mut bench = Bench::new(setup, view(extent), &model, &mut memo, &mut watch)?;
    let x = diffedit::edit(&mut bench, &params)?;
    let trace = bench.trace();
    for k in 0..trace.len() {
        let (state, visit) = (trace.state(k).context("no state")?, trace.visit(k).context("no visit")?);
        let level = schedule.level(visit.place.index);
        let eps = ((&state.x - (&visit.x0 * level.a)?)? / level.b)?;
        case.check(&format!("generate.{k}.model_output"), &eps)?;
        case.check(&format!("generate.{k}.prev_sample"), visit.proposed.as_ref().context("no proposal")?)?;
    }
    case.check("latents", &x)?;
    Ok(case.outcome())
}
