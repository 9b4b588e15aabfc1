//! One block of queries of one head.

use super::pack::{Keys, TILE, Tile};
use super::turn::{columns_to_rows, rows_to_columns};
use super::{Grain, Heads, Tokens};
use crate::tensor::kernel::exp::exp2;
use crate::tensor::kernel::share::Shared;
use crate::tensor::kernel::simd::{Simd, dispatch};
use std::ops::Range;

/// What a task computes.
pub(super) struct Block<'a> {
    pub(super) q: Tokens<'a>,
    pub(super) heads: Heads,
    pub(super) head: usize,
    /// The queries of the picture, no more than the grain's vectors hold.
    pub(super) rows: Range<usize>,
    /// The row of the picture's first query among those of all pictures.
    pub(super) first: usize,
    pub(super) keys: Keys<'a>,
    pub(super) scale: f32,
    pub(super) causal: bool,
    pub(super) out: &'a Shared<'a>,
}

/// What a block needs to compute with, (…, queries) each; it's left as it is from one block to the next.
pub(super) struct Scratch {
    data: Vec<f32>,
    /// Where whole cache lines begin.
    start: usize,
    /// Values in the queries, the scores, the sums.
    lens: [usize; 3],
}

impl Scratch {
    pub(super) fn new(width: usize, grain: Grain) -> Self {
        let queries = grain.lanes * grain.vectors;
        let lens = [
            width * queries,
            TILE.next_multiple_of(grain.rows) * queries,
            width.next_multiple_of(grain.rows) * queries,
        ];
        let data = vec![0.0_f32; lens.iter().sum::<usize>() + 16];
        let start = data.as_ptr().align_offset(64).min(16);
        Self { data, start, lens }
    }

    /// Queries (width, queries), scores (keys of a tile, queries), sums (width, queries).
    fn parts(&mut self) -> [&mut [f32]; 3] {
        let (q, rest) = self.data[self.start..].split_at_mut(self.lens[0]);
        let (scores, rest) = rest.split_at_mut(self.lens[1]);
        [q, scores, &mut rest[..self.lens[2]]]
    }
}

/// The tiles that fit an instruction set's registers, with one to spare: compilers like to load the next factor early.
#[inline(always)]
unsafe fn grain_body<S: Simd>() -> Grain {
    let (rows, vectors) = match S::REGISTERS {
        32.. => (8, 3),
        16.. => (6, 2),
        _ => (4, 1),
    };
    Grain { lanes: S::LANES, vectors, rows }
}

dispatch!(pub(super) grain = grain_body() -> Grain);

/// Picks the kernel for the number of vectors that the block fills.
///
/// # Safety
/// As [`Simd`]; nothing else writes the block's rows of `out`.
#[inline(always)]
unsafe fn block_body<S: Simd>(block: &Block<'_>, scratch: &mut Scratch) {
    // SAFETY: the caller's promise; the arms for other instruction sets go away.
    unsafe {
        match (S::REGISTERS, block.rows.len().div_ceil(S::LANES)) {
            (32.., 1) => attend::<S, 8, 1>(block, scratch),
            (32.., 2) => attend::<S, 8, 2>(block, scratch),
            (32.., _) => attend::<S, 8, 3>(block, scratch),
            (16.., 1) => attend::<S, 6, 1>(block, scratch),
            (16.., _) => attend::<S, 6, 2>(block, scratch),
            _ => attend::<S, 4, 1>(block, scratch),
        }
    }
}

