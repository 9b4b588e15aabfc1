//! The right panel: the words, the sliders, the plan, the candidates and the one primary button.

use egui::{Frame, Layout, RichText, ScrollArea, Ui, vec2};

use super::{candidates, layers, prompt, sampling};
use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::locale::t;
use crate::app::widget::{primary_button, quiet};
use crate::app::{App, shortcuts, theme};

/// Draws the panel.
pub fn ui(ui: &mut Ui, app: &mut App) {
    egui::Panel::bottom("action").frame(Frame::new().inner_margin(egui::Margin { top: 8, right: 8, ..0.into() })).show(
        ui,
        |ui| {
            candidates::ui(ui, app);
            crate::app::queue::panel::ui(ui, app);
            action(ui, app);
        },
    );
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        // Room for the scroll bar, so that it never lies on a value.
        ui.set_max_width(ui.available_width() - 8.0);
        prompt::ui(ui, app);
        branch(ui, app);
        sampling::ui(ui, app);
        plan(ui, app);
        layers::ui(ui, app);
    });
}

/// What "continue from here" has set, and the way out of it.
fn branch(ui: &mut Ui, app: &mut App) {
    let Some(step) = app.draft.recipe.branch.as_ref().map(|branch| branch.step) else { return };
    let p = theme::palette(ui.ctx());
    ui.add_space(theme::GRID);
    Frame::new().fill(p.accent_wash).corner_radius(theme::RADIUS).inner_margin(8).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(icons::text(Icon::GitBranch, 15.0).color(p.accent_text));
            ui.label(RichText::new(t!("side-continues", step = step)).color(p.accent_text));
            ui.with_layout(Layout::right_to_left(egui::Align::Center), |ui| {
                let tooltip = t!("side-from-start-tip");
                if ui.small_button(t!("side-from-start")).on_hover_text(tooltip).clicked() {
                    app.draft.recipe.branch = None;
                }
            });
        });
    });
}

/// A masked part that is edited at less than this share of its size (by side) loses detail that one sees.
const MUCH: f64 = 0.6;

/// "region 640×512 → model 256×208", and the two offers where detail would be lost.
fn plan(ui: &mut Ui, app: &mut App) {
    let Some(plan) = app.plan.clone() else {
        if let Some(problem) = app.problem() {
            let p = theme::palette(ui.ctx());
            ui.add(egui::Label::new(RichText::new(problem).small().color(p.warning)).wrap());
        }
        return;
    };
    let (rect, work) = (plan.rect, plan.work);
    let cost = t!("side-cost", cost = app.told(plan.unet_calls), megabytes = (plan.bytes / (1 << 20)).to_string());
    let extent = app.opened().map(|opened| opened.document.extent());
    let much = f64::from(work.width) < MUCH * f64::from(rect.width);
    let loses = plan.reduced && (much || !app.mask_is_set());
    let words = t!(
        "side-region",
        width = rect.width,
        height = rect.height,
        model_width = work.width,
        model_height = work.height
    );
    ui.label(quiet(ui, words)).on_hover_text(cost);
    let Some(extent) = extent.filter(|_| loses) else { return };
    let p = theme::palette(ui.ctx());
    Frame::new().fill(p.raised).corner_radius(theme::RADIUS).inner_margin(8).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let told = t!(
            "side-loses",
            model_width = work.width,
            model_height = work.height,
            width = rect.width.min(extent.width),
            height = rect.height.min(extent.height)
        );
        ui.add(egui::Label::new(RichText::new(told).small().color(p.warning)).wrap());
        ui.horizontal_wrapped(|ui| {
            let tooltip = t!("side-mask-tip");
            let part = egui::Button::new(t!("side-mask")).fill(p.hovered);
            if !app.mask_is_set() && ui.add(part).on_hover_text(tooltip).clicked() {
                app.send(Command::Tool(crate::app::tool::ToolKind::Brush));
            }
            let tooltip = t!("side-raise-tip");
            let resolution = &mut app.draft.recipe.region.resolution;
            let button = egui::Button::new(t!("side-raise")).fill(p.hovered);
            if ui.add_enabled(*resolution < 4.0, button).on_hover_text(tooltip).clicked() {
                *resolution = (*resolution * 2.0).min(4.0);
            }
        });
    });
}

/// Widths in the row of *Edit*, in points.
const COUNT: f32 = 48.0;
const LIVE: f32 = 84.0;

/// The toggle of live edits; once one was made, with what it costs.
fn live(ui: &mut Ui, app: &mut App) {
    let p = theme::palette(ui.ctx());
    let (on, info) = (app.draft.live, Command::Live.info());
    let color = if on { p.accent_text } else { p.text };
    let words = app.live.cost().filter(|_| on).unwrap_or_else(|| info.label.to_owned());
    let button = egui::Button::new((icons::text(info.icon, 15.0).color(color), RichText::new(words).color(color)))
        .selected(on)
        .stroke(egui::Stroke::new(1.0, if on { p.accent_text } else { p.line }));
    let way = app.live.way().filter(|_| on).map(|way| format!("\n{way}")).unwrap_or_default();
    let tooltip = t!("side-live-tip", tip = info.tooltip) + &way;
    let response = ui.add_sized(vec2(LIVE, 36.0), button).on_hover_text(tooltip).accessible_name(info.label);
    response.ctx.accesskit_node_builder(response.id, |node| node.set_toggled(on.into()));
    if response.clicked() {
        app.send(Command::Live);
    }
}

/// How many candidates, live, and *Edit*.
fn action(ui: &mut Ui, app: &mut App) {
    ui.add_space(theme::GRID);
    ui.horizontal(|ui| {
        let keys = shortcuts::written(ui.ctx(), &Command::Edit).unwrap_or_default();
        let waits = app.is_waiting_used();
        let why_not = if waits { app.why_not_wait() } else { app.why_not() };
        let width = ui.available_width() - COUNT - LIVE - 2.0 * ui.spacing().item_spacing.x;
        let keys = if width < 136.0 { "" } else { &keys };
        let words = if waits { t!("queue-add") } else { t!("command-edit") };
        let button = primary_button(ui, why_not.is_none(), words, if waits { "" } else { keys }, vec2(width, 36.0));
        let tooltip = if waits { t!("queue-add-tip") } else { Command::Edit.info().tooltip };
        let clicked = button.on_hover_text(tooltip).on_disabled_hover_text(why_not.unwrap_or_default()).clicked();
        if clicked {
            app.send(Command::Edit);
        }
        let mut count = app.draft.candidates;
        let field =
            egui::DragValue::new(&mut count).range(1..=crate::app::draft::MOST_CANDIDATES).speed(0.05).prefix("× ");
        ui.add_sized(vec2(COUNT, 36.0), field).on_hover_text(t!("side-count-tip")).accessible_name(t!("side-count"));
        app.draft.candidates = count;
        live(ui, app);
    });
    ui.add_space(theme::GRID);
}
