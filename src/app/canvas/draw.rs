//! What a frame consists of: tiles of picture, preview, mask and original, the split line and the brush ring.

use std::sync::Arc;

use eframe::egui_wgpu::Callback;
use egui::{Color32, Painter, Pos2, Rect as UiRect, pos2, vec2};

use super::budget::Budget;
use super::gpu::{Draw, Draws, Frame, Gpu, Quad};
use super::texels::Source;
use super::tiles::{Ready, Tiles, level_at};
use super::{Compare, Overlay, Scene, View};
use crate::raster::{Pixels, Rect};

/// From this zoom on pixels are squares.
const CRISP: f32 = 2.0;
/// Side of a square of the checkerboard, points.
const CHECKER: f32 = 8.0;

/// Everything that the canvas keeps on the GPU.
pub(super) struct Drawing {
    gpu: Gpu,
    document: Option<u64>,
    picture: Tiles,
    original: Tiles,
    /// What the original's tiles show.
    before: Option<Arc<Pixels>>,
    mask: Tiles,
    overlay: Tiles,
    overlay_id: Option<u64>,
    budget: Budget,
    /// Bytes sent to textures in the last frame.
    pub(super) written: usize,
}

/// A picture lying somewhere in the document, each of its pixels `scale` pixels of the document wide and high.
#[derive(Clone, Copy)]
struct Laid {
    origin: Pos2,
    scale: egui::Vec2,
}

impl Laid {
    const WHOLE: Self = Self { origin: Pos2::ZERO, scale: egui::Vec2::splat(1.0) };

    fn own(self, area: UiRect) -> UiRect {
        UiRect::from_min_max(
            ((area.min - self.origin) / self.scale).to_pos2(),
            ((area.max - self.origin) / self.scale).to_pos2(),
        )
    }
    fn document(self, area: UiRect) -> UiRect {
        UiRect::from_min_max(
            self.origin + area.min.to_vec2() * self.scale,
            self.origin + area.max.to_vec2() * self.scale,
        )
    }
}

impl Drawing {
    pub(super) fn new(gpu: Gpu) -> Self {
        Self {
            gpu,
            document: None,
            picture: Tiles::default(),
            original: Tiles::default(),
            before: None,
            mask: Tiles::default(),
            overlay: Tiles::default(),
            overlay_id: None,
            budget: Budget::of_a_frame(),
            written: 0,
        }
    }

    /// Keeps tiles that are not seen up to this many megabytes in all.
    pub(super) fn keep(&mut self, megabytes: usize) {
        let all = [&mut self.picture, &mut self.original, &mut self.mask, &mut self.overlay];
        let each = megabytes / all.len();
        for tiles in all {
            tiles.keep(each);
        }
    }

    /// Sends what changed to the GPU and paints the frame; `ring` is the brush's centre and radius in ui points.
    pub(super) fn paint(&mut self, painter: &Painter, view: &View, scene: &mut Scene<'_>, ring: Option<(Pos2, f32)>) {
        self.take_changes(scene);
        self.written = 0;
        self.budget = Budget::of_a_frame();
        let visible = view.visible_in_image();
        let (before, after) = halves(view, scene.compare, visible);
        let mut draws = Vec::new();

        if after.is_positive() {
            let flat = scene.document.flattened();
            let level = level_at(view.zoom());
            let shown = self.picture.show(&self.gpu, Source::Picture(&flat), after, level, &mut self.budget);
            self.lay(view, Laid::WHOLE, after, Draws::Picture, shown, &mut draws);
            let veil = self.shown_mask(view, scene, after);
            if let Some(overlay) = scene.overlay.clone() {
                self.lay_overlay(view, &overlay, after, &veil, &mut draws);
            }
            if scene.show_mask {
                self.lay(view, Laid::WHOLE, after, Draws::Mask, (veil, 0), &mut draws);
            }
        }
        if before.is_positive() {
            let original = scene.left();
            if self.before.as_ref().is_none_or(|before| !Arc::ptr_eq(before, &original)) {
                self.original.clear();
                self.before = Some(Arc::clone(&original));
            }
            let level = level_at(view.zoom());
            let shown = self.original.show(&self.gpu, Source::Picture(&original), before, level, &mut self.budget);
            self.lay(view, Laid::WHOLE, before, Draws::Picture, shown, &mut draws);
        }
        if self.budget.lacking {
            painter.ctx().request_repaint();
        }
        draws.extend(split_draw(view, scene.compare));
        draws.extend(ring.map(|ring| ring_draw(view, ring)));
        if !draws.is_empty() {
            let frame = self.frame(view, scene);
            let callback = self.gpu.callback(frame, draws);
            painter.add(Callback::new_paint_callback(view.rect(), callback));
        }
    }

