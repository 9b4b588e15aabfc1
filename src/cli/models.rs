//! `palimpsest models`: what models are, or why they can't be used.

use serde_json::{Value, json};

use super::args;
use super::failure::{Failure, Result, one_line};
use super::report::say;
use super::settings::{card, source};
use crate::engine::{Family, ModelCard, Part, Source};
use crate::model::PredictionType;

/// Runs the command.
pub(super) fn run(args: &args::Models) -> Result<()> {
    let sources = if args.paths.is_empty() {
        vec![Source::Builtin]
    } else {
        args.paths.iter().map(|path| source(path)).collect()
    };
    let mut usable = Vec::new();
    let mut refused = Vec::new();
    for source in &sources {
        match card(source) {
            Ok(card) => usable.push(card),
            Err(Failure::Caller(reason)) => refused.push((source, reason)),
            Err(failure) => return Err(failure),
        }
    }
    if args.json {
        let models: Vec<_> = usable.iter().map(as_json).collect();
        let unavailable: Vec<_> =
            refused.iter().map(|(source, reason)| json!({ "name": shown(source), "reason": reason })).collect();
        say(&json!({ "models": models, "unavailable": unavailable }).to_string());
    } else {
        for card in &usable {
            say(&as_text(card));
        }
    }
    match &refused[..] {
        [] => Ok(()),
        [(_, reason)] => Err(Failure::Caller(reason.clone())),
        several => {
            if !args.json {
                for (source, reason) in several {
                    say(&format!("{}\n  can't be used: {}", shown(source), one_line(reason)));
                }
            }
            Err(Failure::caller(format!("{} of {} models can't be used", several.len(), sources.len())))
        }
    }
}

fn shown(source: &Source) -> String {
    match source {
        Source::Builtin => "builtin".into(),
        Source::Folder(path) => path.display().to_string(),
    }
}

fn family(family: Family) -> &'static str {
    match family {
        Family::Builtin => "built-in (small Stable Diffusion topology)",
        Family::Sd1 => "Stable Diffusion 1",
        Family::Sd2 => "Stable Diffusion 2",
        Family::Pixel => "pixel-space DDPM",
    }
}

fn prediction(prediction: PredictionType) -> &'static str {
    match prediction {
        PredictionType::Epsilon => "noise (epsilon)",
        PredictionType::VPrediction => "velocity (v_prediction)",
        PredictionType::Sample => "picture (sample)",
    }
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Text => "text encoder",
        Part::Unet => "unet",
        Part::Vae => "vae",
    }
}

/// Peak bytes of an edit at the native size with guidance.
fn memory(card: &ModelCard) -> u64 {
    card.run_bytes(card.native_px, card.native_px, if card.text { 2 } else { 1 }, 0)
}

fn as_json(card: &ModelCard) -> Value {
    let parts: Vec<_> = card
        .parts
        .iter()
        .map(|&(which, parameters, bytes)| json!({ "name": part(which), "parameters": parameters, "bytes": bytes }))
        .collect();
    json!({
        "name": card.name,
        "path": shown(&card.source),
        "hash": card.hash,
        "family": family(card.family),
        "prediction": prediction(card.prediction),
        "native_px": card.native_px,
        "factor": card.factor,
        "step_px": card.step_px,
        "latent_channels": card.latent_channels,
        "unet_channels": card.unet_channels,
        "text": card.text,
        "max_tokens": card.max_tokens,
        "parts": parts,
        "memory_bytes": memory(card),
    })
}

fn as_text(card: &ModelCard) -> String {
    let mut lines = vec![
        format!("{}  {}", card.name, shown(&card.source)),
        format!("  family        {}", family(card.family)),
        format!("  predicts      {}", prediction(card.prediction)),
        format!(
            "  sizes         {} px native, multiples of {} px, {} px a latent cell, {} channels",
            card.native_px, card.step_px, card.factor, card.latent_channels
        ),
        if card.text {
            format!("  words         up to {} tokens", card.max_tokens)
        } else {
            "  words         none".into()
        },
    ];
    for &(which, parameters, bytes) in &card.parts {
        let millions = parameters as f64 / 1e6;
        lines.push(format!("  {:<14}{millions:.2} M parameters, {} on disk", part(which), megabytes(bytes)));
    }
    lines.push(format!("  memory        about {} for an edit at its native size", megabytes(memory(card))));
    lines.push(format!("  hash          {}", card.hash));
    lines.join("\n")
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}
