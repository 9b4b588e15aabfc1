//! Cases of Prompt-to-Prompt: p2p_aligner, p2p_alpha, p2p_localblend, p2p.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use anyhow::{Context as _, Result};
use candle_core::{Device, Tensor};
use palimpsest::diffusion::local_blend::Spots;
use palimpsest::diffusion::{LocalBlend, Seen};
use palimpsest::edit::align::{Alignment, Phrase, refinement, replacement};
use palimpsest::edit::prompt_to_prompt::{self, Params};
use palimpsest::edit::recipe::{Method, ModelId, Recipe};
use palimpsest::edit::{Bench, Canvas, Memo, Setup, View};
use palimpsest::model::text::Text;
use palimpsest::model::{Block, Model};
use palimpsest::raster::Extent;
use palimpsest::tensor::blend::blend;
use palimpsest::tensor::softmax::softmax;
use palimpsest::tensor::{Normal, Recorded};
use serde_json::Value;

use super::case::{Case, Outcome};

/// Runs one case.
pub fn run(case: &Case) -> Result<Outcome> {
    let model = case.load()?;
    let text = model.text.as_ref().context("no text encoder")?;
    match case.kind.as_str() {
        "p2p_aligner" => aligner(case, text)?,
        "p2p_alpha" => times(case, text)?,
        "p2p_localblend" => local_blend(case, text)?,
        _ => whole(case, &model, text)?,
    }
    Ok(case.outcome())
}

fn phrase(text: &Text, words: &Value) -> Result<Phrase> {
    let words = words.as_str().context("a prompt is no text")?;
    Ok(Phrase { text: words.to_owned(), tokens: text.tokens(words)? })
}

fn list<'a>(case: &'a Case, key: &str) -> Result<&'a Vec<Value>> {
    case.params[key].as_array().with_context(|| format!("no {key}"))
}

fn pair(case: &Case, text: &Text, key: &str) -> Result<[Phrase; 2]> {
    let prompts = list(case, key)?;
    Ok([phrase(text, &prompts[0])?, phrase(text, &prompts[1])?])
}

/// A as a matrix, source tokens by target tokens.
fn matrix(alignment: &Alignment) -> Result<Tensor> {
    let n = alignment.from.len();
    let mut cells = vec![0f32; n * n];
    for (target, from) in alignment.from.iter().enumerate() {
        for &(source, share) in from {
            cells[source * n + target] = share;
        }
    }
    Ok(Tensor::from_vec(cells, (n, n), &Device::Cpu)?)
}

/// The reference's −1 for none, and 1 for those that are not new.
fn mapper(mapper: &[Option<usize>]) -> Result<[Tensor; 2]> {
    let at = mapper.iter().map(|at| at.map_or(-1, |at| at as i64));
    let alphas = mapper.iter().map(|at| if at.is_some() { 1f32 } else { 0.0 });
    Ok([Tensor::from_iter(at, &Device::Cpu)?, Tensor::from_iter(alphas, &Device::Cpu)?])
}

fn aligner(case: &Case, text: &Text) -> Result<()> {
    for (i, prompts) in list(case, "pairs")?.iter().enumerate() {
        let [source, target] = [phrase(text, &prompts[0])?, phrase(text, &prompts[1])?];
        let [at, alphas] = mapper(&refinement(&source, &target))?;
        case.check(&format!("refine.{i}.mapper"), &at)?;
        case.check(&format!("refine.{i}.alphas"), &alphas)?;
        let swapped = replacement(&source, &target, true);
        anyhow::ensure!(swapped.is_some() == case.wants(&format!("replace.{i}.mapper")), "replace.{i}: {swapped:?}");
        if let Some(swapped) = swapped {
            case.check(&format!("replace.{i}.mapper"), &matrix(&swapped)?)?;
        }
    }
    for (i, words) in list(case, "words")?.iter().enumerate() {
        let found = phrase(text, &words[0])?.find(words[1].as_str().context("no word")?);
        case.check(
            &format!("word_inds.{i}"),
            &Tensor::from_iter(found.into_iter().map(|at| at as i64), &Device::Cpu)?,
        )?;
    }
    Ok(())
}

