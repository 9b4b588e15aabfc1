//! Transform: a piece of picture moved, scaled, turned by its handles.

use egui::{CursorIcon, Modifiers, Pos2, Vec2};

use super::grips::{Grip, Handles};
use super::{Hint, Kit, Later, Outcome, Tool, ToolEvent, hints};
use crate::document::{Document, Layer, LayerId};
use crate::raster::{Extent, Placement};

/// While dragged, a layer that covers more pixels than this is only outlined: what is seen follows on release.
const LIVE_PX: f64 = 4e6;
/// With Shift the turn snaps to multiples of this.
const SNAP_DEGREES: f64 = 15.0;

/// The transform tool.
#[derive(Debug, Default)]
pub struct Transform {
    /// What was last taken hold of, pasted or chosen; it may be gone by now.
    pub chosen: Option<LayerId>,
    held: Option<Held>,
}

/// A drag.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    layer: LayerId,
    extent: Extent,
    grip: Grip,
    /// Where the pointer took hold, picture pixels.
    start: Pos2,
    /// The placement then.
    from: Placement,
    /// The placement now, which the document may not have yet.
    now: Placement,
}

/// Whether a layer can be laid elsewhere.
pub fn is_movable(document: &Document, layer: &Layer) -> bool {
    layer.placement().is_some() && !layer.locked() && document.place_of(layer.id()).is_some_and(|at| at > 0)
}

impl Transform {
    /// The layer that has the handles: the chosen one, or else the topmost that can be moved.
    pub fn target<'a>(&self, document: &'a Document) -> Option<&'a Layer> {
        let movable = |layer: &&Layer| is_movable(document, layer);
        let chosen = self.chosen.and_then(|id| document.layer(id)).filter(movable);
        chosen.or_else(|| document.layers().iter().rev().find(|layer| layer.visible() && movable(layer)))
    }

    fn press(&mut self, at: Pos2, kit: &Kit, document: &Document) {
        let grip = self.handles(document).and_then(|handles| handles.grip(at, kit.reach_px));
        let target = self.target(document).map(Layer::id);
        // Beside the handles a press takes the layer that is there.
        let there = || {
            let hit = |layer: &&Layer| {
                layer.visible() && is_movable(document, layer) && handles_of(layer).is_some_and(|own| own.holds(at))
            };
            document.layers().iter().rev().find(hit).map(Layer::id)
        };
        let (layer, grip) = match grip {
            Some(grip) => (target, grip),
            None => (there(), Grip::Inside),
        };
        let Some(layer) = layer.and_then(|id| document.layer(id)) else { return };
        let Some((pixels, from)) = layer.pixels().zip(layer.placement()) else { return };
        self.chosen = Some(layer.id());
        self.held = Some(Held { layer: layer.id(), extent: pixels.extent(), grip, start: at, from, now: from });
    }

    fn put(&self, document: &mut Document) {
        let Some(held) = self.held else { return };
        if document.layer(held.layer).and_then(Layer::placement) == Some(held.now) {
            return;
        }
        if !document.is_open() {
            document.begin(held.grip.step());
        }
        document.place_layer(held.layer, held.now);
    }
}

impl Tool for Transform {
    fn event(&mut self, event: &ToolEvent, kit: &Kit, document: &mut Document) -> Outcome {
        match (*event, &mut self.held) {
            (ToolEvent::Press { at, erase: false, .. }, None) => self.press(at, kit, document),
            (ToolEvent::Move { at, modifiers }, Some(held)) => held.drag(at, modifiers),
            (ToolEvent::Release { at, modifiers }, Some(held)) => {
                held.drag(at, modifiers);
                let (Held { layer, now, from, grip, .. }, px) = (*held, area(held.extent, held.now) as u64);
                self.held = None;
                if now == from && !document.is_open() {
                    return Outcome::ended(false);
                }
                // Both places are composed anew.
                let done = Later::unless_few(px, document, move |document| {
                    if !document.is_open() {
                        document.begin(grip.step());
                    }
                    document.place_layer(layer, now);
                    document.commit();
                    None
                });
                return Outcome { later: done.err(), ..Outcome::ended(false) };
            }
            (ToolEvent::Cancel, Some(_)) => {
                self.held = None;
                document.abort();
                return Outcome::ended(false);
            }
            (ToolEvent::Nudge(by), None) => {
                let target = self.target(document).and_then(|layer| Some((layer.id(), layer.placement()?)));
                if let Some((id, placement)) = target {
                    document.place_layer(id, placement.moved(by.x.into(), by.y.into()));
                }
            }
            _ => {}
        }
        Outcome::default()
    }

    fn settle(&mut self, document: &mut Document) {
        // What moves is composed anew: once a frame, where that is quick.
        if self.held.is_some_and(|held| area(held.extent, held.now) <= LIVE_PX) {
            self.put(document);
        }
    }

