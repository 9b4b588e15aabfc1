//! Crop: a rectangle with handles, inside the picture or reaching beyond it.

use egui::{CursorIcon, Pos2, Vec2, pos2};

use super::grips::{Grip, Handles};
use super::{Hint, Kit, Outcome, Tool, ToolEvent, hints};
use crate::document::{Document, Sides};
use crate::raster::{Extent, Rect};

/// A rectangle in whole pixels of the picture; it may reach beyond it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CropRect {
    /// Left, top.
    pub low: [i64; 2],
    /// Right, bottom; beyond `low` by one at least.
    pub high: [i64; 2],
}

impl CropRect {
    /// All of a picture.
    pub fn of(extent: Extent) -> Self {
        Self { low: [0, 0], high: [i64::from(extent.width), i64::from(extent.height)] }
    }
    /// Width and height, pixels.
    pub fn size(&self) -> [i64; 2] {
        [self.high[0] - self.low[0], self.high[1] - self.low[1]]
    }
    /// What of a picture lies in it; `None` when nothing does.
    pub fn within(&self, extent: Extent) -> Option<Rect> {
        let whole = Self::of(extent);
        let low = [0, 1].map(|axis| self.low[axis].max(0));
        let size = [0, 1].map(|axis| self.high[axis].min(whole.high[axis]) - low[axis]);
        let [x, y, width, height] = [low[0], low[1], size[0], size[1]].map(|value| u32::try_from(value).ok());
        let rect = Rect::new(x?, y?, width?, height?);
        (rect.extent().area() > 0).then_some(rect)
    }
    /// How far it reaches beyond a picture, on each side.
    pub fn beyond(&self, extent: Extent) -> Sides {
        let whole = Self::of(extent);
        let over = |by: i64| u32::try_from(by.max(0)).unwrap_or(u32::MAX);
        let [left, top] = [0, 1].map(|axis| over(-self.low[axis]));
        let [right, bottom] = [0, 1].map(|axis| over(self.high[axis] - whole.high[axis]));
        Sides { left, top, right, bottom }
    }
    /// Between two places, a pixel at least; as wide as `ratio` times its height where one is asked for, from the first.
    fn between(from: Pos2, to: Pos2, ratio: Option<f32>) -> Self {
        let mut by = to - from;
        if let Some(ratio) = ratio.filter(|ratio| *ratio > 0.0) {
            let height = by.y.abs().max(by.x.abs() / ratio);
            by = Vec2::new((height * ratio).copysign(by.x), height.copysign(by.y));
        }
        let to = from + by;
        let (low, high) = (from.min(to).round(), from.max(to).round());
        let low = [low.x as i64, low.y as i64];
        Self { low, high: [(high.x as i64).max(low[0] + 1), (high.y as i64).max(low[1] + 1)] }
    }
    fn moved(self, by: Vec2) -> Self {
        let by = [by.x.round() as i64, by.y.round() as i64];
        Self { low: [0, 1].map(|axis| self.low[axis] + by[axis]), high: [0, 1].map(|axis| self.high[axis] + by[axis]) }
    }
    fn corner(&self, share: [f64; 2]) -> Pos2 {
        let at = |axis: usize| self.low[axis] as f32 + share[axis] as f32 * self.size()[axis] as f32;
        pos2(at(0), at(1))
    }
    fn handles(&self) -> Handles {
        let corners = [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].map(|share| self.corner(share));
        Handles { corners, turns: false, veils: true }
    }
}

/// The crop tool.
#[derive(Debug, Default)]
pub struct Crop {
    /// Width to height, where it is fixed.
    pub ratio: Option<f32>,
    rect: Option<CropRect>,
    held: Option<Held>,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    /// `None` draws a new rectangle.
    grip: Option<Grip>,
    start: Pos2,
    from: Option<CropRect>,
}

impl Crop {
    /// What would be kept.
    pub fn rect(&self, extent: Extent) -> CropRect {
        self.rect.unwrap_or_else(|| CropRect::of(extent))
    }
    /// The rectangle, which is put away.
    pub fn take(&mut self) -> Option<CropRect> {
        self.held = None;
        self.rect.take()
    }
    /// Another ratio; the rectangle gets it about its middle.
    pub fn set_ratio(&mut self, ratio: Option<f32>, extent: Extent) {
        self.ratio = ratio;
        let Some(ratio) = ratio.filter(|ratio| *ratio > 0.0) else { return };
        let now = self.rect(extent);
        let [width, height] = now.size().map(|side| side as f32);
        let size =
            if width > height * ratio { Vec2::new(height * ratio, height) } else { Vec2::new(width, width / ratio) };
        let low = now.corner([0.5, 0.5]) - size / 2.0;
        self.rect = Some(CropRect::between(low, low + size, None));
    }

