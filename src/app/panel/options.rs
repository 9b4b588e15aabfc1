//! The bar over the canvas: how the tool in the hand works.

use egui::{Align, Button, DragValue, Layout, Popup, PopupCloseBehavior, RichText, Ui};

use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::locale::t;
use crate::app::tool::{BrushSettings, PickSettings, SIZE_PX, Sample, ToolKind};
use crate::app::widget::{icon_button, quiet, toggle};
use crate::app::{App, theme};
use crate::document::Combine;

/// Draws the bar.
pub fn ui(ui: &mut Ui, app: &mut App) {
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().interact_size.y = 22.0;
        let tool = app.tool();
        let room = Room::of(ui, tool);
        ui.label(tool.label());
        if tool.joins() {
            join(ui, &mut app.toolbox.join);
        }
        match tool {
            ToolKind::Brush | ToolKind::Eraser => {
                tip(ui, &mut app.toolbox.brush, t!("tip-value"), t!("tip-value-tip"));
            }
            ToolKind::Wand | ToolKind::Range => {
                let before = app.toolbox.pick;
                if tool == ToolKind::Wand {
                    wand(ui, &mut app.toolbox.pick, room);
                } else {
                    range(ui, &mut app.toolbox.pick, room);
                }
                if app.toolbox.pick != before {
                    app.select_again();
                }
            }
            tool if tool.is_of_colour() => super::colour::ui(ui, app, tool),
            ToolKind::Transform => super::transform::ui(ui, app, room),
            ToolKind::Crop => super::crop::ui(ui, app, room),
            _ => {
                ui.label(quiet(ui, tool.tooltip()));
            }
        }
        room.measure(ui, tool);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| warning(ui, app));
    });
}

/// What the bar has room for: all of a tool's controls, or the first ones and a button that has the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    points: f32,
    /// There is not enough for all.
    folds: bool,
}

impl Room {
    /// In a bar that is still empty.
    fn of(ui: &Ui, tool: ToolKind) -> Self {
        let points = ui.available_width();
        Self { points, folds: ui.data(|data| data.get_temp::<f32>(key(tool))).is_some_and(|all| all > points) }
    }

    /// Remembers how much all controls take, once they are drawn: where that was too much, they are folded from now on.
    fn measure(self, ui: &Ui, tool: ToolKind) {
        let all = ui.min_rect().width();
        if !self.folds && all > self.points {
            ui.data_mut(|data| data.insert_temp(key(tool), all));
            ui.ctx().request_discard("fold");
        }
    }