dispatch!(pub(super) block_run = block_body(block: &Block<'_>, scratch: &mut Scratch));

/// Attention of the block's queries, which fill `N` vectors, with register tiles of `R` × `N` vectors.
///
/// # Safety
/// As [`block_body`].
#[inline(always)]
unsafe fn attend<S: Simd, const R: usize, const N: usize>(block: &Block<'_>, scratch: &mut Scratch) {
    let width = block.heads.width;
    let queries = N * S::LANES;
    let [q, scores, sums] = scratch.parts();
    take_queries(block, queries, q);
    sums[..width.next_multiple_of(R) * queries].fill(0.0);
    // SAFETY: scratch holds N vectors of queries for each value of a head and each key of a tile, a tile of keys holds
    // whole groups of R.
    unsafe {
        let mut top = [S::splat(f32::MIN); N];
        let mut total = [S::splat(0.0); N];
        for tile in block.keys.tiles() {
            if block.causal && block.rows.end <= tile.first {
                break;
            }
            let mut higher = top;
            let s = scores.as_mut_ptr();
            for (group, keys) in tile.keys.chunks_exact(width * R).enumerate().take(tile.n.div_ceil(R)) {
                score::<S, R, N>(q.as_ptr(), keys.as_ptr(), width, s.add(group * R * queries), &mut higher);
            }
            if block.causal {
                higher = top;
                hide::<S, N>(block, &tile, s, &mut higher);
            }
            let weights = weigh::<S, N>(s, tile.n, &higher);
            let mut fade = [S::splat(1.0); N];
            for i in 0..N {
                fade[i] = exp2::<S>(S::sub(top[i], higher[i]));
                total[i] = S::fma(total[i], fade[i], weights[i]);
            }
            top = higher;
            for (panel, values) in tile.values.chunks_exact(tile.room * R).enumerate() {
                gather::<S, R, N>(s, values.as_ptr(), tile.n, &fade, sums.as_mut_ptr().add(panel * R * queries));
            }
        }
        for (i, &total) in total.iter().enumerate() {
            let factor = S::div(S::splat(1.0), total);
            for row in 0..width {
                let sum = sums.as_mut_ptr().add(row * queries + i * S::LANES);
                // Zero is added so that −0 becomes 0: which one comes depends on how many hidden keys were added.
                S::store(sum, S::fma(S::load(sum), factor, S::splat(0.0)));
            }
        }
        put_rows(block, queries, sums);
    }
}

/// The block's queries turned to (width, queries), times the scale, for powers of 2 instead of e.
#[inline(always)]
fn take_queries(block: &Block<'_>, queries: usize, out: &mut [f32]) {
    let scale = block.scale * std::f32::consts::LOG2_E;
    for lane in (0..queries).step_by(4) {
        // Lanes past the end compute the last query again.
        let row = |i: usize| block.first + (block.rows.start + lane + i).min(block.rows.end - 1);
        let row = |i: usize| block.q.head(row(i), block.head, block.heads.width);
        let rows = [row(0), row(1), row(2), row(3)];
        rows_to_columns(rows, scale, out, queries, lane);
    }
}

/// Writes (width, queries) to the block's rows.
///
/// # Safety
/// Nothing else writes them.
#[inline(always)]
unsafe fn put_rows(block: &Block<'_>, queries: usize, sums: &[f32]) {
    let Heads { heads, width, .. } = block.heads;
    // SAFETY: each lane has a row of its own, and the row's part of this head is this block's alone.
    let out = |lane: usize| unsafe {
        let row = block.first + block.rows.start + lane;
        let start = block.out.at((row * heads + block.head) * width, width);
        std::slice::from_raw_parts_mut(start, width)
    };
    let lanes = block.rows.len();
    let whole = lanes - lanes % 4;
    for lane in (0..whole).step_by(4) {
        columns_to_rows(sums, queries, lane, [out(lane), out(lane + 1), out(lane + 2), out(lane + 3)]);
    }
    for lane in whole..lanes {
        for (i, out) in out(lane).iter_mut().enumerate() {
            *out = sums[i * queries + lane];
        }
    }
}

/// Scores of R keys: `out` (R, queries) = `keys` (width, R)ᵀ · `q` (width, queries); `top` becomes the greatest so far.
#[inline(always)]
unsafe fn score<S: Simd, const R: usize, const N: usize>(
    q: *const f32,
    keys: *const f32,
    width: usize,
    out: *mut f32,
    top: &mut [S::V; N],
) {
    // SAFETY: the caller's promise.
    unsafe {
        let sums = multiply::<S, R, N>(keys, q, width);
        for (r, row) in sums.iter().enumerate() {
            for i in 0..N {
                S::store(out.add((r * N + i) * S::LANES), row[i]);
                top[i] = S::max(top[i], row[i]);
            }
        }
    }
}

/// Adds R values' part of a tile: `out` (R, queries) = `out` · `fade` + `values` (keys, R)ᵀ · `weights` (keys, queries).
#[inline(always)]
unsafe fn gather<S: Simd, const R: usize, const N: usize>(
    weights: *const f32,
    values: *const f32,
    keys: usize,
    fade: &[S::V; N],
    out: *mut f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let sums = multiply::<S, R, N>(values, weights, keys);
        for (r, row) in sums.iter().enumerate() {
            for i in 0..N {
                let out = out.add((r * N + i) * S::LANES);
                S::store(out, S::fma(S::load(out), fade[i], row[i]));
            }
        }
    }
}

/// The register tile: aᵀ b for `a` (n, R) and `b` (n, N vectors).
#[inline(always)]
unsafe fn multiply<S: Simd, const R: usize, const N: usize>(a: *const f32, b: *const f32, n: usize) -> [[S::V; N]; R] {
    // SAFETY: the caller's promise.
    unsafe {
        let mut sums = [[S::splat(0.0); N]; R];
        for at in 0..n {
            let (a, b) = (a.add(at * R), b.add(at * N * S::LANES));
            let mut wide = [S::splat(0.0); N];
            for (i, wide) in wide.iter_mut().enumerate() {
                *wide = S::load(b.add(i * S::LANES));
            }
            for (r, sums) in sums.iter_mut().enumerate() {
                let one = S::splat(*a.add(r));
                for (sum, wide) in sums.iter_mut().zip(wide) {
                    *sum = S::fma(one, wide, *sum);
                }
            }
        }
        sums
    }
}

/// Lowers the scores of keys after the query to nothing; `top` becomes the greatest so far.
#[inline(always)]
unsafe fn hide<S: Simd, const N: usize>(block: &Block<'_>, tile: &Tile<'_>, scores: *mut f32, top: &mut [S::V; N]) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut number = [[0.0_f32; 16]; N];
        for lane in 0..N * S::LANES {
            let row = (block.rows.start + lane).min(block.rows.end - 1);
            number[lane / S::LANES][lane % S::LANES] = row as f32;
        }
        for key in 0..tile.n {
            for i in 0..N {
                let score = scores.add((key * N + i) * S::LANES);
                let after = S::sub(S::load(number[i].as_ptr()), S::splat((tile.first + key) as f32));
                let less = S::mul(S::min(after, S::splat(0.0)), S::splat(f32::MAX));
                let hidden = S::add(S::load(score), less);
                S::store(score, hidden);
                top[i] = S::max(top[i], hidden);
            }
        }
    }
}

/// Turns the scores of `keys` keys into weights 2^(score − top) and returns their sums.
#[inline(always)]
unsafe fn weigh<S: Simd, const N: usize>(scores: *mut f32, keys: usize, top: &[S::V; N]) -> [S::V; N] {
    // SAFETY: the caller's promise.
    unsafe {
        let mut sums = [S::splat(0.0); N];
        for key in 0..keys {
            for i in 0..N {
                let at = scores.add((key * N + i) * S::LANES);
                let weight = exp2::<S>(S::sub(S::load(at), top[i]));
                S::store(at, weight);
                sums[i] = S::add(sums[i], weight);
            }
        }
        sums
    }
}
