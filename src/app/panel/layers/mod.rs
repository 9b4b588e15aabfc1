//! The layers: the list, topmost first, and what can be done to the chosen one.

mod bar;
mod group;
mod menu;
mod picture;
mod row;
mod uses;

use egui::{CollapsingHeader, Ui};

pub use picture::LayerPictures;
pub use uses::ui as uses;

use crate::app::App;
use crate::app::locale::t;
use crate::app::widget::quiet;
use crate::document::{GroupId, Layer};

/// Draws the list.
pub fn ui(ui: &mut Ui, app: &mut App) {
    let Some(opened) = app.opened.as_ref() else { return };
    let layers: Vec<Layer> = opened.document.layers().to_vec();
    let groups = opened.document.groups().to_vec();
    app.layer_pictures.tend(&opened.document);
    let title = quiet(ui, t!("layers-title", count = layers.len()));
    CollapsingHeader::new(title).id_salt("layers").default_open(true).show_unindented(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        bar::ui(ui, app, &layers);
        let mut above: Option<GroupId> = None;
        for (at, layer) in layers.iter().enumerate().rev() {
            let group = layer.look().group.and_then(|id| groups.iter().find(|group| group.id == id));
            if let Some(group) = group.filter(|group| above != Some(group.id)) {
                group::head(ui, app, group);
            }
            above = group.map(|group| group.id);
            let is_folded = above.is_some_and(|id| app.opened().is_some_and(|opened| opened.folded.contains(&id)));
            if !is_folded {
                ui.push_id(("layer", layer.id()), |ui| row::ui(ui, app, layer, at, above.is_some()));
            }
        }
    });
}
