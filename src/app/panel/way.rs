//! The way of a run that goes back and thinks again: drawn, with the place where it is now; and a click that shows what
//! going back does.

use egui::{Button, Image, Pos2, Sense, Stroke, Ui, vec2};

use crate::app::command::Command;
use crate::app::locale::t;
use crate::app::pair::Side;
use crate::app::run::Run;
use crate::app::widget::quiet;
use crate::app::{App, theme};
use crate::engine::Phase;

/// Height of the plot, in points.
const PLOT: f32 = 56.0;
/// Most height of a result, in points.
const HEIGHT: f32 = 120.0;

/// Draws the group, for a method that goes back.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let recipe = &app.draft.recipe;
    if recipe.travel(recipe.sampling.steps).is_none() {
        return;
    }
    let (way, done) = on_the_way(app.shown_run()).unwrap_or_else(|| (recipe.way(), None));
    plot(ui, &way, done);
    compare(ui, app);
}

/// The way of the run that is shown, and the step that it is at or that is looked at; none when it is neither.
fn on_the_way(run: Option<&Run>) -> Option<(Vec<usize>, Option<usize>)> {
    let run = run?;
    let recipe = &run.job.recipe;
    recipe.travel(recipe.sampling.steps)?;
    let done = match run.looked_at() {
        Some(step) => Some(step),
        None if run.is_active() => {
            run.progress.filter(|now| now.phase == Phase::Denoise).map(|now| now.i.saturating_sub(1))
        }
        None => return None,
    };
    Some((recipe.way(), done))
}

/// Where on a way one is after `done` steps, which go down, and which time that is of how many at this noise.
fn place(way: &[usize], done: usize) -> (usize, usize, usize) {
    let downs = || way.windows(2).enumerate().filter(|(_, pair)| pair[1] < pair[0]);
    let Some((at, pair)) = downs().nth(done) else {
        return (way.len().saturating_sub(1), 1, 1);
    };
    let same = |(_, other): &(usize, &[usize])| other[0] == pair[0];
    let times = downs().filter(same).count();
    let time = downs().take(done + 1).filter(same).count();
    (at, time, times)
}

/// The way from noise (above) to picture (below), with its jumps back.
fn plot(ui: &mut Ui, way: &[usize], done: Option<usize>) {
    let p = theme::palette(ui.ctx());
    let (area, response) = ui.allocate_exact_size(vec2(ui.available_width(), PLOT), Sense::hover());
    let most = way.iter().copied().max().unwrap_or(1).max(1) as f32;
    let last = way.len().saturating_sub(1).max(1) as f32;
    let inner = area.shrink2(vec2(6.0, 6.0));
    let at = |k: usize| -> Pos2 {
        let left = way.get(k).copied().unwrap_or(0) as f32;
        inner.min + vec2(k as f32 / last * inner.width(), (1.0 - left / most) * inner.height())
    };
    let steps = way.windows(2).filter(|pair| pair[1] < pair[0]).count();
    let here = done.map(|done| place(way, done));
    ui.painter().rect_filled(area, theme::RADIUS, p.raised);
    let line = |from: usize, to: usize| (from..=to).map(at).collect::<Vec<_>>();
    let end = way.len().saturating_sub(1);
    if let Some((now, ..)) = here {
        // What is behind is lit, what is before one is not.
        ui.painter().line(line(now, end), Stroke::new(1.0, p.quiet));
        ui.painter().line(line(0, now), Stroke::new(1.5, p.accent_text));
        ui.painter().vline(at(now).x, area.y_range(), Stroke::new(1.0, p.line));
        ui.painter().circle(at(now), 4.0, p.accent, Stroke::new(1.5, p.panel));
    } else {
        ui.painter().line(line(0, end), Stroke::new(1.0, p.accent_text));
    }
    let told = match (done, here) {
        (Some(done), Some((_, time, times))) if times > 1 => {
            t!("way-time", i = done + 1, of = steps, time = time, times = times)
        }
        (Some(done), _) => t!("panel-step-of", i = done + 1, of = steps),
        (None, _) => t!("way-steps", steps = steps),
    };
    response
        .on_hover_text(t!("way-tip", steps = steps))
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Image, true, &told));
    ui.label(quiet(ui, told));
}

/// The click that runs both, how far that is, and what came of it.
fn compare(ui: &mut Ui, app: &mut App) {
    let Some(resample) = app.resampling() else { return };
    if let Some(which) = app.pair_runs() {
        ui.horizontal(|ui| {
            ui.spinner();
            let times = if which == 1 { t!("way-once").to_owned() } else { t!("way-times", times = resample) };
            ui.label(quiet(ui, t!("way-run", which = which, times = times)));
            if ui.small_button(t!("command-stop-round-trip")).on_hover_text(t!("way-stop-tip")).clicked() {
                app.send(Command::Stop);
            }
        });
        return;
    }
    if let Some(sides) = app.pair() {
        results(ui, app, &sides);
    }
    let why_not = if resample > 1 { app.why_not() } else { Some(t!("way-same").into()) };
    ui.horizontal_wrapped(|ui| {
        let button = Button::new(t!("way-compare", r = resample.max(2)));
        let clicked = ui
            .add_enabled(why_not.is_none(), button)
            .on_hover_text(Command::Pair.info().tooltip)
            .on_disabled_hover_text(why_not.unwrap_or_default())
            .accessible_name(Command::Pair.info().label)
            .clicked();
        if clicked {
            app.send(Command::Pair);
        }
        if app.pair().is_some() {
            let info = Command::LeavePair.info();
            if ui.button(info.label).on_hover_text(info.tooltip).clicked() {
                app.send(Command::LeavePair);
            }
        }
    });
}

/// Both results side by side; a click shows one.
fn results(ui: &mut Ui, app: &mut App, sides: &[Side; 2]) {
    let p = theme::palette(ui.ctx());
    let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
    ui.horizontal_top(|ui| {
        for side in sides {
            let texture = app.thumbs.get(ui.ctx(), &side.candidate.output.pixels);
            ui.vertical(|ui| {
                ui.set_width(width);
                let image = Image::from_texture(&texture).max_size(vec2(width, HEIGHT)).corner_radius(4);
                let response = ui.add(image.sense(Sense::click())).on_hover_text(t!("way-this-tip"));
                let stroke =
                    Stroke::new(if side.is_here { 2.0 } else { 1.0 }, if side.is_here { p.accent } else { p.line });
                ui.painter().rect_stroke(response.rect, 4, stroke, egui::StrokeKind::Inside);
                response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, side.is_here, &side.name));
                if response.clicked() && !side.is_here {
                    app.send(Command::Visit(side.id, None));
                }
                let calls = side.candidate.output.unet_calls;
                ui.label(quiet(
                    ui,
                    format!(
                        "{}\n{}",
                        side.name,
                        t!("way-cost", calls = calls, seconds = format!("{:.1}", side.candidate.took.as_secs_f32()))
                    ),
                ));
            });
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_the_way_counts_the_times() {
        let way = [3, 2, 1, 2, 3, 2, 1, 0];
        assert_eq!(place(&way, 0), (0, 1, 2));
        assert_eq!(place(&way, 1), (1, 1, 2));
        assert_eq!(place(&way, 2), (4, 2, 2), "back at the noise of the first step");
        assert_eq!(place(&way, 4), (6, 1, 1));
        assert_eq!(place(&way, 5), (7, 1, 1), "at its end");
    }
}
