//! What panels and tests may ask of the app.

use std::path::Path;
use std::sync::Arc;

use egui::Context;

use super::App;
use super::canvas::{Compare, Overlay};
use super::gallery::History;
use super::locale::{retold, t};
use super::notice::Notice;
use super::opened::Opened;
use super::run::Run;
use super::samples::{self, SampleCard};
use super::tool::{BrushSettings, ToolKind};
use crate::document::Document;
use crate::engine::{ModelCard, Source};

/// Marks a step's full picture among the overlay's names.
const FULL: u64 = 1 << 22;

impl App {
    /// The opened picture.
    pub(super) fn opened(&self) -> Option<&Opened> {
        self.opened.as_ref()
    }

    /// The document that is open: what was painted, accepted and undone.
    pub fn document(&self) -> Option<&Document> {
        self.opened.as_ref().map(|opened| &opened.document)
    }

    /// All results of the open document, accepted or not.
    pub fn history(&self) -> Option<&History> {
        self.opened.as_ref().map(|opened| &opened.history)
    }

    /// The notices that are shown.
    pub fn notices(&self) -> &[Notice] {
        self.notices.shown()
    }

    /// A dialog is open.
    pub fn has_dialog(&self) -> bool {
        self.dialog.is_some()
    }

    /// Candidates of the newest explicit run that can be accepted.
    pub fn candidates(&self) -> usize {
        self.run.as_ref().map_or(0, |run| run.candidates.len())
    }

    /// Steps in the film strip that is shown.
    pub fn frames(&self) -> usize {
        self.shown_run().map_or(0, |run| run.strip().len())
    }

    /// The step that is looked at; none for the result.
    pub fn step(&self) -> Option<usize> {
        self.shown_run().and_then(Run::looked_at)
    }

    /// What a live preview costs, as the toggle shows it, once one was made.
    pub fn live_cost(&self) -> Option<String> {
        self.live.cost()
    }

    /// Runs whose strips are seen beside the one that is looked at.
    pub fn other_runs(&self) -> usize {
        self.family.runs().len()
    }

    /// Something runs, or waits to.
    pub fn is_running(&self) -> bool {
        self.run.iter().chain(&self.preview).any(Run::is_active)
    }

    /// A live preview is shown, finished.
    pub fn has_live_preview(&self) -> bool {
        self.preview.as_ref().is_some_and(|run| !run.is_active() && run.candidate().is_some())
    }

    /// The map of a word lies over the picture: which word.
    pub fn word_map(&self) -> Option<&str> {
        self.words.shown().filter(|_| self.words.is_laid())
    }

    /// The share of the picture that the words' mask covers, while it lies over it.
    pub fn difference(&self) -> Option<f64> {
        self.difference.share()
    }

    /// Where picture pixels lie on the screen, in points.
    pub fn ui_from_image(&self, point_in_image: egui::Pos2) -> egui::Pos2 {
        self.canvas.view.ui_from_image(point_in_image)
    }

    /// The run whose strip and previews are shown: the live one while live is on.
    pub(super) fn shown_run(&self) -> Option<&Run> {
        self.preview.as_ref().or(self.run.as_ref())
    }

    /// The same, to change how it is looked at.
    pub(super) fn shown_run_mut(&mut self) -> Option<&mut Run> {
        self.preview.as_mut().or(self.run.as_mut())
    }

    /// The chosen model, once it was read and can be used.
    pub(super) fn card(&self) -> Option<&Arc<ModelCard>> {
        self.cards.get(&self.draft.source)?.as_ref().ok()
    }

    /// Why *Edit* can't be pressed now; `None` when it can.
    pub(super) fn why_not(&self) -> Option<String> {
        if self.run.as_ref().is_some_and(Run::is_active) {
            return Some(t!("why-running").into());
        }
        self.why_not_wait()
    }

    /// *Edit* adds to the queue: an edit runs, or others wait.
    pub(super) fn is_waiting_used(&self) -> bool {
        self.run.as_ref().is_some_and(Run::is_active) || !self.queue.waiting().is_empty()
    }

    /// Why the draft can't even wait for its turn; `None` when it can.
    pub(super) fn why_not_wait(&self) -> Option<String> {
        let needs_image = self.draft.info().is_none_or(|info| info.needs_image);
        if self.edges.is_busy() || self.is_changing() {
            return Some(t!("why-mask").into());
        }
        match self.cards.get(&self.draft.source) {
            None => return Some(t!("why-model").into()),
            Some(Err(reason)) => return Some(retold(reason).into_owned()),
            Some(Ok(_)) => {}
        }
        if needs_image && self.opened.is_none() {
            return Some(t!("why-no-picture").into());
        }
        self.sight_trouble().or_else(|| self.problem())
    }

    /// What is wrong with the draft, in a sentence.
    pub(super) fn problem(&self) -> Option<String> {
        self.problems.first().map(|problem| retold(problem).into_owned())
    }