    fn is_drawing(&self) -> bool {
        self.held.is_some()
    }

    fn handles(&self, document: &Document) -> Option<Handles> {
        match self.held {
            Some(held) => Some(Handles::of(held.now, held.extent)),
            None => handles_of(self.target(document)?),
        }
    }

    fn cursor(&self, at: Pos2, reach_px: f32, document: &Document) -> Option<CursorIcon> {
        let handles = self.handles(document)?;
        let grip = self.held.map(|held| held.grip).or_else(|| handles.grip(at, reach_px));
        Some(grip.map_or(CursorIcon::Default, |grip| handles.cursor(grip, self.is_drawing())))
    }

    fn hints(&self) -> &'static [Hint] {
        if self.is_drawing() { hints::TRANSFORMING } else { hints::TRANSFORM }
    }
}

impl Held {
    /// Follows the pointer.
    fn drag(&mut self, at: Pos2, modifiers: Modifiers) {
        let Extent { width, height } = self.extent;
        let by = at - self.start;
        let (from, side) = (self.from, [f64::from(width), f64::from(height)]);
        let middle = side.map(|side| side / 2.0);
        let next = match self.grip {
            Grip::Inside => {
                // Whole pixels: what was sharp stays so.
                let [x, y] = straight(by, modifiers.shift).map(|by| f64::from(by.round()));
                from.moved(x, y)
            }
            Grip::Turn => {
                let centre = from.apply(middle);
                let angle = |at: Pos2| (f64::from(at.y) - centre[1]).atan2(f64::from(at.x) - centre[0]).to_degrees();
                let mut degrees = angle(at) - angle(self.start);
                if modifiers.shift {
                    let whole = from.degrees() + degrees;
                    degrees = (whole / SNAP_DEGREES).round() * SNAP_DEGREES - from.degrees();
                }
                from.rotated(degrees, centre)
            }
            Grip::Corner(_) | Grip::Side(_) => {
                let share = self.grip.share();
                let grasped = [share[0] * side[0], share[1] * side[1]];
                // What stays where it is: the opposite side, or the middle.
                let fixed = if modifiers.alt { middle } else { [0, 1].map(|axis| side[axis] - grasped[axis]) };
                let [x, y] = from.apply(grasped);
                let moved = from.inverse().apply([x + f64::from(by.x), y + f64::from(by.y)]);
                let axis = |axis: usize| {
                    let (arm, now) = (grasped[axis] - fixed[axis], moved[axis] - fixed[axis]);
                    if arm == 0.0 { 1.0 } else { at_least(now / arm, 1.0 / side[axis]) }
                };
                let [across, down] = match self.grip {
                    Grip::Corner(_) if !modifiers.shift => {
                        let [one, other] = [0, 1].map(|axis| {
                            let (arm, now) = (grasped[axis] - fixed[axis], moved[axis] - fixed[axis]);
                            let scale = from.scale()[axis];
                            (arm * now * scale * scale, arm * arm * scale * scale)
                        });
                        let both = (one.0 + other.0) / (one.1 + other.1);
                        [at_least(both, 1.0 / side[0].min(side[1])); 2]
                    }
                    _ => [axis(0), axis(1)],
                };
                Placement::at(0, 0).scaled(across, down, fixed).then(from)
            }
        };
        if next.is_sound() {
            self.now = next;
        }
    }
}

/// A scale that leaves a pixel, on its own side of nothing.
fn at_least(scale: f64, least: f64) -> f64 {
    if scale.is_finite() { scale.abs().max(least).copysign(scale) } else { 1.0 }
}

/// Along one axis only, the one that it is more along, where that is asked for.
fn straight(by: Vec2, one_axis: bool) -> [f32; 2] {
    match (one_axis, by.x.abs() >= by.y.abs()) {
        (false, _) => [by.x, by.y],
        (true, true) => [by.x, 0.0],
        (true, false) => [0.0, by.y],
    }
}

fn handles_of(layer: &Layer) -> Option<Handles> {
    Some(Handles::of(layer.placement()?, layer.pixels()?.extent()))
}

