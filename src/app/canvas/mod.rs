//! The canvas: the picture, what may change in it, and the hand that says so.

mod budget;
mod cursor;
mod draw;
mod gpu;
mod handles;
mod input;
mod keyboard;
mod plain;
mod texels;
mod tiles;
mod view;

use std::sync::Arc;

use eframe::egui_wgpu::RenderState;
use egui::{Color32, Pos2, Role, Sense, Ui, WidgetInfo};

pub use view::{Look, View};

use super::tool::{Coloured, Pick, ToolEvent, Toolbox};
use crate::app::locale::t;
use crate::document::Document;
use crate::raster::{Pixels, Rect};
use draw::Drawing;
use gpu::Gpu;
use input::Gesture;
use plain::Plain;

/// Shows a document and lets tools work on it.
pub struct Canvas {
    /// Pan and zoom.
    pub view: View,
    gesture: Gesture,
    /// The cursor that the arrow keys move, while they do.
    keyboard: Option<keyboard::Cursor>,
    /// Where the pointer last was, ui points.
    pointer: Option<Pos2>,
    /// The document of the last frame: another one is shown whole.
    document: Option<u64>,
    painter: By,
}

/// What paints the picture.
enum By {
    /// Our shaders.
    Gpu(Box<Drawing>),
    /// One egui texture.
    Plain(Plain),
}

/// What is shown in a frame.
pub struct Scene<'a> {
    /// The picture and its mask.
    pub document: &'a mut Document,
    /// A preview or candidate in place.
    pub overlay: Option<Overlay>,
    /// Whether the original is shown instead or beside.
    pub compare: Compare,
    /// What stands left of the split line in the original's place, if anything does.
    pub sides: Option<Sides>,
    /// Colours of the theme.
    pub palette: Palette,
    /// Whether the mask is drawn at all.
    pub show_mask: bool,
    /// Only its outline, no tint.
    pub mask_outline_only: bool,
}

/// Two results on the two sides of the split line: what is shown is the right one.
#[derive(Clone, Debug)]
pub struct Sides {
    /// Left: of the picture's size.
    pub left: Arc<Pixels>,
    /// What each is called.
    pub names: [String; 2],
}

/// A preview or candidate drawn in place.
#[derive(Clone, Debug)]
pub struct Overlay {
    /// Changes when the pixels change.
    pub id: u64,
    /// Of any size: stretched over `rect`.
    pub pixels: Arc<Pixels>,
    /// Where in the picture.
    pub rect: Rect,
    /// Blended by the document's mask (previews); otherwise it replaces the rect (candidates are composited already).
    pub through_mask: bool,
}

/// What is shown of the picture as opened.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Compare {
    /// Nothing.
    #[default]
    Off,
    /// Only it.
    Original,
    /// It, left of a line at this share (0…1) of the canvas' width.
    Split(f32),
}

/// The theme's colours that the canvas uses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Round the picture: neutral, so that colours are judged rightly.
    pub surround: Color32,
    /// Behind transparent pixels.
    pub checker_a: Color32,
    /// Behind transparent pixels, every other square.
    pub checker_b: Color32,
    /// Over what may change.
    pub mask_tint: Color32,
    /// How strongly, 0…1.
    pub tint_strength: f32,
    /// Brush ring and split line.
    pub accent: Color32,
    /// Words on the canvas.
    pub text: Color32,
}

/// What happened in a frame.
pub struct CanvasResponse {
    /// Of the whole canvas.
    pub response: egui::Response,
    /// The picture's pixel under the pointer.
    pub hover_pixel: Option<(u32, u32)>,
    /// A tool changed the mask in this frame.
    pub mask_changed: bool,
    /// A stroke came to its end.
    pub stroke_ended: bool,
    /// A pixel was touched, whose colour shall be selected.
    pub pick: Option<Pick>,
    /// What tools of colour did, or ask for.
    pub coloured: Vec<Coloured>,
    /// What tools left to be done to the document, in the order of asking.
    pub later: Vec<crate::app::tool::Later>,
    /// Where the split line was dragged to, 0…1.
    pub split: Option<f32>,
}

impl Scene<'_> {
    /// What is shown left of the split line, or alone.
    fn left(&self) -> Arc<Pixels> {
        let sides = self.sides.as_ref().filter(|_| matches!(self.compare, Compare::Split(_)));
        sides.map_or_else(|| self.document.original(), |sides| Arc::clone(&sides.left))
    }
}

