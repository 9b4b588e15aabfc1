//! The results of a run: browse, accept, discard.

use egui::{Button, Image, RichText, ScrollArea, Stroke, Ui, vec2};

use crate::app::App;
use crate::app::command::Command;
use crate::app::locale::t;
use crate::app::theme;
use crate::app::widget::{Face, command_button, quiet, walk};

/// Side of a thumbnail, in points.
const SIDE: f32 = 52.0;

/// Draws the strip, when there is a run with results.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Some(run) = app.run.as_ref().filter(|run| run.is_explicit()) else { return };
    if run.candidates.is_empty() && (run.job.candidates < 2 || !run.is_active()) {
        return;
    }
    let (asked, active) = (run.job.candidates, run.is_active());
    let shown = (!run.resting).then_some(run.shown);
    let finished: Vec<_> = run.candidates.clone();
    let here = run.candidate().map(|candidate| candidate.took);
    let calls =
        run.candidate().map_or((0, 0), |candidate| (candidate.output.shallow_calls, candidate.output.unet_calls));
    ui.horizontal(|ui| {
        let words = if finished.len() == 1 && asked == 1 {
            t!("candidates-one").to_owned()
        } else {
            t!("candidates-of", done = finished.len(), of = asked)
        };
        ui.label(quiet(ui, words));
        if let Some(took) = here {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let seconds = format!("{:.1}", took.as_secs_f32());
                if let (shallow @ 1.., all) = calls {
                    let told = t!("candidates-shallow", shallow = shallow, all = all);
                    ui.label(quiet(ui, t!("candidates-not-exact", seconds = seconds))).on_hover_text(told);
                } else {
                    ui.label(quiet(ui, t!("panel-seconds", seconds = seconds)));
                }
            });
        }
    });
    ScrollArea::horizontal().id_salt("candidates").auto_shrink([false, true]).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().button_padding = vec2(4.0, 4.0);
            let keys = egui::Id::unique("candidate-keys");
            for (at, candidate) in finished.iter().enumerate() {
                let texture = app.thumbs.get(ui.ctx(), &candidate.output.pixels);
                let p = theme::palette(ui.ctx());
                let is_shown = shown == Some(candidate.index);
                let stroke = Stroke::new(2.0, if is_shown { p.accent } else { p.line });
                let image =
                    Image::from_texture(&texture).fit_to_exact_size(vec2(SIDE - 8.0, SIDE - 8.0)).corner_radius(4);
                let name = t!("candidates-number", number = candidate.index + 1);
                let seed = candidate.output.recipe.sampling.seed;
                let response = ui
                    .add(Button::image(image).stroke(stroke).min_size(vec2(SIDE, SIDE)))
                    .on_hover_text(t!("candidates-seed", name = name.as_str(), seed = seed.to_string()))
                    .accessible_name(name);
                let next = walk(ui, keys, &response, at, finished.len());
                let looked_at = next.or(response.clicked().then_some(at));
                if let Some(candidate) = looked_at.and_then(|at| finished.get(at)) {
                    app.send(Command::Look(candidate.index));
                }
            }
            if active {
                for _ in finished.len()..asked {
                    let (rect, _) = ui.allocate_exact_size(vec2(SIDE, SIDE), egui::Sense::hover());
                    let p = theme::palette(ui.ctx());
                    ui.painter().rect_stroke(rect, 4, Stroke::new(1.0, p.line), egui::StrokeKind::Inside);
                }
            }
        });
    });
    let can = here.is_some() && app.preview.is_none();
    ui.horizontal(|ui| {
        let p = theme::palette(ui.ctx());
        let info = Command::Accept.info();
        let keys = crate::app::shortcuts::written(ui.ctx(), &Command::Accept).unwrap_or_default();
        let words = RichText::new(info.label).color(p.accent_text);
        let width = (ui.available_width() - ui.spacing().item_spacing.x) / 2.0;
        let button = Button::new(words)
            .left_text(crate::app::icons::text(info.icon, 15.0).color(p.accent_text))
            .right_text(RichText::new(keys).small().color(p.quiet))
            .stroke(Stroke::new(1.0, p.accent_text))
            .min_size(vec2(width, 30.0));
        if ui.add_enabled(can, button).on_hover_text(info.tooltip).accessible_name(info.label).clicked() {
            app.send(Command::Accept);
        }
        if command_button(ui, can, &Command::Discard, Face::Words) {
            app.send(Command::Discard);
        }
    });
}
