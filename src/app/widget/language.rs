//! The choice of a language.

use egui::{Button, Ui};

use crate::app::locale::Language;

/// Draws a row for each language, each under its own name, one below the other; the one that was chosen.
pub fn language(ui: &mut Ui, now: Language) -> Option<Language> {
    let mut chosen = None;
    for language in Language::ALL {
        if ui.add(Button::selectable(language == now, language_name(ui, language))).clicked() {
            chosen = Some(language);
        }
    }
    chosen
}

/// A language under its own name; where no font has its letters it goes by its English name.
pub fn language_name(ui: &Ui, language: Language) -> &'static str {
    let font = egui::TextStyle::Button.resolve(ui.style());
    let own = ui.ctx().fonts_mut(|fonts| fonts.has_glyphs(&font, language.name()));
    if own { language.name() } else { language.english() }
}