    /// Hears from document and overlay what is no longer true.
    fn take_changes(&mut self, scene: &mut Scene<'_>) {
        let side = self.gpu.tile_side();
        if self.document != Some(scene.document.id()) {
            self.document = Some(scene.document.id());
            self.picture.clear();
            self.original.clear();
            self.mask.clear();
        }
        if let Some(dirty) = scene.document.take_dirty_picture() {
            self.picture.invalidate(Some(dirty), side);
        }
        if let Some(dirty) = scene.document.take_dirty_mask() {
            self.mask.invalidate(Some(dirty), side);
        }
        let id = scene.overlay.as_ref().map(|overlay| overlay.id);
        if id.is_some() && self.overlay_id != id {
            self.overlay.invalidate(None, side);
            self.overlay_id = id;
        }
    }

    /// The mask's tiles that are seen and not empty.
    fn shown_mask(&mut self, view: &View, scene: &Scene<'_>, visible: UiRect) -> Vec<Ready> {
        let through = scene.overlay.as_ref().is_some_and(|overlay| overlay.through_mask);
        let Some(bounds) = scene.document.mask_bounds().filter(|_| scene.show_mask || through) else {
            return Vec::new();
        };
        let level = level_at(view.zoom());
        let seen = ui_rect(bounds).expand((2_u32 << level) as f32).intersect(visible);
        let (ready, written) =
            self.mask.show(&self.gpu, Source::Mask(scene.document.mask()), seen, level, &mut Budget::unlimited());
        self.written += written;
        ready
    }

    fn lay_overlay(&mut self, view: &View, overlay: &Overlay, area: UiRect, veil: &[Ready], draws: &mut Vec<Draw>) {
        let size = overlay.pixels.extent();
        let scale =
            vec2(overlay.rect.width as f32 / size.width as f32, overlay.rect.height as f32 / size.height as f32);
        let laid = Laid { origin: ui_rect(overlay.rect).min, scale };
        let area = area.intersect(ui_rect(overlay.rect));
        if !area.is_positive() {
            return;
        }
        let level = level_at(view.zoom() * scale.max_elem());
        let own = laid.own(area);
        let (ready, written) =
            self.overlay.show(&self.gpu, Source::Picture(&overlay.pixels), own, level, &mut self.budget);
        if !overlay.through_mask {
            self.lay(view, laid, area, Draws::Picture, (ready, written), draws);
            return;
        }
        self.written += written;
        for tile in &ready {
            for mask in veil {
                let part = laid.document(tile.shows).intersect(area).intersect(mask.shows);
                if part.is_positive() {
                    let mut quad = quad(view, laid, part, tile);
                    quad.veil = mask.texels(part);
                    quad.look[1] = f32::from(view.zoom() >= CRISP);
                    let tiles = vec![tile.texture.clone(), mask.texture.clone()];
                    draws.push(Draw { draws: Draws::Overlay, quad, tiles });
                }
            }
        }
    }

    /// Lays tiles over `area` of the document.
    fn lay(
        &mut self,
        view: &View,
        laid: Laid,
        area: UiRect,
        with: Draws,
        (ready, written): (Vec<Ready>, usize),
        draws: &mut Vec<Draw>,
    ) {
        self.written += written;
        for tile in ready {
            let part = laid.document(tile.shows).intersect(area);
            if part.is_positive() {
                let quad = quad(view, laid, part, &tile);
                draws.push(Draw { draws: with, quad, tiles: vec![tile.texture] });
            }
        }
    }

