//! Small things that panels are made of.

mod button;
mod language;
mod picker;
mod seed;
mod slider;
mod thumb;
mod walk;

pub use button::{Face, command_button, icon_button, icon_text, primary_button, toggle, told_button};
pub use language::{language, language_name};
pub use picker::picker;
pub use seed::seed;
pub use slider::{Slider, slider};
pub use thumb::{Thumbs, middle, small, texture_of};
pub use walk::walk;

use egui::{Response, RichText, Ui};

use super::theme;

/// A quiet heading over a group of controls.
pub fn section(ui: &mut Ui, title: &str) -> Response {
    ui.add_space(theme::GRID);
    ui.label(RichText::new(title).font(theme::label_font()).color(theme::palette(ui.ctx()).quiet))
}

/// Quiet small text.
pub fn quiet(ui: &Ui, text: impl Into<String>) -> RichText {
    RichText::new(text).font(theme::label_font()).color(theme::palette(ui.ctx()).quiet)
}
