//! What the autoencoder does to the rest of the picture must not show at the border of a mask.
//!
//! Outside the mask the picture stays, inside it is what was decoded; and decoding is off by some colour on both sides.
//! How far it is off is known outside. The mask's first pixels are taken to be as far off as their neighbours outside, and
//! from there it goes on as a membrane that fades with distance:
//!
//!   c = picture − decoded where the mask is 0, its mean over the neighbours of mask 0 where there are any,
//!   Δc = c / λ² elsewhere;   decoded ← decoded + c
//!
//! (the screened form of Pérez et al., Poisson Image Editing, SIGGRAPH 2003). The border then has the differences that were
//! drawn there and no others, down to single pixels, which a membrane from outside on would smooth away; what is some λ away
//! from it keeps its colours.

use rayon::prelude::*;

use super::region::bounds;
use crate::raster::Extent;

/// What is left of an error when relaxation ends, as a share.
const REST: f64 = 1e-3;

/// Fits planes of `decoded` to those of `picture` where `covered`, one number a pixel, is above 0; elsewhere they stay.
/// `reach` is λ in pixels. Nothing happens where there is no border.
pub(super) fn fit(decoded: &mut [f32], picture: &[f32], covered: &[f32], extent: Extent, reach: f64) {
    let Some(grid) = Grid::new(covered, extent, reach) else { return };
    let area = covered.len();
    decoded.par_chunks_exact_mut(area).zip(picture.par_chunks_exact(area)).for_each(|(decoded, picture)| {
        let c = grid.solved(|at| picture[at] - decoded[at]);
        for &(at, cell) in &grid.inside {
            decoded[at] += c[cell];
        }
    });
}

/// The covered pixels and those beside them as cells, row by row, in a frame of cells that are no pixels.
struct Grid {
    width: usize,
    cells: usize,
    /// Pixels that are covered, with their cells.
    inside: Vec<(usize, usize)>,
    /// Pixels that are not, with theirs: what is known.
    outside: Vec<(usize, usize)>,
    /// The cells inside that have neighbours outside, and these.
    rim: Vec<(usize, Vec<usize>)>,
    /// What each other cell inside takes of the sum of its neighbours, and gives of itself, in the two halves of a round: of
    /// cells whose row and column are together even, and of the others.
    takes: [Vec<f32>; 2],
    gives: [Vec<f32>; 2],
    rounds: usize,
}