/// 0…to, or from…to.
fn window(value: &Value) -> Result<[f64; 2]> {
    match value.as_array() {
        Some(both) => Ok([both[0].as_f64().context("no share")?, both[1].as_f64().context("no share")?]),
        None => Ok([0.0, value.as_f64().context("no share")?]),
    }
}

/// The case's settings as ours.
fn params(case: &Case) -> Result<Params> {
    let mut params = Params::default();
    match &case.params["cross_replace_steps"] {
        Value::Object(words) => {
            [params.cross_from, params.cross_replace] = words.get("default_").map_or(Ok([0.0, 1.0]), window)?;
            for (word, value) in words.iter().filter(|(word, _)| *word != "default_") {
                params.windows.insert(word.clone(), window(value)?);
            }
        }
        value => [params.cross_from, params.cross_replace] = window(value)?,
    }
    if !case.params["self_replace_steps"].is_null() {
        [params.self_from, params.self_replace] = window(&case.params["self_replace_steps"])?;
    }
    if let (Some(words), Some(values)) = (case.params["eq_words"].as_array(), case.params["eq_values"].as_array()) {
        let pairs =
            words.iter().zip(values).filter_map(|(word, value)| Some((word.as_str()?.to_owned(), value.as_f64()?)));
        params.weights = pairs.collect::<BTreeMap<_, _>>();
    }
    let flat = |key: &str| {
        let words = case.params[key].as_array().into_iter().flatten();
        let words = words.flat_map(|words| words.as_array().cloned().unwrap_or_else(|| vec![words.clone()]));
        let mut words: Vec<_> = words.filter_map(|word| Some(word.as_str()?.to_owned())).collect();
        words.dedup();
        words
    };
    (params.blend, params.subtract) = (flat("blend_words"), flat("substruct_words"));
    params.blend_start = case.params["start_blend"].as_f64().unwrap_or(0.2);
    if let Some([threshold, subtract]) = case.params["th"].as_array().map(Vec::as_slice) {
        (params.threshold, params.subtract_threshold) =
            (threshold.as_f64().context("no threshold")?, subtract.as_f64().context("no threshold")?);
    }
    Ok(params)
}

fn rows(rows: &[Vec<f32>]) -> Result<Tensor> {
    Ok(Tensor::new(rows.to_vec(), &Device::Cpu)?.reshape((rows.len(), 1, 1, 1, ()))?)
}

fn times(case: &Case, text: &Text) -> Result<()> {
    let [source, target] = pair(case, text, "prompts")?;
    let steps = case.params["num_steps"].as_u64().context("no num_steps")? as usize;
    let rewriting = params(case)?.rewriting(steps, &source, &target, true);
    case.check("cross_replace_alpha", &rows(&rewriting.times)?)?;
    case.check("equalizer", &Tensor::new(rewriting.weights, &Device::Cpu)?.unsqueeze(0)?)
}

fn local_blend(case: &Case, text: &Text) -> Result<()> {
    let prompts = pair(case, text, "prompts")?;
    let spots = |key: &str, threshold: usize| -> Result<Option<Spots>> {
        let Some(words) = case.params[key].as_array() else { return Ok(None) };
        let tokens = [0, 1].map(|k| {
            let words = words[k].as_array().cloned().unwrap_or_else(|| vec![words[k].clone()]);
            words.iter().filter_map(Value::as_str).flat_map(|word| prompts[k].find(word)).collect()
        });
        let threshold = case.params["th"][threshold].as_f64().context("no threshold")?;
        Ok(Some(Spots { tokens, threshold }))
    };
    let (words, subtract) = (spots("words", 0)?.context("no words")?, spots("sub", 1)?);
    let heads = case.params["heads"].as_u64().context("no heads")? as usize;
    let maps: Vec<_> = (0..).map_while(|i| case.input(&format!("map.{i}")).ok()).collect();
    let side = |k: usize| -> Result<Vec<Tensor>> {
        maps.iter().map(|map| Ok(softmax(&map.narrow(0, k * heads, heads)?.contiguous()?)?)).collect()
    };
    let x = case.input("x_t")?;
    let (_, _, h, w) = x.dims4()?;
    let masks = LocalBlend::masks(&words, subtract.as_ref(), [&side(0)?, &side(1)?], (16, 16), (h, w))?;
    case.check("mask", &Tensor::cat(&masks, 0)?.to_dtype(candle_core::DType::I64)?)?;
    let (source, target) = (x.narrow(0, 0, 1)?, x.narrow(0, 1, 1)?);
    case.check("x_out", &Tensor::cat(&[&source, &blend(&masks[1], &target, &source)?], 0)?)?;
    let n = prompts[0].tokens.length;
    let alphas = words.tokens.iter().flat_map(|tokens| (0..n).map(|at| if tokens.contains(&at) { 1f32 } else { 0.0 }));
    case.check("alpha_layers", &Tensor::from_iter(alphas, &Device::Cpu)?.reshape((2, 1, 1, 1, 1, n))?)
}

