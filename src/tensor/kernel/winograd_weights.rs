//! Winograd's transform of the weights, G·g·Gᵀ, in f64 and rounded once; and back.

use super::isa::Isa;
use super::panels::Panels;
use super::product::share;
use super::simd::{Simd, dispatch};

/// G for F(2×2, 3×3).
const SMALL: [[f64; 3]; 4] = [[1.0, 0.0, 0.0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0.0, 0.0, 1.0]];
/// G for F(4×4, 3×3).
const LARGE: [[f64; 3]; 6] = [
    [1.0 / 4.0, 0.0, 0.0],
    [-1.0 / 6.0, -1.0 / 6.0, -1.0 / 6.0],
    [-1.0 / 6.0, 1.0 / 6.0, -1.0 / 6.0],
    [1.0 / 24.0, 1.0 / 12.0, 1.0 / 6.0],
    [1.0 / 24.0, -1.0 / 12.0, 1.0 / 6.0],
    [0.0, 0.0, 1.0],
];
/// A left inverse of each, from the rows with the smallest numbers.
const SMALL_BACK: [[f64; 4]; 3] = [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, -1.0, 0.0], [0.0, 0.0, 0.0, 1.0]];
const LARGE_BACK: [[f64; 6]; 3] =
    [[4.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, -3.0, 3.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 1.0]];

/// Output channels that are transformed at once; every panel's width is a multiple.
const CHANNELS: usize = 8;

/// Where the panels of the A·A points lie.
struct Points(Vec<*mut f32>);

// SAFETY: each task writes panels of its own.
unsafe impl Send for Points {}
// SAFETY: as above.
unsafe impl Sync for Points {}

/// One panel's share of the work.
struct Share<'a> {
    /// OIHW weights
    w: &'a [f32],
    from: usize,
    points: &'a Points,
    /// Where the panel begins in its point's values.
    begin: usize,
    width: usize,
    /// Its first output channel, and how many it really has.
    first: usize,
    channels: usize,
}

/// OIHW weights as one set of panels for each of the A·A points, for output tiles of `side` = A − 2 pixels.
pub(super) fn transform(isa: Isa, side: usize, from: usize, to: usize, w: &[f32]) -> Vec<Panels> {
    let mut panels: Vec<_> = (0..(side + 2) * (side + 2)).map(|_| Panels::zeros(isa, to, from)).collect();
    let points = Points(panels.iter_mut().map(|point| point.data_mut().as_mut_ptr()).collect());
    let (full, padded) = (panels[0].width(), panels[0].padded());
    share(panels[0].count(), |panel| {
        let first = panel * full;
        let (width, channels) = (full.min(padded - first), full.min(to - first));
        let share = Share { w, from, points: &points, begin: first * from, width, first, channels };
        // SAFETY: the panel is this task's alone.
        unsafe { fill(isa, side, &share) };
    });
    panels
}

/// OIHW weights of transformed ones, to rounding.
pub(super) fn restore(points: &[Panels], side: usize, from: usize, to: usize) -> Vec<f32> {
    let a = side + 2;
    let row = |i: usize| -> &[f64] { if side == 4 { &LARGE_BACK[i] } else { &SMALL_BACK[i] } };
    let value = |i: usize| {
        let (n, k, tap) = (i / (9 * from), i / 9 % from, i % 9);
        let (down, across) = (row(tap / 3), row(tap % 3));
        let term = |e: usize| match down[e / a] * across[e % a] {
            0.0 => 0.0,
            factor => factor * f64::from(points[e].at(n, k)),
        };
        (0..a * a).map(term).sum::<f64>() as f32
    };
    (0..to * from * 9).map(value).collect()
}

dispatch! {
    /// Fills one panel of every point. Plain loops over f64, for the compiler to turn into vectors.
    fill = fill_body(side: usize, share: &Share<'_>)
}

/// # Safety
/// The points have room for the panel.
#[inline(always)]
unsafe fn fill_body<S: Simd>(side: usize, share: &Share<'_>) {
    // SAFETY: the caller's promise.
    unsafe { if side == 4 { fill_panel(&LARGE, share) } else { fill_panel(&SMALL, share) } }
}

#[inline(always)]
unsafe fn fill_panel<const A: usize>(g: &[[f64; 3]; A], share: &Share<'_>) {
    for k in 0..share.from {
        for begin in (0..share.width).step_by(CHANNELS) {
            let mut taps = [[0.0; CHANNELS]; 9];
            for j in 0..CHANNELS.min(share.channels.saturating_sub(begin)) {
                let kernel = &share.w[((share.first + begin + j) * share.from + k) * 9..][..9];
                for (tap, &w) in taps.iter_mut().zip(kernel) {
                    tap[j] = f64::from(w);
                }
            }
            for (i, down) in g.iter().enumerate() {
                let row: [[f64; CHANNELS]; 3] =
                    std::array::from_fn(|x| combine(down, [&taps[x], &taps[3 + x], &taps[6 + x]]));
                for (j, across) in g.iter().enumerate() {
                    let value = combine(across, [&row[0], &row[1], &row[2]]).map(|x| x as f32);
                    let at = share.begin + k * share.width + begin;
                    // SAFETY: the caller's promise.
                    unsafe { share.points.0[i * A + j].add(at).cast::<[f32; CHANNELS]>().write_unaligned(value) };
                }
            }
        }
    }
}

/// A row of G times three values, for each channel.
#[inline(always)]
fn combine(g: &[f64; 3], x: [&[f64; CHANNELS]; 3]) -> [f64; CHANNELS] {
    std::array::from_fn(|i| g[0] * x[0][i] + g[1] * x[1][i] + g[2] * x[2][i])
}
