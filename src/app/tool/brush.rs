//! Brush and eraser: a round tip swept along the pointer's way.
//!
//! The tip is swept, not stamped: each piece of the way covers a pixel by its distance to that piece, which is what
//! stamps at spacing → 0 give, so there are no scallops and no spacing to choose.

use egui::{Pos2, Vec2};
use serde::{Deserialize, Serialize};

use super::{Hint, Kit, Outcome, Tool, ToolEvent, hints};
use crate::document::Document;
use crate::raster::Rect;

/// Size limits of the tip, pixels.
pub const SIZE_PX: std::ops::RangeInclusive<f32> = 1.0..=4000.0;

/// The tip and what it writes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct BrushSettings {
    /// Diameter, picture pixels.
    pub size_px: f32,
    /// 0 (falls off from the middle) … 1 (sharp edge).
    pub hardness: f32,
    /// What the mask becomes, 0…1.
    pub value: f32,
}

impl Default for BrushSettings {
    fn default() -> Self {
        Self { size_px: 48.0, hardness: 0.7, value: 1.0 }
    }
}

impl BrushSettings {
    /// Multiplies the size, within the limits.
    pub fn scale_size(&mut self, factor: f32) {
        self.set_size(self.size_px * factor);
    }
    /// Sets the size, within the limits.
    pub fn set_size(&mut self, size_px: f32) {
        self.size_px = size_px.clamp(*SIZE_PX.start(), *SIZE_PX.end());
    }
    /// Adds to the hardness, within 0…1.
    pub fn add_hardness(&mut self, step: f32) {
        self.hardness = (self.hardness + step).clamp(0.0, 1.0);
    }
    /// The value as coverage.
    pub fn coverage(&self) -> u8 {
        (self.value.clamp(0.0, 1.0) * 255.0).round() as u8
    }
    /// Radius at which the tip covers half, pixels: where the ring is drawn.
    pub fn ring_radius_px(&self) -> f32 {
        let (inner, outer) = self.falloff();
        f32::midpoint(inner, outer)
    }

    /// Distances at which the tip begins to fall and reaches 0. At least one pixel apart: the edge is anti-aliased.
    fn falloff(&self) -> (f32, f32) {
        let radius = self.size_px / 2.0;
        let inner = (radius * self.hardness).min(radius - 0.5).max(0.0);
        (inner, (radius + 0.5 * self.hardness).max(inner + 1.0))
    }
}

/// The brush, or with `erases` the eraser.
#[derive(Debug, Default)]
pub struct Stroke {
    erases: bool,
    state: State,
    /// In which document and where the last stroke ended: Shift+click draws on from there.
    last: Option<(u64, Pos2)>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum State {
    #[default]
    Ready,
    Drawing {
        from: Pos2,
        value: u8,
    },
}

impl Stroke {
    /// The brush.
    pub fn brush() -> Self {
        Self::default()
    }
    /// The eraser.
    pub fn eraser() -> Self {
        Self { erases: true, ..Self::default() }
    }
}

impl Tool for Stroke {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        let brush = &kit.brush;
        match (self.state, *event) {
            (State::Ready, ToolEvent::Press { at, modifiers, erase }) => {
                let erase = erase || self.erases;
                let value = if erase { 0 } else { brush.coverage() };
                document.begin(if erase { "Eraser stroke" } else { "Brush stroke" });
                let last = self.last.filter(|(id, _)| modifiers.shift && *id == document.id());
                let from = last.map_or(at, |(_, last)| last);
                let mask_changed = sweep(document, brush, value, from, at);
                self.state = State::Drawing { from: at, value };
                Outcome { mask_changed, ..Outcome::default() }
            }
            (State::Drawing { from, value }, ToolEvent::Move { at, .. }) => {
                let mask_changed = sweep(document, brush, value, from, at);
                self.state = State::Drawing { from: at, value };
                Outcome { mask_changed, ..Outcome::default() }
            }
            (State::Drawing { from, value }, ToolEvent::Release { at, .. }) => {
                let mask_changed = at != from && sweep(document, brush, value, from, at);
                document.commit();
                self.last = Some((document.id(), at));
                self.state = State::Ready;
                Outcome::ended(mask_changed)
            }
            (State::Drawing { .. }, ToolEvent::Cancel) => {
                document.abort();
                self.state = State::Ready;
                Outcome::ended(true)
            }
            _ => Outcome::default(),
        }
    }

    fn is_drawing(&self) -> bool {
        self.state != State::Ready
    }

    fn hints(&self) -> &'static [Hint] {
        match (self.state, self.erases) {
            (State::Drawing { .. }, _) => hints::DRAWING,
            (State::Ready, false) => hints::BRUSH,
            (State::Ready, true) => hints::ERASER,
        }
    }
}

/// Draws the tip from `from` to `to`, and says whether the mask changed.
fn sweep(document: &mut Document, brush: &BrushSettings, value: u8, from: Pos2, to: Pos2) -> bool {
    let before = document.revision();
    let way = to - from;
    let (_, outer) = brush.falloff();
    // A long way is cut, so that no piece's bounding box is much larger than what it covers.
    let pieces = (way.length() / outer.max(64.0)).ceil().clamp(1.0, 100_000.0) as usize;
    for piece in 0..pieces {
        let start = from + way * (piece as f32 / pieces as f32);
        let end = from + way * ((piece + 1) as f32 / pieces as f32);
        sweep_piece(document, brush, value, start, end);
    }
    document.revision() != before
}

fn sweep_piece(document: &mut Document, brush: &BrushSettings, value: u8, from: Pos2, to: Pos2) {
    let (inner, outer) = brush.falloff();
    let Some(rect) = pixels_between(from.min(to) - Vec2::splat(outer), from.max(to) + Vec2::splat(outer), document)
    else {
        return;
    };
    let way = to - from;
    let length_sq = way.length_sq();
    document.paint_mask(rect, value, |x, y| {
        let point = Pos2::new(x as f32 + 0.5, y as f32 + 0.5) - from;
        let along = if length_sq > 0.0 { (point.dot(way) / length_sq).clamp(0.0, 1.0) } else { 0.0 };
        let distance_sq = (point - way * along).length_sq();
        if distance_sq >= outer * outer {
            return 0;
        }
        if distance_sq <= inner * inner {
            return 255;
        }
        let fall = (distance_sq.sqrt() - inner) / (outer - inner);
        let smooth = 1.0 - fall * fall * (3.0 - 2.0 * fall);
        (smooth * 255.0).round() as u8
    });
}

/// The document's pixels that touch the box from `low` to `high`.
pub(super) fn pixels_between(low: Pos2, high: Pos2, document: &Document) -> Option<Rect> {
    if !(low.is_finite() && high.is_finite()) {
        return None;
    }
    let extent = document.extent();
    let clip = |value: f32, limit: u32| f64::from(value).clamp(0.0, f64::from(limit)) as u32;
    let (x, y) = (clip(low.x.floor(), extent.width), clip(low.y.floor(), extent.height));
    let (right, bottom) = (clip(high.x.ceil(), extent.width), clip(high.y.ceil(), extent.height));
    (right > x && bottom > y).then(|| Rect::new(x, y, right - x, bottom - y))
}
