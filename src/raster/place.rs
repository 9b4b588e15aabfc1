//! A picture moved, scaled, turned: where its pixels fall, and what is seen of them.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{Extent, Mask, Pixels, Rect, Sample, Samples, Turn};

/// An affine map from a source's coordinates to the canvas's, both in pixels with (0, 0) at the upper left corner of the
/// upper left pixel.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Placement([f64; 6]);

/// What is larger than this many pixels away or magnified that many times is no placement.
const FAR: f64 = 1e7;

impl Placement {
    /// The upper left corner at this pixel, nothing scaled or turned.
    pub fn at(x: i64, y: i64) -> Self {
        Self([1.0, 0.0, x as f64, 0.0, 1.0, y as f64])
    }
    /// canvas x = m0·x + m1·y + m2, canvas y = m3·x + m4·y + m5; `None` when a number is out of all proportion or the
    /// picture would have no area.
    pub fn of(matrix: [f64; 6]) -> Option<Self> {
        let placed = Self(matrix);
        placed.is_sound().then_some(placed)
    }
    /// Whether it can be drawn: one that was read from a file may not.
    pub fn is_sound(self) -> bool {
        self.0.iter().all(|value| value.is_finite() && value.abs() < FAR) && self.determinant().abs() > 1.0 / FAR
    }
    /// The numbers of [`Self::of`].
    pub fn matrix(self) -> [f64; 6] {
        self.0
    }
    /// Moved over the canvas.
    #[must_use]
    pub fn moved(self, dx: f64, dy: f64) -> Self {
        self.then(Self([1.0, 0.0, dx, 0.0, 1.0, dy]))
    }
    /// Scaled along the canvas's axes about a point of it; a negative factor flips.
    #[must_use]
    pub fn scaled(self, across: f64, down: f64, [x, y]: [f64; 2]) -> Self {
        self.then(Self([across, 0.0, x - across * x, 0.0, down, y - down * y]))
    }
    /// Turned clockwise about a point of the canvas. Quarter turns are exact.
    #[must_use]
    pub fn rotated(self, degrees: f64, [x, y]: [f64; 2]) -> Self {
        let (sin, cos) = match degrees.rem_euclid(360.0) {
            0.0 => (0.0, 1.0),
            90.0 => (1.0, 0.0),
            180.0 => (0.0, -1.0),
            270.0 => (-1.0, 0.0),
            degrees => degrees.to_radians().sin_cos(),
        };
        self.then(Self([cos, -sin, x - cos * x + sin * y, sin, cos, y - sin * x - cos * y]))
    }
    /// This, and then `next`.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, next.0);
        Self([p * a + q * d, p * b + q * e, p * c + q * f + r, s * a + t * d, s * b + t * e, s * c + t * f + u])
    }
    /// Where a point of the source falls.
    pub fn apply(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let [a, b, c, d, e, f] = self.0;
        [a * x + b * y + c, d * x + e * y + f]
    }
    /// The way back.
    #[must_use]
    pub fn inverse(self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let by = self.determinant();
        Self([e / by, -b / by, (b * f - e * c) / by, -d / by, a / by, (d * c - a * f) / by])
    }
    /// Where the corners of a source fall: upper left, upper right, lower right, lower left.
    pub fn corners(self, extent: Extent) -> [[f64; 2]; 4] {
        let (width, height) = (f64::from(extent.width), f64::from(extent.height));
        [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]].map(|corner| self.apply(corner))
    }
    /// How much larger it is across and down, in the source's own directions.
    pub fn scale(self) -> [f64; 2] {
        let [a, b, _, d, e, _] = self.0;
        [a.hypot(d), b.hypot(e)]
    }
    /// By how much its upper side is turned clockwise, degrees in −180…180.
    pub fn degrees(self) -> f64 {
        self.0[3].atan2(self.0[0]).to_degrees()
    }
    /// The turn and the canvas pixel of the upper left corner, where every pixel falls exactly onto one.
    pub fn exact(self, extent: Extent) -> Option<(Turn, i64, i64)> {
        let [a, b, c, d, e, f] = self.0;
        let turn = Turn::ALL.into_iter().find(|turn| turn.matrix().map(f64::from) == [a, b, d, e])?;
        let corners = self.corners(extent);
        let least = |axis: usize| corners.iter().map(|corner| corner[axis]).fold(f64::INFINITY, f64::min);
        (c.fract() == 0.0 && f.fract() == 0.0).then(|| (turn, least(0) as i64, least(1) as i64))
    }
    fn determinant(self) -> f64 {
        let [a, b, _, d, e, _] = self.0;
        a * e - b * d
    }
}

