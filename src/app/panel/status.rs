//! The bar at the bottom: model and device, what goes on, and the verbs to stop it.

use egui::{Layout, RichText, Role, Sense, Ui, WidgetInfo, vec2};

use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::run::State;
use crate::app::shortcuts;
use crate::app::widget::{Face, command_button, icon_button, quiet};
use crate::app::{App, theme};
use crate::engine::Phase;

/// Draws the bar.
pub fn ui(ui: &mut Ui, app: &mut App) {
    // The whole bar is taken, so that it stays as high whatever stands in it.
    ui.set_min_size(ui.available_size());
    ui.spacing_mut().interact_size.y = 20.0;
    ui.horizontal_centered(|ui| {
        let model = quiet(ui, app.model_name());
        let tooltip = Command::Models.info().tooltip;
        let button = egui::Button::new(model).frame_when_inactive(false);
        if ui.add(button).on_hover_text(tooltip).accessible_name(t!("status-model")).clicked() {
            app.send(Command::Models);
        }
        ui.label(quiet(ui, format!("· {}", app.device())));
        if let Some(plan) = &app.plan {
            ui.label(quiet(
                ui,
                format!("· {}", t!("status-region", width = plan.rect.width, height = plan.rect.height)),
            ));
        }
        ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
            if app.shown_run().is_some_and(super::super::run::Run::is_active) {
                running(ui, app);
            } else {
                resting(ui, app);
            }
        });
    });
}

fn running(ui: &mut Ui, app: &mut App) {
    let Some(run) = app.shown_run() else { return };
    let (paused, finishing, several) = (run.paused, run.finishing, run.job.candidates > 1);
    let (done, told) = (run.done(), told(run));
    if command_button(ui, true, &Command::Stop, Face::Words) {
        app.send(Command::Stop);
    }
    if several && command_button(ui, !finishing, &Command::StopAfter, Face::Icon) {
        app.send(Command::StopAfter);
    }
    let (icon, name) = if paused { (Icon::Play, t!("status-resume")) } else { (Icon::Pause, t!("command-pause")) };
    if icon_button(ui, icon, name, Command::Pause.info().tooltip).clicked() {
        app.send(Command::Pause);
    }
    bar(ui, done);
    ui.label(RichText::new(told).small());
}

/// A thin bar, `done` of it filled (0…1).
fn bar(ui: &mut Ui, done: f32) {
    let p = theme::palette(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(vec2(140.0, 4.0), Sense::hover());
    ui.painter().rect_filled(rect, 2, p.line);
    let filled = egui::Rect::from_min_size(rect.min, vec2(rect.width() * done, rect.height()));
    ui.painter().rect_filled(filled, 2, p.accent);
    let told = t!("status-progress", percent = format!("{:.0}", done * 100.0));
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &told));
}

/// "Step 14 of 20 · 0.4 s left".
fn told(run: &super::super::run::Run) -> String {
    if run.paused {
        return t!("status-paused").into();
    }
    if let Some(share) = run.loading {
        return t!("status-loading", percent = format!("{:.0}", share * 100.0));
    }
    let Some(now) = run.progress else { return t!("status-waiting").into() };
    let phase = match now.phase {
        Phase::Encode => t!("status-encode").to_owned(),
        Phase::Compare => t!("status-compare", i = now.i, of = now.of),
        Phase::Invert => t!("status-invert", i = now.i, of = now.of),
        Phase::Source => t!("status-source", i = now.i, of = now.of),
        Phase::Look => t!("status-look", i = now.i, of = now.of),
        Phase::Denoise => t!("panel-step-of", i = now.i, of = now.of),
        Phase::Decode => t!("status-decode").to_owned(),
    };
    let of = run.job.candidates;
    let candidate =
        if of > 1 { format!("{} · ", t!("status-candidate", i = now.candidate + 1, of = of)) } else { String::new() };
    let left = now.left.map_or(String::new(), |left| format!(" · {}", t!("status-left", time = seconds(left))));
    format!("{candidate}{phase}{left}")
}

/// "0.4 s", "12 s", "3 min 20 s".
fn seconds(time: std::time::Duration) -> String {
    let secs = time.as_secs_f32();
    match secs {
        ..10.0 => t!("panel-seconds", seconds = format!("{secs:.1}")),
        10.0..90.0 => t!("panel-seconds", seconds = format!("{secs:.0}")),
        _ => t!("status-minutes", minutes = secs as u32 / 60, seconds = secs as u32 % 60),
    }
}

fn resting(ui: &mut Ui, app: &App) {
    let told = match app.shown_run().map(|run| &run.state) {
        _ if app.is_reading() => t!("panel-reading").to_owned(),
        _ if app.is_edging() => t!("status-edging").to_owned(),
        _ if app.is_changing() => t!("status-changing").to_owned(),
        Some(State::Cancelled) => t!("status-stopped").to_owned(),
        Some(State::Failed(_)) => t!("notice-no-edit").to_owned(),
        Some(State::Done) if app.shown_run().is_some_and(|run| run.is_explicit() && run.candidate().is_some()) => {
            let keys = shortcuts::written(ui.ctx(), &Command::Accept).unwrap_or_else(|| "–".to_owned());
            t!("status-done", keys = keys)
        }
        _ => app.hint(),
    };
    ui.label(quiet(ui, told));
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    #[test]
    fn time_left_is_told_as_people_do() {
        for (millis, told) in [(420, "0.4 s"), (12_300, "12 s"), (200_000, "3 min 20 s")] {
            assert_eq!(super::seconds(Duration::from_millis(millis)), told);
        }
    }
}
