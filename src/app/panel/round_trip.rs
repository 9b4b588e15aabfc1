//! How much of the picture an inversion keeps: what comes back by DDIM beside what comes back by DDPM.

use std::sync::Arc;

use egui::{Image, RichText, Ui, vec2};

use crate::app::command::Command;
use crate::app::locale::{retold, t};
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
    section(ui, t!("trip-title"));
    let now = app.trip_now();
    match app.trip.clone() {
        Trip::None => {}
        Trip::Running { steps, .. } => {
            let told = steps.map_or(t!("status-waiting").to_owned(), |(i, of)| t!("panel-step-of", i = i, of = of));
            ui.horizontal(|ui| {
                ui.spinner();
                ui.label(quiet(ui, told));
                if ui
                    .small_button(t!("command-stop-round-trip"))
                    .on_hover_text(t!("command-stop-round-trip-tip"))
                    .clicked()
                {
                    app.send(Command::StopRoundTrip);
                }
            });
            return;
        }
        Trip::Done { of, trip, took } => {
            pictures(ui, app, &trip);
            let psnr = format!("{:.1}", trip.ddim.psnr);
            let told = match trip.most {
                Some(most) => t!("trip-psnr-most", psnr = psnr, most = format!("{most:.1}")),
                None => t!("trip-psnr", psnr = psnr),
            };
            let seconds = format!("{:.1}", took.as_secs_f32());
            let cost = t!("trip-cost", calls = trip.unet_calls, reused = trip.reused, seconds = seconds);
            ui.add(egui::Label::new(quiet(ui, told)).wrap()).on_hover_text(cost);
            if of.is(&now) {
                return;
            }
            ui.label(quiet(ui, t!("trip-other")));
        }
        Trip::Failed(reason) => {
            let p = theme::palette(ui.ctx());
            ui.add(egui::Label::new(RichText::new(retold(&reason)).small().color(p.warning)).wrap());
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
        for (name, why, Returned { pixels, psnr }) in
            [("DDIM", t!("trip-ddim"), &trip.ddim), ("DDPM", t!("trip-ddpm"), &trip.ddpm)]
        {
            let texture = app.thumbs.get(ui.ctx(), pixels);
            ui.vertical(|ui| {
                ui.set_width(width);
                let image = Image::from_texture(&texture).max_size(vec2(width, HEIGHT)).corner_radius(4);
                let told = t!("trip-told", name = name, psnr = format!("{psnr:.1}"));
                ui.add(image.alt_text(told.clone())).on_hover_text(why);
                ui.label(quiet(ui, told)).on_hover_text(why);
            });
        }
    });
}