/// What is seen of `pixels` on a canvas where they don't fall onto its pixels exactly, and where; `None` outside.
///
/// `coverage` weighs their alpha. Bilinear where it grows; where it shrinks, resampled to the smaller size first. The
/// border is smoothed over one pixel of the canvas.
pub fn placed(
    pixels: &Pixels,
    coverage: Option<&Mask>,
    placement: Placement,
    canvas: Extent,
) -> Option<(Rect, Pixels)> {
    let corners = placement.corners(pixels.extent());
    let span = |axis: usize, limit: u32| {
        let (low, high) = corners
            .iter()
            .map(|corner| corner[axis])
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), at| (low.min(at), high.max(at)));
        let (low, high) = (low.floor().clamp(0.0, f64::from(limit)), high.ceil().clamp(0.0, f64::from(limit)));
        (low as u32, (high - low) as u32)
    };
    let ((x, width), (y, height)) = (span(0, canvas.width), span(1, canvas.height));
    if width == 0 || height == 0 {
        return None;
    }
    let rect = Rect::new(x, y, width, height);
    let covered = coverage.map(|mask| weighed(pixels, mask));
    let source = covered.as_ref().unwrap_or(pixels);
    let [across, down] = placement.scale();
    let Extent { width, height } = source.extent();
    let shrunk = |side: u32, by: f64| ((f64::from(side) * by.min(1.0)).ceil() as u32).clamp(1, side);
    let small = Extent::new(shrunk(width, across), shrunk(height, down));
    let from_small = |full: u32, small: u32| f64::from(full) / f64::from(small);
    let grow = Placement([from_small(width, small.width), 0.0, 0.0, 0.0, from_small(height, small.height), 0.0]);
    let placement = grow.then(placement);
    let resized = (small != source.extent()).then(|| source.resized(small));
    let source = resized.as_ref().unwrap_or(source);
    let samples = match source.samples() {
        Samples::Eight(rows) => Samples::Eight(drawn(rows, source.extent(), placement, rect)),
        Samples::Sixteen(rows) => Samples::Sixteen(drawn(rows, source.extent(), placement, rect)),
    };
    Some((rect, pixels.with_samples(rect.extent(), samples).ok()?))
}

/// Pixels whose alpha is weighed by a mask of their extent.
fn weighed(pixels: &Pixels, mask: &Mask) -> Pixels {
    fn weigh<S: Sample>(rows: &mut [S], coverage: &[u8]) {
        for (pixel, &covered) in
            rows.as_chunks_mut::<4>().0.iter_mut().zip(coverage).filter(|(_, covered)| **covered < 255)
        {
            pixel[3] = S::from_f32(pixel[3].to_f32() * f32::from(covered) / 255.0);
        }
    }
    let mut weighed = pixels.clone();
    match weighed.samples_mut() {
        Samples::Eight(rows) => weigh(rows, &mask.coverage()),
        Samples::Sixteen(rows) => weigh(rows, &mask.coverage()),
    }
    weighed
}

/// The rows of `rect` of the canvas.
fn drawn<S: Sample>(rows: &[S], extent: Extent, placement: Placement, rect: Rect) -> Vec<S> {
    let pixels = rows.as_chunks::<4>().0;
    let back = placement.inverse();
    let ([across, down], [a, _, _, d, _, _]) = (placement.scale(), back.0);
    let (width, height) = (f64::from(extent.width), f64::from(extent.height));
    // How far inside the border a place is, in pixels of the canvas, half a pixel beyond counted in.
    let inside = |at: f64, side: f64, scale: f64| ((at.min(side - at) * scale) + 0.5).clamp(0.0, 1.0) as f32;
    let mut out = vec![S::default(); 4 * rect.extent().area() as usize];
    out.par_chunks_exact_mut(4 * rect.width as usize).enumerate().for_each(|(row, out)| {
        let [left, top] = back.apply([f64::from(rect.x) + 0.5, f64::from(rect.y) + row as f64 + 0.5]);
        for (column, out) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let (x, y) = (left + a * column as f64, top + d * column as f64);
            let border = inside(x, width, across) * inside(y, height, down);
            if border > 0.0 {
                *out = bilinear(pixels, extent, x - 0.5, y - 0.5, border);
            }
        }
    });
    out
}

