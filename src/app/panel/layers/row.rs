//! One layer of the list: seen or not, its picture, its kind, its name.

use egui::{Align, EventFilter, Key, Layout, Modifiers, Rect, Response, Role, Sense, Stroke, StrokeKind, TextEdit};
use egui::{Ui, UiBuilder, WidgetInfo, vec2};

use super::menu;
use crate::app::command::Command;
use crate::app::icons::{self, Icon};
use crate::app::layering::Deed;
use crate::app::locale::t;
use crate::app::tables;
use crate::app::widget::icon_button;
use crate::app::{App, theme};
use crate::document::{Content, Layer, LayerId};

/// Height of a row, points.
const HEIGHT: f32 = 34.0;
/// Of the small picture, points.
const PICTURE: egui::Vec2 = vec2(34.0, 26.0);

/// A layer that is being dragged.
struct Dragged(LayerId);

/// Draws the row of the layer at this place of the stack.
pub(super) fn ui(ui: &mut Ui, app: &mut App, layer: &Layer, at: usize, in_group: bool) {
    let p = theme::palette(ui.ctx());
    let id = layer.id();
    let is_active = app.active_layer() == Some(id);
    let (rect, row) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click_and_drag());
    row.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, is_active, told(layer)));
    if is_active || row.hovered() || row.has_focus() {
        let fill = if is_active { p.accent_wash } else { p.hovered };
        let line = if row.has_focus() { p.accent } else { fill };
        ui.painter().rect(rect, theme::RADIUS, fill, Stroke::new(1.0, line), StrokeKind::Inside);
    }
    let mut inner = rect.shrink2(vec2(2.0, 2.0));
    inner.min.x += if in_group { 16.0 } else { 0.0 };
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        contents(ui, app, layer, at);
    });
    if row.clicked() || row.drag_started() || row.secondary_clicked() {
        app.send(Command::Layers(Deed::Choose(id)));
        row.request_focus();
    }
    if row.double_clicked() {
        app.renaming = Some((id, layer.name().to_owned()));
    }
    drag(ui, app, &row, id, at);
    keys(ui, app, &row, layer, at);
    row.context_menu(|ui| menu::items(ui, app, layer, at));
    row.on_hover_text(t!("layer-row-tip"));
}

/// Its name and kind, for who doesn't see it.
fn told(layer: &Layer) -> String {
    t!("layer-row", name = tables::layer(layer.name()), kind = kind(layer).1)
}

/// The icon and the name of what it is made of.
fn kind(layer: &Layer) -> (Icon, &'static str) {
    match layer.content() {
        Content::Picture(_) if layer.origin().is_some() => (Icon::Sparkles, t!("layer-kind-result")),
        Content::Picture(_) => (Icon::Image, t!("layer-kind-picture")),
        Content::Pasted(_) => (Icon::ClipboardPaste, t!("layer-kind-pasted")),
        Content::Paint(_) => (Icon::Paintbrush, t!("layer-kind-paint")),
        Content::Mask(_) => (Icon::Bookmark, t!("layer-kind-mask")),
    }
}

fn contents(ui: &mut Ui, app: &mut App, layer: &Layer, at: usize) {
    let p = theme::palette(ui.ctx());
    let (id, name) = (layer.id(), &*tables::layer(layer.name()));
    let is_mask = matches!(layer.content(), Content::Mask(_));
    if is_mask {
        ui.add_space(32.0);
    } else {
        let (icon, what) = if layer.visible() {
            (Icon::Eye, t!("layers-hide", name = name))
        } else {
            (Icon::EyeOff, t!("layers-show", name = name))
        };
        if icon_button(ui, icon, &what, t!("command-layer-visible-tip")).clicked() {
            app.send(Command::LayerVisible(id, !layer.visible()));
        }
    }
    let Some(canvas) = app.document().map(crate::document::Document::extent) else { return };
    let texture = app.layer_pictures.get(ui.ctx(), layer, canvas);
    let (area, _) = ui.allocate_exact_size(PICTURE, Sense::hover());
    let size = texture.size_vec2();
    let fitted = size * (PICTURE / size).min_elem();
    ui.painter().rect_filled(area, 3.0, p.checker[1]);
    egui::Image::from_texture(&texture).paint_at(ui, Rect::from_center_size(area.center(), fitted));
    ui.painter().rect_stroke(area, 3.0, Stroke::new(1.0, p.line), StrokeKind::Inside);
    let (icon, what) = kind(layer);
    ui.label(icons::text(icon, 14.0).color(p.quiet)).on_hover_text(what);
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        menu::button(ui, app, layer, at);
        if layer.locked() {
            ui.label(icons::text(Icon::Lock, 13.0).color(p.quiet)).on_hover_text(t!("layer-locked"));
        }
        if layer.opacity() < 1.0 {
            ui.label(super::quiet(ui, format!("{:.0} %", layer.opacity() * 100.0)));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| name_of(ui, app, layer));
    });
}

