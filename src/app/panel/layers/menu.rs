//! What can be done to a layer, as a menu: behind its button, and under the right button.

use egui::{Button, Ui};

use crate::app::App;
use crate::app::command::Command;
use crate::app::icons::Icon;
use crate::app::layering::Deed;
use crate::app::locale::t;
use crate::app::tables;
use crate::app::widget::{icon_button, icon_text};
use crate::document::Layer;

/// Draws the button and the menu behind it.
pub(super) fn button(ui: &mut Ui, app: &mut App, layer: &Layer, at: usize) {
    let button =
        icon_button(ui, Icon::Ellipsis, &t!("layers-more", name = tables::layer(layer.name())), t!("layers-more-tip"));
    egui::Popup::menu(&button).show(|ui| items(ui, app, layer, at));
}

/// Draws the items.
pub(super) fn items(ui: &mut Ui, app: &mut App, layer: &Layer, at: usize) {
    let id = layer.id();
    let (count, can_merge) =
        app.document().map_or((0, false), |document| (document.layers().len(), document.can_merge_down(id)));
    ui.set_min_width(180.0);
    let mut item = |ui: &mut Ui, enabled: bool, icon, words: &str, command: Command| {
        let button = Button::new(icon_text(icon, words));
        let tooltip = command.info().tooltip;
        let response = ui.add_enabled(enabled, button).on_hover_text(tooltip).on_disabled_hover_text(tooltip);
        if response.accessible_name(words).clicked() {
            app.send(command);
        }
    };
    let mut deed = |ui: &mut Ui, enabled: bool, deed: Deed| {
        let info = deed.info();
        item(ui, enabled, info.icon, info.label, Command::Layers(deed));
    };
    deed(ui, at > 0 && at + 1 < count, Deed::Up(id));
    deed(ui, at > 1, Deed::Down(id));
    deed(ui, true, Deed::Duplicate(id));
    deed(ui, can_merge, Deed::Merge(id));
    deed(ui, true, Deed::Lock(id, !layer.locked()));
    item(ui, layer.origin().is_some(), Icon::History, t!("command-layer-recipe"), Command::LayerRecipe(id));
    item(ui, at > 0 && !layer.locked(), Icon::Trash2, t!("layers-delete"), Command::LayerDelete(id));
    let button = Button::new(icon_text(Icon::Pencil, t!("command-layer-name")));
    if ui.add(button).accessible_name(t!("command-layer-name")).clicked() {
        app.renaming = Some((id, layer.name().to_owned()));
    }
}
