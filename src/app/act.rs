//! The only place where commands are done.

use std::path::PathBuf;

use egui::{Context, ViewportCommand};

use super::App;
use super::canvas::Compare;
use super::command::Command;
use super::dialog::{Dialog, Editor, ExportForm, Exporting, NewForm, Then};
use super::files::{Purpose, Request};
use super::gallery::Deed;
use super::locale::t;
use super::opened::Opened;
use crate::document::{Document, Edge};
use crate::engine::{Command as Ask, Source};

impl App {
    /// Does a command.
    pub(super) fn act(&mut self, ctx: &Context, command: Command) {
        if command.is_of_picture() {
            self.give_keys(ctx);
        }
        if command.is_of_picture() && !matches!(command, Command::Split | Command::Accept) {
            // A result of the gallery hides the candidate: what isn't seen is not thrown away.
            if self.leave_result() && matches!(command, Command::Discard) {
                return;
            }
        }
        match command {
            Command::Gallery => self.toggle_gallery(),
            Command::Result(id, deed) => self.do_with_result(ctx, id, deed),
            Command::Preset(deed) => self.do_with_preset(deed),
            Command::Grid => self.open_grid(),
            Command::GridRun => self.run_grid(),
            Command::GridCell(at) => {
                self.dialog = None;
                self.recall_cell(ctx, at);
            }
            Command::GridExport => self.export_grid(ctx),
            Command::QueuePlace(id, place) => self.queue.place(id, place),
            Command::QueueRemove(id) => {
                self.queue.remove(id);
            }
            Command::QueueHold(held) => self.queue.hold(held),
            Command::QueueClear => {
                self.queue.clear();
            }
            Command::PutResultBack => self.put_result_back(),
            Command::Open => self.pick(Purpose::Open, self.opened.as_ref().and_then(|opened| opened.path.clone())),
            Command::OpenRecent(path) => self.open_recent(path),
            Command::New => self.dialog = Some(Dialog::New(NewForm::default())),
            Command::Save => self.save(None),
            Command::SaveAs => self.save_as(None),
            Command::OpenSample(at) => self.open_sample(at),
            Command::Export => self.ask_export(None),
            Command::Quit => ctx.send_viewport_cmd(ViewportCommand::Close),
            Command::Undo => self.walk(true),
            Command::Redo => self.walk(false),
            Command::Edit => self.edit(),
            Command::Stop => self.stop(),
            Command::StopAfter => {
                if let Some(run) = self.run.as_mut().filter(|run| run.is_active()) {
                    run.finishing = true;
                    self.engine.send(Ask::Finish(run.id()));
                }
            }
            Command::Pause => {
                if let Some(run) = self.run.as_mut().filter(|run| run.is_active()) {
                    run.paused = !run.paused;
                    self.engine.send(Ask::Pause(run.paused));
                }
            }
            Command::Accept if self.leaves_handles() => self.apply_handles(),
            Command::Accept => match self.looked_at_result() {
                Some(id) => self.do_with_result(ctx, id, Deed::Accept),
                None => self.accept(),
            },
            Command::Discard => {
                if let Some(run) = &mut self.run {
                    run.discard();
                }
            }
            Command::Escape => self.escape(ctx),
            Command::Continue => self.continue_from(),
            Command::Look(index) => {
                self.preview = None;
                if let Some(run) = &mut self.run {
                    run.look(index);
                }
            }
            Command::Scrub(step) => {
                if let Some(run) = self.shown_run_mut() {
                    run.step = step;
                    run.resting = false;
                }
            }
            Command::Glance(at) => {
                if let Some(run) = self.shown_run_mut() {
                    run.glance = at;
                }
            }
            Command::Visit(id, step) => self.visit(id, step),
            Command::StepBack | Command::StepForward => {
                let by = if matches!(command, Command::StepBack) { -1 } else { 1 };
                if let Some(run) = self.shown_run_mut() {
                    run.scrub(by);
                }
            }
            Command::Fit => self.canvas.fit(),
            Command::Actual => self.canvas.zoom_to(100.0),
            Command::Double => self.canvas.zoom_to(200.0),
            Command::Tool(kind) => self.toolbox.choose(kind),
            Command::MaskAll => self.alter_mask(Document::select_all),
            Command::MaskNone => self.alter_mask(Document::clear_mask),
            Command::MaskInvert => self.alter_mask(Document::invert_mask),
            Command::MaskGrow(px) => self.edge(Edge::Grow(px)),
            Command::MaskFeather(px) => self.edge(Edge::Feather(px)),
            Command::MaskSmooth(px) => self.edge(Edge::Smooth(px)),
            Command::MaskBorder(px) => self.edge(Edge::Border(px)),
            Command::Reselect => self.reselect(),
            Command::SelectFrom(origin) => self.select_from(origin),
            Command::MaskKeep(name) => self.keep_selection(&name),
            Command::MaskImport => {
                self.pick(Purpose::MaskIn, self.opened.as_ref().and_then(|opened| opened.path.clone()));
            }
            Command::MaskExport => self.pick(Purpose::MaskOut, Some(self.mask_path())),
            Command::MaskView => self.show_mask = !self.show_mask,
            Command::Drawer => self.drawer = !self.drawer,
            Command::FullCanvas => self.full_canvas = !self.full_canvas,
            Command::Split => {
                self.compare = if self.is_split() { Compare::Off } else { Compare::Split(0.5) };
            }
            Command::Proof => self.prove(ctx),
            Command::Shortcuts => self.dialog = Some(Dialog::Shortcuts(Editor::default())),
            Command::Diagnostics => self.collect_diagnostics(ctx),
            Command::NextRegion => self.next_region(ctx),
            Command::Settings => self.dialog = Some(Dialog::Settings),
            Command::PickModels => self.pick(Purpose::Models, None),
            Command::Models => {
                for folder in self.settings.recent_models.clone() {
                    let source = Source::Folder(folder);
                    if !self.cards.contains_key(&source) {
                        self.engine.send(Ask::Inspect(source));
                    }
                }
                self.ask_files(Request::Search(self.settings.model_folders.clone()));
                self.dialog = Some(Dialog::Models(String::new()));
            }
            Command::PickModel => self.pick(Purpose::Model, None),
            Command::ChooseModel(source) => self.choose_model(source),
            Command::ChooseMethod(info) => {
                self.draft.choose(info);
                if self.draft.recipe.prompt.source.is_empty()
                    && let Some(caption) = self.opened.as_ref().and_then(|opened| opened.caption.clone())
                {
                    self.draft.recipe.prompt.source = caption;
                }
            }
            Command::PaintRoughly => self.paint_roughly(),
            Command::Pair => self.run_pair(),
            Command::LeavePair => self.leave_pair(),
            Command::RoundTrip => self.go_round(),
            Command::StopRoundTrip => self.stop_round(),
            Command::Live => {
                self.draft.live = !self.draft.live;
                if !self.draft.live {
                    self.drop_preview();
                }
                self.live.reset();
            }
            Command::Language(language) => {
                self.settings.language = language;
                self.save_settings();
            }
            Command::Theme(choice) => {
                self.settings.theme = choice;
                self.save_settings();
            }
            Command::LayerVisible(id, visible) => {
                self.alter_layer(id, move |document| document.set_layer(id, |look| look.visible = visible));
            }
            Command::LayerOpacity(id, opacity) => {
                self.set_opacity(id, opacity);
            }
            Command::LayerName(id, name) => {
                self.on_document(|opened| opened.document.set_layer(id, |look| look.name = name));
            }
            Command::LayerMove(id, to) => self.alter_layer(id, move |document| {
                if let Some(from) = document.place_of(id) {
                    document.move_layer(from, to);
                }
            }),
            Command::LayerDelete(id) => self.alter_layer(id, move |document| {
                document.remove_layer(id);
            }),
            Command::LayerBegin(id, name) => self.begin_slide(id, name),
            Command::LayerEnd => self.end_slide(),
            Command::Layers(deed) => self.layering(&deed),
            Command::Frame(act) => self.frame_act(act),
            Command::LayerRecipe(id) => {
                let layer = self.opened.as_ref().and_then(|opened| opened.document.layer(id));
                if let Some(recipe) = layer.and_then(|layer| layer.origin().cloned()) {
                    self.draft.restore(recipe);
                }
            }
        }
    }

