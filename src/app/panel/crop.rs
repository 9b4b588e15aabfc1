//! The crop tool's part of the bar over the canvas.

use egui::{Button, ComboBox, Ui};

use crate::app::App;
use crate::app::command::Command;
use crate::app::frame::Act;
use crate::app::locale::t;
use crate::app::widget::quiet;
use crate::document::Sides;
use crate::raster::Extent;

/// Width and height of the ratios that are offered.
const RATIOS: [[f32; 2]; 7] = [[1.0, 1.0], [4.0, 3.0], [3.0, 4.0], [3.0, 2.0], [2.0, 3.0], [16.0, 9.0], [9.0, 16.0]];

/// Draws it.
pub(super) fn ui(ui: &mut Ui, app: &mut App) {
    let Some(extent) = app.document().map(crate::document::Document::extent) else { return };
    ratio(ui, app, extent);
    let rect = app.toolbox.crop.rect(extent);
    let [width, height] = rect.size();
    ui.label(quiet(ui, format!("{width} × {height} px")));
    let p = crate::app::theme::palette(ui.ctx());
    let do_it = Button::new(t!("frame-crop-do")).fill(p.hovered);
    if ui.add(do_it).on_hover_text(t!("frame-crop-do-tip")).clicked() {
        app.send(Command::Frame(Act::Crop));
    }
    if ui.button(t!("frame-crop-leave")).on_hover_text(t!("frame-crop-leave-tip")).clicked() {
        app.leave_handles();
    }
    let told = if rect.beyond(extent) == Sides::default() { t!("frame-crop-more") } else { t!("frame-crop-beyond") };
    ui.label(quiet(ui, told));
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
