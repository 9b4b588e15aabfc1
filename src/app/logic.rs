//! What happens before each frame: the engine's and the files' answers come in, commands are done, live edits are sent.

use std::path::PathBuf;

use egui::{Context, Event as Input, ViewportCommand};

use super::dialog::{Dialog, Exporting, Then};
use super::files::{Purpose, Reply, Request, file_name};
use super::locale::{retold, t};
use super::opened::Opened;
use super::{App, shortcuts};
use crate::edit::recipe::RecipeFile;
use crate::engine::{Command as Ask, Event, JobId, Source};

impl App {
    /// Everything that is not drawing.
    pub(super) fn tick(&mut self, ctx: &Context) {
        while let Some(event) = self.engine.poll() {
            self.hear(&event);
        }
        if let Some(preview) = self.engine.preview()
            && let Some(run) = self.run.iter_mut().chain(&mut self.preview).find(|run| run.id() == preview.job)
        {
            run.see(preview);
        }
        while let Some(reply) = self.files.poll() {
            self.take(ctx, reply);
        }
        self.tend_language(ctx);
        self.read_input(ctx);
        for command in std::mem::take(&mut self.commands) {
            self.act(ctx, command);
        }
        self.enforce(ctx);
        self.tend_pair();
        self.tend_queue();
        self.tend_gallery(ctx);
        self.tend_grid(ctx);
        self.go_on_with_edges();
        self.tend_beside(ctx);
        self.tend_selection();
        self.tend_words();
        self.tend_difference();
        self.tend_sight(ctx);
        self.tend_proof(ctx);
        self.look_ahead();
        self.live(ctx);
        self.develop(ctx);
        self.tend_journal(ctx);
        self.tend_title(ctx);
        self.close_or_ask(ctx);
        if self.run.as_ref().is_some_and(super::run::Run::is_active) {
            ctx.request_repaint_after(std::time::Duration::from_millis(250));
        }
    }

