//! The crop tool's part of the bar over the canvas.

use egui::{Button, ComboBox, DragValue, Ui};

use super::options::Room;
use crate::app::App;
use crate::app::command::Command;
use crate::app::dialog::frame::{OVERLAP, start};
use crate::app::frame::{Act, Extending};
use crate::app::locale::t;
use crate::app::shortcuts;
use crate::app::widget::quiet;
use crate::document::Sides;
use crate::raster::Extent;

/// Width and height of the ratios that are offered.
const RATIOS: [[f32; 2]; 7] = [[1.0, 1.0], [4.0, 3.0], [3.0, 4.0], [3.0, 2.0], [2.0, 3.0], [16.0, 9.0], [9.0, 16.0]];

/// Draws it.
pub(super) fn ui(ui: &mut Ui, app: &mut App, room: Room) {
    let Some(extent) = app.document().map(crate::document::Document::extent) else { return };
    ratio(ui, app, extent);
    let rect = app.toolbox.crop.rect(extent);
    let [width, height] = rect.size();
    ui.label(quiet(ui, format!("{width} × {height} px")));
    let p = crate::app::theme::palette(ui.ctx());
    let do_it = Button::new(t!("frame-crop-do")).fill(p.hovered);
    let is_beyond = rect.beyond(extent) != Sides::default();
    let told = if is_beyond { t!("frame-crop-beyond") } else { t!("frame-crop-do-tip") };
    let told = shortcuts::with_keys(ui.ctx(), told, &Command::Accept);
    if ui.add(do_it).on_hover_text(told).clicked() {
        app.send(Command::Frame(Act::Crop));
    }
    if ui.button(t!("frame-crop-leave")).on_hover_text(t!("frame-crop-leave-tip")).clicked() {
        app.leave_handles();
    }
    if is_beyond {
        room.rest(ui, |ui| border(ui, &mut app.frame.extending));
    } else {
        ui.label(quiet(ui, t!("frame-crop-more")));
    }
}

/// How a border that is dragged out will be painted.
fn border(ui: &mut Ui, extending: &mut Extending) {
    let (name, tooltip) = (t!("frame-overlap"), t!("frame-overlap-tip"));
    ui.label(quiet(ui, name)).on_hover_text(tooltip);
    let field = DragValue::new(&mut extending.overlap).range(OVERLAP).suffix(" px").speed(0.2);
    ui.add(field).on_hover_text(tooltip).accessible_name(name);
    ui.label(quiet(ui, t!("frame-start"))).on_hover_text(t!("frame-start-tip"));
    start(ui, &mut extending.fill);
}

fn ratio(ui: &mut Ui, app: &mut App, extent: Extent) {
    let own = extent.width as f32 / extent.height.max(1) as f32;
    let name = |ratio: Option<f32>| match ratio {
        None => t!("frame-ratio-free").to_owned(),
        Some(ratio) => match RATIOS.iter().find(|[width, height]| width / height == ratio) {
            Some([width, height]) => format!("{width} : {height}"),
            None => t!("frame-ratio-own").to_owned(),
        },
    };
    let now = app.toolbox.crop.ratio;
    let mut chosen = now;
    let shown = ComboBox::from_id_salt("crop-ratio").width(96.0).selected_text(name(now)).show_ui(ui, |ui| {
        let fixed = RATIOS.map(|[width, height]| Some(width / height));
        for ratio in [None, Some(own)].into_iter().chain(fixed) {
            ui.selectable_value(&mut chosen, ratio, name(ratio));
        }
    });
    shown.response.on_hover_text(t!("frame-crop-ratio-tip")).accessible_name(t!("frame-crop-ratio"));
    if chosen != now {
        app.toolbox.crop.set_ratio(chosen, extent);
    }
}
