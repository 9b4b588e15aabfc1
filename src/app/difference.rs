//! Where the words for now and the new ones disagree: asked of the engine, laid over the picture while the threshold moves,
//! made a mask.

use std::sync::Arc;

use egui::{Color32, ColorImage, TextureHandle, TextureOptions, Ui};

use super::App;
use super::locale::t;
use super::overlay::{AMBER, VEIL, lay, mix};
use crate::document::Combine;
use crate::edit::recipe::{Method, Recipe};
use crate::engine::{Command as Ask, Cut, Event, Heat, Inputs, Job, JobId, JobKind, Source};
use crate::raster::{Extent, Mask};

/// Longest side of what is laid over the picture.
const SIDE: u32 = 512;

/// What a heat map depends on: the recipe without what only cuts the mask, the model, the picture.
#[derive(Clone, Debug, PartialEq)]
struct Of {
    recipe: Recipe,
    source: Source,
    document: (u64, u64),
}

/// The heat map of the words, if somebody asked for it.
#[derive(Default)]
pub struct Difference {
    job: Option<JobId>,
    of: Option<Of>,
    heat: Option<Found>,
}

/// A heat map, and the mask that is cut from it now.
struct Found {
    heat: Arc<Heat>,
    /// Every n-th pixel of it.
    small: Mask,
    every: u32,
    laid: Option<Laid>,
}

struct Laid {
    cut: Cut,
    /// The share of the picture that is masked.
    share: f64,
    texture: TextureHandle,
}

impl Difference {
    /// The words are being compared.
    pub fn is_looking(&self) -> bool {
        self.job.is_some()
    }
    /// The share of the picture in the mask that is shown, 0…1; none where none is.
    pub fn share(&self) -> Option<f64> {
        self.heat.as_ref()?.laid.as_ref().map(|laid| laid.share)
    }
}

impl Found {
    fn new(heat: Arc<Heat>) -> Self {
        let plane = heat.plane();
        let extent = plane.extent();
        let every = extent.width.max(extent.height).div_ceil(SIDE).max(1);
        let small = Extent::new(extent.width.div_ceil(every), extent.height.div_ceil(every));
        let rows = (0..small.height).map(|y| y * every);
        let values: Vec<u8> =
            rows.flat_map(|y| (0..small.width).map(move |x| (x * every, y))).map(|(x, y)| plane.at(x, y)).collect();
        let small = Mask::new(small, values).unwrap_or_else(|_| Mask::filled(small, 0));
        Self { heat, small, every, laid: None }
    }

    /// Lays the mask of this cut over the picture, unless it lies there.
    fn lay(&mut self, ui: &Ui, cut: Cut) {
        if self.laid.as_ref().is_some_and(|laid| laid.cut == cut) {
            return;
        }
        let every = f64::from(self.every);
        let scaled = Cut { grow: (cut.grow as f64 / every).round() as usize, blur: cut.blur / every, ..cut };
        let mask = scaled.of(&self.small).coverage();
        let heat = self.small.coverage();
        let share = mask.iter().map(|&value| f64::from(value)).sum::<f64>() / 255.0 / mask.len().max(1) as f64;
        let size = [self.small.extent().width as usize, self.small.extent().height as usize];
        let pixels = heat.iter().zip(&mask).map(|(&heat, &mask)| colour(heat, mask)).collect();
        let texture = ui.ctx().load_texture("difference", ColorImage::new(size, pixels), TextureOptions::LINEAR);
        self.laid = Some(Laid { cut, share, texture });
    }
}

/// Heat glows faintly in a dark veil; what is in the mask is lit.
fn colour(heat: u8, mask: u8) -> Color32 {
    let (glow, lit) = (f32::from(heat) / 255.0 * 0.5, f32::from(mask) / 255.0);
    let [r, g, b] = AMBER.map(|value| mix(mix(VEIL, value, glow), value, lit));
    Color32::from_rgba_unmultiplied(r, g, b, mix(176, 84, lit))
}

impl App {
    fn difference_now(&self) -> Option<Of> {
        let document = self.document()?;
        let mut recipe = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        let Method::DiffEdit(params) = &mut recipe.method else { return None };
        (params.threshold, params.grow, params.blur, params.strength) = (0.0, 0, 0.0, 1.0);
        (recipe.sampling.seed, recipe.sampling.guidance) = (0, 1.0);
        recipe.prompt.negative.clear();
        recipe.branch = None;
        Some(Of { recipe, source: self.draft.source.clone(), document: (document.id(), document.revision()) })
    }

    /// Asks where the words disagree.
    pub(super) fn find_difference(&mut self) {
        self.forget_difference();
        let (Some(of), Some(opened)) = (self.difference_now(), &self.opened) else { return };
        let inputs = Inputs { image: opened.inputs().image, mask: None };
        let (recipe, source, id) = (of.recipe.clone(), of.source.clone(), self.new_job());
        self.engine.send(Ask::Run(Job { id, kind: JobKind::Heat, source, recipe, inputs, candidates: 1 }));
        self.difference = Difference { job: Some(id), of: Some(of), heat: None };
    }

    /// Takes the heat map away, or gives up looking for it.
    pub(super) fn forget_difference(&mut self) {
        if let Some(job) = self.difference.job {
            self.engine.send(Ask::Cancel(job));
        }
        self.difference = Difference::default();
    }

    /// One event of the engine, if it is about the heat map.
    pub(super) fn hear_of_difference(&mut self, event: &Event) {
        let Some(waiting) = self.difference.job else { return };
        match event {
            Event::Heat { job, heat, .. } if *job == waiting => {
                self.difference.heat = Some(Found::new(Arc::clone(heat)));
            }
            Event::Done(job) if *job == waiting => self.difference.job = None,
            Event::Cancelled(job) if *job == waiting => self.difference = Difference::default(),
            Event::Failed { job, error } if *job == waiting => {
                self.notices.error(t!("notice-no-difference"), error.to_string());
                self.difference = Difference::default();
            }
            _ => {}
        }
    }

    /// Before each frame: the map of other words, or of another picture, is forgotten.
    pub(super) fn tend_difference(&mut self) {
        if self.difference.of.is_some() && self.difference_now() != self.difference.of {
            self.forget_difference();
        }
    }

    /// What is shown is joined with the mask, or takes its place; the brush can mend it.
    pub(super) fn mask_from_difference(&mut self, combine: Combine) {
        let (Some(found), Method::DiffEdit(params)) = (&self.difference.heat, &self.draft.recipe.method) else {
            return;
        };
        let (heat, cut) = (Arc::clone(&found.heat), params.cut());
        self.cut("Mask from the words", combine, move || Ok(heat.mask(&cut)));
        self.difference = Difference::default();
    }
}

/// Lays the mask that the words find over the picture within `canvas`.
pub fn paint(ui: &Ui, app: &mut App, canvas: egui::Rect) {
    let Method::DiffEdit(params) = &app.draft.recipe.method else { return };
    let cut = params.cut();
    let Some(found) = &mut app.difference.heat else { return };
    let before = found.laid.as_ref().map(|laid| laid.share);
    found.lay(ui, cut);
    let Some(laid) = &found.laid else { return };
    if before != Some(laid.share) {
        ui.ctx().request_repaint(); // the panel was drawn before
    }
    lay(ui, &app.canvas.view, canvas, &laid.texture, found.heat.rect);
}