impl Canvas {
    /// A canvas that draws with the window's GPU, or through plain egui textures where there is none.
    pub fn new(render_state: Option<&RenderState>) -> Self {
        Self {
            view: View::default(),
            gesture: Gesture::default(),
            keyboard: None,
            pointer: None,
            document: None,
            painter: render_state
                .map_or_else(|| By::Plain(Plain::default()), |state| By::Gpu(Box::new(Drawing::new(Gpu::new(state))))),
        }
    }

    /// Lays out and paints the canvas over all of `ui`, handles pointer, wheel and tool input.
    pub fn ui(&mut self, ui: &mut Ui, mut scene: Scene<'_>, tools: &mut Toolbox) -> CanvasResponse {
        let rect = ui.available_rect_before_wrap();
        let response = ui.allocate_rect(rect, Sense::click_and_drag());
        response.widget_info(|| WidgetInfo::labeled(Role::Canvas, true, t!("canvas-name")));
        if self.document != Some(scene.document.id()) {
            self.document = Some(scene.document.id());
            self.gesture = Gesture::default();
            self.keyboard = None;
            // Corners and rectangles were the other picture's.
            tools.event(&ToolEvent::Cancel, scene.document);
            tools.crop.take();
        }
        self.view.lay_out(rect, ui.ctx().pixels_per_point(), scene.document.extent());

        let mut answer = CanvasResponse {
            hover_pixel: None,
            mask_changed: false,
            stroke_ended: false,
            pick: None,
            coloured: Vec::new(),
            later: Vec::new(),
            split: None,
            response,
        };
        self.handle_input(ui, &mut scene, tools, &mut answer);
        self.handle_keyboard(ui, &mut scene, tools, &mut answer);
        let hover = answer.response.hover_pos();
        answer.hover_pixel = hover.and_then(|pointer| self.view.pixel_at(pointer));

        if ui.is_rect_visible(rect) {
            let painter = ui.painter_at(rect);
            painter.rect_filled(rect, 0.0, scene.palette.surround);
            let keys = self.cursor_place();
            let ring = self.shows_ring(tools).then(|| keys.or_else(|| self.ring_place(hover))).flatten();
            let ring = ring.map(|centre| (centre, tools.tip().ring_radius_px() * self.view.scale()));
            match &mut self.painter {
                By::Gpu(drawing) => drawing.paint(&painter, &self.view, &mut scene, ring),
                By::Plain(plain) => {
                    plain.paint(&painter, &self.view, &mut scene);
                    cursor::paint_split(&painter, &self.view, &scene);
                    if let Some(ring) = ring {
                        cursor::paint_ring(&painter, ring, scene.palette.accent);
                    }
                }
            }
            cursor::paint_outline(&painter, &self.view, tools);
            if let Some(held) = tools.handles(scene.document) {
                handles::paint(&painter, &self.view, &held, tools.reach_px, &scene.palette);
            }
            if let Some(at) = keys {
                keyboard::paint(&painter, at, scene.palette.accent);
            }
            cursor::paint_split_handle(&painter, &self.view, &scene);
        }
        self.set_cursor(ui, &answer, &scene, tools);
        answer
    }

    /// Shows the whole picture, also when the canvas changes its size.
    pub fn fit(&mut self) {
        self.view.fit();
    }
    /// Zooms round the middle: 100 is one screen pixel a picture pixel.
    pub fn zoom_to(&mut self, percent: f32) {
        self.view.zoom_to(percent);
    }
    /// How large the picture is shown: 100 is one screen pixel a picture pixel.
    pub fn zoom_percent(&self) -> f32 {
        self.view.zoom() * 100.0
    }
    /// Keeps tiles on the GPU that are not seen up to this many megabytes.
    pub fn keep_tiles(&mut self, megabytes: u32) {
        if let By::Gpu(drawing) = &mut self.painter {
            drawing.keep(megabytes as usize);
        }
    }
    /// Bytes sent to the GPU's textures in the last frame; 0 where egui's own textures are used.
    pub fn uploaded_bytes(&self) -> usize {
        match &self.painter {
            By::Gpu(drawing) => drawing.written,
            By::Plain(_) => 0,
        }
    }
}
