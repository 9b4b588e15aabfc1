//! The menu of the picture's frame, and what makes a patch fit.

use egui::{Button, DragValue, Popup, PopupCloseBehavior, Ui};

use crate::app::App;
use crate::app::command::Command;
use crate::app::frame::Act;
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::tool::ToolKind;
use crate::app::widget::{icon_text, quiet};
use crate::document::LayerId;
use crate::raster::Turn;

/// Draws the part of the window's menu.
pub(super) fn menu(ui: &mut Ui, app: &mut App) {
    let acts = [
        Act::Turn(Turn::Quarter),
        Act::Turn(Turn::ThreeQuarters),
        Act::Turn(Turn::Half),
        Act::Turn(Turn::Mirror),
        Act::Turn(Turn::MirrorHalf),
        Act::AskResize,
        Act::AskExtend,
    ];
    let menu = ui.menu_button(icon_text(Icon::Frame, t!("frame-menu")), |ui| {
        let crop = ui.button(icon_text(Icon::Crop, t!("frame-crop"))).on_hover_text(t!("frame-crop-tip"));
        if crop.accessible_name(t!("frame-crop")).clicked() {
            app.send(Command::Tool(ToolKind::Crop));
        }
        for act in acts {
            let info = act.info();
            let button = ui.button(icon_text(info.icon, info.label)).on_hover_text(info.tooltip);
            if button.accessible_name(info.label).clicked() {
                app.send(Command::Frame(act));
            }
        }
    });
    menu.response.accessible_name(t!("frame-menu"));
}

/// The button that makes a layer fit, with what flies out of it.
pub(super) fn fit(ui: &mut Ui, app: &mut App, id: LayerId) {
    let p = crate::app::theme::palette(ui.ctx());
    let button = Button::new(icon_text(Icon::Puzzle, t!("fit-title"))).fill(p.hovered);
    let button = ui.add(button).on_hover_text(t!("fit-tip")).accessible_name(t!("fit-title"));
    Popup::from_toggle_button_response(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(260.0);
        ui.label(quiet(ui, t!("fit-tip")));
        ui.horizontal(|ui| {
            ui.label(t!("fit-reach"));
            ui.add(DragValue::new(&mut app.frame.reach_px).range(1..=256).suffix(" px").speed(0.2))
                .on_hover_text(t!("fit-reach-tip"))
                .accessible_name(t!("fit-reach"));
        });
        ui.checkbox(&mut app.frame.inside, t!("fit-inside")).on_hover_text(t!("fit-inside-tip"));
        if ui.button(t!("fit-do")).on_hover_text(t!("fit-do-tip")).clicked() {
            app.send(Command::Frame(Act::Fit(id)));
            ui.close();
        }
    });
}
