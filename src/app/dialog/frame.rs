//! Another size of the picture, or a border round it.

use std::ops::RangeInclusive;

use egui::{ComboBox, DragValue, Grid, Ui};

use super::{Answer, buttons, heading};
use crate::app::command::Command;
use crate::app::frame::{Act, Extending, FILLS, Form, Resizing};
use crate::app::locale::t;
use crate::app::widget::quiet;
use crate::edit::recipe::Fill;

/// Sides that a picture may have, and borders, pixels.
const SIDE: RangeInclusive<u32> = 1..=60_000;
const BORDER: RangeInclusive<u32> = 0..=8192;
pub(in crate::app) const OVERLAP: RangeInclusive<u32> = 0..=512;

/// Draws the dialog.
pub(super) fn ui(ui: &mut Ui, form: &mut Form) -> Answer {
    ui.set_width(360.0);
    let (act, useful) = match form {
        Form::Resize(resizing) => {
            heading(ui, t!("frame-resize-title"));
            resize(ui, resizing);
            (Act::Resize(resizing.after), resizing.after != resizing.before)
        }
        Form::Extend(extending) => {
            heading(ui, t!("frame-extend-title"));
            ui.label(quiet(ui, t!("frame-extend-tip")));
            extend(ui, extending);
            (Act::Extend(*extending), extending.sides != crate::document::Sides::default())
        }
    };
    let words = if matches!(form, Form::Resize(_)) { t!("frame-resize-do") } else { t!("frame-extend-do") };
    match buttons(ui, useful, words) {
        (true, _) => Answer::Send(Command::Frame(act)),
        (_, true) => Answer::Leave,
        _ => Answer::Stay,
    }
}

/// A number behind its name, in a row of a grid; what it became, if it changed.
fn number(ui: &mut Ui, name: &str, tooltip: &str, mut value: u32, range: RangeInclusive<u32>) -> Option<u32> {
    ui.label(name).on_hover_text(tooltip);
    let field = DragValue::new(&mut value).range(range).suffix(" px");
    let changed = ui.add(field).on_hover_text(tooltip).accessible_name(name).changed();
    ui.end_row();
    changed.then_some(value)
}

fn resize(ui: &mut Ui, form: &mut Resizing) {
    let tip = t!("frame-resize-tip");
    Grid::new("resize").num_columns(2).show(ui, |ui| {
        if let Some(width) = number(ui, t!("frame-resize-width"), tip, form.after.width, SIDE) {
            form.set_width(width);
        }
        if let Some(height) = number(ui, t!("frame-resize-height"), tip, form.after.height, SIDE) {
            form.set_height(height);
        }
        let mut percent = form.percent();
        ui.label(t!("frame-resize-percent")).on_hover_text(tip);
        let field = DragValue::new(&mut percent).range(1.0..=1000.0).suffix(" %").max_decimals(1);
        if ui.add(field).on_hover_text(tip).accessible_name(t!("frame-resize-percent")).changed() {
            form.set_percent(percent);
        }
        ui.end_row();
    });
    ui.checkbox(&mut form.keep_ratio, t!("frame-ratio")).on_hover_text(t!("frame-ratio-tip"));
}

fn extend(ui: &mut Ui, form: &mut Extending) {
    Grid::new("extend").num_columns(2).show(ui, |ui| {
        let tip = t!("frame-extend-side-tip");
        let sides = &mut form.sides;
        for (name, side) in [
            (t!("frame-left"), &mut sides.left),
            (t!("frame-top"), &mut sides.top),
            (t!("frame-right"), &mut sides.right),
            (t!("frame-bottom"), &mut sides.bottom),
        ] {
            *side = number(ui, name, tip, *side, BORDER).unwrap_or(*side);
        }
        let (name, tip) = (t!("frame-overlap"), t!("frame-overlap-tip"));
        form.overlap = number(ui, name, tip, form.overlap, OVERLAP).unwrap_or(form.overlap);
        ui.label(t!("frame-start")).on_hover_text(t!("frame-start-tip"));
        start(ui, &mut form.fill);
        ui.end_row();
    });
}

/// What a border starts from.
pub(in crate::app) fn start(ui: &mut Ui, fill: &mut Fill) {
    let shown = ComboBox::from_id_salt("start").selected_text(fill_name(*fill)).show_ui(ui, |ui| {
        for choice in FILLS {
            ui.selectable_value(fill, choice, fill_name(choice));
        }
    });
    shown.response.on_hover_text(t!("frame-start-tip")).accessible_name(t!("frame-start"));
}

fn fill_name(fill: Fill) -> &'static str {
    match fill {
        Fill::Keep => t!("frame-fill-edge"),
        Fill::Blur => t!("fill-blur"),
        Fill::Border => t!("fill-border"),
        Fill::Neutral => t!("fill-neutral"),
        Fill::Noise => t!("fill-noise"),
    }
}
