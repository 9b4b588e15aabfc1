//! Projects in the window: new, save, open, and those that were used last.

pub mod recent;
pub mod results;
pub mod snapshot;

use std::path::{Path, PathBuf};

use egui::{Context, ViewportCommand};

use super::App;
use super::canvas::Look;
use super::dialog::{Dialog, Then};
use super::files::{Purpose, Reply, Request, file_name};
use super::locale::t;
use super::opened::Opened;
use crate::document::project::ENDING;
use crate::engine::Source;
use snapshot::{Read, Settings, Snapshot, Stand};

/// What is being saved.
#[derive(Debug)]
pub struct Saving {
    /// Which document it is, and its revision then.
    document: (u64, u64),
    /// Revision of the results then, and the newest of them.
    results: u64,
    newest: u64,
    /// What goes on once it is saved.
    then: Option<Then>,
}

/// As the title names it.
const PROGRAM: &str = "Palimpsest";

/// Whether a path is that of a project.
pub fn is_project(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}

impl App {
    /// Saves the document where it was saved before, or asks where; then goes on with what waited for it.
    pub(super) fn save(&mut self, then: Option<Then>) {
        match self.opened.as_ref().map(|opened| opened.project.clone()) {
            None => {}
            Some(Some(path)) => self.save_at(path, then),
            Some(None) => self.save_as(then),
        }
    }

    /// Asks where to save.
    pub(super) fn save_as(&mut self, then: Option<Then>) {
        if let Some(opened) = &self.opened {
            let path = opened.project_path();
            self.after_save = then;
            self.pick(Purpose::Save, Some(path));
        }
    }

    /// A path was chosen to save at.
    pub(super) fn save_picked(&mut self, mut path: PathBuf) {
        if !is_project(&path) {
            // Whatever else is in the name stays: "cat.png" becomes "cat.png.palimpsest", and no picture is lost.
            path.as_mut_os_string().push(format!(".{ENDING}"));
        }
        let then = self.after_save.take();
        self.save_at(path, then);
    }

    fn save_at(&mut self, path: PathBuf, then: Option<Then>) {
        let stand = self.stand();
        let Some(opened) = &self.opened else { return };
        let document = (opened.document.id(), opened.document.revision());
        let (mut parts, flat) = (opened.document.parts(), opened.document.flattened());
        parts.name = file_name(&path);
        let (revision, newest) = (opened.history.revision(), opened.history.newest());
        let (results, made) = (opened.history.entries().to_vec(), opened.made.clone());
        let past = opened.document.past(snapshot::PAST);
        let snapshot = Box::new(Snapshot { parts, past, flat, results, made, stand });
        if self.has_asked_files(Request::Save { snapshot, path }) {
            self.saving.push_back(Saving { document, results: revision, newest, then });
        }
    }

    /// What is looked at, and what would be done next.
    pub(super) fn stand(&self) -> Stand {
        let recipe = self.draft.recipe_for(self.card().map(|card| &**card));
        Stand { view: self.canvas.view.look(), draft: Settings::of(&self.draft, recipe) }
    }

    /// It was saved.
    pub(super) fn saved_project(&mut self, ctx: &Context, path: PathBuf) {
        let Some(saving) = self.saving.pop_front() else { return };
        let Saving { document: (id, revision), results, newest, then } = saving;
        self.settings.remember_project(&path);
        self.recent.forget(&path);
        self.save_settings();
        self.notices.named(t!("project-saved"), file_name(&path));
        let Some(opened) = self.opened.as_mut().filter(|opened| opened.document.id() == id) else { return };
        let is_document = opened.document.revision() == revision;
        let as_it_is = is_document && opened.history.revision() == results;
        if is_document {
            opened.document.mark_saved();
        }
        self.keep.saved(path.clone(), newest, as_it_is);
        opened.name = file_name(&path);
        opened.document.rename(opened.name.clone());
        opened.project = Some(path);
        opened.saved_results = results;
        match then {
            Some(then) if as_it_is => self.leave(ctx, then),
            // Something was done while it was written.
            Some(then) => self.dialog = Some(Dialog::Close(then)),
            None => {}
        }
    }

    /// Opens what a project file gave; what was open is gone.
    pub(super) fn open_project(&mut self, path: PathBuf, read: Read) {
        let Read { mut contents, view, draft, no_past } = read;
        if let Some(reason) = no_past {
            self.notices.info(t!("project-no-past"), reason);
        }
        let name = file_name(&path);
        contents.document.rename(name.clone());
        self.settings.remember_project(&path);
        self.save_settings();
        self.keep.adopt(&mut contents.document);
        self.keep.saved(path.clone(), contents.history.newest(), true);
        self.show_opened(Opened::saved(name, path, contents), view, draft);
    }

    /// Shows what was opened, and stands as its window did; what was open is gone.
    pub(super) fn show_opened(&mut self, opened: Opened, view: Option<Look>, draft: Option<Settings>) {
        self.drop_queue();
        self.drop_run();
        self.opened = Some(opened);
        self.canvas_fit();
        if let Some(view) = view {
            self.canvas.view.look_as(&view);
        }
        if let Some(draft) = draft {
            let model = draft.into_draft(&mut self.draft);
            if model != "builtin" && self.draft.source == Source::Builtin {
                let told = t!("notice-restored-model", model = model);
                self.notices.info(t!("notice-restored"), told);
            }
        }
    }

    /// Opens a project that was used before.
    pub(super) fn open_recent(&mut self, path: PathBuf) {
        if path.is_file() {
            self.read(path);
        } else {
            self.notices.error(t!("project-gone"), t!("project-gone-more", path = path.to_string_lossy()));
            self.settings.recent_projects.retain(|old| *old != path);
            self.save_settings();
        }
    }

    /// The system's title of the window: what is open, and whether something of it is not saved.
    pub(super) fn tend_title(&mut self, ctx: &Context) {
        let title = match &self.opened {
            Some(opened) => {
                let dirty = if opened.has_unexported_work() { "• " } else { "" };
                format!("{dirty}{} – {PROGRAM}", opened.name)
            }
            None => PROGRAM.to_owned(),
        };
        if self.title != title {
            ctx.send_viewport_cmd(ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }

    /// Opens what the files thread read.
    pub(super) fn open_reply(&mut self, reply: Reply) {
        match reply {
            Reply::Project { path, read } => self.open_project(path, *read),
            reply => self.open_picture(reply),
        }
    }

    /// Where the open document is saved; nowhere yet when none.
    pub fn project(&self) -> Option<&Path> {
        self.opened.as_ref()?.project.as_deref()
    }

    /// What the system shows as the window's title.
    pub fn title(&self) -> &str {
        &self.title
    }
}
