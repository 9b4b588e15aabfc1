//! All tools and their settings: one active tool, one brush.

use egui::{Pos2, Vec2};
use lucide_icons::Icon;

use super::{BrushSettings, Hint, Lasso, Outcome, Rectangle, Stroke, Tool, ToolEvent, hints};
use crate::app::locale::t;
use crate::document::Document;

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
    /// Freehand shapes of mask.
    Lasso,
    /// Moves the view.
    Hand,
}

impl ToolKind {
    /// All of them, in the rail's order.
    pub const ALL: [Self; 5] = [Self::Brush, Self::Eraser, Self::Rectangle, Self::Lasso, Self::Hand];

    /// Its name, in sentence case.
    pub fn label(self) -> &'static str {
        match self {
            Self::Brush => t!("tool-brush"),
            Self::Eraser => t!("tool-eraser"),
            Self::Rectangle => t!("tool-rectangle"),
            Self::Lasso => t!("tool-lasso"),
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
            Self::Hand => t!("tool-hand-tip"),
        }
    }
    /// Whether its cursor is the brush ring.
    pub fn has_tip(self) -> bool {
        matches!(self, Self::Brush | Self::Eraser)
    }
}

/// The tools, which one is in the hand, and the settings they share.
#[derive(Debug)]
pub struct Toolbox {
    /// In the hand.
    pub active: ToolKind,
    /// Tip and value.
    pub brush: BrushSettings,
    brush_tool: Stroke,
    eraser: Stroke,
    rectangle: Rectangle,
    lasso: Lasso,
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
            brush_tool: Stroke::brush(),
            eraser: Stroke::eraser(),
            rectangle: Rectangle::default(),
            lasso: Lasso::default(),
        }
    }

    /// Hands an event to the active tool. The hand has nothing to do with documents: the canvas moves the view.
    pub fn event(&mut self, event: &ToolEvent, document: &mut Document) -> Outcome {
        let brush = self.brush;
        self.tool_mut().map_or_else(Outcome::default, |tool| tool.event(event, &brush, document))
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
            ToolKind::Lasso => Some(&self.lasso),
            ToolKind::Hand => None,
        }
    }

    fn tool_mut(&mut self) -> Option<&mut dyn Tool> {
        match self.active {
            ToolKind::Brush => Some(&mut self.brush_tool),
            ToolKind::Eraser => Some(&mut self.eraser),
            ToolKind::Rectangle => Some(&mut self.rectangle),
            ToolKind::Lasso => Some(&mut self.lasso),
            ToolKind::Hand => None,
        }
    }
}
