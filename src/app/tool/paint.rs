//! Brush and eraser in colour, and the colours in the hand.

use std::collections::VecDeque;

use egui::Pos2;
use serde::{Deserialize, Serialize};

use super::brush::swept;
use super::touch::pixel_at;
use super::{BrushSettings, Coloured, Hint, Kit, Outcome, Tool, ToolEvent, hints};
use crate::app::locale::t;
use crate::document::{Document, Ink, LayerId};
use crate::raster::Colour;

/// Colours that are remembered.
const RECENT: usize = 8;
/// Length of the string on which a smoothed brush is drawn, as a multiple of how near a click meets a corner.
const STRING: f32 = 1.5;

/// How the tools of colour work, as they were left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PaintSettings {
    /// The tip of brush and eraser; its value is the opacity.
    pub tip: BrushSettings,
    /// In the hand.
    pub colour: Colour,
    /// The one before it, or the gradient's end.
    pub other: Colour,
    /// Used before, newest first.
    pub recent: VecDeque<Colour>,
    /// The brush is drawn on a string: a shaking hand draws a smooth line.
    pub smooth: bool,
    /// How far a colour may be from the touched one to be filled, 0…255.
    pub tolerance: f32,
    /// The gradient ends in nothing rather than in the other colour.
    pub to_clear: bool,
}

impl Default for PaintSettings {
    fn default() -> Self {
        Self {
            tip: BrushSettings { size_px: 24.0, hardness: 0.8, value: 1.0 },
            colour: Colour::BLACK,
            other: Colour::WHITE,
            recent: VecDeque::new(),
            smooth: false,
            tolerance: 32.0,
            to_clear: false,
        }
    }
}

impl PaintSettings {
    /// Takes a colour into the hand; the one before it is kept.
    pub fn take(&mut self, colour: Colour) {
        if colour != self.colour {
            self.other = self.colour;
            self.colour = colour;
        }
    }
    /// The two colours change places.
    pub fn swap(&mut self) {
        std::mem::swap(&mut self.colour, &mut self.other);
    }
    /// The colour in the hand was used.
    pub fn remember(&mut self) {
        self.recent.retain(|colour| *colour != self.colour);
        self.recent.push_front(self.colour);
        self.recent.truncate(RECENT);
    }
    /// Numbers brought back into their ranges.
    #[must_use]
    pub fn sound(mut self) -> Self {
        let usual = Self::default();
        self.tip = self.tip.sound(usual.tip);
        self.tolerance = if self.tolerance.is_finite() { self.tolerance.clamp(0.0, 255.0) } else { usual.tolerance };
        self.colour.0[3] = u16::MAX;
        self.other.0[3] = u16::MAX;
        self.recent.truncate(RECENT);
        self
    }
}

/// What tools of colour are given.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paint {
    /// The tip; its value is the opacity.
    pub tip: BrushSettings,
    /// In the hand.
    pub colour: Colour,
    /// Where a gradient ends.
    pub end: Colour,
    /// Drawn on a string.
    pub smooth: bool,
    /// The layer that tools act on.
    pub layer: Option<LayerId>,
}

impl Paint {
    /// The colour in the hand at the tip's opacity.
    pub fn ink(&self) -> Colour {
        let mut colour = self.colour;
        colour.0[3] = (f32::from(u16::MAX) * self.tip.value.clamp(0.0, 1.0)).round() as u16;
        colour
    }
}

/// The layer that is painted on: the active one, or the one over it, or a new one over it. Part of the open step.
pub(in crate::app) fn sheet(document: &mut Document, active: Option<LayerId>) -> LayerId {
    let place = active.and_then(|id| document.place_of(id));
    let above = place.and_then(|at| document.layers().get(at + 1)).map(crate::document::Layer::id);
    let found = [active, above].into_iter().flatten().find(|&id| document.is_paintable(id) && document.shows(id));
    found.unwrap_or_else(|| {
        let number = document.layers().len();
        document.add_paint_layer(t!("layer-paint-name", number = number), active)
    })
}