    /// Whether the step that is looked at can be left on another way.
    pub(super) fn can_continue(&self) -> bool {
        let Some(run) = self.run.as_ref().filter(|_| self.preview.is_none()) else { return false };
        let Some(step) = run.step else { return false };
        !run.is_active() && run.at(step).is_some_and(|frame| step + 1 < frame.of)
    }

    /// "Built-in", or the folder's name.
    pub(super) fn model_name(&self) -> String {
        Self::name_of(&self.draft.source)
    }

    /// A model's name to show.
    pub(super) fn name_of(source: &Source) -> String {
        match source {
            Source::Builtin => t!("status-builtin").into(),
            Source::Folder(folder) => folder
                .file_name()
                .map_or_else(|| folder.to_string_lossy(), std::ffi::OsStr::to_string_lossy)
                .into_owned(),
        }
    }

    /// "CPU, 2 threads".
    pub(super) fn device(&self) -> String {
        retold(&self.engine.device()).into_owned()
    }

    /// The canvas' zoom: 1 is one screen pixel a picture pixel.
    pub(super) fn zoom(&self) -> f32 {
        self.canvas.zoom_percent() / 100.0
    }

    pub(super) fn is_split(&self) -> bool {
        matches!(self.compare, Compare::Split(_))
    }

    /// The tool in the hand.
    pub(super) fn tool(&self) -> ToolKind {
        self.toolbox.active
    }

    pub(super) fn tip(&self) -> BrushSettings {
        self.toolbox.brush
    }

    pub(super) fn set_tip(&mut self, tip: BrushSettings) {
        self.toolbox.brush = tip;
    }

    pub(super) fn mask_is_set(&self) -> bool {
        self.opened.as_ref().is_some_and(|opened| opened.document.has_mask())
    }

    /// What mouse and keys do now.
    pub(super) fn hint(&self) -> String {
        if self.opened.is_none() {
            return String::new();
        }
        let hints = self.toolbox.hints().iter().take(3);
        hints
            .map(|hint| t!("hint-of", gesture = hint.gesture.said(), does = hint.does.said()))
            .collect::<Vec<_>>()
            .join("   ")
    }

    /// The mask's edge is being moved or softened, or another mask is cut.
    pub fn is_edging(&self) -> bool {
        self.edges.is_busy()
    }

    /// Files are being read or written.
    pub(super) fn is_reading(&self) -> bool {
        self.files.is_busy()
    }

    /// Keys without modifiers belong to the canvas: it has the focus, or nothing has.
    pub(super) fn canvas_has_keys(&self, ctx: &Context) -> bool {
        ctx.memory(|memory| memory.focused().is_none_or(|id| Some(id) == self.canvas_id))
    }

    /// The samples' cards, made on the first call.
    pub(super) fn samples(&mut self, ctx: &Context) -> Vec<SampleCard> {
        self.samples.get_or_insert_with(|| samples::cards(ctx)).clone()
    }

    /// What lies over the picture: a step of a run, or a candidate.
    pub(super) fn overlay(&self) -> Option<Overlay> {
        if let Some(result) = self.result_overlay().filter(|_| self.preview.is_none()) {
            return Some(result);
        }
        let run = self.shown_run()?;
        let document = self.document()?;
        let whole = document.extent().rect();
        let id = |step: u64| (run.id().0 << 32) | ((run.shown as u64) << 24) | step;
        if let Some(frame) = run.frame() {
            let (id, (pixels, rect)) = match run.developed.get((run.shown, frame.step)) {
                Some(full) => (id(frame.step as u64 | FULL), full.clone()),
                None => (id(frame.step as u64), (Arc::clone(&frame.pixels), frame.rect)),
            };
            let fits = rect.intersection(whole) == Some(rect);
            let through_mask = run.inputs().mask.is_some();
            return fits.then_some(Overlay { id, pixels, rect, through_mask });
        }
        let shown = run.candidate().or_else(|| run.before.as_ref().filter(|_| run.is_active()))?;
        let fits = shown.output.pixels.extent() == document.extent();
        fits.then(|| Overlay {
            id: id(0xff_ffff - u64::from(run.candidate().is_none())),
            pixels: Arc::clone(&shown.part),
            rect: shown.at,
            through_mask: false,
        })
    }

    /// Reads a file or folder on the files thread.
    pub(super) fn read(&mut self, path: impl AsRef<Path>) {
        self.ask_files(super::files::Request::Read(path.as_ref().to_owned()));
    }

    pub(super) fn ask_files(&mut self, request: super::files::Request) {
        self.has_asked_files(request);
    }

    /// Asks the files thread; false when it has too much to do, which is told.
    pub(super) fn has_asked_files(&mut self, request: super::files::Request) -> bool {
        let asked = self.files.ask(request);
        if !asked {
            self.notices.error(t!("notice-busy"), t!("notice-busy-more"));
        }
        asked
    }

    pub(super) fn canvas_fit(&mut self) {
        self.canvas.fit();
    }
}
