//! Where words look: asked of the engine, laid over the picture, made a mask.

use std::sync::Arc;

use egui::{Color32, ColorImage, TextureHandle, TextureOptions, Ui};

use super::App;
use super::locale::t;
use super::overlay::{AMBER, VEIL, lay, mix};
use crate::document::{Combine, Document};
use crate::edit::recipe::{Method, Recipe};
use crate::engine::{Command as Ask, Cut, Event, Inputs, Job, JobId, JobKind, Source, WordMaps};
use crate::raster::Rect;

/// Most words that are told beside the pointer.
const TOLD: usize = 3;

/// What the maps depend on.
#[derive(Clone, Debug, PartialEq)]
struct About {
    source: String,
    target: String,
    strength: f64,
    steps: usize,
    resolution: f64,
    model: Source,
    document: (u64, u64),
}

/// The maps of the prompt's words, and which of them is shown.
#[derive(Default)]
pub struct Words {
    /// The job that looks.
    job: Option<JobId>,
    about: Option<About>,
    maps: Option<Arc<WordMaps>>,
    /// The word whose map is shown, or will be.
    shown: Option<String>,
    /// Of which step; none for the average.
    step: Option<usize>,
    laid: Option<Laid>,
    /// The words that look at the pixel under the pointer.
    here: Vec<String>,
}

/// A map as it lies over the picture.
struct Laid {
    word: String,
    step: Option<usize>,
    texture: TextureHandle,
    rect: Rect,
}

impl Words {
    /// The word whose map is shown, or will be.
    pub fn shown(&self) -> Option<&str> {
        self.shown.as_deref()
    }
    /// The model is looking.
    pub fn is_looking(&self) -> bool {
        self.job.is_some()
    }
    /// A map lies over the picture.
    pub fn is_laid(&self) -> bool {
        self.laid.is_some()
    }
    /// The words that look at the pixel under the pointer.
    pub fn here(&self) -> &[String] {
        &self.here
    }
    /// How many steps were looked at; none before.
    pub fn steps(&self) -> Option<usize> {
        self.maps.as_ref().map(|maps| maps.steps)
    }
    /// The step that is shown; none for the average.
    pub fn step(&self) -> Option<usize> {
        self.step
    }
}

impl About {
    fn new(recipe: &Recipe, model: &Source, document: &Document) -> Self {
        Self {
            source: recipe.prompt.source.clone(),
            target: recipe.prompt.target.clone(),
            strength: recipe.method.strength(),
            steps: recipe.sampling.steps,
            resolution: recipe.region.resolution,
            model: model.clone(),
            document: (document.id(), document.revision()),
        }
    }
}

impl App {
    /// What maps would depend on now; none where the method has none.
    fn words_now(&self) -> Option<About> {
        let document = self.document().filter(|_| matches!(self.draft.recipe.method, Method::PromptToPrompt(_)))?;
        Some(About::new(&self.draft.recipe, &self.draft.source, document))
    }

    /// Shows the map of a word, or takes it away when it is shown.
    pub(super) fn look_at(&mut self, word: &str) {
        if self.words.shown.as_deref() == Some(word) {
            self.words.shown = None;
            self.words.laid = None;
            return;
        }
        self.words.shown = Some(word.to_owned());
        self.words.step = None;
        if self.words.maps.is_none() && self.words.job.is_none() {
            self.ask_for_words();
        }
    }

    /// Shows another step of the map that is shown.
    pub(super) fn look_at_step(&mut self, step: Option<usize>) {
        self.words.step = step;
    }

    fn ask_for_words(&mut self) {
        let Some(opened) = &self.opened else { return };
        let about = About::new(&self.draft.recipe, &self.draft.source, &opened.document);
        let inputs = Inputs { image: opened.inputs().image, mask: None };
        let mut recipe = self.draft.recipe_for(self.card().map(AsRef::as_ref));
        recipe.branch = None;
        let id = self.new_job();
        let source = self.draft.source.clone();
        self.engine.send(Ask::Run(Job { id, kind: JobKind::Words, source, recipe, inputs, candidates: 1 }));
        self.words.job = Some(id);
        self.words.about = Some(about);
    }