/// The brush in colour, or with `erases` its eraser.
#[derive(Debug, Default)]
pub struct PaintStroke {
    erases: bool,
    drawing: Option<Drawing>,
    /// In which document and where the last stroke ended: Shift+click draws on from there.
    last: Option<(u64, Pos2)>,
}

#[derive(Clone, Copy, Debug)]
struct Drawing {
    from: Pos2,
    ink: Ink,
    layer: LayerId,
}

impl PaintStroke {
    /// The eraser.
    pub fn eraser() -> Self {
        Self { erases: true, ..Self::default() }
    }

    fn begin(&mut self, [from, at]: [Pos2; 2], erases: bool, kit: &Kit, document: &mut Document) -> Outcome {
        let paint = &kit.paint;
        document.begin(if erases { "Eraser stroke" } else { "Paint stroke" });
        let layer = match paint.layer.filter(|&id| document.is_paintable(id)) {
            Some(layer) => layer,
            // There is nothing to rub out on what is no paint.
            None if erases => {
                document.abort();
                return Outcome { coloured: Some(Coloured::NoPaint), ..Outcome::default() };
            }
            None => sheet(document, paint.layer),
        };
        let ink = if erases { Ink::Erase } else { Ink::Colour(paint.ink()) };
        self.drawing = Some(Drawing { from, ink, layer });
        self.draw_to(at, kit, document);
        Outcome { coloured: Some(Coloured::Layer(layer)), ..Outcome::default() }
    }

    fn draw_to(&mut self, at: Pos2, kit: &Kit, document: &mut Document) {
        let Some(drawing) = &mut self.drawing else { return };
        let Drawing { from, ink, layer } = *drawing;
        let share = if ink == Ink::Erase { kit.paint.tip.value.clamp(0.0, 1.0) } else { 1.0 };
        swept(document, &kit.paint.tip, from, at, |document, rect, cover| {
            document.paint(layer, rect, ink, |x, y| (f32::from(cover.at(x, y)) * share).round() as u8);
        });
        drawing.from = at;
    }
}

impl Tool for PaintStroke {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        match (self.drawing, *event) {
            (None, ToolEvent::Press { at, modifiers, .. }) if modifiers.alt => look(at, document),
            (None, ToolEvent::Press { at, modifiers, erase }) => {
                let last = self.last.filter(|(id, _)| modifiers.shift && *id == document.id());
                let from = last.map_or(at, |(_, last)| last);
                self.begin([from, at], erase || self.erases, kit, document)
            }
            (Some(Drawing { from, .. }), ToolEvent::Move { at, .. }) => {
                let way = at - from;
                let string = if kit.paint.smooth { STRING * kit.reach_px } else { 0.0 };
                if way.length() > string {
                    self.draw_to(at - way.normalized() * string, kit, document);
                }
                Outcome::default()
            }
            (Some(Drawing { ink, from, .. }), ToolEvent::Release { at, .. }) => {
                if at != from {
                    self.draw_to(at, kit, document);
                }
                document.commit();
                self.last = Some((document.id(), at));
                self.drawing = None;
                let coloured = (ink != Ink::Erase).then_some(Coloured::Used);
                Outcome { coloured, ..Outcome::ended(false) }
            }
            (Some(_), ToolEvent::Cancel) => {
                document.abort();
                self.drawing = None;
                Outcome::ended(false)
            }
            _ => Outcome::default(),
        }
    }

    fn is_drawing(&self) -> bool {
        self.drawing.is_some()
    }

    fn hints(&self) -> &'static [Hint] {
        match (self.drawing, self.erases) {
            (Some(_), _) => hints::DRAWING,
            (None, false) => hints::PAINT,
            (None, true) => hints::PAINT_ERASER,
        }
    }
}

/// The colour of what is touched shall be taken.
pub(super) fn look(at: Pos2, document: &Document) -> Outcome {
    let coloured = pixel_at(at, document).map(|(x, y)| Coloured::Look(x, y));
    Outcome { coloured, ..Outcome::default() }
}