    /// What was clicked changes what the picture shows: its keys (Tab, Enter) are wanted next. Who goes by keys alone
    /// has the focus on a button, and keeps it there.
    fn give_keys(&self, ctx: &Context) {
        if let Some(id) = self.canvas_id.filter(|_| self.opened.is_some()) {
            ctx.memory_mut(|memory| {
                if memory.focused().is_none() {
                    memory.request_focus(id);
                }
            });
        }
    }

    fn on_document(&mut self, change: impl FnOnce(&mut Opened)) {
        if let Some(opened) = &mut self.opened {
            change(opened);
        }
    }

    fn open_sample(&mut self, at: usize) {
        let Some(sample) = crate::engine::samples().get(at) else { return };
        match crate::raster::io::decode(sample.bytes) {
            Ok(picture) => {
                self.drop_queue();
                self.drop_run();
                let mut opened = Opened::new(sample.file.into(), None, picture.pixels);
                opened.caption = Some(sample.caption.clone());
                self.opened = Some(opened);
                self.canvas_fit();
                let prompt = &mut self.draft.recipe.prompt;
                prompt.source.clone_from(&sample.caption);
                prompt.target.clone_from(sample.edits.first().unwrap_or(&sample.caption));
            }
            Err(error) => self.notices.error(t!("notice-no-sample"), error.to_string()),
        }
    }

    /// Asks for a path: with the system's dialog, or in the window.
    pub(super) fn pick(&mut self, purpose: Purpose, start: Option<PathBuf>) {
        self.ask_files(Request::Pick(purpose, start));
    }

    /// Takes a model, and reads what it is.
    pub(super) fn choose_model(&mut self, source: Source) {
        self.draft.source = source.clone();
        self.cards.remove(&source);
        self.engine.send(Ask::Preload(source));
    }

    /// Writes the picture as the dialog says.
    pub(super) fn export(&mut self, form: &ExportForm, then: Option<Then>) {
        let Some(opened) = &self.opened else { return };
        let export = form.export(opened.recipe_file());
        let request = Request::Write { pixels: opened.document.flattened(), export, path: form.target() };
        let revision = opened.document.revision();
        self.exporting = self.has_asked_files(request).then_some(Exporting { revision, then });
    }

    /// Asks how and where to export; then goes on with what waited for it.
    pub(super) fn ask_export(&mut self, then: Option<Then>) {
        if let Some(opened) = &self.opened {
            self.dialog = Some(Dialog::Export(ExportForm::new(&opened.export_path()), then));
        }
    }
}