    /// Draws what may be folded.
    pub(super) fn rest(self, ui: &mut Ui, draw: impl FnOnce(&mut Ui)) {
        if !self.folds {
            return draw(ui);
        }
        let button = icon_button(ui, Icon::Ellipsis, t!("options-more"), t!("options-more-tip"));
        let popup = Popup::from_toggle_button_response(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
        popup.show(|ui| {
            ui.spacing_mut().item_spacing.y = 6.0;
            draw(ui);
        });
    }
}

/// Where the width of a tool's controls is remembered, which other words make another.
fn key(tool: ToolKind) -> egui::Id {
    egui::Id::unique(("options-width", tool.label()))
}

/// A mask that covers less than this many pixels is hardly seen.
const FEW: f64 = 64.0;
/// Nor is one whose largest value is below this.
const FAINT: u8 = 64;

/// What one should know of the mask: that it acts unseen, or hardly acts.
fn warning(ui: &mut Ui, app: &mut App) {
    let Some(document) = app.document().filter(|document| document.has_mask()) else { return };
    let weight = document.mask_weight();
    let p = theme::palette(ui.ctx());
    if !app.show_mask {
        let words = RichText::new(t!("select-hidden")).color(p.warning);
        let button = Button::new((icons::text(Icon::EyeOff, 15.0).color(p.warning), words));
        if ui.add(button).on_hover_text(t!("select-hidden-tip")).accessible_name(t!("select-hidden")).clicked() {
            app.send(Command::MaskView);
        }
    }
    let covers = weight.sum as f64 / 255.0;
    let told = if weight.most < FAINT {
        t!("select-faint", percent = (f32::from(weight.most) / 2.55).ceil())
    } else if covers < FEW {
        t!("select-few", count = covers.ceil())
    } else {
        return;
    };
    ui.label(RichText::new(told).small().color(p.warning)).on_hover_text(t!("select-hardly-tip"));
}

/// How a shape is joined with the mask: four toggles, one of which is on, placed as what is round them is.
pub fn join(ui: &mut Ui, join: &mut Combine) {
    ui.scope(|ui| {
        ui.spacing_mut().interact_size.y = 28.0;
        ui.spacing_mut().item_spacing.x = 0.0;
        for (choice, icon, name, tooltip) in [
            (Combine::Replace, Icon::Square, t!("select-replace"), t!("select-replace-tip")),
            (Combine::Add, Icon::SquaresUnite, t!("select-add"), t!("select-add-tip")),
            (Combine::Subtract, Icon::SquaresSubtract, t!("select-subtract"), t!("select-subtract-tip")),
            (Combine::Intersect, Icon::SquaresIntersect, t!("select-intersect"), t!("select-intersect-tip")),
        ] {
            if toggle(ui, *join == choice, icon, name, tooltip).clicked() {
                *join = choice;
            }
        }
    });
}

/// A number behind its name.
pub(super) fn number(
    ui: &mut Ui,
    value: &mut f32,
    name: &str,
    tooltip: &str,
    field: impl FnOnce(DragValue<'_>) -> DragValue<'_>,
) {
    ui.label(quiet(ui, name)).on_hover_text(tooltip);
    let field = field(DragValue::new(value).max_decimals(0));
    ui.add(field).on_hover_text(tooltip).accessible_name(name);
}

/// Size and hardness of a tip, and its value by the name that it has.
pub(super) fn tip(ui: &mut Ui, brush: &mut BrushSettings, value: &str, value_tip: &str) {
    let percent = |value: &mut f32, ui: &mut Ui, low: f32, name: &str, tooltip: &str| {
        let before = *value * 100.0;
        let mut shown = before;
        // The key X makes 0 of 100 %: only what is entered here has a least value.
        number(ui, &mut shown, name, tooltip, |field| {
            field.range(low..=100.0).clamp_existing_to_range(false).suffix(" %").speed(0.5)
        });
        if shown != before {
            *value = shown.clamp(low, 100.0) / 100.0;
        }
    };
    let mut size = brush.size_px;
    number(ui, &mut size, t!("tip-size"), t!("tip-size-tip"), |field| field.range(SIZE_PX).suffix(" px"));
    brush.set_size(size);
    percent(&mut brush.hardness, ui, 0.0, t!("tip-hardness"), t!("tip-hardness-tip"));
    percent(&mut brush.value, ui, 5.0, value, value_tip);
}

fn wand(ui: &mut Ui, pick: &mut PickSettings, room: Room) {
    tolerance(ui, pick);
    room.rest(ui, |ui| {
        ui.checkbox(&mut pick.contiguous, t!("select-contiguous")).on_hover_text(t!("select-contiguous-tip"));
        ui.checkbox(&mut pick.smooth_edge, t!("select-smooth-edge")).on_hover_text(t!("select-smooth-edge-tip"));
        sample(ui, pick);
    });
}

fn range(ui: &mut Ui, pick: &mut PickSettings, room: Room) {
    tolerance(ui, pick);
    let (name, tooltip) = (t!("select-softness"), t!("select-softness-tip"));
    number(ui, &mut pick.softness, name, tooltip, |field| field.range(0.0..=255.0).speed(0.5));
    room.rest(ui, |ui| sample(ui, pick));
}

fn tolerance(ui: &mut Ui, pick: &mut PickSettings) {
    let (name, tooltip) = (t!("select-tolerance"), t!("select-tolerance-tip"));
    number(ui, &mut pick.tolerance, name, tooltip, |field| field.range(0.0..=255.0).speed(0.5));
}

fn sample(ui: &mut Ui, pick: &mut PickSettings) {
    let name = |sample| match sample {
        Sample::Merged => t!("select-sample-merged"),
        Sample::Original => t!("select-sample-original"),
    };
    let shown = egui::ComboBox::from_id_salt("sample").selected_text(name(pick.sample)).show_ui(ui, |ui| {
        for choice in [Sample::Merged, Sample::Original] {
            ui.selectable_value(&mut pick.sample, choice, name(choice));
        }
    });
    shown.response.on_hover_text(t!("select-sample-tip")).accessible_name(t!("select-sample"));
}