/// Pixels of the canvas that it would cover.
fn area(extent: Extent, placement: Placement) -> f64 {
    let [across, down] = placement.scale();
    f64::from(extent.width) * across * f64::from(extent.height) * down
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use egui::pos2;

    use super::*;
    use crate::raster::Pixels;

    /// A picture of 200×100 with a piece of 40×20 at (60, 30).
    fn document() -> (Document, LayerId) {
        let filled = |width, height, grey| Arc::new(Pixels::filled(Extent::new(width, height), [grey, 0, 0, 255]));
        let mut document = Document::open("a".into(), filled(200, 100, 9));
        let id = document.paste("piece", &filled(40, 20, 200), (60, 30)).unwrap();
        (document, id)
    }

    /// Drags from one place to another; the corners after it.
    fn drag(
        tool: &mut Transform,
        document: &mut Document,
        from: Pos2,
        to: Pos2,
        modifiers: Modifiers,
    ) -> [[f64; 2]; 4] {
        let kit = Kit { reach_px: 3.0, ..Kit::default() };
        tool.event(&ToolEvent::Press { at: from, modifiers, erase: false }, &kit, document);
        tool.event(&ToolEvent::Move { at: from.lerp(to, 0.4), modifiers }, &kit, document);
        tool.settle(document);
        tool.event(&ToolEvent::Release { at: to, modifiers }, &kit, document);
        let layer = document.layers().last().unwrap();
        layer.placement().unwrap().corners(layer.pixels().unwrap().extent()).map(|corner| corner.map(f64::round))
    }

    #[test]
    fn handles_move_scale_and_turn_each_as_one_step() {
        let ((mut document, _), mut tool) = (document(), Transform::default());
        let (none, shift) = (Modifiers::NONE, Modifiers::SHIFT);
        let at = |x, y| pos2(x, y);
        let moved = drag(&mut tool, &mut document, at(80.0, 40.0), at(90.4, 35.2), none);
        assert_eq!(moved[0], [70.0, 25.0], "by whole pixels");
        assert_eq!(document.flattened().rgba8(70, 25), [200, 0, 0, 255]);
        let scaled = drag(&mut tool, &mut document, at(110.0, 45.0), at(150.0, 65.0), none);
        assert_eq!((scaled[0], scaled[2]), ([70.0, 25.0], [150.0, 65.0]), "the ratio is kept");
        let freed = drag(&mut tool, &mut document, at(150.0, 65.0), at(110.0, 85.0), shift);
        assert_eq!((freed[0], freed[2]), ([70.0, 25.0], [110.0, 85.0]), "Shift frees it");
        let wide = drag(&mut tool, &mut document, at(110.0, 55.0), at(120.0, 60.0), Modifiers::ALT);
        assert_eq!((wide[0], wide[2]), ([60.0, 25.0], [120.0, 85.0]), "a side, about the middle");
        let turn = tool.handles(&document).unwrap().turn(3.0);
        let turned = drag(&mut tool, &mut document, turn, at(160.0, 56.0), shift);
        assert_eq!(turned[0], [120.0, 25.0], "a quarter, by steps");
        for step in ["Turn layer", "Scale layer", "Scale layer", "Scale layer", "Move layer"] {
            assert_eq!(document.undo_name(), Some(step));
            document.undo();
        }
        assert_eq!(document.undo_name(), Some("Paste picture"));
    }

    #[test]
    fn escape_takes_a_drag_back_and_arrows_move() {
        let ((mut document, id), mut tool) = (document(), Transform::default());
        let (kit, before) = (Kit::default(), document.flattened());
        tool.event(
            &ToolEvent::Press { at: pos2(80.0, 40.0), modifiers: Modifiers::NONE, erase: false },
            &kit,
            &mut document,
        );
        tool.event(&ToolEvent::Move { at: pos2(20.0, 90.0), modifiers: Modifiers::NONE }, &kit, &mut document);
        tool.settle(&mut document);
        assert_ne!(document.flattened(), before, "what moves is seen");
        tool.event(&ToolEvent::Cancel, &kit, &mut document);
        assert_eq!((document.flattened(), tool.is_drawing()), (before, false));
        tool.event(&ToolEvent::Nudge(egui::vec2(-10.0, 1.0)), &kit, &mut document);
        assert_eq!(document.layer(id).unwrap().placement(), Some(Placement::at(50, 31)));
        document.set_layer(id, |look| look.locked = true);
        tool.event(&ToolEvent::Nudge(Vec2::RIGHT), &kit, &mut document);
        assert_eq!(document.layer(id).unwrap().placement(), Some(Placement::at(50, 31)), "what is locked stays");
        assert_eq!(tool.handles(&document), None);
    }

    #[test]
    fn a_press_takes_the_layer_that_is_there() {
        let ((mut document, first), mut tool) = (document(), Transform::default());
        let small = Arc::new(Pixels::filled(Extent::new(20, 20), [0, 99, 0, 255]));
        let second = document.paste("second", &small, (150, 60)).unwrap();
        assert_eq!(tool.target(&document).map(Layer::id), Some(second), "the topmost has the handles");
        drag(&mut tool, &mut document, pos2(70.0, 40.0), pos2(75.0, 40.0), Modifiers::NONE);
        assert_eq!(tool.chosen, Some(first));
        assert_eq!(document.layer(first).unwrap().placement(), Some(Placement::at(65, 30)));
        drag(&mut tool, &mut document, pos2(5.0, 5.0), pos2(50.0, 50.0), Modifiers::NONE);
        assert_eq!(tool.chosen, Some(first), "beside everything nothing is taken");
    }
}
