//! All tools and their settings: one active tool, one brush.

use egui::{CursorIcon, Pos2, Vec2};
use lucide_icons::Icon;

use super::{
    BrushSettings, Crop, Ellipse, Handles, Hint, Kit, Lasso, Outcome, PickSettings, Polygon, Rectangle, Stroke, Tool,
    ToolEvent, Touch, Transform, hints,
};
use crate::app::locale::t;
use crate::document::{Combine, Document};

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
    /// Moves, scales and turns a layer.
    Transform,
    /// Cuts the picture, or makes room round it.
    Crop,
    /// Moves the view.
    Hand,
}

impl ToolKind {
    /// All of them, in the rail's order.
    pub const ALL: [Self; 11] = [
        Self::Brush,
        Self::Eraser,
        Self::Rectangle,
        Self::Ellipse,
        Self::Lasso,
        Self::Polygon,
        Self::Wand,
        Self::Range,
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
            Self::Range => Icon::Pipette,
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
            Self::Transform => t!("frame-transform-tip"),
            Self::Crop => t!("frame-crop-tip"),
            Self::Hand => t!("tool-hand-tip"),
        }
    }
    /// Whether its cursor is the brush ring.
    pub fn has_tip(self) -> bool {
        matches!(self, Self::Brush | Self::Eraser)
    }
    /// Whether it makes a shape or picks by colour: what it makes is joined with the mask.
    pub fn joins(self) -> bool {
        !self.has_tip() && !self.has_handles() && self != Self::Hand
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
    /// How near to a corner a click meets it, picture pixels.
    pub reach_px: f32,
    brush_tool: Stroke,
    eraser: Stroke,
    rectangle: Rectangle,
    ellipse: Ellipse,
    lasso: Lasso,
    polygon: Polygon,
    touch: Touch,
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
            reach_px: 0.0,
            brush_tool: Stroke::brush(),
            eraser: Stroke::eraser(),
            rectangle: Rectangle::default(),
            ellipse: Ellipse::default(),
            lasso: Lasso::default(),
            polygon: Polygon::default(),
            touch: Touch,
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
        Kit { brush: self.brush, join: self.join, reach_px: self.reach_px }
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
        let puts_eraser_away = kind == ToolKind::Eraser && self.active == ToolKind::Eraser;
        self.active = if puts_eraser_away { ToolKind::Brush } else { kind };
    }

    /// Changes the tip by a drag in ui points: to the right larger, up harder. `from` is the tip when it began.
    pub fn drag_tip(&mut self, from: BrushSettings, drag: Vec2, zoom: f32) {
        self.brush.set_size(from.size_px + 2.0 * drag.x / zoom.max(f32::EPSILON));
        self.brush.hardness = (from.hardness - drag.y / 200.0).clamp(0.0, 1.0);
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
            ToolKind::Transform => Some(&mut self.transform),
            ToolKind::Crop => Some(&mut self.crop),
            ToolKind::Hand => None,
        }
    }
}
