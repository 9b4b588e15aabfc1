//! Proof: every pixel that differs from the opened picture, and that none does outside the masks of its edits.

mod card;
mod look;
mod work;

use std::sync::Arc;

use egui::{Context, TextureHandle, TextureOptions, Ui};

use super::App;
use super::locale::t;
use super::opened::Opened;
use super::run::Run;
use crate::document::Layer;
use crate::engine::Inputs;
use crate::raster::{Area, Comparison, Pixels};
use look::Look;
use work::{Told, Work};

/// Largest amplification of a difference.
pub const MOST: f64 = 64.0;

/// The view, and what it shows.
pub struct Proof {
    is_on: bool,
    /// How many times a difference is amplified, 1…64.
    gain: f64,
    /// Changed or not, instead of how much.
    map: bool,
    /// Started when somebody looks for the first time.
    work: Option<Work>,
    found: Option<Found>,
    laid: Option<(Look, TextureHandle)>,
}

impl Default for Proof {
    fn default() -> Self {
        Self { is_on: false, gain: 8.0, map: false, work: None, found: None, laid: None }
    }
}

/// Two states of the picture, and where they may differ.
#[derive(Clone, Debug)]
struct Pair {
    before: Arc<Pixels>,
    after: Arc<Pixels>,
    areas: Vec<Area>,
}

impl Pair {
    /// Of the very same pictures, which whoever holds them keeps as they are.
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.before, &other.before) && Arc::ptr_eq(&self.after, &other.after)
    }
}

/// What a comparison found.
struct Found {
    pair: Arc<Pair>,
    comparison: Result<Arc<Comparison>, String>,
    ssim: Ssim,
}

/// Structural similarity, which takes longer than the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ssim {
    Waiting,
    Known(Option<f64>),
}

/// The figures that are shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Pixels that differ.
    pub changed: u64,
    /// Those of them outside every mask.
    pub outside: u64,
    /// Inside the masks, dB; infinite where nothing differs, none where no edit is seen.
    pub psnr: Option<f64>,
    /// Inside the masks; none where it is not known yet, or no window fits into them.
    pub ssim: Option<f64>,
}

impl App {
    /// What the proof tells of the picture as it is now; none while it is not shown or still being worked out.
    pub fn proof(&self) -> Option<Figures> {
        if !self.proof.is_on {
            return None;
        }
        let found = self.found_now()?;
        let comparison = found.comparison.as_ref().ok()?;
        let ssim = match found.ssim {
            Ssim::Waiting => None,
            Ssim::Known(ssim) => ssim,
        };
        Some(Figures { changed: comparison.changed, outside: comparison.outside, psnr: comparison.psnr(), ssim })
    }

    /// The proof is shown.
    pub(super) fn is_proving(&self) -> bool {
        self.proof.is_on && self.opened.is_some()
    }

    /// Shows the proof, or takes it away.
    pub(super) fn prove(&mut self, ctx: &Context) {
        self.proof.is_on = !self.proof.is_on;
        (self.proof.found, self.proof.laid) = (None, None);
        if self.proof.is_on && self.proof.work.is_none() {
            match Work::start(ctx) {
                Ok(work) => self.proof.work = Some(work),
                Err(error) => {
                    self.proof.is_on = false;
                    self.notices.error(t!("proof-failed"), error.to_string());
                }
            }
        }
    }

    /// The opened picture, and what is seen of it now with a candidate that lies over it.
    fn pair_now(&self) -> Option<Pair> {
        let opened = self.opened.as_ref()?;
        let (before, flat) = (opened.document.original(), opened.document.flattened());
        let run = self.shown_run().filter(|run| run.is_explicit() && run.frame().is_none());
        let candidate = run.and_then(Run::candidate).map(|candidate| &candidate.output.pixels);
        let candidate = candidate.filter(|pixels| pixels.extent() == flat.extent());
        let mut areas = areas_of(opened);
        if candidate.is_some() {
            areas.extend(run.map(|run| area_of(run.inputs(), &flat)));
        }
        Some(Pair { before, after: candidate.cloned().unwrap_or(flat), areas })
    }

