//! The empty state: says what to do, and offers the samples.

use std::path::PathBuf;

use egui::{Align2, Button, Image, Label, RichText, Stroke, TextureHandle, Ui, vec2};

use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::locale::t;
use crate::app::shortcuts;
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
    let recent = app.recent_cards();
    let height: f32 = if recent.is_empty() { 330.0 } else { 520.0 };
    let inner =
        Align2::CENTER_CENTER.align_size_within_rect(vec2(zone.width().min(680.0), height.min(zone.height())), zone);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inner), |ui| {
        ui.vertical_centered(|ui| {
            ui.label(icons::text(Icon::ImagePlus, 40.0).color(p.quiet));
            ui.add_space(theme::GRID);
            let keys = shortcuts::written(ui.ctx(), &Command::Open).unwrap_or_else(|| "–".to_owned());
            ui.label(RichText::new(t!("empty-drop", keys = keys)).size(18.0).color(p.text));
            ui.add_space(theme::GRID);
            let info = Command::Open.info();
            let new = Command::New.info();
            ui.horizontal(|ui| {
                let button = |label| Button::new(label).min_size(vec2(BUTTON, 0.0));
                ui.add_space((ui.available_width() - 2.0 * BUTTON - ui.spacing().item_spacing.x).max(0.0) / 2.0);
                if ui.add(button(t!("empty-open"))).on_hover_text(info.tooltip).clicked() {
                    app.send(Command::Open);
                }
                if ui.add(button(new.label)).on_hover_text(new.tooltip).clicked() {
                    app.send(Command::New);
                }
            });
            if !recent.is_empty() {
                ui.add_space(4.0 * theme::GRID);
                ui.label(RichText::new(t!("project-recent-ones")).color(p.quiet));
                ui.add_space(theme::GRID);
                projects(ui, app, &recent);
            }
            ui.add_space(6.0 * theme::GRID);
            ui.label(RichText::new(t!("empty-try")).color(p.quiet));
            ui.add_space(theme::GRID);
            samples(ui, app);
        });
    });
}

/// Side of a card, points.
const SIDE: f32 = 112.0;
/// Width of the two buttons, points.
const BUTTON: f32 = 150.0;
/// Between cards, points.
const GAP: f32 = 3.0 * theme::GRID;

/// Begins a row of `count` cards in the middle.
fn middle(ui: &mut Ui, count: usize) {
    let row = count as f32 * (SIDE + GAP) - GAP;
    ui.add_space((ui.available_width() - row).max(0.0) / 2.0);
    ui.spacing_mut().item_spacing.x = GAP;
}

/// A picture that is pressed, with a name below it.
fn card(ui: &mut Ui, texture: Option<&TextureHandle>, name: &str, told: &str, tooltip: &str) -> bool {
    let p = theme::palette(ui.ctx());
    let mut clicked = false;
    ui.vertical(|ui| {
        ui.set_width(SIDE);
        let button = match texture {
            Some(texture) => {
                let image = Image::from_texture(texture)
                    .fit_to_exact_size(vec2(SIDE, SIDE))
                    .uv(crate::app::widget::middle(texture.size_vec2(), vec2(SIDE, SIDE)))
                    .maintain_aspect_ratio(false)
                    .corner_radius(theme::RADIUS);
                Button::image(image).frame(false)
            }
            None => Button::new(icons::text(Icon::Image, 40.0).color(p.quiet)),
        };
        let response = ui.add(button.min_size(vec2(SIDE, SIDE))).on_hover_text(tooltip).accessible_name(told);
        if response.hovered() {
            let stroke = Stroke::new(2.0, p.accent);
            ui.painter().rect_stroke(response.rect, theme::RADIUS, stroke, egui::StrokeKind::Outside);
        }
        clicked = response.clicked();
        ui.vertical_centered(|ui| ui.add(Label::new(RichText::new(name).small().color(p.quiet)).truncate()));
    });
    clicked
}

fn projects(ui: &mut Ui, app: &mut App, recent: &[(PathBuf, Option<TextureHandle>)]) {
    ui.horizontal_top(|ui| {
        middle(ui, recent.len());
        for (path, texture) in recent {
            let name = path.file_stem().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            let told = t!("project-open-recent", name = name.as_str());
            let tooltip = path.to_string_lossy();
            if card(ui, texture.as_ref(), &name, &told, &tooltip) {
                app.send(Command::OpenRecent(path.clone()));
            }
        }
    });
}

fn samples(ui: &mut Ui, app: &mut App) {
    let samples = app.samples(ui.ctx());
    ui.horizontal_top(|ui| {
        middle(ui, samples.len());
        for (at, sample) in samples.iter().enumerate() {
            let name = crate::app::tables::sample(sample.sample);
            let told = t!("empty-sample", name = name.as_ref());
            let tooltip = t!("empty-sample-tip", words = sample.prompt.as_str());
            if card(ui, Some(&sample.texture), &name, &told, &tooltip) {
                app.send(Command::OpenSample(at));
            }
        }
    });
}
