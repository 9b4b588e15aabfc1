//! Cases of single networks: tokenizer, text_encoder, vae, unet.

use anyhow::{Context, Result};
use candle_core::{DType, Device, Tensor};
use palimpsest::model::clip::Clip;
use palimpsest::model::{Block, Hooks, ModelCard, Place, Source};

use super::case::{Case, Outcome};

/// Runs one case.
pub fn run(case: &Case) -> Result<Outcome> {
    if case.model.as_deref().is_some_and(|model| model.contains("sdxl")) {
        return Ok(Outcome::Skipped("Stable Diffusion XL is not built yet".to_owned()));
    }
    match case.kind.as_str() {
        "tokenizer" => tokenizer(case)?,
        "text_encoder" => text_encoder(case)?,
        "vae" => vae(case)?,
        _ => unet(case)?,
    }
    Ok(case.outcome())
}

fn tokenizer(case: &Case) -> Result<()> {
    let text = case.load()?.text.context("no text encoder")?;
    let prompts = case.params["prompts"].as_array().context("no prompts")?;
    let (mut ids, mut attended) = (Vec::new(), Vec::new());
    for prompt in prompts {
        let (row, words) = text.ids(prompt.as_str().context("a prompt is no text")?)?;
        // Words, BOS and EOS are attended to.
        attended.extend((0..row.len()).map(|at| i64::from(at < words + 2)));
        ids.extend(row.into_iter().map(i64::from));
    }
    let shape = (prompts.len(), ids.len() / prompts.len());
    case.check("input_ids", &Tensor::from_vec(ids, shape, &Device::Cpu)?)?;
    case.check("attention_mask", &Tensor::from_vec(attended, shape, &Device::Cpu)?)
}

fn text_encoder(case: &Case) -> Result<()> {
    let text = case.load()?.text.context("no text encoder")?;
    let ids = case.input("input_ids")?.to_dtype(DType::U32)?;
    let states = text.clip.hidden_states(&ids)?;
    for (i, state) in states.iter().enumerate() {
        case.check(&format!("hidden_states.{i}"), state)?;
    }
    let last = text.clip.finish(&states[states.len() - 1])?;
    case.check("pooler_output", &Clip::pooled(&ids, &last)?)?;
    case.check("last_hidden_state", &last)?;
    for k in case.params["clip_skips"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_u64) {
        let skipped = &states[states.len() - 1 - k as usize];
        case.check(&format!("clip_skip.{k}"), &text.clip.finish(skipped)?)?;
    }
    Ok(())
}

fn vae(case: &Case) -> Result<()> {
    let vae = case.load()?.vae.context("no autoencoder")?;
    let (mean, logvar) = vae.encode(&case.input("image")?, &mut ())?;
    let std = (&logvar * 0.5)?.exp()?;
    case.check("sample", &(&mean + &std * case.input("sample_noise")?)?)?;
    case.check("mean", &mean)?;
    case.check("logvar", &logvar)?;
    case.check("std", &std)?;
    let latents = case.input("latents")?;
    case.check("decoded", &vae.decode(&latents, &mut ())?)?;
    case.check("decoded_scaled", &vae.decode(&(latents / vae.scale())?, &mut ())?)
}

/// Compares what comes by.
struct Intermediates<'a> {
    case: &'a Case,
    failed: Option<anyhow::Error>,
}

impl Hooks for Intermediates<'_> {
    fn saw(&mut self, place: Place, h: &Tensor) -> palimpsest::model::Result<()> {
        let name = match place {
            Place::Time => "mid.time_embedding".to_owned(),
            Place::ConvIn => "mid.conv_in".to_owned(),
            Place::Block(Block::Down(i)) => format!("mid.down_blocks.{i}"),
            Place::Block(Block::Mid) => "mid.mid_block".to_owned(),
            Place::Block(Block::Up(i)) => format!("mid.up_blocks.{i}"),
        };
        if self.case.wants(&name)
            && let Err(error) = self.case.check(&name, h)
        {
            self.failed.get_or_insert(error);
        }
        Ok(())
    }
}

fn unet(case: &Case) -> Result<()> {
    let model = case.load()?;
    let t = case.input("timestep")?.to_dtype(DType::F32)?;
    let context = case.input("encoder_hidden_states").ok();
    let mut seen = Intermediates { case, failed: None };
    let out = model.network.forward(&case.input("sample")?, &t, context.as_ref(), &mut seen)?;
    if let Some(error) = seen.failed {
        return Err(error);
    }
    case.check("sample", &out)
}

/// The model inside the program gives PyTorch's answers (`assets/builtin`, fp16 weights, fp32 arithmetic).
#[test]
fn builtin_answers_as_pytorch() -> Result<()> {
    let start = std::time::Instant::now();
    let model = palimpsest::model::Model::load(&Source::Builtin, &Device::Cpu, &mut |_, _| Ok(()))?;
    let loaded = start.elapsed();
    let known = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known/known.safetensors");
    let known = candle_core::safetensors::load(known, &Device::Cpu)?;
    let text = model.text.as_ref().context("no text encoder")?;
    let (mut ids, mut states) = (Vec::new(), Vec::new());
    for prompt in ["", "a dog on a beach at sunset"] {
        ids.push(text.ids(prompt)?.0.into_iter().map(i64::from).collect::<Vec<_>>());
        states.push(text.encode(prompt)?);
    }
    assert_eq!(ids, known["ids"].to_vec2::<i64>()?);
    let near = |name: &str, got: &Tensor| -> Result<()> {
        let error = (got - &known[name])?.abs()?.max_all()?.to_scalar::<f32>()?;
        assert!(error <= 1e-3, "{name}: {error}");
        Ok(())
    };
    near("text", &Tensor::cat(&states, 0)?)?;
    let t = known["t"].to_dtype(DType::F32)?;
    near("eps", &model.network.forward(&known["x"], &t, Some(&known["text"]), &mut ())?)?;
    let vae = model.vae.as_ref().context("no autoencoder")?;
    near("mean", &vae.encode(&known["image"], &mut ())?.0)?;
    near("decoded", &vae.decode(&known["mean"], &mut ())?)?;
    assert_eq!(model.card, ModelCard::read(&Source::Builtin)?);
    assert!(cfg!(debug_assertions) || loaded.as_secs_f64() < 1.0, "loading took {loaded:?}");
    Ok(())
}
