//! The prompt as chips, for methods that treat words one by one: each with a fader, its map a click away.

use egui::text::{LayoutJob, TextFormat};
use egui::{Button, DragValue, Frame, RichText, Stroke, Ui, vec2};

use crate::app::locale::t;
use crate::app::widget::{Slider, quiet, section, slider};
use crate::app::{App, theme};
use crate::edit::recipe::Method;

/// What a fader may be set to.
const FADER: std::ops::RangeInclusive<f64> = -2.0..=4.0;

/// Width of a fader with the chip's margins, points.
const NUMBER: f32 = 48.0;

/// Draws the chips, what the old words were, and what can be done with the word that is shown.
pub fn ui(ui: &mut Ui, app: &mut App) {
    if !matches!(app.draft.recipe.method, Method::PromptToPrompt(_)) {
        return;
    }
    let (source, target) = (app.draft.recipe.prompt.source.clone(), app.draft.recipe.prompt.target.clone());
    let mut words: Vec<&str> = Vec::new();
    for word in target.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    if words.is_empty() {
        return;
    }
    section(ui, t!("words-words")).on_hover_text(t!("words-tip"));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(theme::GRID, theme::GRID);
        for word in words {
            let new = !source.is_empty() && !source.split_whitespace().any(|old| old == word);
            // Told before, so that a chip that does not fit begins a line.
            let font = egui::TextStyle::Button.resolve(ui.style());
            let text = ui.painter().layout_no_wrap(word.to_owned(), font, egui::Color32::WHITE).size().x;
            let width = text + 2.0 * ui.spacing().button_padding.x + NUMBER;
            ui.allocate_ui(vec2(width, ui.spacing().interact_size.y + 6.0), |ui| chip(ui, app, word, new));
        }
    });
    was(ui, &source, &target);
    shown(ui, app);
}

/// One word and its fader.
fn chip(ui: &mut Ui, app: &mut App, word: &str, new: bool) {
    let p = theme::palette(ui.ctx());
    let on = app.words.shown() == Some(word);
    let here = app.words.here().iter().any(|own| own == word);
    let open = app.opened().is_some();
    let mut clicked = false;
    let frame = Frame::new().fill(if on { p.accent_wash } else { p.raised }).corner_radius(theme::RADIUS);
    let line = if on || here { p.accent_text } else { p.line };
    frame.stroke(Stroke::new(1.0, line)).inner_margin(2).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let text = RichText::new(word).color(if new { p.accent_text } else { p.text });
            let text = if new { text.underline() } else { text };
            let tooltip = if new { t!("words-new-tip") } else { t!("words-look-tip") };
            let button = Button::new(text).frame_when_inactive(false);
            let response = ui
                .add_enabled(open, button)
                .on_hover_text(tooltip)
                .on_disabled_hover_text(t!("words-no-picture"))
                .accessible_name(t!("words-look", word = word));
            response.ctx.accesskit_node_builder(response.id, |node| node.set_toggled(on.into()));
            clicked = response.clicked();
            let Method::PromptToPrompt(params) = &mut app.draft.recipe.method else { return };
            let before = params.weights.get(word).copied().unwrap_or(1.0);
            let mut weight = before;
            let fader = ui
                .add(DragValue::new(&mut weight).range(FADER).speed(0.02).fixed_decimals(1))
                .on_hover_text(t!("words-weight-tip"))
                .accessible_name(t!("words-weight", word = word));
            if fader.secondary_clicked() {
                weight = 1.0;
            }
            if weight == 1.0 {
                params.weights.remove(word);
            } else if weight != before {
                params.weights.insert(word.to_owned(), weight);
            }
        });
    });
    if clicked {
        app.look_at(word);
    }
}

/// The old words, those that go struck out.
fn was(ui: &mut Ui, source: &str, target: &str) {
    let p = theme::palette(ui.ctx());
    let mut job = LayoutJob::default();
    let format = |color, gone: bool| TextFormat {
        font_id: theme::label_font(),
        color,
        strikethrough: if gone { Stroke::new(1.0, color) } else { Stroke::NONE },
        ..TextFormat::default()
    };
    let mut gone = Vec::new();
    job.append(t!("words-was"), 0.0, format(p.quiet, false));
    for word in source.split_whitespace() {
        let goes = !target.split_whitespace().any(|new| new == word);
        job.append(word, 4.0, format(if goes { p.warning } else { p.quiet }, goes));
        gone.extend(goes.then_some(word));
    }
    if !gone.is_empty() {
        ui.label(job).on_hover_text(t!("words-goes", words = gone.join(", ")));
    }
}

/// What can be done with the word whose map is shown.
fn shown(ui: &mut Ui, app: &mut App) {
    let Some(word) = app.words.shown().map(str::to_owned) else { return };
    let Some(steps) = app.words.steps() else {
        ui.horizontal(|ui| {
            ui.spinner();
            ui.label(quiet(ui, t!("words-looking", word = word)));
        });
        return;
    };
    let here = app.words.here();
    let told = if here.is_empty() { t!("words-none-here").to_owned() } else { here.join(", ") };
    ui.label(quiet(ui, t!("words-here", words = told))).on_hover_text(t!("words-here-tip"));
    let mut step = app.words.step().map_or(0.0, |step| step as f64 + 1.0);
    let about = Slider {
        label: t!("words-step"),
        tooltip: t!("words-step-tip"),
        ends: ("", ""),
        default: 0.0,
        range: (0.0, steps as f64),
        decimals: 0,
        suffix: "",
    };
    if slider(ui, &mut step, &about) {
        app.look_at_step((step as usize).checked_sub(1));
    }
    let Method::PromptToPrompt(params) = &mut app.draft.recipe.method else { return };
    let threshold = params.threshold;
    let mut only = params.blend.contains(&word);
    let mut mask = false;
    ui.horizontal(|ui| super::options::join(ui, &mut app.toolbox.join));
    ui.horizontal_wrapped(|ui| {
        let tooltip = t!("words-mask-tip");
        mask = ui.button(t!("words-mask")).on_hover_text(tooltip).clicked();
        let tooltip = t!("words-only-tip");
        ui.checkbox(&mut only, t!("words-only", word = word.as_str())).on_hover_text(tooltip);
    });
    if only != params.blend.contains(&word) {
        if only { params.blend.push(word) } else { params.blend.retain(|other| *other != word) }
    }
    if mask {
        app.mask_from_word(threshold, app.join_of(ui.input(|input| input.modifiers)));
    }
}
