//! A path typed by hand, where the system has no dialog.

use std::path::{Path, PathBuf};

use egui::{Key, Ui};

use super::{Answer, buttons, heading, path_field};
use crate::app::files::Purpose;
use crate::app::locale::t;
use crate::app::widget::quiet;

/// Draws the dialog.
pub(super) fn ui(ui: &mut Ui, purpose: Purpose, text: &mut String) -> Answer {
    ui.set_width(440.0);
    let (title, hint, go_on) = match purpose {
        Purpose::Open => (t!("path-open"), t!("path-open-hint"), t!("path-open-do")),
        Purpose::Model => (t!("path-model"), t!("path-model-hint"), t!("path-model-do")),
        Purpose::Sheet => (t!("grid-path"), t!("dialog-folder-and-name"), t!("grid-path-use")),
        Purpose::PresetOut => (t!("preset-path-out"), t!("dialog-folder-and-name"), t!("preset-path-write")),
        Purpose::PresetIn => (t!("preset-path-in"), t!("path-open-hint"), t!("preset-path-read")),
        Purpose::Models => (t!("path-models"), t!("path-model-hint"), t!("path-models-do")),
        Purpose::Place => (t!("frame-place-title"), t!("path-open-hint"), t!("frame-place-do")),
        Purpose::MaskIn => (t!("select-import-title"), t!("path-open-hint"), t!("path-open-do")),
        Purpose::MaskOut => (t!("select-export-title"), t!("dialog-folder-and-name"), t!("path-export-do")),
        Purpose::Save => (t!("project-save-title"), t!("dialog-folder-and-name"), t!("project-save-do")),
        Purpose::Export => (t!("path-export"), t!("dialog-folder-and-name"), t!("path-export-do")),
    };
    heading(ui, title);
    let field = path_field(ui, text, hint, t!("path-path"));
    // Before the field takes the keys again: then it would not have lost them.
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if !entered && ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    if purpose.is_written() && Path::new(text.trim()).is_file() {
        ui.label(quiet(ui, t!("export-exists")));
    }
    let named = !text.trim().is_empty();
    let (go_on, cancel) = buttons(ui, named, go_on);
    match (go_on || (entered && named), cancel) {
        (true, _) => Answer::Typed(purpose, PathBuf::from(text.trim())),
        (_, true) => Answer::Leave,
        _ => Answer::Stay,
    }
}
