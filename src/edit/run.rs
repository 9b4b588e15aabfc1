//! From a recipe to a picture. Pure: the same recipe, inputs and model give the same bytes; a memo only saves time.

use std::sync::Arc;

use candle_core::Tensor;

use super::bench::{Bench, Setup};
use super::canvas::{self, Canvas};
use super::memo::{Key, Value, content};
use super::plan::origin;
use super::recipe::{Method, Recipe};
use super::trace::Trace;
use super::{
    Error, Heat, Inputs, Memo, Output, Result, View, Watch, WordMaps, classifier_free, ddim_inversion, diffedit,
    edit_friendly, ilvr, inpaint, instruct_pix2pix, latent_blend, prompt_to_prompt, repaint, sdedit,
};
use crate::model::Model;
use crate::raster::{Pixels, Rect};

/// Runs a recipe.
pub fn run(recipe: &Recipe, inputs: &Inputs, model: &Model, memo: &mut Memo, watch: &mut dyn Watch) -> Result<Output> {
    made(recipe, inputs, model, memo, None, watch)
}

/// Runs a recipe as a preview: near the result, not the result. It may recompute only what changed since the preview
/// before, and keeps up to `room` bytes of activations in the memo for the next one.
pub fn preview(
    recipe: &Recipe,
    inputs: &Inputs,
    model: &Model,
    memo: &mut Memo,
    room: u64,
    watch: &mut dyn Watch,
) -> Result<Output> {
    made(recipe, inputs, model, memo, Some(room), watch)
}

fn made(
    recipe: &Recipe,
    inputs: &Inputs,
    model: &Model,
    memo: &mut Memo,
    room: Option<u64>,
    watch: &mut dyn Watch,
) -> Result<Output> {
    recipe.check(&model.card, inputs)?;
    let view = View::new(recipe, &model.card, inputs)?;
    let canvas = Canvas::new(recipe, inputs, &view, &model.device)?;
    let key = key(recipe, &canvas, model)?;
    let saved = memo.saved;
    let parent = prefix(recipe, inputs, model, memo, watch)?;
    let mut bench = Bench::new(Setup::new(recipe, canvas, model), view, model, memo, watch)?;
    if let Some(parent) = parent {
        bench.take_up(parent)?;
    }
    if let Some(room) = room {
        bench.preview(room);
    }
    let x = edit(&recipe.method, &mut bench)?;
    let decoded = bench.decode(&x)?;
    let image = bench.joined(decoded)?;
    let patched = bench.patched();
    let (found, shallow_calls) = (bench.found(), bench.shallow());
    let (trace, frames, unet_calls) = bench.done();
    if patched.is_none() {
        // A preview's steps are near the truth, not the truth.
        memo.put(key, Value::Trace(Arc::new(trace)));
    }
    if watch.cancelled() {
        return Err(Error::Cancelled);
    }
    let patch = canvas::patch(&image, &view, inputs.image.as_deref())?;
    let pixels = match found {
        Some(mask) => canvas::finish(patch, &view, &Inputs { image: inputs.image.clone(), mask: Some(mask) })?,
        None => canvas::finish(patch, &view, inputs)?,
    };
    let reused = memo.saved - saved;
    Ok(Output { recipe: recipe.clone(), pixels, rect: view.rect, frames, unet_calls, reused, shallow_calls, patched })
}

/// Where source and target words of a DiffEdit recipe disagree, over the whole picture; a mask of the inputs has no say.
pub fn heat(
    recipe: &Recipe,
    inputs: &Inputs,
    model: &Model,
    memo: &mut Memo,
    watch: &mut dyn Watch,
) -> Result<Arc<Heat>> {
    let inputs = Inputs { image: inputs.image.clone(), mask: None };
    recipe.check_comparison(&model.card, &inputs)?;
    let Method::DiffEdit(params) = &recipe.method else {
        return Err(Error::Invalid { field: "method".into(), reason: "only diffedit finds masks".into() });
    };
    let view = View::new(recipe, &model.card, &inputs)?;
    let canvas = Canvas::new(recipe, &inputs, &view, &model.device)?;
    Ok(Arc::new(Bench::new(Setup::new(recipe, canvas, model), view, model, memo, watch)?.heat(params)?))
}

/// Where the new words of a Prompt-to-Prompt recipe look, over the whole picture (or over a new one, where there is none); a
/// mask of the inputs has no say.
pub fn words(
    recipe: &Recipe,
    inputs: &Inputs,
    model: &Model,
    memo: &mut Memo,
    watch: &mut dyn Watch,
) -> Result<Arc<WordMaps>> {
    let inputs = Inputs { image: inputs.image.clone(), mask: None };
    recipe.check_comparison(&model.card, &inputs)?;
    let Method::PromptToPrompt(params) = &recipe.method else {
        return Err(Error::Invalid { field: "method".into(), reason: "only prompt_to_prompt looks at words".into() });
    };
    let view = View::new(recipe, &model.card, &inputs)?;
    let canvas = Canvas::new(recipe, &inputs, &view, &model.device)?;
    Ok(Arc::new(Bench::new(Setup::new(recipe, canvas, model), view, model, memo, watch)?.word_maps(params)?))
}

