//! The bar of the tools of colour: colours in the hand, the picture's own, the tip.

use egui::{Color32, Popup, PopupCloseBehavior, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::tool::ToolKind;
use crate::app::widget::{icon_button, picker, section, toggle};
use crate::app::{App, theme};
use crate::raster::Colour;

/// Side of a swatch, points.
const SIDE: f32 = 18.0;

/// Draws what the tool in the hand needs.
pub(super) fn ui(ui: &mut Ui, app: &mut App, tool: ToolKind) {
    if tool != ToolKind::PaintEraser {
        colours(ui, app);
        main(ui, app);
    }
    let paint = &mut app.toolbox.paint;
    match tool {
        ToolKind::Paint | ToolKind::PaintEraser => {
            super::options::tip(ui, &mut paint.tip, t!("colour-opacity"), t!("colour-opacity-tip"));
            if toggle(ui, paint.smooth, Icon::Spline, t!("colour-smooth"), t!("colour-smooth-tip")).clicked() {
                paint.smooth = !paint.smooth;
            }
        }
        ToolKind::Fill => {
            let (name, tooltip) = (t!("select-tolerance"), t!("colour-tolerance-tip"));
            super::options::number(ui, &mut paint.tolerance, name, tooltip, |field| {
                field.range(0.0..=255.0).speed(0.5)
            });
        }
        ToolKind::Gradient => {
            ui.checkbox(&mut paint.to_clear, t!("colour-to-clear")).on_hover_text(t!("colour-to-clear-tip"));
        }
        _ => {}
    }
}

/// The two colours in the hand, and what changes their places.
fn colours(ui: &mut Ui, app: &mut App) {
    ui.spacing_mut().item_spacing.x = 4.0;
    let now = swatch(ui, app.toolbox.paint.colour, vec2(30.0, 22.0), t!("colour-now"), t!("colour-now-tip"));
    Popup::from_toggle_button_response(&now).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        any(ui, app);
    });
    let paint = &mut app.toolbox.paint;
    if swatch(ui, paint.other, vec2(SIDE, SIDE), t!("colour-other"), t!("colour-other-tip")).clicked()
        || icon_button(ui, Icon::ArrowLeftRight, t!("colour-swap"), t!("colour-swap-tip")).clicked()
    {
        paint.swap();
    }
}

/// Any colour, and those used before.
fn any(ui: &mut Ui, app: &mut App) {
    let paint = &mut app.toolbox.paint;
    let [r, g, b, _] = paint.colour.rgba8();
    let mut rgb = [r, g, b];
    if picker(ui, &mut rgb) {
        let [r, g, b] = rgb;
        paint.colour = Colour::of_rgba8([r, g, b, 255]);
    }
    if paint.recent.is_empty() {
        return;
    }
    section(ui, t!("colour-recent"));
    ui.horizontal(|ui| {
        for (at, colour) in paint.recent.clone().into_iter().enumerate() {
            let name = t!("colour-recent-number", number = at + 1);
            if swatch(ui, colour, vec2(SIDE, SIDE), &name, t!("colour-take-tip")).clicked() {
                paint.take(colour);
            }
        }
    });
}

/// The picture's main colours.
fn main(ui: &mut Ui, app: &mut App) {
    ui.separator();
    for (at, colour) in app.main_colours().into_iter().enumerate() {
        let name = t!("colour-main-number", number = at + 1);
        if swatch(ui, colour, vec2(SIDE, SIDE), &name, t!("colour-main-tip")).clicked() {
            app.toolbox.paint.take(colour);
        }
    }
    ui.separator();
}

fn shown(colour: Colour) -> Color32 {
    let [r, g, b, _] = colour.rgba8();
    Color32::from_rgb(r, g, b)
}

/// A field of one colour that can be clicked; its name says the colour too.
fn swatch(ui: &mut Ui, colour: Colour, size: egui::Vec2, name: &str, tooltip: &str) -> Response {
    let p = theme::palette(ui.ctx());
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let lit = response.hovered() || response.has_focus();
    let line = Stroke::new(if lit { 2.0 } else { 1.0 }, if lit { p.accent } else { p.line });
    ui.painter().rect(rect, 4.0, shown(colour), line, StrokeKind::Inside);
    let [r, g, b, _] = colour.rgba8();
    response.on_hover_text(format!("{tooltip}\n#{r:02x}{g:02x}{b:02x}"))
}
