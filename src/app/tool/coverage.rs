//! Anti-aliased scanline fill of a polygon, non-zero winding.

use egui::Pos2;

use crate::raster::Rect;

/// Scanlines a pixel row.
const SUBROWS: u32 = 8;

/// Coverage of a closed polygon.
#[derive(Clone, Debug)]
pub(super) struct Coverage {
    rect: Rect,
    rows: Vec<u8>,
}

impl Coverage {
    /// Coverage 0…255 of the pixels of `rect` by the polygon with these corners, in the same pixels.
    pub(super) fn of_polygon(corners: &[Pos2], rect: Rect) -> Self {
        let width = rect.width as usize;
        let mut rows = Vec::with_capacity(width * rect.height as usize);
        let mut crossings: Vec<(f32, i32)> = Vec::new();
        // Change of coverage from pixel to pixel, in subrows: a span costs its two ends, not its length.
        let mut change = vec![0.0_f32; width + 2];
        for y in rect.y..rect.bottom() {
            change.fill(0.0);
            for subrow in 0..SUBROWS {
                let at = y as f32 + (subrow as f32 + 0.5) / SUBROWS as f32;
                cross(corners, at, &mut crossings);
                let mut winding = 0;
                for pair in crossings.windows(2) {
                    winding += pair[0].1;
                    if winding != 0 {
                        add_span(&mut change, pair[0].0 - rect.x as f32, pair[1].0 - rect.x as f32, width as f32);
                    }
                }
            }
            let mut covered = 0.0;
            rows.extend(change[..width].iter().map(|step| {
                covered += step;
                (covered * 255.0 / SUBROWS as f32).round().clamp(0.0, 255.0) as u8
            }));
        }
        Self { rect, rows }
    }

    /// Coverage of one pixel of the rectangle.
    pub(super) fn at(&self, x: u32, y: u32) -> u8 {
        self.rows[(y - self.rect.y) as usize * self.rect.width as usize + (x - self.rect.x) as usize]
    }
}

/// Where the polygon's sides cross the line y = `at`, from left to right, and in which direction.
fn cross(corners: &[Pos2], at: f32, crossings: &mut Vec<(f32, i32)>) {
    crossings.clear();
    let next = corners.iter().cycle().skip(1);
    for (a, b) in corners.iter().zip(next) {
        let direction = match (a.y <= at, b.y <= at) {
            (true, false) => 1,
            (false, true) => -1,
            _ => continue,
        };
        crossings.push((a.x + (at - a.y) / (b.y - a.y) * (b.x - a.x), direction));
    }
    crossings.sort_by(|a, b| a.0.total_cmp(&b.0));
}

/// Adds one subrow's span from `left` to `right` (pixels of the row) as steps of coverage.
fn add_span(change: &mut [f32], left: f32, right: f32, width: f32) {
    let (left, right) = (left.clamp(0.0, width), right.clamp(0.0, width));
    if right <= left {
        return;
    }
    for (edge, sign) in [(left, 1.0), (right, -1.0)] {
        let pixel = edge.floor();
        let inside = 1.0 - (edge - pixel);
        change[pixel as usize] += sign * inside;
        change[pixel as usize + 1] += sign * (1.0 - inside);
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;

    fn sum(coverage: &Coverage) -> f64 {
        coverage.rows.iter().map(|&value| f64::from(value) / 255.0).sum()
    }

    #[test]
    fn the_area_of_a_triangle_is_half_base_times_height() {
        let corners = [pos2(1.0, 1.0), pos2(17.0, 1.0), pos2(1.0, 13.0)];
        let coverage = Coverage::of_polygon(&corners, Rect::new(0, 0, 20, 16));
        assert!((sum(&coverage) - 96.0).abs() < 0.5, "{}", sum(&coverage));
        assert_eq!(coverage.at(2, 2), 255);
        assert_eq!(coverage.at(18, 2), 0);
    }

    #[test]
    fn edges_between_pixels_cover_in_part() {
        let corners = [pos2(2.25, 2.0), pos2(4.5, 2.0), pos2(4.5, 4.0), pos2(2.25, 4.0)];
        let coverage = Coverage::of_polygon(&corners, Rect::new(2, 2, 3, 2));
        assert_eq!([coverage.at(2, 2), coverage.at(3, 2), coverage.at(4, 3)], [191, 255, 128]);
    }

    #[test]
    fn a_loop_drawn_twice_has_no_hole_and_parts_outside_are_cut() {
        let corners = [pos2(-5.0, -5.0), pos2(5.0, -5.0), pos2(5.0, 5.0), pos2(-5.0, 5.0)];
        let twice = [corners, corners].concat();
        let coverage = Coverage::of_polygon(&twice, Rect::new(0, 0, 8, 8));
        assert_eq!(sum(&coverage), 25.0);
    }
}
