//! The film strip under the canvas: what the model believed at each step. It can be scrubbed, and left at any step.

use egui::{Image, Layout, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, vec2};

use crate::app::command::Command;
use crate::app::widget::{Face, command_button, quiet};
use crate::app::{App, theme};

/// Draws the strip; there is a run.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Some(run) = app.shown_run() else { return };
    let frames = run.strip().to_vec();
    let (chosen, explicit) = (run.step, run.is_explicit());
    let result = run.candidate().map(|candidate| candidate.output.pixels.clone());
    let at = run.frame().map(|frame| (frame.step, frame.of, frame.sigma));
    let of = frames.first().map_or(0, |frame| frame.of);
    ui.horizontal(|ui| {
        let told = match at {
            Some((step, of, sigma)) => format!("Step {} of {of}, noise {sigma:.2}", step + 1),
            None if result.is_some() => "Result".to_owned(),
            None => "The model is getting ready".to_owned(),
        };
        ui.label(quiet(ui, told))
            .on_hover_text("What the model believes the picture to be at this step (x̂₀); noise is σ");
        if !explicit {
            ui.label(quiet(ui, "· live preview"));
        }
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            if command_button(ui, app.can_continue(), &Command::Continue, Face::Words) {
                app.send(Command::Continue);
            }
            for command in [Command::StepForward, Command::StepBack] {
                if command_button(ui, !frames.is_empty(), &command, Face::Icon) {
                    app.send(command);
                }
            }
        });
    });
    let side = ui.available_height().clamp(32.0, 64.0);
    ScrollArea::horizontal().id_salt("film").auto_shrink([false, true]).stick_to_right(true).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 3.0;
            for frame in &frames {
                let texture = app.thumbs.get(ui.ctx(), &frame.pixels);
                let is_here = chosen == Some(frame.step)
                    || (chosen.is_none() && result.is_none() && at.is_some_and(|(step, ..)| step == frame.step));
                if cell(ui, &texture, side, is_here, &format!("Step {}", frame.step + 1)) && chosen != Some(frame.step)
                {
                    app.send(Command::Scrub(Some(frame.step)));
                }
            }
            for _ in frames.len()..of {
                let (rect, _) = ui.allocate_exact_size(vec2(side, side), Sense::hover());
                let line = theme::palette(ui.ctx()).line;
                ui.painter().rect_stroke(rect, 3, Stroke::new(1.0, line), StrokeKind::Inside);
            }
            if let Some(pixels) = &result {
                ui.label(RichText::new("→").color(theme::palette(ui.ctx()).quiet));
                let texture = app.thumbs.get(ui.ctx(), pixels);
                if cell(ui, &texture, side, chosen.is_none(), "Result") {
                    app.send(Command::Scrub(None));
                }
            }
        });
    });
}

/// One picture of the strip; true when it is to be looked at (a click, or the pointer drawn along with the button down).
fn cell(ui: &mut Ui, texture: &egui::TextureHandle, side: f32, is_here: bool, name: &str) -> bool {
    let p = theme::palette(ui.ctx());
    let size = texture.size_vec2();
    let width = (side * size.x / size.y).clamp(side * 0.5, side * 2.0);
    let image = Image::from_texture(texture).fit_to_exact_size(vec2(width, side)).maintain_aspect_ratio(false);
    let response = ui.add(image.corner_radius(3).sense(Sense::click()).alt_text(name));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_here, name));
    let (width, color) = match (is_here, response.hovered()) {
        (true, _) => (2.0, p.accent),
        (false, true) => (1.0, p.text),
        (false, false) => (1.0, p.line),
    };
    ui.painter().rect_stroke(response.rect, 3, Stroke::new(width, color), StrokeKind::Inside);
    let drawn_over = response.contains_pointer() && ui.input(|i| i.pointer.primary_down());
    let response =
        response.on_hover_text(format!("{name}: click, or draw along the strip, to look at it in the picture"));
    response.clicked() || drawn_over
}
