//! All tools and their settings: one active tool, one brush.

use egui::{CursorIcon, Pos2, Vec2};
use lucide_icons::Icon;

use super::{
    BrushSettings, Crop, Ellipse, Eyedropper, Fill, GradientTool, Handles, Hint, Kit, Lasso, Outcome, Paint,
    PaintSettings, PaintStroke, PickSettings, Polygon, Rectangle, Spanned, Stroke, Tool, ToolEvent, Touch, Transform,
    hints,
};
use crate::app::locale::t;
use crate::document::{Combine, Document, LayerId};
use crate::raster::Colour;

/// Which tool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ToolKind {
    /// Paints the mask.
    #[default]
    Brush,
    /// Erases the mask.
    Eraser,
    /// Rectangles of mask.
    Rectangle,
    /// Ellipses of mask.
    Ellipse,
    /// Freehand shapes of mask.
    Lasso,
    /// Shapes of mask with straight sides.
    Polygon,
    /// What is like a touched pixel and hangs together.
    Wand,
    /// All that has about a touched colour.
    Range,
    /// Paints in colour.
    Paint,
    /// Rubs out what was painted.
    PaintEraser,
    /// Fills what is of one colour.
    Fill,
    /// Draws a gradient.
    Gradient,
    /// Takes a colour from the picture.
    Eyedropper,
    /// Moves, scales and turns a layer.
    Transform,
    /// Cuts the picture, or makes room round it.
    Crop,
    /// Moves the view.
    Hand,
}

impl ToolKind {
    /// All of them, in the rail's order.
    pub const ALL: [Self; 16] = [
        Self::Brush,
        Self::Eraser,
        Self::Rectangle,
        Self::Ellipse,
        Self::Lasso,
        Self::Polygon,
        Self::Wand,
        Self::Range,
        Self::Paint,
        Self::PaintEraser,
        Self::Fill,
        Self::Gradient,
        Self::Eyedropper,
        Self::Transform,
        Self::Crop,
        Self::Hand,
    ];

    /// Its name, in sentence case.
    pub fn label(self) -> &'static str {
        match self {
            Self::Brush => t!("tool-brush"),
            Self::Eraser => t!("tool-eraser"),
            Self::Rectangle => t!("tool-rectangle"),
            Self::Lasso => t!("tool-lasso"),
            Self::Ellipse => t!("select-ellipse"),
            Self::Polygon => t!("select-polygon"),
            Self::Wand => t!("select-wand"),
            Self::Range => t!("select-range"),
            Self::Paint => t!("colour-paint"),
            Self::PaintEraser => t!("colour-eraser"),
            Self::Fill => t!("colour-fill"),
            Self::Gradient => t!("colour-gradient"),
            Self::Eyedropper => t!("colour-eyedropper"),
            Self::Transform => t!("frame-transform"),
            Self::Crop => t!("frame-crop"),
            Self::Hand => t!("tool-hand"),
        }
    }
    /// Its picture in the icon font.
    pub fn icon(self) -> Icon {
        match self {
            Self::Brush => Icon::Brush,
            Self::Eraser => Icon::Eraser,
            Self::Rectangle => Icon::SquareDashed,
            Self::Lasso => Icon::Lasso,
            Self::Ellipse => Icon::CircleDashed,
            Self::Polygon => Icon::Pentagon,
            Self::Wand => Icon::WandSparkles,
            Self::Range => Icon::SwatchBook,
            Self::Paint => Icon::Paintbrush,
            Self::PaintEraser => Icon::BrushCleaning,
            Self::Fill => Icon::PaintBucket,
            Self::Gradient => Icon::Rainbow,
            Self::Eyedropper => Icon::Pipette,
            Self::Transform => Icon::Move3d,
            Self::Crop => Icon::Crop,
            Self::Hand => Icon::Hand,
        }
    }
    /// What it does, for the tooltip.
    pub fn tooltip(self) -> &'static str {
        match self {
            Self::Brush => t!("tool-brush-tip"),
            Self::Eraser => t!("tool-eraser-tip"),
            Self::Rectangle => t!("tool-rectangle-tip"),
            Self::Lasso => t!("tool-lasso-tip"),
            Self::Ellipse => t!("select-ellipse-tip"),
            Self::Polygon => t!("select-polygon-tip"),
            Self::Wand => t!("select-wand-tip"),
            Self::Range => t!("select-range-tip"),
            Self::Paint => t!("colour-paint-tip"),
            Self::PaintEraser => t!("colour-eraser-tip"),
            Self::Fill => t!("colour-fill-tip"),
            Self::Gradient => t!("colour-gradient-tip"),
            Self::Eyedropper => t!("colour-eyedropper-tip"),
            Self::Transform => t!("frame-transform-tip"),
            Self::Crop => t!("frame-crop-tip"),
            Self::Hand => t!("tool-hand-tip"),
        }
    }
    /// Whether its cursor is the brush ring.
    pub fn has_tip(self) -> bool {
        matches!(self, Self::Brush | Self::Eraser | Self::Paint | Self::PaintEraser)
    }
    /// Whether it has to do with colour rather than with the mask.
    pub fn is_of_colour(self) -> bool {
        matches!(self, Self::Paint | Self::PaintEraser | Self::Fill | Self::Gradient | Self::Eyedropper)
    }
    /// Whether it makes a shape or picks by colour: what it makes is joined with the mask.
    pub fn joins(self) -> bool {
        !self.has_tip() && !self.is_of_colour() && !self.has_handles() && self != Self::Hand
    }
    /// Whether it works by handles, which the arrow keys move.
    pub fn has_handles(self) -> bool {
        matches!(self, Self::Transform | Self::Crop)
    }
}