/// The colour between four pixels, the border's going on beyond it; alpha times `weight`.
fn bilinear<S: Sample>(pixels: &[[S; 4]], extent: Extent, x: f64, y: f64, weight: f32) -> [S; 4] {
    let clip = |at: f64, side: u32| (at.max(0.0) as u32).min(side - 1) as usize;
    let (left, top) = (x.floor(), y.floor());
    let (u, v) = ((x - left) as f32, (y - top) as f32);
    let columns = [clip(left, extent.width), clip(left + 1.0, extent.width)];
    let rows = [clip(top, extent.height), clip(top + 1.0, extent.height)].map(|row| row * extent.width as usize);
    let taps = [
        (rows[0] + columns[0], (1.0 - u) * (1.0 - v)),
        (rows[0] + columns[1], u * (1.0 - v)),
        (rows[1] + columns[0], (1.0 - u) * v),
        (rows[1] + columns[1], u * v),
    ];
    let mut sum = [0.0_f32; 4];
    for (at, share) in taps {
        let [r, g, b, alpha] = pixels[at].map(S::to_f32);
        let share = share * alpha;
        sum = [sum[0] + r * share, sum[1] + g * share, sum[2] + b * share, sum[3] + share];
    }
    let [r, g, b, alpha] = sum;
    if alpha <= 0.0 {
        return [S::default(); 4];
    }
    [r / alpha, g / alpha, b / alpha, alpha * weight].map(|value| S::from_f32(value.clamp(0.0, S::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placements_compose_and_come_back() {
        let placement = Placement::at(7, -3).scaled(2.0, -0.5, [4.0, 5.0]).rotated(30.0, [1.0, 2.0]).moved(0.25, 9.0);
        let there = placement.apply([3.0, 8.0]);
        let back = placement.inverse().apply(there);
        assert!((back[0] - 3.0).abs() < 1e-9 && (back[1] - 8.0).abs() < 1e-9);
        assert!((placement.scale()[0] - 2.0).abs() < 0.9 && placement.exact(Extent::new(4, 4)).is_none());
        assert!((Placement::at(0, 0).rotated(30.0, [5.0, 5.0]).degrees() - 30.0).abs() < 1e-9);
        assert_eq!(Placement::of([0.0; 6]), None);
        assert_eq!(Placement::of([1.0, 0.0, f64::NAN, 0.0, 1.0, 0.0]), None);
    }

    #[test]
    fn quarter_turns_and_whole_moves_are_exact() {
        let extent = Extent::new(6, 4);
        assert_eq!(Placement::at(5, -2).exact(extent), Some((Turn::Upright, 5, -2)));
        assert_eq!(Placement::at(0, 0).rotated(90.0, [3.0, 2.0]).exact(extent), Some((Turn::Quarter, 1, -1)));
        assert_eq!(Placement::at(1, 0).scaled(-1.0, 1.0, [4.0, 2.0]).exact(extent), Some((Turn::Mirror, 1, 0)));
        assert_eq!(Placement::at(0, 0).rotated(-90.0, [3.0, 2.0]).degrees(), -90.0);
    }

    #[test]
    fn what_is_drawn_agrees_with_what_is_exact() {
        let samples = (0..9 * 5 * 4).map(|i| if i % 4 == 3 { 255 } else { (i * 37 % 256) as u8 }).collect();
        let pixels = Pixels::new(Extent::new(9, 5), Samples::Eight(samples)).unwrap();
        let canvas = Extent::new(40, 30);
        for turn in Turn::ALL {
            let [a, b, c, d] = turn.matrix().map(f64::from);
            let placement = Placement::of([a, b, 12.0, c, d, 14.0]).unwrap();
            let (rect, drawn) = placed(&pixels, None, placement, canvas).unwrap();
            let (found, x, y) = placement.exact(pixels.extent()).unwrap();
            assert_eq!((found, (x, y)), (turn, (i64::from(rect.x), i64::from(rect.y))));
            assert_eq!(drawn, pixels.turned(turn), "{turn:?}");
        }
    }

    #[test]
    fn a_flat_colour_stays_flat_at_any_size_and_coverage_is_alpha() {
        let pixels = Pixels::filled(Extent::new(40, 40), [200, 100, 50, 255]);
        let mask = Mask::filled(pixels.extent(), 128);
        for scale in [0.3, 0.9, 3.0] {
            let placement = Placement::at(10, 10).scaled(scale, scale, [30.0, 30.0]).rotated(17.0, [30.0, 30.0]);
            let (rect, drawn) = placed(&pixels, Some(&mask), placement, Extent::new(60, 60)).unwrap();
            assert_eq!(drawn.rgba8(30 - rect.x, 30 - rect.y), [200, 100, 50, 128]);
        }
        assert!(placed(&pixels, None, Placement::at(60, 0).moved(0.5, 0.5), Extent::new(60, 60)).is_none());
    }
}
