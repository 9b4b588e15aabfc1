//! The choice of a language.

use egui::{Button, Ui};

use crate::app::locale::Language;

/// Draws a row for each language, each under its own name, one below the other; the one that was chosen.
pub fn language(ui: &mut Ui, now: Language) -> Option<Language> {
    let mut chosen = None;
    for language in Language::ALL {
        let font = egui::TextStyle::Button.resolve(ui.style());
        // Where no font has a language's letters it goes by its English name.
        let own = ui.ctx().fonts_mut(|fonts| fonts.has_glyphs(&font, language.name()));
        let name = if own { language.name() } else { language.english() };
        if ui.add(Button::selectable(language == now, name)).clicked() {
            chosen = Some(language);
        }
    }
    chosen
}