/// The tools, which one is in the hand, and the settings they share.
#[derive(Debug)]
pub struct Toolbox {
    /// In the hand.
    pub active: ToolKind,
    /// Tip and value.
    pub brush: BrushSettings,
    /// How shapes are joined with the mask while no key says otherwise.
    pub join: Combine,
    /// How magic wand and colour range pick.
    pub pick: PickSettings,
    /// How tools of colour work.
    pub paint: PaintSettings,
    /// The layer that they act on.
    pub layer: Option<LayerId>,
    /// How near to a corner a click meets it, picture pixels.
    pub reach_px: f32,
    brush_tool: Stroke,
    eraser: Stroke,
    rectangle: Spanned<Rectangle>,
    ellipse: Spanned<Ellipse>,
    lasso: Lasso,
    polygon: Polygon,
    touch: Touch,
    paint_tool: PaintStroke,
    paint_eraser: PaintStroke,
    fill: Fill,
    gradient: GradientTool,
    eyedropper: Eyedropper,
    /// Moves, scales and turns a layer.
    pub transform: Transform,
    /// Cuts the picture.
    pub crop: Crop,
}

impl Default for Toolbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Toolbox {
    /// The brush in the hand, at its default settings.
    pub fn new() -> Self {
        Self {
            active: ToolKind::default(),
            brush: BrushSettings::default(),
            join: Combine::default(),
            pick: PickSettings::default(),
            paint: PaintSettings::default(),
            layer: None,
            reach_px: 0.0,
            brush_tool: Stroke::brush(),
            eraser: Stroke::eraser(),
            rectangle: Spanned::default(),
            ellipse: Spanned::default(),
            lasso: Lasso::default(),
            polygon: Polygon::default(),
            touch: Touch,
            paint_tool: PaintStroke::default(),
            paint_eraser: PaintStroke::eraser(),
            fill: Fill,
            gradient: GradientTool::default(),
            eyedropper: Eyedropper::default(),
            transform: Transform::default(),
            crop: Crop::default(),
        }
    }

    /// Hands an event to the active tool. The hand has nothing to do with documents: the canvas moves the view.
    pub fn event(&mut self, event: &ToolEvent, document: &mut Document) -> Outcome {
        let kit = self.kit();
        self.tool_mut().map_or_else(Outcome::default, |tool| tool.event(event, &kit, document))
    }

    /// All events of a frame came.
    pub fn settle(&mut self, document: &mut Document) {
        if let Some(tool) = self.tool_mut() {
            tool.settle(document);
        }
    }

    /// Handles that are drawn and can be taken hold of.
    pub fn handles(&self, document: &Document) -> Option<Handles> {
        self.tool()?.handles(document)
    }

    /// What the pointer looks like at a place, where the tool says so; picture pixels.
    pub fn cursor(&self, at: Pos2, document: &Document) -> Option<CursorIcon> {
        self.tool()?.cursor(at, self.reach_px, document)
    }

