//! Dialogs: one at a time, over the window, left with Esc.

mod close;
mod export;
pub(super) mod frame;
mod models;
mod new;
mod path;
mod recover;
mod settings;
mod shortcuts;

use std::path::PathBuf;

pub use export::{ExportForm, Exporting};
pub use new::NewForm;
pub use shortcuts::Editor;

use egui::{Frame, Id, Modal, Response, RichText, Ui};

use super::App;
use super::files::{Purpose, Reply};
use super::keep::{Back, Left};
use super::locale::t;
use super::theme;

/// What is open over the window.
#[derive(Debug)]
pub enum Dialog {
    /// How and where to export, and what goes on once it is.
    Export(ExportForm, Option<Then>),
    /// How large an empty picture shall be.
    New(NewForm),
    /// There is unexported work; what then?
    Close(Then),
    /// No system dialog: type a path.
    Path(Purpose, String),
    /// What windows that are gone left behind.
    Recover,
    /// Another size of the picture, or a border round it.
    Frame(super::frame::Form),
    /// The list of keys.
    Shortcuts(Editor),
    /// What acts at once and is remembered.
    Settings,
    /// The parameter grid.
    Grid,
    /// Which model, and what it knows.
    Models(String),
}

/// What was to happen when unexported work came in between.
#[derive(Debug)]
pub enum Then {
    /// Close the window.
    Quit,
    /// Open this picture.
    Open(Box<Reply>),
    /// Bring back what a window that is gone left behind.
    Recover(Box<Left>),
    /// Opens what was brought back.
    OpenBack(Box<Back>),
}

/// What a dialog asks of the app when it ends or is used.
pub enum Answer {
    /// It stays.
    Stay,
    /// It is left.
    Leave,
    /// Export like this.
    Export(ExportForm),
    /// Choose the export's path with the system's dialog.
    Browse(PathBuf),
    /// Throw the work away and go on.
    Discard(Then),
    /// Make an empty picture.
    Create(NewForm),
    /// Save first, then go on.
    SaveFirst(Then),
    /// Export first, then go on.
    ExportFirst(Then),
    /// Bring back what a window left behind, by its place in the list.
    Recover(usize),
    /// Throw that away.
    Forget(usize),
    /// A path was typed.
    Typed(Purpose, PathBuf),
    /// A command.
    Send(super::command::Command),
}

/// Draws the dialog, if one is open, and does what it answers.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Some(mut dialog) = app.dialog.take() else { return };
    let p = theme::palette(ui.ctx());
    let frame = Frame::window(ui.style()).inner_margin(20);
    let modal = Modal::new(Id::unique("dialog")).backdrop_color(p.veil).frame(frame);
    let shown = modal.show(ui.ctx(), |ui| match &mut dialog {
        Dialog::Export(form, _) => export::ui(ui, app, form),
        Dialog::Close(then) => close::ui(ui, app, then),
        Dialog::New(form) => new::ui(ui, form),
        Dialog::Path(purpose, text) => path::ui(ui, *purpose, text),
        Dialog::Recover => recover::ui(ui, &app.left),
        Dialog::Frame(form) => frame::ui(ui, form),
        Dialog::Grid => {
            if super::grid::panel::ui(ui, app) {
                Answer::Leave
            } else {
                Answer::Stay
            }
        }
        Dialog::Shortcuts(editor) => shortcuts::ui(ui, app, editor),
        Dialog::Settings => settings::ui(ui, app),
        Dialog::Models(path) => models::ui(ui, app, path),
    });
    let answer = if shown.backdrop_response.clicked() { Answer::Leave } else { shown.inner };
    match answer {
        Answer::Stay => app.dialog = Some(dialog),
        Answer::Leave => {
            if matches!(dialog, Dialog::Recover) {
                // The next window offers it again.
                app.left.clear();
            }
        }
        Answer::Recover(at) => {
            let left = app.left.remove(at);
            app.left.clear();
            app.recover(left);
        }
        Answer::Forget(at) => {
            let left = app.left.remove(at);
            app.forget(left);
            app.dialog = (!app.left.is_empty()).then_some(dialog);
        }
        Answer::Export(form) => {
            let then = if let Dialog::Export(_, then) = dialog { then } else { None };
            app.export(&form, then);
        }
        Answer::Browse(path) => {
            app.dialog = Some(dialog);
            app.pick(Purpose::Export, Some(path));
        }
        Answer::Discard(then) => app.leave(ui.ctx(), then),
        Answer::Create(form) => {
            app.ask_files(super::files::Request::New { extent: form.extent(), colour: form.colour });
        }
        Answer::SaveFirst(then) => app.save(Some(then)),
        Answer::ExportFirst(then) => app.ask_export(Some(then)),
        Answer::Typed(purpose, path) => app.picked(purpose, path),
        Answer::Send(command) => {
            if matches!(dialog, Dialog::Models(_) | Dialog::Settings) {
                app.dialog = Some(dialog);
            }
            app.send(command);
        }
    }
}

/// A dialog's heading.
fn heading(ui: &mut Ui, title: &str) {
    ui.label(RichText::new(title).heading());
    ui.add_space(2.0 * theme::GRID);
}

/// The row at the end, from the right: no taller than its buttons, however tall the dialog before was.
pub fn foot<T>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> T) -> T {
    let size = egui::vec2(ui.available_width(), 32.0);
    ui.allocate_ui_with_layout(size, egui::Layout::right_to_left(egui::Align::Center), add).inner
}

/// The row of buttons at the end: the one that goes on at the right, *Cancel* beside it. `(go on, cancel)`.
fn buttons(ui: &mut Ui, enabled: bool, go_on: &str) -> (bool, bool) {
    ui.add_space(3.0 * theme::GRID);
    let mut pressed = (false, false);
    foot(ui, |ui| {
        pressed.0 = super::widget::primary_button(ui, enabled, go_on, "", egui::vec2(96.0, 32.0)).clicked();
        pressed.1 = ui.add(egui::Button::new(t!("dialog-cancel")).min_size(egui::vec2(80.0, 32.0))).clicked();
    });
    pressed
}

/// A text field for a path that takes the focus when nothing has it.
fn path_field(ui: &mut Ui, text: &mut String, hint: &str, name: &str) -> Response {
    let field = egui::TextEdit::singleline(text)
        .hint_text(hint.to_owned())
        .margin(egui::Margin::symmetric(8, 6))
        .desired_width(f32::INFINITY);
    ui.add(field).accessible_name(name)
}
