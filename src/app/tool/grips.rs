//! Handles: what can be taken hold of round something that is dragged, and what a press takes.

use egui::{CursorIcon, Pos2, Vec2, pos2};

use crate::raster::{Extent, Placement};

/// How far above the upper side the handle for turning stands, in reaches.
const TURN_AT: f32 = 3.5;
/// Corners and sides are met within this many reaches.
const GENEROUS: f32 = 1.5;

/// What is taken hold of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grip {
    /// All of it.
    Inside,
    /// Upper left, upper right, lower right, lower left.
    Corner(usize),
    /// Top, right, bottom, left.
    Side(usize),
    /// The handle above the upper side.
    Turn,
}

impl Grip {
    /// Which place of the whole it is, 0…1 across and down.
    pub fn share(self) -> [f64; 2] {
        match self {
            Self::Inside | Self::Turn => [0.5, 0.5],
            Self::Corner(at) => [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]][at % 4],
            Self::Side(at) => [[0.5, 0.0], [1.0, 0.5], [0.5, 1.0], [0.0, 0.5]][at % 4],
        }
    }
    /// The name of the step that dragging it is.
    pub fn step(self) -> &'static str {
        match self {
            Self::Inside => "Move layer",
            Self::Corner(_) | Self::Side(_) => "Scale layer",
            Self::Turn => "Turn layer",
        }
    }
}

/// Where the handles are, picture pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Handles {
    /// Upper left, upper right, lower right, lower left of what is held, however it is turned.
    pub corners: [Pos2; 4],
    /// It can be turned.
    pub turns: bool,
    /// What lies outside is dimmed.
    pub veils: bool,
}

impl Handles {
    /// Round a piece of picture.
    pub fn of(placement: Placement, extent: Extent) -> Self {
        Self { corners: placement.corners(extent).map(|[x, y]| pos2(x as f32, y as f32)), turns: true, veils: false }
    }

    /// The middles of the sides: top, right, bottom, left.
    pub fn sides(&self) -> [Pos2; 4] {
        [0, 1, 2, 3].map(|at| self.corners[at].lerp(self.corners[(at + 1) % 4], 0.5))
    }

    /// Where it is turned by; `reach_px` says how large things are.
    pub fn turn(&self, reach_px: f32) -> Pos2 {
        let (top, middle) = (self.sides()[0], self.centre());
        let up = (top - middle).normalized();
        let up = if up == Vec2::ZERO { Vec2::UP } else { up };
        top + TURN_AT * reach_px * up
    }

    /// In the middle of all.
    pub fn centre(&self) -> Pos2 {
        self.corners[0].lerp(self.corners[2], 0.5)
    }

    /// Whether a place is inside.
    pub fn holds(&self, at: Pos2) -> bool {
        let cross = |from: Pos2, to: Pos2| {
            let (along, towards) = (to - from, at - from);
            along.x * towards.y - along.y * towards.x
        };
        let signs = [0, 1, 2, 3].map(|side| cross(self.corners[side], self.corners[(side + 1) % 4]));
        signs.iter().all(|sign| *sign >= 0.0) || signs.iter().all(|sign| *sign <= 0.0)
    }

    /// What a press takes: the handle for turning, the nearest corner, a side anywhere along it, the inside.
    pub fn grip(&self, at: Pos2, reach_px: f32) -> Option<Grip> {
        let reach = GENEROUS * reach_px;
        if self.turns && self.turn(reach_px).distance(at) <= reach {
            return Some(Grip::Turn);
        }
        // In something small the middle third is for moving it.
        let least = [0, 1].map(|side| self.corners[side].distance(self.corners[side + 1]));
        let inward = reach.min(least[0].min(least[1]) / 3.0);
        let reach = if self.holds(at) { inward } else { reach };
        let corner = (0..4).min_by(|&a, &b| self.corners[a].distance(at).total_cmp(&self.corners[b].distance(at)))?;
        if self.corners[corner].distance(at) <= reach {
            return Some(Grip::Corner(corner));
        }
        let side = (0..4).find(|&side| distance(at, self.corners[side], self.corners[(side + 1) % 4]) <= reach);
        side.map(Grip::Side).or_else(|| self.holds(at).then_some(Grip::Inside))
    }

    /// What the pointer looks like over a grip, or while it holds it.
    pub fn cursor(&self, grip: Grip, held: bool) -> CursorIcon {
        let out = match grip {
            Grip::Inside => return CursorIcon::Move,
            Grip::Turn => return if held { CursorIcon::Grabbing } else { CursorIcon::Grab },
            Grip::Corner(at) => self.corners[at % 4] - self.centre(),
            Grip::Side(at) => self.sides()[at % 4] - self.centre(),
        };
        // Eighths of a turn, from the right clockwise; opposite directions look the same.
        let eighth = (out.angle() / std::f32::consts::FRAC_PI_4).round() as i32;
        match eighth.rem_euclid(4) {
            0 => CursorIcon::ResizeHorizontal,
            1 => CursorIcon::ResizeNwSe,
            2 => CursorIcon::ResizeVertical,
            _ => CursorIcon::ResizeNeSw,
        }
    }
}

/// From a place to a line between two.
fn distance(at: Pos2, from: Pos2, to: Pos2) -> f32 {
    let along = to - from;
    let share = ((at - from).dot(along) / along.length_sq().max(f32::EPSILON)).clamp(0.0, 1.0);
    at.distance(from + share * along)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_press_takes_what_is_nearest() {
        let handles = Handles::of(Placement::at(100, 50), Extent::new(80, 60));
        for (at, grip) in [
            ((101.0, 49.0), Some(Grip::Corner(0))),
            ((182.0, 112.0), Some(Grip::Corner(2))),
            ((130.0, 52.0), Some(Grip::Side(0))),
            ((178.0, 80.0), Some(Grip::Side(1))),
            ((140.0, 80.0), Some(Grip::Inside)),
            ((140.0, 36.0), Some(Grip::Turn)),
            ((140.0, 200.0), None),
        ] {
            assert_eq!(handles.grip(pos2(at.0, at.1), 4.0), grip, "{at:?}");
        }
        let small = Handles::of(Placement::at(0, 0), Extent::new(9, 9));
        assert_eq!(small.grip(pos2(4.5, 4.5), 8.0), Some(Grip::Inside), "what is small can be moved, too");
    }

    #[test]
    fn what_is_turned_shows_it_by_the_pointer() {
        let turned = Handles::of(Placement::at(0, 0).rotated(90.0, [30.0, 20.0]), Extent::new(60, 40));
        assert_eq!(turned.cursor(Grip::Side(0), false), CursorIcon::ResizeHorizontal);
        let upright = Handles::of(Placement::at(0, 0), Extent::new(40, 40));
        assert_eq!(upright.cursor(Grip::Corner(0), false), CursorIcon::ResizeNwSe);
        assert_eq!(upright.cursor(Grip::Corner(1), false), CursorIcon::ResizeNeSw);
    }
}
