//! The numbers of the transform tool, in the bar over the canvas.

use std::ops::RangeInclusive;

use egui::{DragValue, Ui};

use super::options::Room;
use crate::app::App;
use crate::app::command::Command;
use crate::app::frame::{Act, Lay};
use crate::app::icons::Icon;
use crate::app::locale::t;
use crate::app::shortcuts;
use crate::app::tool::ToolKind;
use crate::app::widget::{Face, command_button, quiet, toggle};
use crate::document::LayerId;

/// Far enough, and a size that can be drawn; pixels.
const PLACE: RangeInclusive<f64> = -1e6..=1e6;
const SIZE: RangeInclusive<f64> = 1.0..=1e5;
const DEGREES: RangeInclusive<f64> = -180.0..=180.0;

/// Draws them.
pub(super) fn ui(ui: &mut Ui, app: &mut App, room: Room) {
    let layer = app.transformed();
    let found = layer.and_then(|layer| Some((layer.id(), app.placement_of(layer)?, layer.pixels()?.extent())));
    let Some((id, placement, extent)) = found else {
        ui.label(quiet(ui, t!("frame-nothing")));
        return;
    };
    let [x, y] = placement.apply([0.0, 0.0]);
    let [across, down] = placement.scale();
    let (width, height) = (f64::from(extent.width) * across, f64::from(extent.height) * down);
    let turned = placement.degrees();
    let keep = app.frame.keep_ratio;
    let scaled = |by: [f64; 2], both: f64| Lay::Scale(if keep { [both; 2] } else { by });

    let words = |name, tooltip| Field { id, name, tooltip };
    let at = t!("frame-place-of");
    words(t!("frame-x"), at).ui(ui, app, (x, PLACE, " px"), |now| Lay::Move([now - x, 0.0]));
    words(t!("frame-y"), at).ui(ui, app, (y, PLACE, " px"), |now| Lay::Move([0.0, now - y]));
    let size = t!("frame-size-tip");
    words(t!("frame-width"), size).ui(ui, app, (width, SIZE, " px"), |now| scaled([now / width, 1.0], now / width));
    let (icon, name) = (if keep { Icon::Link } else { Icon::Unlink }, t!("frame-ratio"));
    if toggle(ui, keep, icon, name, t!("frame-ratio-tip")).clicked() {
        app.frame.keep_ratio = !keep;
    }
    words(t!("frame-height"), size).ui(ui, app, (height, SIZE, " px"), |now| scaled([1.0, now / height], now / height));
    words(t!("frame-turn"), t!("frame-turn-tip")).ui(ui, app, (turned, DEGREES, "°"), |now| Lay::Turn(now - turned));
    room.rest(ui, |ui| {
        ui.horizontal(|ui| {
            for lay in [Lay::Scale([-1.0, 1.0]), Lay::Scale([1.0, -1.0]), Lay::Fit, Lay::Reset] {
                let command = Command::Frame(Act::Lay(id, lay));
                if command_button(ui, true, &command, Face::Icon) {
                    app.send(command);
                }
            }
        });
    });
    super::frame::fit(ui, app, id);
    let told = shortcuts::with_keys(ui.ctx(), t!("frame-done-tip"), &Command::Accept);
    if ui.button(t!("frame-done")).on_hover_text(told).clicked() {
        app.send(Command::Tool(ToolKind::Brush));
    }
}

/// A number of a layer.
struct Field {
    id: LayerId,
    name: &'static str,
    tooltip: &'static str,
}

impl Field {
    /// Draws it with its value, range and unit; what it is changed to is done, a whole drag as one step.
    fn ui(
        self,
        ui: &mut Ui,
        app: &mut App,
        (value, range, unit): (f64, RangeInclusive<f64>, &str),
        lay: impl Fn(f64) -> Lay,
    ) {
        let mut now = value;
        ui.label(quiet(ui, self.name)).on_hover_text(self.tooltip);
        let field = DragValue::new(&mut now).range(range).clamp_existing_to_range(false);
        let field = field.max_decimals(1).suffix(unit).speed(0.5).update_while_editing(false);
        let response = ui.add(field).on_hover_text(self.tooltip).accessible_name(self.name);
        if response.drag_started() {
            app.send(Command::LayerBegin(self.id, lay(now).step()));
        }
        if response.changed() && now != value {
            app.send(Command::Frame(Act::Lay(self.id, lay(now))));
        }
        if response.drag_stopped() {
            app.send(Command::LayerEnd);
        }
    }
}
