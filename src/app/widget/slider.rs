//! A slider in plain words: label and typed value over a rail that marks the default.

use std::ops::RangeInclusive;

use egui::style::HandleShape;
use egui::{DragValue, PointerButton, Response, RichText, Stroke, Ui, pos2};

use crate::app::locale::t;
use crate::app::theme;

/// How a slider is told.
#[derive(Clone, Copy, Debug)]
pub struct Slider<'a> {
    /// Plain words first, the term of the field second: "How much changes (strength)".
    pub label: &'a str,
    /// What one will see when turning it, with the field's term.
    pub tooltip: &'a str,
    /// Under the rail's two ends; may be empty.
    pub ends: (&'a str, &'a str),
    /// Where a double click goes.
    pub default: f64,
    /// Least and most.
    pub range: (f64, f64),
    /// Digits after the point.
    pub decimals: usize,
    /// After the number.
    pub suffix: &'a str,
}

impl Slider<'_> {
    fn range(&self) -> RangeInclusive<f64> {
        self.range.0..=self.range.1
    }
}

/// Draws the slider; true when the value changed.
pub fn slider(ui: &mut Ui, value: &mut f64, about: &Slider<'_>) -> bool {
    ui.scope(|ui| slider_ui(ui, value, about)).inner
}

fn slider_ui(ui: &mut Ui, value: &mut f64, about: &Slider<'_>) -> bool {
    let p = theme::palette(ui.ctx());
    let before = *value;
    let step = 10f64.powi(-(about.decimals as i32));
    ui.horizontal(|ui| {
        ui.label(RichText::new(about.label).font(theme::label_font()).color(p.quiet)).on_hover_text(about.tooltip);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().interact_size.y = 20.0;
            let field = DragValue::new(value)
                .range(about.range())
                .speed(step)
                .fixed_decimals(about.decimals)
                .suffix(about.suffix);
            ui.add(field).on_hover_text(about.tooltip).accessible_name(t!("slider-number", label = about.label));
        });
    });
    let rail = rail(ui, value, about, step);
    if rail.contains_pointer() && ui.input(|i| i.pointer.button_double_clicked(PointerButton::Primary)) {
        *value = about.default;
    }
    if !about.ends.0.is_empty() {
        ui.add_space(-theme::GRID);
        ui.spacing_mut().interact_size.y = 14.0;
        ui.horizontal(|ui| {
            ui.set_height(14.0);
            ui.label(RichText::new(about.ends.0).font(theme::label_font()).color(p.quiet));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.label(RichText::new(about.ends.1).font(theme::label_font()).color(p.quiet));
            });
        });
    }
    *value != before
}

fn rail(ui: &mut Ui, value: &mut f64, about: &Slider<'_>, step: f64) -> Response {
    let p = theme::palette(ui.ctx());
    let width = ui.available_width();
    let response = ui
        .scope(|ui| {
            ui.spacing_mut().slider_width = width;
            ui.spacing_mut().interact_size.y = 18.0;
            let visuals = ui.visuals_mut();
            visuals.selection.bg_fill = p.accent;
            visuals.widgets.inactive.bg_fill = p.line;
            visuals.widgets.inactive.fg_stroke = Stroke::new(2.0, p.quiet);
            visuals.widgets.hovered.fg_stroke = Stroke::new(2.0, p.text);
            visuals.widgets.active.fg_stroke = Stroke::new(2.0, p.accent);
            ui.add(
                egui::Slider::new(value, about.range())
                    .step_by(step)
                    .show_value(false)
                    .handle_shape(HandleShape::Circle),
            )
        })
        .inner
        .on_hover_text(about.tooltip)
        .accessible_name(about.label);
    // The default's mark: a tick under the rail, at the handle's own travel.
    let (low, high) = about.range;
    let radius = response.rect.height() / 2.5;
    let travel = response.rect.shrink2(egui::vec2(radius, 0.0));
    let share = ((about.default - low) / (high - low)).clamp(0.0, 1.0) as f32;
    let x = egui::lerp(travel.left()..=travel.right(), share);
    let y = response.rect.bottom();
    let at = egui::lerp(travel.left()..=travel.right(), ((*value - low) / (high - low)).clamp(0.0, 1.0) as f32);
    if (at - x).abs() <= radius {
        return response; // it stands on its mark
    }
    ui.painter().line_segment([pos2(x, y - 4.0), pos2(x, y - 1.0)], Stroke::new(1.0, p.quiet));
    response
}
