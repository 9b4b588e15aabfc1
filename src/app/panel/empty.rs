//! The empty state: says what to do, and offers the samples.

use egui::{Align2, Button, Image, RichText, Stroke, Ui, vec2};

use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::locale::t;
use crate::app::{App, theme};

/// Draws it over the canvas' room.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let p = theme::palette(ui.ctx());
    let room = ui.max_rect();
    ui.painter().rect_filled(room, 0, p.surround);
    let zone = room.shrink(24.0);
    let dashes = egui::Shape::dashed_line(
        &[zone.left_top(), zone.right_top(), zone.right_bottom(), zone.left_bottom(), zone.left_top()],
        Stroke::new(1.0, p.line),
        6.0,
        6.0,
    );
    ui.painter().extend(dashes);
    let height: f32 = 330.0;
    let inner =
        Align2::CENTER_CENTER.align_size_within_rect(vec2(zone.width().min(680.0), height.min(zone.height())), zone);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
        ui.vertical_centered(|ui| {
            ui.label(icons::text(Icon::ImagePlus, 40.0).color(p.quiet));
            ui.add_space(theme::GRID);
            ui.label(RichText::new(t!("empty-drop")).size(18.0).color(p.text));
            ui.add_space(theme::GRID);
            let info = Command::Open.info();
            if ui.button(t!("empty-open")).on_hover_text(info.tooltip).clicked() {
                app.send(Command::Open);
            }
            ui.add_space(6.0 * theme::GRID);
            ui.label(RichText::new(t!("empty-try")).color(p.quiet));
            ui.add_space(theme::GRID);
            samples(ui, app);
        });
    });
}

fn samples(ui: &mut Ui, app: &mut App) {
    const SIDE: f32 = 112.0;
    let p = theme::palette(ui.ctx());
    let samples = app.samples(ui.ctx());
    let gap = 3.0 * theme::GRID;
    let row = samples.len() as f32 * (SIDE + gap) - gap;
    let start = (ui.available_width() - row).max(0.0) / 2.0;
    ui.horizontal_top(|ui| {
        ui.add_space(start);
        ui.spacing_mut().item_spacing.x = gap;
        for (at, sample) in samples.iter().enumerate() {
            ui.vertical(|ui| {
                ui.set_width(SIDE);
                let image = Image::from_texture(&sample.texture)
                    .fit_to_exact_size(vec2(SIDE, SIDE))
                    .corner_radius(theme::RADIUS);
                let button = Button::image(image).frame(false).min_size(vec2(SIDE, SIDE));
                let name = crate::app::tables::sample(sample.sample);
                let told = t!("empty-sample", name = name.as_ref());
                let tooltip = t!("empty-sample-tip", words = sample.prompt.as_str());
                let response = ui.add(button).on_hover_text(tooltip).accessible_name(told);
                if response.hovered() {
                    let stroke = Stroke::new(2.0, p.accent);
                    ui.painter().rect_stroke(response.rect, theme::RADIUS, stroke, egui::StrokeKind::Outside);
                }
                if response.clicked() {
                    app.send(Command::OpenSample(at));
                }
                ui.vertical_centered(|ui| ui.label(RichText::new(name).small().color(p.quiet)));
            });
        }
    });
}
