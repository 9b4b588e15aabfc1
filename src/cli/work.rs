//! One job through the engine.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::failure::{Failure, Result};
use super::interrupt::Interrupt;
use super::report::Report;
use crate::edit::Recipe;
use crate::engine::{
    Command, Engine, Event, Frame, Heat, Inputs, Job, JobId, JobKind, Options, Output, RoundTrip, Source, WordMaps,
};
use crate::raster::io::{self, Export, Format, Metadata};
use crate::raster::{Extent, Pixels};

/// Side of the longest preview file.
const LONGEST_PREVIEW: u32 = 1024;

/// What a job is made of.
pub(super) struct Work {
    pub source: Source,
    pub recipe: Recipe,
    pub inputs: Inputs,
    pub threads: Option<usize>,
    /// Folder that is there, for the frame of each step.
    pub previews: Option<PathBuf>,
}

/// Runs it; Ctrl-C stops it. The result and how long it took.
pub(super) fn run(work: Work, report: &Report, interrupt: &Interrupt) -> Result<(Arc<Output>, Duration)> {
    let mut previews = Previews { folder: work.previews.clone(), written: 0 };
    let done = started(work, JobKind::Run, interrupt, |engine| {
        follow(engine, report, |event| match event {
            Event::Progress { .. } => match engine.preview() {
                Some(preview) => previews.write(&preview.frames).map(|()| None),
                None => Ok(None),
            },
            Event::Candidate { output, took, .. } => Ok(Some((output, took))),
            _ => Ok(None),
        })
    });
    report.clear();
    let (output, took) = done?;
    interrupt.check()?;
    previews.write(&output.frames)?;
    Ok((output, took))
}

/// Compares the words of a DiffEdit recipe; Ctrl-C stops it. The heat map and how long it took.
pub(super) fn heat(work: Work, report: &Report, interrupt: &Interrupt) -> Result<(Arc<Heat>, Duration)> {
    let done = started(work, JobKind::Heat, interrupt, |engine| {
        follow(engine, report, |event| match event {
            Event::Heat { heat, took, .. } => Ok(Some((heat, took))),
            _ => Ok(None),
        })
    });
    report.clear();
    interrupt.check()?;
    done
}

/// Looks at the words of a Prompt-to-Prompt recipe; Ctrl-C stops it. The maps and how long it took.
pub(super) fn words(work: Work, report: &Report, interrupt: &Interrupt) -> Result<(Arc<WordMaps>, Duration)> {
    let done = started(work, JobKind::Words, interrupt, |engine| {
        follow(engine, report, |event| match event {
            Event::Words { words, took, .. } => Ok(Some((words, took))),
            _ => Ok(None),
        })
    });
    report.clear();
    interrupt.check()?;
    done
}

/// Takes a picture to noise and back; Ctrl-C stops it. What came back and how long it took.
pub(super) fn round_trip(work: Work, report: &Report, interrupt: &Interrupt) -> Result<(Arc<RoundTrip>, Duration)> {
    let done = started(work, JobKind::RoundTrip, interrupt, |engine| {
        follow(engine, report, |event| match event {
            Event::RoundTrip { trip, took, .. } => Ok(Some((trip, took))),
            _ => Ok(None),
        })
    });
    report.clear();
    interrupt.check()?;
    done
}

/// An engine with the job in it.
fn started<T>(work: Work, kind: JobKind, interrupt: &Interrupt, watch: impl FnOnce(&Engine) -> Result<T>) -> Result<T> {
    let engine = Arc::new(Engine::start(Options { threads: work.threads, background: false }, || ())?);
    let id = JobId(1);
    let job = Job { id, kind, source: work.source, recipe: work.recipe, inputs: work.inputs, candidates: 1 };
    engine.send(Command::Run(job));
    let stopper = Arc::downgrade(&engine);
    interrupt.on_press(move || {
        if let Some(engine) = stopper.upgrade() {
            engine.send(Command::Cancel(id));
        }
    });
    watch(&engine)
}

/// Tells how it goes until it ends; `take` picks the result out of what is told.
fn follow<T>(engine: &Engine, report: &Report, mut take: impl FnMut(Event) -> Result<Option<T>>) -> Result<T> {
    let mut result = None;
    while let Some(event) = engine.wait() {
        match &event {
            Event::Loading { part, done, .. } => report.loading(*part, *done),
            Event::Progress { phase, i, of, left, .. } => report.progress(*phase, *i, *of, *left),
            Event::Done(_) => break,
            Event::Cancelled(_) => return Err(Failure::Interrupted),
            Event::Failed { error, .. } => return Err(Failure::from(&**error)),
            _ => {}
        }
        if let Some(found) = take(event)? {
            result = Some(found);
        }
    }
    result.ok_or_else(|| Failure::Ours("the engine stopped without a result".into()))
}

/// The frames on their way to files: each is written once, as soon as it is there.
struct Previews {
    folder: Option<PathBuf>,
    written: usize,
}

impl Previews {
    fn write(&mut self, frames: &[Arc<Frame>]) -> Result<()> {
        let Some(folder) = &self.folder else { return Ok(()) };
        for frame in frames.iter().skip(self.written) {
            save_png(&enlarged(frame), &folder.join(format!("step-{:03}.png", frame.step)))?;
            self.written += 1;
        }
        Ok(())
    }
}

/// A frame (a pixel a latent cell) at the size of the region that it shows, at most `LONGEST_PREVIEW`.
fn enlarged(frame: &Frame) -> Pixels {
    let Extent { width, height } = frame.rect.extent();
    let scale = (LONGEST_PREVIEW as f64 / width.max(height).max(1) as f64).min(1.0);
    let side = |px: u32| ((px as f64 * scale).round() as u32).max(1);
    frame.pixels.resized(Extent::new(side(width), side(height)))
}

/// A plain PNG.
pub(super) fn save_png(pixels: &Pixels, path: &Path) -> Result<()> {
    Ok(io::save(pixels, &Export { format: Format::Png, quality: 100, metadata: Metadata::None }, path)?)
}