impl Grid {
    /// None where there is no border.
    fn new(covered: &[f32], extent: Extent, reach: f64) -> Option<Self> {
        let rect = bounds(covered, extent)?.expanded(1, extent);
        let pixel = |x: u32, y: u32| (y * extent.width + x) as usize;
        let is_inside = |x: u32, y: u32| covered[pixel(x, y)] > 0.0;
        let width = rect.width as usize + 2;
        let cell = |x: u32, y: u32| (y - rect.y + 1) as usize * width + (x - rect.x + 1) as usize;
        let screen = reach.powi(-2);
        // Successive over-relaxation at its best factor (Young 1954) for the radius of plain iteration; the cells of a half
        // have no neighbours in their own, so that their order is no matter.
        let radius = 4.0 / (4.0 + screen);
        let over = 2.0 / (1.0 + (1.0 - radius * radius).sqrt());
        let cells = width * (rect.height as usize + 2);
        let mut grid = Self {
            width,
            cells,
            inside: Vec::new(),
            outside: Vec::new(),
            rim: Vec::new(),
            takes: [vec![0.0; cells], vec![0.0; cells]],
            gives: [vec![0.0; cells], vec![0.0; cells]],
            rounds: (REST.ln() / (over - 1.0).ln()).ceil() as usize,
        };
        for (y, x) in (rect.y..rect.bottom()).flat_map(|y| (rect.x..rect.right()).map(move |x| (y, x))) {
            let here = cell(x, y);
            if !is_inside(x, y) {
                grid.outside.push((pixel(x, y), here));
                continue;
            }
            grid.inside.push((pixel(x, y), here));
            let beside = [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)];
            let beside = beside.into_iter().filter(|&(x, y)| x < extent.width && y < extent.height);
            let known: Vec<_> = beside.clone().filter(|&(x, y)| !is_inside(x, y)).map(|(x, y)| cell(x, y)).collect();
            if known.is_empty() {
                let half = (x + y) as usize % 2;
                grid.takes[half][here] = (over / (beside.count() as f64 + screen)) as f32;
                grid.gives[half][here] = over as f32;
            } else {
                grid.rim.push((here, known));
            }
        }
        (!grid.outside.is_empty()).then_some(grid)
    }

    /// c of every cell, where it is `known` at the pixels outside.
    fn solved(&self, known: impl Fn(usize) -> f32) -> Vec<f32> {
        let width = self.width;
        let mut c = vec![0.0; self.cells];
        for &(at, cell) in &self.outside {
            c[cell] = known(at);
        }
        for (cell, beside) in &self.rim {
            c[*cell] = beside.iter().map(|&cell| c[cell]).sum::<f32>() / beside.len() as f32;
        }
        let mut row = vec![0.0; width];
        for half in (0..2 * self.rounds).map(|i| i % 2) {
            for first in (width..c.len() - width).step_by(width) {
                let (above, here, below) =
                    (&c[first - width..][..width], &c[first..][..width], &c[first + width..][..width]);
                let (takes, gives) = (&self.takes[half][first..][..width], &self.gives[half][first..][..width]);
                for x in 1..width - 1 {
                    let sum = here[x - 1] + here[x + 1] + above[x] + below[x];
                    row[x] = here[x] + (takes[x] * sum - gives[x] * here[x]);
                }
                c[first + 1..][..width - 2].copy_from_slice(&row[1..width - 1]);
            }
        }
        c
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Extent = Extent { width: 64, height: 3 };

    /// A strip of which the right half is masked; decoding is off by `off`.
    fn strip(off: f32, reach: f64) -> Vec<f32> {
        let covered: Vec<f32> = (0..192).map(|at| if at % 64 < 32 { 0.0 } else { 1.0 }).collect();
        let picture = vec![0.25; 192];
        let mut decoded: Vec<f32> = covered.iter().map(|c| if *c > 0.0 { 0.75 } else { 0.25 - off }).collect();
        fit(&mut decoded, &picture, &covered, LONG, reach);
        decoded
    }

    #[test]
    fn the_correction_fades_as_its_equation_says() {
        let (off, reach) = (0.125, 4.0);
        let fitted = strip(off, reach);
        // On a half line c_n = c₀ qⁿ with q + 1/q = 2 + 1/λ², from the first pixel on; far from the mirrored end.
        let trace = 2.0 + 1.0 / (reach * reach);
        let q = (trace - (trace * trace - 4.0).sqrt()) / 2.0;
        for n in 0..16 {
            let exact = 0.75 + f64::from(off) * q.powi(n);
            let found = f64::from(fitted[64 + 32 + n as usize]);
            assert!((found - exact).abs() < 2e-3 * f64::from(off), "{n}: {found} {exact}");
        }
        assert!(fitted[..32].iter().all(|&left| left == 0.25 - off), "outside nothing changes");
    }

    /// The equation, cell by cell, wherever the free pixels lie: at the picture's border, in several parts, alone.
    #[test]
    fn every_free_pixel_obeys_the_equation() {
        let (extent, reach) = (Extent::new(23, 17), 5.0);
        let (width, height) = (23, 17);
        let area = width * height;
        let random = |at: usize| ((at as f32 * 12.9898).sin() * 43_758.547).fract();
        let covered: Vec<f32> = (0..area)
            .map(|at| {
                let (x, y) = (at % width, at / width);
                f32::from(u8::from(
                    (x < 6 && y > 3) || (x > 9 && x < 16 && y < 9 && random(at) > 0.2) || at == area - 1,
                ))
            })
            .collect();
        let picture: Vec<f32> = (0..3 * area).map(random).collect();
        let decoded: Vec<f32> = (0..3 * area).map(|at| random(at + 7)).collect();
        let mut fitted = decoded.clone();
        fit(&mut fitted, &picture, &covered, extent, reach);
        for plane in 0..3 {
            let c = |x: usize, y: usize| {
                let at = y * width + x;
                let known = if covered[at] > 0.0 { &fitted } else { &picture };
                f64::from(known[plane * area + at] - decoded[plane * area + at])
            };
            for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
                let at = plane * area + y * width + x;
                if covered[y * width + x] == 0.0 {
                    assert_eq!(fitted[at], decoded[at], "outside nothing changes");
                    continue;
                }
                let mut beside = Vec::new();
                if x > 0 {
                    beside.push((x - 1, y));
                }
                if x + 1 < width {
                    beside.push((x + 1, y));
                }
                if y > 0 {
                    beside.push((x, y - 1));
                }
                if y + 1 < height {
                    beside.push((x, y + 1));
                }
                let sum = |of: &[(usize, usize)]| of.iter().map(|&(x, y)| c(x, y)).sum::<f64>();
                let known: Vec<_> = beside.iter().copied().filter(|(x, y)| covered[y * width + x] == 0.0).collect();
                let wanted = if known.is_empty() {
                    sum(&beside) / (beside.len() as f64 + 1.0 / (reach * reach))
                } else {
                    sum(&known) / known.len() as f64
                };
                assert!((c(x, y) - wanted).abs() < 5e-3, "({x}, {y}): {} {wanted}", c(x, y));
            }
        }
    }

    #[test]
    fn what_is_right_stays() {
        assert!(strip(0.0, 8.0)[64 + 32..128].iter().all(|&value| value == 0.75));
        for covered in [[0.0; 4], [1.0; 4]] {
            let mut decoded = [0.5; 4];
            fit(&mut decoded, &[0.0; 4], &covered, Extent::new(2, 2), 8.0);
            assert_eq!(decoded, [0.5; 4], "no border, nothing to fit");
        }
    }
}
