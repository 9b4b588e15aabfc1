//! The words: what it shall show, what it shows now, what to keep away from; and how many tokens they are.

use egui::{Id, RichText, TextEdit, Ui};

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
    let hint = if needs_image { "What the picture shall show" } else { "What to draw" };
    let label = ui
        .horizontal(|ui| {
            let label = section(ui, "Prompt");
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
    ui.add(field).on_hover_text("Words that describe the whole picture after the edit").labelled_by(label.id);
    tokens(ui, app);
    if uses_source {
        let label = section(ui, "Was");
        let field = TextEdit::singleline(&mut app.draft.recipe.prompt.source)
            .hint_text("What the picture shows now")
            .margin(egui::Margin::symmetric(8, 5))
            .desired_width(f32::INFINITY);
        ui.add(field)
            .on_hover_text("Words for the picture as it is: the closer they are, the better it is kept")
            .labelled_by(label.id);
    } else if let Some(caption) = app.opened().and_then(|opened| opened.caption.as_deref()) {
        ui.add(egui::Label::new(quiet(ui, format!("Was: {caption}"))).truncate())
            .on_hover_text("What the picture shows now; this method needs only the words of the prompt");
    }
    super::words::ui(ui, app);
    let label = section(ui, "Avoid");
    let field = TextEdit::singleline(&mut app.draft.recipe.prompt.negative)
        .hint_text("What shall not be there")
        .margin(egui::Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    ui.add(field)
        .on_hover_text("The picture is pushed away from these words (negative prompt); acts at guidance above 1")
        .labelled_by(label.id);
}

/// "6 of 75 tokens", and a warning where the rest is cut off.
fn tokens(ui: &mut Ui, app: &App) {
    let Some(&(ref prompt, tokens, limit)) = app.tokens.as_ref() else { return };
    if *prompt != app.draft.recipe.prompt.target {
        ui.label(quiet(ui, "…"));
        return;
    }
    let words = quiet(ui, format!("{tokens} of {limit} tokens"));
    if tokens > limit {
        let p = theme::palette(ui.ctx());
        let words = RichText::new(format!("{tokens} of {limit} tokens: what comes after is not read")).small();
        ui.label(words.color(p.warning)).on_hover_text("This model reads no more; say the important things first");
    } else {
        ui.label(words).on_hover_text("Pieces of words as the model reads them");
    }
}