    fn follow(&mut self, at: Pos2, extent: Extent) {
        let Some(Held { grip, start, from }) = self.held else { return };
        let whole = from.unwrap_or_else(|| CropRect::of(extent));
        let by = at - start;
        self.rect = Some(match grip {
            None => CropRect::between(start, at, self.ratio),
            Some(Grip::Inside | Grip::Turn) => whole.moved(by),
            Some(grip @ Grip::Corner(_)) => {
                let share = grip.share();
                let fixed = whole.corner(share.map(|share| 1.0 - share));
                CropRect::between(fixed, whole.corner(share) + by, self.ratio)
            }
            Some(grip @ Grip::Side(_)) => {
                let share = grip.share();
                let (mut low, mut high) = (whole.corner([0.0, 0.0]), whole.corner([1.0, 1.0]));
                for axis in 0..2 {
                    if share[axis] == 0.0 {
                        low[axis] = (low[axis] + by[axis]).min(high[axis] - 1.0);
                    } else if share[axis] == 1.0 {
                        high[axis] = (high[axis] + by[axis]).max(low[axis] + 1.0);
                    }
                }
                if let Some(ratio) = self.ratio.filter(|ratio| *ratio > 0.0) {
                    // The other side follows about the middle.
                    let size = high - low;
                    let (axis, other) = if share[0] == 0.5 { (0, size.y * ratio) } else { (1, size.x / ratio) };
                    let middle = f32::midpoint(low[axis], high[axis]);
                    (low[axis], high[axis]) = (middle - other / 2.0, middle + other / 2.0);
                }
                CropRect::between(low, high, None)
            }
        });
    }
}

impl Tool for Crop {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        let extent = document.extent();
        match (*event, self.held) {
            (ToolEvent::Press { at, erase: false, .. }, None) => {
                // All of the picture is no rectangle that one would move: inside it a new one is drawn.
                let grip = self.rect(extent).handles().grip(at, kit.reach_px);
                let grip = grip.filter(|grip| self.rect.is_some() || *grip != Grip::Inside);
                self.held = Some(Held { grip, start: at, from: self.rect });
            }
            (ToolEvent::Move { at, .. }, Some(_)) => self.follow(at, extent),
            (ToolEvent::Release { at, .. }, Some(held)) => {
                if held.start != at {
                    self.follow(at, extent);
                }
                self.held = None;
                return Outcome::ended(false);
            }
            (ToolEvent::Cancel, Some(held)) => {
                (self.rect, self.held) = (held.from, None);
                return Outcome::ended(false);
            }
            (ToolEvent::Nudge(by), None) => self.rect = Some(self.rect(extent).moved(by)),
            _ => {}
        }
        Outcome::default()
    }

    fn is_drawing(&self) -> bool {
        self.held.is_some()
    }

    fn handles(&self, document: &Document) -> Option<Handles> {
        Some(self.rect(document.extent()).handles())
    }

    fn cursor(&self, at: Pos2, reach_px: f32, document: &Document) -> Option<CursorIcon> {
        let handles = self.handles(document)?;
        let grip = match self.held {
            Some(held) => held.grip,
            None => handles.grip(at, reach_px).filter(|grip| self.rect.is_some() || *grip != Grip::Inside),
        };
        Some(grip.map_or(CursorIcon::Crosshair, |grip| handles.cursor(grip, self.held.is_some())))
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::DRAWING } else { hints::CROP }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::Modifiers;

    use super::*;
    use crate::raster::Pixels;

    fn drag(tool: &mut Crop, document: &mut Document, from: Pos2, to: Pos2) -> [i64; 4] {
        let (kit, modifiers) = (Kit { reach_px: 3.0, ..Kit::default() }, Modifiers::NONE);
        tool.event(&ToolEvent::Press { at: from, modifiers, erase: false }, &kit, document);
        tool.event(&ToolEvent::Move { at: from.lerp(to, 0.7), modifiers }, &kit, document);
        tool.event(&ToolEvent::Release { at: to, modifiers }, &kit, document);
        let CropRect { low, high } = tool.rect(document.extent());
        [low[0], low[1], high[0], high[1]]
    }

    #[test]
    fn a_rectangle_is_drawn_moved_and_dragged_by_its_handles_beyond_the_picture_too() {
        let extent = Extent::new(200, 100);
        let mut document = Document::open("a".into(), Arc::new(Pixels::filled(extent, [9, 9, 9, 255])));
        let mut tool = Crop::default();
        assert_eq!(drag(&mut tool, &mut document, pos2(40.0, 20.0), pos2(100.2, 80.0)), [40, 20, 100, 80]);
        assert_eq!(drag(&mut tool, &mut document, pos2(70.0, 50.0), pos2(80.0, 45.0)), [50, 15, 110, 75]);
        assert_eq!(drag(&mut tool, &mut document, pos2(110.0, 45.0), pos2(230.0, 0.0)), [50, 15, 230, 75]);
        assert_eq!(tool.rect(extent).within(extent), Some(Rect::new(50, 15, 150, 60)));
        assert_eq!(tool.rect(extent).beyond(extent), Sides { right: 30, ..Sides::default() });
        tool.set_ratio(Some(1.0), extent);
        assert_eq!(tool.rect(extent).size(), [60, 60]);
        let [left, top, right, bottom] = drag(&mut tool, &mut document, pos2(170.0, 75.0), pos2(150.0, 40.0));
        assert_eq!(right - left, bottom - top, "the ratio stays");
        assert!(tool.take().is_some() && tool.rect(extent) == CropRect::of(extent));
        // From the whole picture its edge is dragged outwards.
        tool.ratio = None;
        assert_eq!(drag(&mut tool, &mut document, pos2(0.0, 50.0), pos2(-40.0, 50.0)), [-40, 0, 200, 100]);
        assert!(!document.can_undo(), "nothing is cut until it is applied");
    }
}