    /// One event of the engine, if it is about the maps.
    pub(super) fn hear_of_words(&mut self, event: &Event) {
        let Some(waiting) = self.words.job else { return };
        match event {
            Event::Words { job, words, .. } if *job == waiting => self.words.maps = Some(Arc::clone(words)),
            Event::Done(job) | Event::Cancelled(job) if *job == waiting => self.words.job = None,
            Event::Failed { job, error } if *job == waiting => {
                self.notices.error(t!("notice-no-words"), error.to_string());
                self.words = Words::default();
            }
            _ => {}
        }
    }

    /// Before each frame: maps of other words, or of another picture, are forgotten.
    pub(super) fn tend_words(&mut self) {
        if self.words.about.is_some() && self.words_now() != self.words.about {
            if let Some(job) = self.words.job {
                self.engine.send(Ask::Cancel(job));
            }
            self.words = Words::default();
        }
        if let Method::PromptToPrompt(params) = &mut self.draft.recipe.method {
            params.forget_unsaid(&self.draft.recipe.prompt.target);
        }
    }

    /// Where the shown word looks is joined with the mask, or takes its place.
    pub(super) fn mask_from_word(&mut self, threshold: f64, combine: Combine) {
        let (Some(maps), Some(word)) = (self.words.maps.clone(), self.words.shown.take()) else { return };
        self.words.laid = None;
        let (step, cut) = (self.words.step, Cut { threshold, grow: 0, blur: 0.0 });
        self.cut(format!("Mask from “{word}”"), combine, move || {
            maps.heat(&word, step).map(|heat| heat.mask(&cut)).map_err(|error| error.to_string())
        });
    }
}

/// Lays the map over the picture within `canvas`, and tells which words look at `pixel`.
pub fn paint(ui: &Ui, app: &mut App, canvas: egui::Rect, pixel: Option<(u32, u32)>) {
    let step = app.words.step;
    let here = app.words.maps.as_ref().zip(pixel).map(|(maps, (x, y))| maps.here(x, y, step)).unwrap_or_default();
    if app.words.here != here {
        app.words.here = here.into_iter().map(str::to_owned).collect();
        ui.ctx().request_repaint(); // the panel was drawn before
    }
    show(ui, app, canvas);
    tell(ui, app, canvas);
}

/// Lays the map of the shown word over the picture.
fn show(ui: &Ui, app: &mut App, canvas: egui::Rect) {
    let step = app.words.step;
    let (Some(maps), Some(word)) = (app.words.maps.clone(), app.words.shown.clone()) else { return };
    if app.words.laid.as_ref().is_none_or(|laid| laid.word != word || laid.step != step) {
        app.words.laid = maps.small(&word, step).ok().map(|(mask, rect)| {
            let size = [mask.extent().width as usize, mask.extent().height as usize];
            let image = ColorImage::new(size, mask.coverage().iter().map(|&heat| ramp(heat)).collect());
            Laid { word, step, texture: ui.ctx().load_texture("word", image, TextureOptions::LINEAR), rect }
        });
    }
    let Some(laid) = &app.words.laid else { return };
    lay(ui, &app.canvas.view, canvas, &laid.texture, laid.rect);
}

/// Heat as a colour: from a dark veil through amber to white, so that cold places step back.
fn ramp(heat: u8) -> Color32 {
    let share = f32::from(heat) / 255.0;
    let [r, g, b] = if share < 0.6 {
        AMBER.map(|value| mix(VEIL, value, share / 0.6))
    } else {
        AMBER.map(|value| mix(value, 0xff, (share - 0.6) / 0.4))
    };
    Color32::from_rgba_unmultiplied(r, g, b, 168)
}

/// Tells the words that look at the place under the pointer, beside it.
fn tell(ui: &Ui, app: &App, canvas: egui::Rect) {
    let Some(pointer) = ui.input(|input| input.pointer.hover_pos().filter(|_| !input.pointer.any_down())) else {
        return;
    };
    let words = app.words.here.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join(" · ");
    if words.is_empty() || !canvas.contains(pointer) {
        return;
    }
    super::overlay::pill(ui, canvas, pointer + egui::vec2(18.0, 22.0), egui::Align2::LEFT_TOP, &words);
}
