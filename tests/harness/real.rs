//! Cases of real pictures brought back: null_text. Drives the program's own inversion, learning and way back.

use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::{Context, NullText, Schedule};
use palimpsest::edit::inversion::Inversion;
use palimpsest::edit::recipe::{Method, ModelId, Recipe};
use palimpsest::edit::{Bench, Canvas, Memo, Setup, View, ddim_inversion};
use palimpsest::raster::Extent;

use super::case::{Case, Outcome};

/// Runs one case.
pub fn run(case: &Case) -> Result<Outcome> {
    let model = case.load()?;
    let number = |key: &str| case.params[key].as_f64().with_context(|| format!("no {key}"));
    let inner = number("inner")? as usize;
    let params = ddim_inversion::Params { inversion: Inversion::NullText, inner, ..ddim_inversion::Params::default() };
    let mut recipe =
        Recipe::new(Method::DdimInversion(params.clone()), ModelId { name: "tiny".into(), hash: String::new() });
    let words = case.params["prompt"].as_str().context("no prompt")?;
    recipe.prompt.source = words.into();
    recipe.prompt.target = words.into();
    recipe.sampling.steps = number("steps")? as usize;
    recipe.sampling.guidance = number("guidance")?;
    let image = case.input("image")?;
    let (_, _, h, w) = image.dims4()?;
    let extent = Extent::new(w as u32, h as u32);
    let canvas = Canvas { image: Some(image.clone()), start: Some(image), mask: None, extent };
    let view = View { rect: extent.rect(), inner: extent, padded: extent };
    let schedule = Schedule::new(&model.scheduler, recipe.sampling.steps)?;
    let (mut memo, mut watch) = (Memo::new(1 << 24), ());
    let mut bench = Bench::new(Setup::new(&recipe, canvas, &model), view, &model, &mut memo, &mut watch)?;

    let path = bench.invert(0)?;
    case.check("latent", &path[0])?;
    for (k, x) in path.iter().enumerate() {
        case.check(&format!("ddim_inversion.{k}"), x)?;
    }
    let text = model.text.as_ref().context("no text encoder")?;
    let states = |words: &str| anyhow::Ok(Context { text: Some(text.encode(words)?), extra: None });
    let how = NullText { scale: number("guidance")?, inner, enough: number("eps")? };
    let learned = how.learn(&model, &schedule, &path, states(words)?, states("")?, &mut ())?;
    let first = learned.first.context("nothing was learned")?;
    case.check("first_loss", &Tensor::new(&[first.loss], &Device::Cpu)?)?;
    case.check("first_grad_uncond", &first.gradient)?;
    for (k, null) in bench.nulls(&path, inner)?.iter().enumerate() {
        case.check(&format!("uncond.{k}"), null.text.as_ref().context("no states")?)?;
    }
    let x = ddim_inversion::edit(&mut bench, &params)?;
    let trace = bench.trace();
    let mut timesteps = Vec::new();
    for k in 0..trace.len() {
        timesteps.push(trace.visit(k).context("no visit")?.t as f32);
        case.check(&format!("reconstruct.{k}"), trace.state(k + 1).map_or(&x, |state| &state.x))?;
    }
    case.check("timesteps", &Tensor::new(timesteps, &Device::Cpu)?)?;
    Ok(case.outcome())
}