    fn frame(&self, view: &View, scene: &Scene<'_>) -> Frame {
        let palette = scene.palette;
        let gamma = |color: Color32| color.to_array().map(|value| f32::from(value) / 255.0);
        let [r, g, b, _] = gamma(palette.mask_tint);
        let tint = if scene.mask_outline_only { 0.0 } else { palette.tint_strength };
        let size = on_screen(view, UiRect::from_min_max(view.rect().min, view.rect().max));
        Frame {
            size: [size[2] - size[0], size[3] - size[1]],
            target_is_srgb: f32::from(self.gpu.target_is_srgb),
            checker_side: (CHECKER * view.pixels_per_point()).round().max(1.0),
            checker_a: gamma(palette.checker_a),
            checker_b: gamma(palette.checker_b),
            tint: [r, g, b, tint],
            accent: gamma(palette.accent),
        }
    }
}

/// What is seen of the original (left) and of the picture (right), picture pixels.
fn halves(view: &View, compare: Compare, visible: UiRect) -> (UiRect, UiRect) {
    match compare {
        Compare::Off => (UiRect::NOTHING, visible),
        Compare::Original => (visible, UiRect::NOTHING),
        Compare::Split(share) => {
            let in_ui = view.rect().left() + share.clamp(0.0, 1.0) * view.rect().width();
            let at = view.image_from_ui(pos2(in_ui, 0.0)).x;
            let (mut before, mut after) = (visible, visible);
            before.max.x = before.max.x.min(at);
            after.min.x = after.min.x.max(at);
            (before, after)
        }
    }
}

/// A tile's quad over `area` of the document.
fn quad(view: &View, laid: Laid, area: UiRect, tile: &Ready) -> Quad {
    let in_ui = UiRect::from_min_max(view.ui_from_image(area.min), view.ui_from_image(area.max));
    let zoom = view.zoom() * laid.scale.max_elem();
    let crisp = view.zoom() >= CRISP && laid.scale == egui::Vec2::splat(1.0);
    Quad {
        screen: on_screen(view, in_ui),
        tile: tile.texels(laid.own(area)),
        veil: [0.0; 4],
        look: [f32::from(crisp), 0.0, 1.0 / (zoom * tile.side()), 0.0],
    }
}

/// Screen pixels from the canvas' corner, which egui rounds to a whole one.
fn on_screen(view: &View, in_ui: UiRect) -> [f32; 4] {
    let corner = (view.rect().min.to_vec2() * view.pixels_per_point()).round();
    let low = in_ui.min.to_vec2() * view.pixels_per_point() - corner;
    let high = in_ui.max.to_vec2() * view.pixels_per_point() - corner;
    [low.x, low.y, high.x, high.y]
}

fn ring_draw(view: &View, (centre, radius): (Pos2, f32)) -> Draw {
    let box_in_ui = UiRect::from_center_size(centre, egui::Vec2::splat(2.0 * radius + 6.0));
    let [x, y, _, _] = on_screen(view, UiRect::from_min_max(centre, centre));
    let pixels = view.pixels_per_point();
    let quad = Quad {
        screen: on_screen(view, box_in_ui),
        veil: [x, y, radius * pixels, 0.0],
        look: [pixels, 0.0, 0.0, 0.0],
        ..Quad::default()
    };
    Draw { draws: Draws::Ring, quad, tiles: Vec::new() }
}

fn split_draw(view: &View, compare: Compare) -> Option<Draw> {
    let Compare::Split(share) = compare else { return None };
    let rect = view.rect();
    let x = rect.left() + share.clamp(0.0, 1.0) * rect.width();
    let line = UiRect::from_min_max(pos2(x - 3.0, rect.top()), pos2(x + 3.0, rect.bottom()));
    let [at, _, _, _] = on_screen(view, UiRect::from_min_max(pos2(x, rect.top()), pos2(x, rect.top())));
    let quad = Quad {
        screen: on_screen(view, line),
        veil: [at, 0.0, 0.0, 0.0],
        look: [view.pixels_per_point(), 0.0, 0.0, 0.0],
        ..Quad::default()
    };
    Some(Draw { draws: Draws::Split, quad, tiles: Vec::new() })
}

fn ui_rect(rect: Rect) -> UiRect {
    UiRect::from_min_max(pos2(rect.x as f32, rect.y as f32), pos2(rect.right() as f32, rect.bottom() as f32))
}
