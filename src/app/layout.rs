//! Where everything stands: bar, rail, canvas, film strip, right panel, status bar.

use egui::{CentralPanel, Frame, Key, Margin, Panel, Ui};

use super::canvas::{Compare, Palette, Scene};
use super::locale::t;
use super::{App, dialog, panel, theme};

/// Draws the window.
pub(super) fn ui(ui: &mut Ui, app: &mut App) {
    app.thumbs.begin();
    let p = theme::palette(ui.ctx());
    let bar = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(8, 0));
    let mut parts = Vec::new();
    if !app.full_canvas {
        let top = Panel::top("top").exact_size(theme::TOP_BAR).frame(bar).show(ui, |ui| panel::top_bar::ui(ui, app));
        let status = Panel::bottom("status").exact_size(theme::STATUS_BAR).frame(bar);
        let status = status.show(ui, |ui| panel::status::ui(ui, app));
        let columns = panel::rail::columns(ui.available_height());
        let rail = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(5, 4));
        let rail = Panel::left("rail").exact_size(panel::rail::width(columns) + 10.0).resizable(false).frame(rail);
        let rail = rail.show(ui, |ui| panel::rail::ui(ui, app, columns));
        parts.extend([top.response.rect, rail.response.rect, status.response.rect]);
        if app.has_gallery() {
            let frame = Frame::new().fill(p.panel).inner_margin(Margin::symmetric(8, 6));
            let gallery = Panel::left("gallery").default_size(292.0).size_range(196.0..=560.0).resizable(true);
            let gallery = gallery.frame(frame).show(ui, |ui| super::gallery::panel::ui(ui, app));
            parts.push(gallery.response.rect);
        }
        if app.drawer || !is_narrow(ui.ctx()) {
            parts.insert(0, side(ui, app));
        }
        if app.shown_run().is_some() {
            let strip = Frame::new().fill(p.panel).inner_margin(Margin { left: 12, right: 12, top: 6, bottom: 0 });
            let film = Panel::bottom("film").exact_size(panel::film::height(app)).frame(strip);
            parts.insert(0, film.show(ui, |ui| panel::film::ui(ui, app)).response.rect);
        }
        if app.opened.is_some() {
            let options = Panel::top("options").exact_size(theme::OPTIONS).frame(bar);
            parts.insert(0, options.show(ui, |ui| panel::options::ui(ui, app)).response.rect);
        }
    }
    let canvas = CentralPanel::no_frame().show(ui, |ui| centre(ui, app)).response.rect;
    // From the picture to what is done with it, then round.
    parts.insert(0, canvas);
    app.regions = parts;
    dialog::ui(ui, app);
    if let Some(command) = app.notices.ui(ui.ctx(), canvas) {
        app.send(command);
    }
    drop_veil(ui, canvas);
    app.focus_ring(ui.ctx());
}

/// The right panel is a drawer here.
pub(super) fn is_narrow(ctx: &egui::Context) -> bool {
    ctx.content_rect().width() < theme::NARROW
}

fn side(ui: &mut Ui, app: &mut App) -> egui::Rect {
    let p = theme::palette(ui.ctx());
    let frame = Frame::new().fill(p.panel).inner_margin(Margin { left: 14, right: 8, top: 6, bottom: 6 });
    let narrow = is_narrow(ui.ctx());
    let panel = if narrow {
        Panel::right("drawer").exact_size(280.0).resizable(false)
    } else {
        Panel::right("side").default_size(app.settings.panel_width).size_range(280.0..=520.0).resizable(true)
    };
    let shown = panel.frame(frame).show(ui, |ui| panel::side::ui(ui, app));
    if !narrow {
        app.settings.panel_width = shown.response.rect.width();
    }
    shown.response.rect
}

fn centre(ui: &mut Ui, app: &mut App) {
    if app.opened.is_none() {
        panel::empty::ui(ui, app);
        return;
    }
    let p = theme::palette(ui.ctx());
    let overlay = app.overlay();
    let focused = app.canvas_id.is_some_and(|id| ui.memory(|memory| memory.has_focus(id)));
    let held = focused && ui.input(|i| i.key_down(Key::Tab) && i.modifiers.is_none());
    let compare = if held { Compare::Original } else { app.compare };
    // A result is judged without anything over it, until the hand comes back to the mask.
    let judged = app.looked_at_result().is_some()
        || app.shown_run().is_some_and(|run| run.frame().is_none() && (overlay.is_some() || run.resting));
    let show_mask = app.show_mask && !app.is_proving() && (!judged || ui.rect_contains_pointer(ui.max_rect()));
    let sides = app.sides();
    let Some(opened) = &mut app.opened else { return };
    let active = opened.active();
    // The tint would hide what the steps do: once there is something to see, the outline is enough.
    let outline_only = overlay.is_some();
    let sides = sides.filter(|_| matches!(compare, Compare::Split(_)));
    let scene = Scene {
        document: &mut opened.document,
        overlay,
        compare,
        sides,
        palette: Palette {
            surround: p.surround,
            checker_a: p.checker[0],
            checker_b: p.checker[1],
            mask_tint: app.settings.tint.colour(p.mask),
            tint_strength: app.settings.tint.strength,
            accent: p.accent,
            text: p.text,
        },
        show_mask,
        mask_outline_only: outline_only,
    };
    app.toolbox.layer = Some(active);
    let answer = app.canvas.ui(ui, scene, &mut app.toolbox);
    app.canvas_id = Some(answer.response.id);
    super::words::paint(ui, app, answer.response.rect, answer.hover_pixel);
    super::difference::paint(ui, app, answer.response.rect);
    for coloured in answer.coloured {
        app.coloured(coloured);
    }
    for later in answer.later {
        app.change(move |document| Ok(later.act(document)), App::choose_answer);
    }
    if let Some(pick) = answer.pick {
        app.select_like(pick);
    }
    super::proof::paint(ui, app, answer.response.rect);
    if let Some(share) = answer.split {
        app.compare = Compare::Split(share);
    }
}

/// Says that what is held over the window may be let go.
fn drop_veil(ui: &Ui, canvas: egui::Rect) {
    if ui.input(|i| i.raw.hovered_files.is_empty()) {
        return;
    }
    let p = theme::palette(ui.ctx());
    let layer = egui::LayerId::new(egui::Order::Foreground, egui::Id::unique("drop"));
    let painter = ui.ctx().layer_painter(layer);
    painter.rect_filled(canvas, 0, p.veil);
    let zone = canvas.shrink(24.0);
    painter.rect_stroke(zone, theme::RADIUS, egui::Stroke::new(2.0, p.accent), egui::StrokeKind::Inside);
    let words = t!("empty-drop-zone");
    painter.text(zone.center(), egui::Align2::CENTER_CENTER, words, egui::FontId::proportional(18.0), p.text);
}