    /// What tools share.
    pub fn kit(&self) -> Kit {
        let PaintSettings { tip, colour, other, smooth, to_clear, .. } = self.paint;
        let end = if to_clear { Colour::CLEAR } else { other };
        let paint = Paint { tip, colour, end, smooth, layer: self.layer };
        Kit { brush: self.brush, join: self.join, reach_px: self.reach_px, paint }
    }

    /// The tip of the tool in the hand.
    pub fn tip(&self) -> &BrushSettings {
        if self.active.is_of_colour() { &self.paint.tip } else { &self.brush }
    }

    /// The same, to change it.
    pub fn tip_mut(&mut self) -> &mut BrushSettings {
        if self.active.is_of_colour() { &mut self.paint.tip } else { &mut self.brush }
    }

    /// Whether a stroke is under way: Escape belongs to it, and the tool can't be changed.
    pub fn is_drawing(&self) -> bool {
        self.tool().is_some_and(Tool::is_drawing)
    }

    /// What mouse and keys do now, for the status bar.
    pub fn hints(&self) -> &'static [Hint] {
        self.tool().map_or(hints::HAND, Tool::hints)
    }

    /// What will be made on release, as a closed outline in picture pixels.
    pub fn outline(&self) -> Vec<Pos2> {
        self.tool().map(Tool::outline).unwrap_or_default()
    }

    /// Takes a tool into the hand; ignored while a stroke is under way. The eraser's key, pressed again, gives the
    /// brush back.
    pub fn choose(&mut self, kind: ToolKind) {
        if self.is_drawing() {
            return;
        }
        self.active = match kind {
            ToolKind::Eraser if self.active == kind => ToolKind::Brush,
            ToolKind::PaintEraser if self.active == kind => ToolKind::Paint,
            kind => kind,
        };
    }

    /// Changes the tip by a drag in ui points: to the right larger, up harder. `from` is the tip when it began.
    pub fn drag_tip(&mut self, from: BrushSettings, drag: Vec2, zoom: f32) {
        let tip = self.tip_mut();
        tip.set_size(from.size_px + 2.0 * drag.x / zoom.max(f32::EPSILON));
        tip.hardness = (from.hardness - drag.y / 200.0).clamp(0.0, 1.0);
    }

    fn tool(&self) -> Option<&dyn Tool> {
        match self.active {
            ToolKind::Brush => Some(&self.brush_tool),
            ToolKind::Eraser => Some(&self.eraser),
            ToolKind::Rectangle => Some(&self.rectangle),
            ToolKind::Ellipse => Some(&self.ellipse),
            ToolKind::Lasso => Some(&self.lasso),
            ToolKind::Polygon => Some(&self.polygon),
            ToolKind::Wand | ToolKind::Range => Some(&self.touch),
            ToolKind::Paint => Some(&self.paint_tool),
            ToolKind::PaintEraser => Some(&self.paint_eraser),
            ToolKind::Fill => Some(&self.fill),
            ToolKind::Gradient => Some(&self.gradient),
            ToolKind::Eyedropper => Some(&self.eyedropper),
            ToolKind::Transform => Some(&self.transform),
            ToolKind::Crop => Some(&self.crop),
            ToolKind::Hand => None,
        }
    }

    fn tool_mut(&mut self) -> Option<&mut dyn Tool> {
        match self.active {
            ToolKind::Brush => Some(&mut self.brush_tool),
            ToolKind::Eraser => Some(&mut self.eraser),
            ToolKind::Rectangle => Some(&mut self.rectangle),
            ToolKind::Ellipse => Some(&mut self.ellipse),
            ToolKind::Lasso => Some(&mut self.lasso),
            ToolKind::Polygon => Some(&mut self.polygon),
            ToolKind::Wand | ToolKind::Range => Some(&mut self.touch),
            ToolKind::Paint => Some(&mut self.paint_tool),
            ToolKind::PaintEraser => Some(&mut self.paint_eraser),
            ToolKind::Fill => Some(&mut self.fill),
            ToolKind::Gradient => Some(&mut self.gradient),
            ToolKind::Eyedropper => Some(&mut self.eyedropper),
            ToolKind::Transform => Some(&mut self.transform),
            ToolKind::Crop => Some(&mut self.crop),
            ToolKind::Hand => None,
        }
    }
}