    /// Keys, drops and pastes.
    fn read_input(&mut self, ctx: &Context) {
        if super::compose::composes(ctx) {
            // All keys are the input method's.
        } else if self.dialog.is_none() {
            if !self.toolbox.is_drawing() {
                let pressed = shortcuts::pressed(ctx, self.canvas_has_keys(ctx));
                self.commands.extend(pressed);
            }
        } else if let Some(Dialog::Shortcuts(editor)) = &mut self.dialog
            && editor.is_listening()
        {
            editor.listen(ctx, &mut self.settings.keys);
        } else if egui::Popup::is_any_open(ctx) {
            // Esc closes the open list, not the dialog with it.
        } else if ctx.input_mut(|input| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape)) {
            let gone = self.dialog.take();
            if matches!(gone, Some(Dialog::Recover)) {
                // As by “Later”: the next window offers it again.
                self.left.clear();
            }
        }
        let as_layer = self.opened.is_some() && ctx.input(|input| input.modifiers.shift);
        let (dropped, pasted) = ctx.input(|input| {
            let dropped: Vec<_> = input.raw.dropped_files.clone();
            let pasted = input.events.iter().find_map(|event| match event {
                Input::PasteImage(image) => Some(std::sync::Arc::clone(image)),
                _ => None,
            });
            (dropped, pasted)
        });
        for file in dropped {
            let path = file.path().to_owned();
            if path.exists() {
                self.take_file(Request::Read(path), as_layer);
            } else if let Ok(bytes) = file.bytes() {
                let name = path
                    .file_name()
                    .map_or_else(|| t!("notice-dropped").into(), |name| name.to_string_lossy().into_owned());
                self.take_file(Request::Decode { name, bytes }, as_layer);
            } else {
                self.notices.error(t!("notice-no-file"), t!("notice-file-gone"));
            }
        }
        if let Some(image) = pasted {
            self.paste(&image);
        }
    }

    /// One event of the engine.
    fn hear(&mut self, event: &Event) {
        match event {
            Event::Model { source, card } => {
                if let Source::Folder(folder) = source {
                    match card {
                        Ok(_) if self.draft.source == *source => self.settings.remember_model(folder),
                        Err(reason) if self.draft.source == *source => {
                            self.notices.error(t!("notice-no-model"), reason.clone());
                            self.draft.source = Source::Builtin;
                        }
                        Ok(_) | Err(_) => {}
                    }
                }
                self.cards.insert(source.clone(), card.clone());
                self.planned = None;
                self.counted = None;
            }
            Event::Tokens { prompt, tokens, limit } => self.tokens = Some((prompt.clone(), *tokens, *limit)),
            Event::Failed { job, error } if self.is_going_on(*job) => {
                self.notices.error(t!("notice-no-edit"), error.to_string());
            }
            _ => {}
        }
        self.hear_of_words(event);
        self.hear_of_difference(event);
        self.hear_of_cost(event);
        self.remember(event);
        self.trip.hear(event);
        if let Some(job) = job_of(event)
            && let Some(run) = self.run.as_mut().filter(|run| run.id() == job).or_else(|| self.family.find(job))
        {
            run.hear(event);
        }
        if let Some(job) = job_of(event)
            && let Some(run) = self.preview.as_mut().filter(|run| run.id() == job)
        {
            run.hear(event);
            if matches!(event, Event::Done(_)) {
                let patched = run.candidates.last().and_then(|candidate| candidate.output.patched);
                self.live.ended(run.since.elapsed(), patched);
            }
        }
    }

    fn is_going_on(&self, job: JobId) -> bool {
        self.run.iter().chain(&self.preview).any(|run| run.id() == job && run.is_active())
    }

    /// One answer of the files thread.
    fn take(&mut self, ctx: &Context, reply: Reply) {
        match reply {
            Reply::Picked(purpose, path) => self.picked(purpose, path),
            Reply::NoDialog(Purpose::Export) => {
                self.notices.info(t!("notice-no-dialog"), t!("notice-no-dialog-more"));
            }
            Reply::NoDialog(purpose @ (Purpose::MaskOut | Purpose::Sheet | Purpose::PresetOut)) => {
                let path = match purpose {
                    Purpose::Sheet => self.sheet_path(),
                    Purpose::PresetOut => self.preset_path(),
                    _ => self.mask_path(),
                };
                self.dialog = Some(Dialog::Path(purpose, path.to_string_lossy().into_owned()));
            }
            Reply::NoDialog(Purpose::Save) => {
                let path = self.opened.as_ref().map(Opened::project_path).unwrap_or_default();
                self.dialog = Some(Dialog::Path(Purpose::Save, path.to_string_lossy().into_owned()));
            }
            Reply::NoDialog(purpose) => self.dialog = Some(Dialog::Path(purpose, String::new())),
            reply @ (Reply::Picture { .. } | Reply::Project { .. }) => self.open_or_ask(reply),
            Reply::Recipe(file) => self.restore(*file),
            Reply::Found(folders) => {
                for folder in &folders {
                    let source = Source::Folder(folder.clone());
                    if !self.cards.contains_key(&source) {
                        self.engine.send(Ask::Inspect(source));
                    }
                }
                self.found_models = folders;
            }
            Reply::Presets(found) => self.take_presets(found),
            Reply::Folder(path) => self.choose_model(Source::Folder(path)),
            Reply::Saved(path) => self.saved_project(ctx, path),
            Reply::NotSaved(sentence) => {
                self.saving.pop_front();
                let reason = retold(&sentence).into_owned();
                self.notices.error(t!("project-not-saved"), t!("project-not-saved-more", reason = reason));
            }
            Reply::Thumbnail(path, found) => {
                self.recent.learn(ctx, path, found.map(|pixels| pixels.map(|pixels| *pixels)));
            }
            Reply::Written(path) => self.written(ctx, &path),
            Reply::Piece { name, pixels } => self.take_piece(name, *pixels),
            Reply::Mask { name, pixels } => self.import_selection(&name, *pixels),
            Reply::MaskWritten(path) => self.notices.named(t!("select-exported"), path.to_string_lossy()),
            Reply::Failed { title, sentence } => {
                self.exporting = None;
                self.notices.error(title.said(), sentence);
            }
            Reply::Nothing => {}
        }
    }

    fn written(&mut self, ctx: &Context, path: &std::path::Path) {
        self.notices.named(t!("notice-exported"), file_name(path));
        let Some(Exporting { revision, then }) = self.exporting.take() else { return };
        let as_it_is = self.opened.as_ref().is_some_and(|opened| opened.document.revision() == revision);
        if let Some(opened) = self.opened.as_mut().filter(|opened| as_it_is && opened.project.is_none()) {
            opened.document.mark_saved();
        }
        match then {
            Some(then) if as_it_is => self.leave(ctx, then),
            // Something was done while it was written.
            Some(then) => self.dialog = Some(Dialog::Close(then)),
            None => {}
        }
    }

    /// A path was chosen for something.
    pub(super) fn picked(&mut self, purpose: Purpose, path: PathBuf) {
        match purpose {
            Purpose::Open => self.read(path),
            Purpose::Save => self.save_picked(path),
            Purpose::Models => {
                self.settings.add_model_folder(&path);
                self.save_settings();
                self.dialog = Some(Dialog::Settings);
            }
            Purpose::Model => self.choose_model(Source::Folder(path)),
            Purpose::Sheet => self.write_grid(path),
            Purpose::PresetOut => self.write_preset(path),
            Purpose::PresetIn => self.import_preset(&path),
            Purpose::Place => self.place_file(path),
            Purpose::MaskIn => self.ask_files(Request::ReadMask(path)),
            Purpose::MaskOut => self.export_selection(path),
            Purpose::Export => {
                if let Some(Dialog::Export(form, _)) = &mut self.dialog {
                    form.take_path(&path);
                }
            }
        }
    }

    /// Opens a picture, unless another one has unexported work: then asks.
    pub(super) fn open_or_ask(&mut self, reply: Reply) {
        if self.opened.as_ref().is_some_and(Opened::has_unexported_work) {
            self.dialog = Some(Dialog::Close(Then::Open(Box::new(reply))));
        } else {
            self.open_reply(reply);
        }
    }

    /// Opens a picture; what was open is gone.
    pub(super) fn open_picture(&mut self, reply: Reply) {
        let Reply::Picture { name, path, picture, recipe } = reply else { return };
        self.drop_queue();
        self.drop_run();
        for note in &picture.notes {
            self.notices.info(&name, note.clone());
        }
        self.opened = Some(Opened::new(name, path, picture.pixels));
        self.canvas_fit();
        match recipe {
            Some(Ok(file)) => self.restore(*file),
            Some(Err(reason)) => self.notices.error(t!("notice-no-own-recipe"), reason),
            None => self.draft.recipe.branch = None,
        }
        if let Some(opened) = &mut self.opened {
            // A mask that came with the file is in the file.
            opened.document.mark_saved();
        }
    }

    /// All settings of a recipe file come back; its mask too, where it fits the picture.
    pub(super) fn restore(&mut self, file: RecipeFile) {
        let model = file.recipe.model.name.clone();
        self.draft.restore(file.recipe);
        if model != "builtin" && self.draft.source == Source::Builtin {
            let told = t!("notice-restored-model", model = model);
            self.notices.info(t!("notice-restored"), told);
        } else {
            self.notices.info(t!("notice-restored"), t!("notice-restored-more"));
        }
        if let (Some(opened), Some(mask)) = (self.opened.as_mut(), file.mask)
            && mask.extent() == opened.document.extent()
            && let Err(error) = opened.document.set_mask("Restore mask", &mask)
        {
            self.notices.error(t!("notice-no-recipe-mask"), error.to_string());
        }
    }

    /// Goes on with what unexported work had kept waiting; the work is thrown away.
    pub(super) fn leave(&mut self, ctx: &Context, then: Then) {
        match then {
            Then::Quit => {
                self.may_close = true;
                ctx.send_viewport_cmd(ViewportCommand::Close);
            }
            Then::Open(reply) => self.open_reply(*reply),
            Then::Recover(left) => self.recover_now(*left),
            Then::OpenBack(back) => self.open_back(*back),
        }
    }

    fn close_or_ask(&mut self, ctx: &Context) {
        if !ctx.input(|input| input.viewport().close_requested()) {
            return;
        }
        if !self.may_close && self.opened.as_ref().is_some_and(Opened::has_unexported_work) {
            ctx.send_viewport_cmd(ViewportCommand::CancelClose);
            if self.dialog.is_none() {
                self.dialog = Some(Dialog::Close(Then::Quit));
            }
        }
    }

    /// What the draft would cost, and how many tokens its words are; asked again only when something changed.
    fn look_ahead(&mut self) {
        let stroke_goes_on = self.opened.as_ref().is_some_and(|opened| opened.document.is_open());
        if !stroke_goes_on {
            let at = self.opened.as_ref().map(|opened| (opened.document.id(), opened.document.revision()));
            let key = (self.draft.recipe.clone(), self.draft.source.clone(), at);
            if self.planned.as_ref() != Some(&key) {
                self.plan_now();
                self.planned = Some(key);
            }
        }
        let words = (self.draft.source.clone(), self.draft.recipe.prompt.target.clone());
        if self.counted.as_ref() != Some(&words) && self.card().is_some_and(|card| card.text) {
            self.engine.send(Ask::Count { source: words.0.clone(), prompt: words.1.clone() });
            self.counted = Some(words);
        }
    }

    fn plan_now(&mut self) {
        (self.plan, self.problems) = (None, Vec::new());
        let Some(card) = self.card().cloned() else { return };
        let inputs = self.inputs();
        if inputs.image.is_none() && self.draft.info().is_none_or(|info| info.needs_image) {
            return;
        }
        let recipe = self.draft.recipe_for(Some(&card));
        self.problems = recipe.problems(&card, &inputs).into_iter().map(|problem| problem.reason).collect();
        self.plan = recipe.plan(&card, &inputs).ok();
    }
}

fn job_of(event: &Event) -> Option<JobId> {
    match event {
        Event::Queued(job)
        | Event::Started(job)
        | Event::Done(job)
        | Event::Cancelled(job)
        | Event::Progress { job, .. }
        | Event::Candidate { job, .. }
        | Event::Heat { job, .. }
        | Event::Words { job, .. }
        | Event::RoundTrip { job, .. }
        | Event::Failed { job, .. }
        | Event::Developed { job, .. } => Some(*job),
        Event::Loading { job, .. } => *job,
        Event::Model { .. } | Event::Tokens { .. } => None,
    }
}
