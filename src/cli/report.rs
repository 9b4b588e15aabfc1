//! Progress: a bar on a terminal, JSON lines, or silence.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::args::Telling;
use super::failure::one_line;
use crate::engine::{Output, Part, Phase, RoundTrip};
use crate::raster::Rect;

/// Prints a line; a reader that went away is no error.
pub(super) fn say(text: &str) {
    drop(writeln!(std::io::stdout().lock(), "{text}"));
}

/// Tells how a job goes. Nothing here goes to stderr but the bar, so that an error stays the only line there.
pub(super) enum Report {
    /// `--quiet`.
    Quiet,
    /// `--json`.
    Json,
    /// For people; the bar hides itself where there is no terminal.
    Text(ProgressBar),
}

impl Report {
    /// As asked for.
    pub(super) fn new(telling: Telling) -> Self {
        if telling.quiet {
            Self::Quiet
        } else if telling.json {
            Self::Json
        } else {
            let style = ProgressStyle::with_template("{msg:<9} {bar:32} {pos}/{len} {prefix}");
            let bar = ProgressBar::new(1);
            Self::Text(style.map_or(bar.clone(), |style| bar.with_style(style)))
        }
    }
    /// One sentence that a person should know.
    pub(super) fn note(&self, sentence: &str) {
        match self {
            Self::Quiet => {}
            Self::Json => line(&json!({ "note": sentence })),
            Self::Text(bar) => bar.suspend(|| say(&format!("note: {}", one_line(sentence)))),
        }
    }
    /// A part of the model is being read; `done` is 0…1.
    pub(super) fn loading(&self, part: Part, done: f32) {
        let name = match part {
            Part::Text => "text",
            Part::Unet => "unet",
            Part::Vae => "vae",
        };
        match self {
            Self::Quiet => {}
            Self::Json => line(&json!({ "loading": { "part": name, "done": done } })),
            Self::Text(bar) => show(bar, "load", (done * 100.0) as u64, 100, None),
        }
    }
    /// `i` of `of` is done in a phase.
    pub(super) fn progress(&self, phase: Phase, i: usize, of: usize, left: Option<Duration>) {
        let name = match phase {
            Phase::Encode => "encode",
            Phase::Compare => "compare",
            Phase::Invert => "invert",
            Phase::Source => "source",
            Phase::Look => "look",
            Phase::Denoise => "denoise",
            Phase::Decode => "decode",
        };
        match self {
            Self::Quiet => {}
            Self::Json => {
                let left = left.map(|left| left.as_secs_f64());
                line(&json!({ "progress": { "phase": name, "i": i, "of": of, "left": left } }));
            }
            Self::Text(bar) => show(bar, name, i as u64, of as u64, left),
        }
    }
    /// Something goes on whose end is not known; only a terminal is told.
    pub(super) fn busy(&self, what: &str) {
        if let Self::Text(bar) = self {
            bar.set_message(what.to_owned());
            bar.tick();
        }
    }
    /// Takes the bar away.
    pub(super) fn clear(&self) {
        if let Self::Text(bar) = self {
            bar.finish_and_clear();
        }
    }
    /// A file beside the result was written.
    pub(super) fn wrote(&self, what: &str, path: &Path) {
        match self {
            Self::Quiet => {}
            Self::Json => line(&json!({ "wrote": { "what": what, "path": path.to_string_lossy() } })),
            Self::Text(_) => say(&format!("{what}: {}", path.display())),
        }
    }
    /// The last line of a mask: which share of the picture is masked, and where.
    pub(super) fn masked(&self, path: &Path, covered: f64, bounds: Rect, unet_calls: usize, took: Duration) {
        let seconds = took.as_secs_f64();
        match self {
            Self::Quiet => {}
            Self::Json => line(&json!({ "done": {
                "output": path.to_string_lossy(),
                "covered": covered,
                "unet_calls": unet_calls,
                "seconds": seconds,
                "region": { "x": bounds.x, "y": bounds.y, "width": bounds.width, "height": bounds.height },
            } })),
            Self::Text(_) => say(&format!(
                "{}: {:.1} % of the picture, {unet_calls} network calls, {seconds:.1} s",
                path.display(),
                covered * 100.0
            )),
        }
    }
    /// The last line of a map of words: which share of all attention the word draws.
    pub(super) fn looked(&self, path: &Path, word: &str, share: f64, unet_calls: usize, took: Duration) {
        let seconds = took.as_secs_f64();
        match self {
            Self::Quiet => {}
            Self::Json => line(&json!({ "done": {
                "output": path.to_string_lossy(),
                "word": word,
                "share": share,
                "unet_calls": unet_calls,
                "seconds": seconds,
            } })),
            Self::Text(_) => say(&format!(
                "{}: \"{word}\" draws {:.1} % of the attention, {unet_calls} network calls, {seconds:.1} s",
                path.display(),
                share * 100.0
            )),
        }
    }
    /// The last line of a round trip.
    pub(super) fn came_back(&self, path: &Path, ddpm: Option<&Path>, trip: &RoundTrip, took: Duration) {
        let (seconds, calls) = (took.as_secs_f64(), trip.unet_calls);
        let finite = |psnr: f64| psnr.is_finite().then_some(psnr); // equal pictures have no such number
        match self {
            Self::Quiet => {}
            Self::Json => line(&json!({ "done": {
                "output": path.to_string_lossy(),
                "ddim": { "psnr": finite(trip.ddim.psnr) },
                "ddpm": { "psnr": finite(trip.ddpm.psnr), "output": ddpm.map(|path| path.to_string_lossy()) },
                "autoencoder": trip.most.map(|most| json!({ "psnr": finite(most) })),
                "unet_calls": calls,
                "seconds": seconds,
                "region": { "x": trip.rect.x, "y": trip.rect.y, "width": trip.rect.width, "height": trip.rect.height },
            } })),
            Self::Text(_) => {
                let most = trip.most.map(|most| format!(", of {most:.1} dB that the autoencoder lets through"));
                say(&format!(
                    "{}: back by DDIM at {:.1} dB, by DDPM at {:.1} dB{}; {calls} network calls, {seconds:.1} s",
                    path.display(),
                    trip.ddim.psnr,
                    trip.ddpm.psnr,
                    most.unwrap_or_default()
                ));
            }
        }
    }
    /// The last line.
    pub(super) fn done(&self, path: &Path, output: &Output, took: Duration) {
        let (rect, seed, seconds) = (output.rect, output.recipe.sampling.seed, took.as_secs_f64());
        match self {
            Self::Quiet => {}
            Self::Json => line(&json!({ "done": {
                "output": path.to_string_lossy(),
                "seed": seed,
                "unet_calls": output.unet_calls,
                "shallow_calls": output.shallow_calls,
                "seconds": seconds,
                "region": { "x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height },
            } })),
            Self::Text(_) => {
                let shallow = match output.shallow_calls {
                    0 => String::new(),
                    n => format!(" ({n} of the outermost layers alone)"),
                };
                say(&format!(
                    "{}: seed {seed}, {} network calls{shallow}, {seconds:.1} s, region {}×{} at {},{}",
                    path.display(),
                    output.unet_calls,
                    rect.width,
                    rect.height,
                    rect.x,
                    rect.y
                ));
            }
        }
    }
}

fn line(value: &Value) {
    say(&value.to_string());
}

fn show(bar: &ProgressBar, what: &'static str, i: u64, of: u64, left: Option<Duration>) {
    bar.set_length(of.max(1));
    bar.set_position(i);
    bar.set_message(what);
    bar.set_prefix(left.map(|left| format!("{} s left", left.as_secs())).unwrap_or_default());
}