/// Both branches from one noise: the source's path, and the method's own steps.
fn whole(case: &Case, model: &Model, text: &Text) -> Result<()> {
    let [source, target] = pair(case, text, "prompts")?;
    let number = |key: &str| case.params[key].as_f64().with_context(|| format!("no {key}"));
    let params = params(case)?;
    let latent = case.input("latent")?;
    let (_, _, h, w) = latent.dims4()?;
    let extent = Extent::new(w as u32 * model.card.factor, h as u32 * model.card.factor);
    let mut recipe =
        Recipe::new(Method::PromptToPrompt(params.clone()), ModelId { name: "tiny".into(), hash: String::new() });
    recipe.prompt.source.clone_from(&source.text);
    recipe.prompt.target.clone_from(&target.text);
    recipe.sampling.steps = number("steps")? as usize;
    recipe.sampling.guidance = number("guidance")?;
    let mut setup = Setup::new(&recipe, Canvas { image: None, start: None, mask: None, extent }, model);
    setup.noise = Some(Box::new(Recorded::new([latent])) as Box<dyn Normal>);
    setup.published = true;
    let view = View { rect: extent.rect(), inner: extent, padded: extent };
    let (mut memo, mut watch) = (Memo::new(0), ());
    let mut bench = Bench::new(setup, view, model, &mut memo, &mut watch)?;
    let seen = Rc::<RefCell<Seen>>::default();
    let (x, base) = prompt_to_prompt::edit_seen(&mut bench, &params, Some(Rc::clone(&seen)))?;

    let trace = bench.trace();
    let mut timesteps = Vec::new();
    for k in 0..trace.len() {
        let after = trace.state(k + 1).map_or(&x, |state| &state.x);
        case.check(&format!("step.{k}.latents"), &Tensor::cat(&[&base.x(trace.len() - k - 1)?, after], 0)?)?;
        timesteps.push(trace.visit(k).context("no visit")?.t as f32);
    }
    case.check("timesteps", &Tensor::new(timesteps, &Device::Cpu)?)?;
    let (nothing, context) = (text.encode("")?, [text.encode(&source.text)?, text.encode(&target.text)?]);
    case.check("context", &Tensor::cat(&[&nothing, &nothing, &context[0], &context[1]], 0)?)?;

    let rewriting = params.rewriting(recipe.sampling.steps, &source, &target, true);
    case.check("controller.cross_replace_alpha", &rows(&rewriting.times)?)?;
    if case.wants("equalizer") {
        case.check("equalizer", &Tensor::new(rewriting.weights, &Device::Cpu)?.unsqueeze(0)?)?;
    }
    if case.wants("controller.alphas") {
        let [at, alphas] = mapper(&refinement(&source, &target))?;
        case.check("controller.mapper", &at.unsqueeze(0)?)?;
        case.check("controller.alphas", &alphas.unsqueeze(0)?)?;
    } else if case.wants("controller.mapper") {
        let swapped = Alignment { from: rewriting.from, own: rewriting.own };
        case.check("controller.mapper", &matrix(&swapped)?.unsqueeze(0)?)?;
    }
    let seen = seen.borrow();
    let mut counts = BTreeMap::new();
    for (site, maps) in seen.maps() {
        let place = match site.block {
            Block::Down(_) => "down",
            Block::Mid => "mid",
            Block::Up(_) => "up",
        };
        let count = counts.entry(place).or_insert(0);
        let name = format!("avg_attention.{place}_cross.{count}");
        *count += 1;
        if case.wants(&name) {
            case.check(&name, &(Tensor::cat(maps, 0)? / seen.steps as f64)?)?;
        }
    }
    Ok(())
}
