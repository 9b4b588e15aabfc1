//! Dilation by a disc through the exact Euclidean distance transform, so that its radius costs nothing.
//!
//! Felzenszwalb & Huttenlocher, "Distance Transforms of Sampled Functions", Theory of Computing 8, 2012.

use rayon::prelude::*;

/// More levels than this are grown at this many of them.
const LEVELS: usize = 16;

/// No pixel of the level in this column or row.
const FAR: f32 = 1e18;

/// The largest coverage within `radius` pixels of each, of rows `width` long.
///
/// A soft mask is a stack of hard ones {v ≥ t}; each is grown by its distance transform. With at most sixteen different
/// values that is exact. With more, sixteen even thresholds are taken, and coverage goes linearly from one to the next as
/// the radius goes from the distance of one to that of the next.
pub(super) fn dilated(coverage: &[u8], width: usize, radius: u32) -> Vec<u8> {
    let thresholds = thresholds_of(coverage);
    let interpolate = thresholds.len() == LEVELS;
    let radius = radius as f32;
    let mut grown = coverage.to_vec();
    let mut lower: Option<(u8, Vec<f32>)> = None;
    for t in thresholds {
        let d = distances(coverage, width, t);
        match lower.as_ref().filter(|_| interpolate) {
            None => {
                for (g, &d) in grown.iter_mut().zip(&d) {
                    *g = if d <= radius { t.max(*g) } else { *g };
                }
            }
            Some((below, d_below)) => {
                for ((g, &d), &d_below) in grown.iter_mut().zip(&d).zip(d_below) {
                    if d <= radius {
                        *g = t.max(*g);
                    } else if d_below <= radius {
                        let share = (radius - d_below) / (d - d_below);
                        let between = f32::from(*below) + f32::from(t - below) * share;
                        *g = (between.round() as u8).max(*g);
                    }
                }
            }
        }
        lower = Some((t, d));
    }
    grown
}

/// The values in use, without 0; or sixteen even ones from 1 to 255.
fn thresholds_of(coverage: &[u8]) -> Vec<u8> {
    let mut used = [false; 256];
    for &v in coverage {
        used[usize::from(v)] = true;
    }
    let values: Vec<u8> = (1..=255).filter(|&v| used[usize::from(v)]).collect();
    if values.len() < LEVELS {
        return values;
    }
    (0..LEVELS).map(|k| (1 + k * 254 / (LEVELS - 1)) as u8).collect()
}

/// Distance of each pixel to the nearest one of at least `threshold`, in pixels.
fn distances(coverage: &[u8], width: usize, threshold: u8) -> Vec<f32> {
    // 1. Down and up the columns: distance to the nearest in the same column.
    let mut d: Vec<f32> = coverage.iter().map(|&v| if v >= threshold { 0.0 } else { FAR }).collect();
    for at in width..d.len() {
        d[at] = d[at].min(d[at - width] + 1.0);
    }
    for at in (0..d.len() - width).rev() {
        d[at] = d[at].min(d[at + width] + 1.0);
    }
    // 2. Along the rows: the lower envelope of the parabolas (x − q)² + d(q)².
    d.par_chunks_exact_mut(width).for_each_init(Envelope::default, Envelope::lower);
    d
}

/// The parabolas that make the lower envelope of a row.
#[derive(Default)]
struct Envelope {
    /// Vertex and height of each.
    vertices: Vec<(f32, f32)>,
    /// Where each begins to be the lowest.
    starts: Vec<f32>,
}

impl Envelope {
    fn lower(&mut self, row: &mut [f32]) {
        self.vertices.clear();
        self.starts.clear();
        for (q, &d) in row.iter().enumerate().filter(|(_, d)| **d < FAR) {
            let (q, height) = (q as f32, d * d);
            let mut start = f32::NEG_INFINITY;
            while let (Some(&(p, below)), Some(&began)) = (self.vertices.last(), self.starts.last()) {
                // In f64: squares of large pictures pass what f32 counts exactly.
                let (q, p) = (f64::from(q), f64::from(p));
                start = ((f64::from(height) - f64::from(below) + q * q - p * p) / (2.0 * (q - p))) as f32;
                if start > began {
                    break;
                }
                self.vertices.pop();
                self.starts.pop();
                start = f32::NEG_INFINITY;
            }
            self.vertices.push((q, height));
            self.starts.push(start);
        }
        if self.vertices.is_empty() {
            return;
        }
        let mut k = 0;
        for (x, d) in row.iter_mut().enumerate() {
            let x = x as f32;
            while k + 1 < self.starts.len() && self.starts[k + 1] < x {
                k += 1;
            }
            let (q, height) = self.vertices[k];
            *d = ((x - q) * (x - q) + height).sqrt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_euclidean() {
        let (w, h) = (41_usize, 29_usize);
        let mut coverage = vec![0; w * h];
        let points = [(3, 4), (30, 20), (31, 2), (17, 28)];
        for (x, y) in points {
            coverage[y * w + x] = 255;
        }
        let found = distances(&coverage, w, 1);
        for y in 0..h {
            for x in 0..w {
                let d = |&(px, py): &(usize, usize)| (px as f32 - x as f32).hypot(py as f32 - y as f32);
                let nearest = points.iter().map(d).fold(f32::INFINITY, f32::min);
                assert!((found[y * w + x] - nearest).abs() < 1e-4, "{x} {y}");
            }
        }
    }
}