/// The name, or the field in which it is changed.
fn name_of(ui: &mut Ui, app: &mut App, layer: &Layer) {
    let p = theme::palette(ui.ctx());
    if app.renaming.as_ref().is_none_or(|(id, _)| *id != layer.id()) {
        let color = if layer.visible() { p.text } else { p.quiet };
        let label = egui::Label::new(egui::RichText::new(tables::layer(layer.name())).color(color))
            .truncate()
            .selectable(false);
        ui.add(label);
        return;
    }
    let Some((id, text)) = &mut app.renaming else { return };
    let id = *id;
    let field = ui.add(TextEdit::singleline(text).desired_width(f32::INFINITY)).accessible_name(t!("layers-name"));
    if field.lost_focus() {
        let name = text.trim().to_owned();
        app.renaming = None;
        if !name.is_empty() && name != layer.name() && !ui.input(|i| i.key_pressed(Key::Escape)) {
            app.send(Command::LayerName(id, name));
        }
    } else {
        field.request_focus();
    }
}

/// A row that is dropped on the upper half of another goes above it, on the lower half below it.
fn drag(ui: &Ui, app: &mut App, row: &Response, id: LayerId, at: usize) {
    if at > 0 {
        row.dnd_set_drag_payload(Dragged(id));
    }
    let Some(dragged) = row.dnd_hover_payload::<Dragged>() else { return };
    let Some(from) = app.document().and_then(|document| document.place_of(dragged.0)) else { return };
    let is_upper = ui.input(|i| i.pointer.hover_pos()).is_some_and(|pointer| pointer.y < row.rect.center().y);
    // Nothing goes below the opened picture.
    let slot = if is_upper { at + 1 } else { at.max(1) };
    let y = if is_upper || at == 0 { row.rect.top() } else { row.rect.bottom() };
    let p = theme::palette(ui.ctx());
    ui.painter().hline(row.rect.x_range(), y, Stroke::new(2.0, p.accent));
    if row.dnd_release_payload::<Dragged>().is_some() {
        app.send(Command::LayerMove(dragged.0, if from < slot { slot - 1 } else { slot }));
    }
}

/// Keys while the row has the focus: up and down choose, with Ctrl they move; F2 renames, Delete deletes.
fn keys(ui: &Ui, app: &mut App, row: &Response, layer: &Layer, at: usize) {
    let just_chosen = app.active_layer() == Some(layer.id()) && app.follow_layer;
    if just_chosen {
        app.follow_layer = false;
        row.request_focus();
    }
    if !row.has_focus() || app.renaming.is_some() {
        return;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(row.id, filter));
    let id = layer.id();
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::ArrowUp) {
        app.send(Command::Layers(Deed::Up(id)));
    } else if pressed(Modifiers::COMMAND, Key::ArrowDown) {
        app.send(Command::Layers(Deed::Down(id)));
    } else if pressed(Modifiers::NONE, Key::Delete) {
        app.send(Command::LayerDelete(id));
    } else if pressed(Modifiers::NONE, Key::F2) {
        app.renaming = Some((id, layer.name().to_owned()));
    } else {
        let up = pressed(Modifiers::NONE, Key::ArrowUp);
        let step = if up { Some(at + 1) } else { at.checked_sub(1) };
        if up || pressed(Modifiers::NONE, Key::ArrowDown) {
            let next = step.and_then(|at| app.document()?.layers().get(at).map(Layer::id));
            if let Some(next) = next {
                app.follow_layer = true;
                app.send(Command::Layers(Deed::Choose(next)));
            }
        }
    }
}
