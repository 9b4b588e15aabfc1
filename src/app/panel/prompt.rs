//! The words: what it shall show, what it shows now, what to keep away from; and how many tokens they are.

use egui::{Id, RichText, TextEdit, Ui};

use crate::app::locale::t;
use crate::app::presets::said_ui;
use crate::app::widget::{quiet, section};
use crate::app::{App, theme};

/// The prompt's field, so that a sample can put the caret there.
pub fn field_id() -> Id {
    Id::unique("prompt")
}

/// Draws the fields.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let (uses_source, needs_image) =
        app.draft.info().map_or((false, true), |info| (info.needs_source, info.needs_image));
    let hint = if needs_image { t!("prompt-hint") } else { t!("prompt-hint-draw") };
    ui.add_space(theme::GRID);
    let label = ui
        .horizontal(|ui| {
            ui.spacing_mut().interact_size.y = 18.0;
            let label = ui.label(quiet(ui, t!("prompt-prompt")));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| said_ui(ui, app));
            label
        })
        .inner;
    let field = TextEdit::multiline(&mut app.draft.recipe.prompt.target)
        .id(field_id())
        .hint_text(hint)
        .desired_rows(2)
        .desired_width(f32::INFINITY)
        .margin(egui::Margin::symmetric(8, 6))
        .return_key(None)
        .font(egui::FontId::proportional(15.0));
    ui.add(field).on_hover_text(t!("prompt-tip")).labelled_by(label.id);
    tokens(ui, app);
    if uses_source {
        let label = section(ui, t!("prompt-was"));
        let field = TextEdit::singleline(&mut app.draft.recipe.prompt.source)
            .hint_text(t!("prompt-was-hint"))
            .margin(egui::Margin::symmetric(8, 5))
            .desired_width(f32::INFINITY);
        ui.add(field).on_hover_text(t!("prompt-was-tip")).labelled_by(label.id);
    } else if let Some(caption) = app.opened().and_then(|opened| opened.caption.as_deref()) {
        ui.add(egui::Label::new(quiet(ui, t!("prompt-was-caption", caption = caption))).truncate())
            .on_hover_text(t!("prompt-caption-tip"));
    }
    super::words::ui(ui, app);
    let label = section(ui, t!("prompt-avoid"));
    let field = TextEdit::singleline(&mut app.draft.recipe.prompt.negative)
        .hint_text(t!("prompt-avoid-hint"))
        .margin(egui::Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    ui.add(field).on_hover_text(t!("prompt-avoid-tip")).labelled_by(label.id);
}

/// "6 of 75 tokens", and a warning where the rest is cut off.
fn tokens(ui: &mut Ui, app: &App) {
    let Some(&(ref prompt, tokens, limit)) = app.tokens.as_ref() else { return };
    if *prompt != app.draft.recipe.prompt.target {
        ui.label(quiet(ui, "…"));
        return;
    }
    let words = quiet(ui, t!("prompt-tokens", count = tokens, limit = limit));
    if tokens > limit {
        let p = theme::palette(ui.ctx());
        let words = RichText::new(t!("prompt-cut", count = tokens, limit = limit)).small();
        ui.label(words.color(p.warning)).on_hover_text(t!("prompt-cut-tip"));
    } else {
        ui.label(words).on_hover_text(t!("prompt-tokens-tip"));
    }
}
