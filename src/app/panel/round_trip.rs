//! How much of the picture an inversion keeps: what comes back by DDIM beside what comes back by DDPM.

use std::sync::Arc;

use egui::{Image, RichText, Ui, vec2};

use crate::app::command::Command;
use crate::app::round_trip::Trip;
use crate::app::widget::{Face, command_button, quiet, section};
use crate::app::{App, theme};
use crate::engine::{Returned, RoundTrip};

/// Height of a picture at most, in points.
const HEIGHT: f32 = 120.0;

/// Draws the group, for a method that inverts.
pub fn ui(ui: &mut Ui, app: &mut App) {
    if !app.draft.info().is_some_and(|info| info.needs_source) {
        return;
    }
    section(ui, "To noise and back");
    let now = app.trip_now();
    match app.trip.clone() {
        Trip::None => {}
        Trip::Running { steps, .. } => {
            let told = steps.map_or("Waiting".to_owned(), |(i, of)| format!("Step {i} of {of}"));
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(quiet(ui, told));
                if ui.small_button("Give up").on_hover_text("Stops the round trip").clicked() {
                    app.send(Command::StopRoundTrip);
                }
            });
            return;
        }
        Trip::Done { of, trip, took } => {
            pictures(ui, app, &trip);
            let most = trip.most.map(|most| format!(" of {most:.1} dB that the autoencoder lets through"));
            let told = format!("{:.1} dB{}", trip.ddim.psnr, most.unwrap_or_default());
            let cost =
                format!("{} passes, {} of them remembered; {:.1} s", trip.unet_calls, trip.reused, took.as_secs_f32());
            ui.add(egui::Label::new(quiet(ui, told)).wrap()).on_hover_text(cost);
            if of.is(&now) {
                return;
            }
            ui.label(quiet(ui, "Of other settings than now"));
        }
        Trip::Failed(reason) => {
            let p = theme::palette(ui.ctx());
            ui.add(egui::Label::new(RichText::new(reason).small().color(p.warning)).wrap());
        }
    }
    let can = app.opened().is_some() && app.why_not().is_none();
    if command_button(ui, can, &Command::RoundTrip, Face::Words) {
        app.send(Command::RoundTrip);
    }
}

/// Both pictures, side by side, each with its name and figure.
fn pictures(ui: &mut Ui, app: &mut App, trip: &Arc<RoundTrip>) {
    let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    ui.horizontal(|ui| {
        for (name, why, Returned { pixels, psnr }) in [
            ("DDIM", "Back from the noise that the inversion found: it is the picture's own", &trip.ddim),
            ("DDPM", "Back from any noise of this strength: only what the noise left is the picture's", &trip.ddpm),
        ] {
            let texture = app.thumbs.get(ui.ctx(), pixels);
            ui.vertical(|ui| {
                ui.set_width(width);
                let image = Image::from_texture(&texture).max_size(vec2(width, HEIGHT)).corner_radius(4);
                let told = format!("{name}, {psnr:.1} dB");
                ui.add(image.alt_text(told.clone())).on_hover_text(why);
                ui.label(quiet(ui, told)).on_hover_text(why);
            });
        }
    });
}
