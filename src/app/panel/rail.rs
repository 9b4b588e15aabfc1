//! The rail at the left: tools, and what can be done to the mask as a whole.

use egui::{DragValue, Popup, PopupCloseBehavior, Ui};

use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::tool::ToolKind;
use crate::app::widget::{Face, command_button, icon_button, toggle};
use crate::app::{App, shortcuts, theme};

/// Draws the rail.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let has_picture = app.opened().is_some();
    ui.vertical_centered(|ui| {
        ui.add_space(theme::GRID);
        ui.add_enabled_ui(has_picture, |ui| {
            for kind in ToolKind::ALL {
                let command = Command::Tool(kind);
                let keys = shortcuts::written(ui.ctx(), &command).unwrap_or_default();
                let tooltip = format!("{}\n{keys}", kind.tooltip());
                if toggle(ui, app.tool() == kind, kind.icon(), kind.label(), &tooltip).clicked() {
                    app.send(command);
                }
            }
            ui.separator();
            tip(ui, app);
            for command in [Command::MaskAll, Command::MaskInvert] {
                if command_button(ui, has_picture, &command, Face::Icon) {
                    app.send(command);
                }
            }
            edge(ui, app);
            super::selection::ui(ui, app);
            for command in [Command::MaskView, Command::MaskNone] {
                if command_button(ui, has_picture, &command, Face::Icon) {
                    app.send(command);
                }
            }
        });
    });
}

/// The brush's tip: size, hardness, value.
fn tip(ui: &mut Ui, app: &mut App) {
    let button = icon_button(ui, Icon::SlidersHorizontal, t!("tool-tip"), t!("tool-tip-tip"));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(220.0);
        let mut tip = app.tip();
        crate::app::form::tip(ui, &mut tip);
        app.set_tip(tip);
    });
}

/// Grow, shrink, feather by pixels.
fn edge(ui: &mut Ui, app: &mut App) {
    let button = icon_button(ui, Icon::Feather, t!("tool-edge"), t!("tool-edge-tip"));
    Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(196.0);
        ui.horizontal(|ui| {
            ui.label(t!("tool-edge-by"));
            ui.add(DragValue::new(&mut app.edge_px).range(1..=256).suffix(" px").speed(0.2))
                .on_hover_text(t!("tool-edge-by-tip"))
                .accessible_name(t!("tool-edge-pixels"));
        });
        let px = app.edge_px;
        for (words, tooltip, command) in [
            (t!("tool-grow"), t!("tool-grow-tip"), Command::MaskGrow(px as i32)),
            (t!("tool-shrink"), t!("tool-shrink-tip"), Command::MaskGrow(-(px as i32))),
            (t!("command-mask-feather"), t!("tool-feather-tip"), Command::MaskFeather(px as f32)),
            (t!("select-smooth"), t!("select-smooth-tip"), Command::MaskSmooth(px)),
            (t!("select-border"), t!("select-border-tip"), Command::MaskBorder(px)),
        ] {
            let button = egui::Button::new(words).min_size(egui::vec2(ui.available_width(), 28.0));
            if ui.add(button).on_hover_text(tooltip).clicked() {
                app.send(command);
            }
        }
    });
}