    /// What was found of the very pictures that are seen now.
    fn found_now(&self) -> Option<&Found> {
        let now = self.pair_now()?;
        self.proof.found.as_ref().filter(|found| found.pair.is(&now))
    }

    /// Before each frame: takes in what is worked out and begins what is missing. While a stroke goes on it waits.
    pub(super) fn tend_proof(&mut self, ctx: &Context) {
        if let Some(work) = &mut self.proof.work {
            for told in work.told() {
                self.proof.take(ctx, told);
            }
        }
        if !self.is_proving() || self.document().is_some_and(crate::document::Document::is_open) {
            return;
        }
        let Some(now) = self.pair_now() else { return };
        if !self.proof.found.as_ref().is_some_and(|found| found.pair.is(&now))
            && let Some(work) = &mut self.proof.work
        {
            work.compare(now);
        }
    }
}

/// Where the edits that are seen, and what was laid on by hand, may have changed the picture.
fn areas_of(opened: &Opened) -> Vec<Area> {
    let document = &opened.document;
    let picture = document.original();
    let layers = document.layers().iter().skip(1).filter(|layer| document.shows(layer.id()));
    let area = |layer: &Layer| {
        let made = opened
            .made
            .get(&layer.id())
            .filter(|inputs| inputs.mask.as_ref().is_none_or(|mask| mask.extent() == picture.extent()));
        match made {
            Some(inputs) => Some(area_of(inputs, &picture)),
            None => layer.rect().and_then(|rect| rect.intersection(picture.extent().rect())).map(|rect| Area {
                rect,
                mask: layer.coverage().filter(|mask| mask.extent() == rect.extent()).cloned(),
            }),
        }
    };
    layers.filter_map(area).collect()
}

/// Where an edit may have changed a picture.
fn area_of(inputs: &Inputs, picture: &Pixels) -> Area {
    Area { rect: picture.extent().rect(), mask: inputs.mask.clone() }
}

impl Proof {
    /// Takes in what was worked out; what is told after the proof was left would only hold memory.
    fn take(&mut self, ctx: &Context, told: Told) {
        if !self.is_on {
            return;
        }
        match told {
            Told::Compared(pair, comparison) => {
                let comparison = comparison.map(Arc::new);
                self.found = Some(Found { pair, comparison, ssim: Ssim::Waiting });
            }
            Told::Similar(pair, ssim) => {
                if let Some(found) = self.found.as_mut().filter(|found| Arc::ptr_eq(&found.pair, &pair)) {
                    found.ssim = Ssim::Known(ssim);
                }
            }
            Told::Painted(look, image) => {
                self.laid = Some((look, ctx.load_texture("proof", image, TextureOptions::NEAREST)));
            }
        }
    }
}

/// Lays the proof over the picture within `canvas`, and its figures beside.
pub fn paint(ui: &Ui, app: &mut App, canvas: egui::Rect) {
    if !app.is_proving() {
        return;
    }
    let found = app.found_now();
    if let Some((found, comparison)) = found.and_then(|found| Some((found, found.comparison.as_ref().ok()?))) {
        let most = ui.input(|input| input.max_texture_side);
        let look = Look::of(&app.canvas.view, found.pair.before.extent(), (app.proof.gain, app.proof.map), most);
        let (pair, comparison) = (Arc::clone(&found.pair), Arc::clone(comparison));
        let laid = app.proof.laid.as_ref().filter(|(laid, _)| laid.is_of(&pair));
        if let Some((laid, texture)) = laid {
            super::overlay::lay(ui, &app.canvas.view, canvas, texture, laid.rect);
        }
        if let Some(look) = look.map(|look| look.on(&pair))
            && !laid.is_some_and(|(laid, _)| laid.does_for(&look))
            && let Some(work) = &mut app.proof.work
        {
            work.paint(look, &pair, &comparison);
        }
    }
    card::ui(ui, app, canvas);
}
