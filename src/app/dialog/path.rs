//! A path typed by hand, where the system has no dialog.

use std::path::PathBuf;

use egui::{Key, Ui};

use super::{Answer, buttons, heading, path_field};
use crate::app::files::Purpose;

/// Draws the dialog.
pub(super) fn ui(ui: &mut Ui, purpose: Purpose, text: &mut String) -> Answer {
    ui.set_width(440.0);
    let (title, hint, go_on) = match purpose {
        Purpose::Open => ("Open a picture or a recipe", "Path of the file", "Open file"),
        Purpose::Model => ("Open a model folder", "Path of the folder", "Open folder"),
        Purpose::Models => ("Add a folder with models", "Path of the folder", "Add folder"),
        Purpose::Export => ("Export to", "Folder and name", "Use path"),
    };
    heading(ui, title);
    let field = path_field(ui, text, hint, "Path");
    if ui.memory(|memory| memory.focused().is_none()) {
        field.request_focus();
    }
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    let named = !text.trim().is_empty();
    let (go_on, cancel) = buttons(ui, named, go_on);
    match (go_on || (entered && named), cancel) {
        (true, _) => Answer::Typed(purpose, PathBuf::from(text.trim())),
        (_, true) => Answer::Leave,
        _ => Answer::Stay,
    }
}