/// x̂₀ of one step of a run, decoded in full: the pixels of the working region, and where it lies.
pub fn develop(
    recipe: &Recipe,
    inputs: &Inputs,
    step: usize,
    model: &Model,
    memo: &mut Memo,
    watch: &mut dyn Watch,
) -> Result<(Arc<Pixels>, Rect)> {
    recipe.check(&model.card, inputs)?;
    let steps = super::plan::timeline(recipe).len();
    if step >= steps {
        let reason = format!("this run has {steps} steps, counted from 0; {step} was asked for");
        return Err(Error::Invalid { field: "step".into(), reason });
    }
    let view = View::new(recipe, &model.card, inputs)?;
    let trace = trace(recipe, inputs, step + 1, model, memo, watch)?;
    let x0 = trace.visit(step).map(|visit| visit.x0.clone()).ok_or(Error::Cancelled)?;
    let canvas = Canvas { image: None, start: None, mask: None, extent: view.padded };
    let image = Bench::new(Setup::new(recipe, canvas, model), view, model, memo, watch)?.decode(&x0)?;
    Ok((Arc::new(canvas::patch(&image, &view, inputs.image.as_deref())?), view.rect))
}

/// The steps that a branch takes from its parent.
fn prefix(
    recipe: &Recipe,
    inputs: &Inputs,
    model: &Model,
    memo: &mut Memo,
    watch: &mut dyn Watch,
) -> Result<Option<Trace>> {
    let Some(branch) = &recipe.branch else { return Ok(None) };
    let trace = trace(origin(branch), inputs, branch.step, model, memo, watch)?;
    Ok(trace.until(branch.step))
}

/// The first `steps` steps of a run (all of them, when it has no more), from the memo or by running them.
fn trace(
    recipe: &Recipe,
    inputs: &Inputs,
    steps: usize,
    model: &Model,
    memo: &mut Memo,
    watch: &mut dyn Watch,
) -> Result<Arc<Trace>> {
    let view = View::new(recipe, &model.card, inputs)?;
    let canvas = Canvas::new(recipe, inputs, &view, &model.device)?;
    let key = key(recipe, &canvas, model)?;
    if let Some(Value::Trace(trace)) = memo.get(&key)
        && (trace.state(steps).is_some() || trace.len() == steps)
        && (steps == 0 || trace.visit(steps - 1).is_some())
        && (trace.until(steps).is_some() || trace.len() == steps)
    {
        memo.saved += trace.state(steps).map_or(0, |state| state.calls);
        return Ok(trace);
    }
    let parent = prefix(recipe, inputs, model, memo, watch)?;
    let mut bench = Bench::new(Setup::new(recipe, canvas, model), view, model, memo, watch)?;
    if let Some(parent) = parent {
        bench.take_up(parent)?;
    }
    bench.stop_after(steps);
    match edit(&recipe.method, &mut bench) {
        Ok(_) => {}
        Err(Error::Cancelled) if bench.stopped() => {}
        Err(error) => return Err(error),
    }
    let trace = Arc::new(bench.done().0);
    memo.put(key, Value::Trace(Arc::clone(&trace)));
    Ok(trace)
}

/// The method's own algorithm.
pub(super) fn edit(method: &Method, bench: &mut Bench<'_>) -> Result<Tensor> {
    match method {
        Method::Sdedit(params) => sdedit::edit(bench, params),
        Method::LatentBlend(params) => latent_blend::edit(bench, params),
        Method::DdimInversion(params) => ddim_inversion::edit(bench, params),
        Method::ClassifierFree(_) => classifier_free::edit(bench),
        Method::Ilvr(params) => ilvr::edit(bench, params),
        Method::Repaint(params) => repaint::edit(bench, params),
        Method::DiffEdit(params) => diffedit::edit(bench, params),
        Method::PromptToPrompt(params) => prompt_to_prompt::edit(bench, params),
        Method::EditFriendly(params) => edit_friendly::edit(bench, params),
        Method::InstructPix2Pix(params) => instruct_pix2pix::edit(bench, params),
        Method::Inpaint(params) => inpaint::edit(bench, params),
    }
}

/// Identity of a run's steps.
fn key(recipe: &Recipe, canvas: &Canvas, model: &Model) -> Result<Key> {
    let json = serde_json::to_string(recipe).map_err(|error| Error::NotARecipe(error.to_string()))?;
    let hash = |x: &Option<Tensor>| x.as_ref().map_or(Ok(String::new()), content);
    let (image, mask) = (hash(&canvas.image)?, hash(&canvas.mask)?);
    Ok(Key::new("trace", &[&model.card.hash, &json, &image, &mask]))
}
