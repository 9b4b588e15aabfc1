//! Products of indirect rows with packed weights, cut into tasks.

use super::after::Sink;
use super::awake::threads;
use super::panels::Panels;
use super::simd::dispatch;
use super::tile::{Grid, Pass, Rows, ask};
use rayon::prelude::*;
use std::ops::Range;

/// Steps of k to a pass: a panel's share of it stays near the core while the rows of a block go by.
const PASS: usize = 512;
/// Values of the input that a pass over a block of rows may touch.
const BLOCK: usize = 128 * 1024;
/// Multiplications below which a task is not worth waking another thread.
pub(super) const TASK: usize = 500_000;

/// Some output rows: the first so many, or only these.
#[derive(Clone, Copy)]
pub(super) enum Chosen<'a> {
    All(usize),
    Some(&'a [u32]),
}

impl Chosen<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::All(n) => *n,
            Self::Some(which) => which.len(),
        }
    }

    /// The i-th of them.
    pub(super) fn get(&self, i: usize) -> u32 {
        match self {
            Self::All(_) => i as u32,
            Self::Some(which) => which[i],
        }
    }
}

/// Runs `body` for 0‥tasks on the threads of the pool, or here if there is only one.
pub(super) fn share(tasks: usize, body: impl Fn(usize) + Sync + Send) {
    if tasks <= 1 || threads() == 1 {
        (0..tasks).for_each(body);
    } else {
        (0..tasks).into_par_iter().with_max_len(1).for_each(body);
    }
}

/// Where the pieces of an input lie.
pub(super) trait Source: Sync {
    /// Writes where each of the rows `which` begins at each tap: (taps, which).
    fn point(&self, which: &[u32], table: &mut [*const f32]);
}

/// rows · Wᵀ into `sink`, on the pool's threads. Row r of the input is `taps` pieces of `depth` values, found by `source`.
///
/// # Safety
/// What `source` points to is valid for `skip + depth` values, and the chosen rows lie in `sink`.
pub(super) unsafe fn product(
    panels: &Panels,
    depth: usize,
    skip: usize,
    rows: Chosen<'_>,
    source: &impl Source,
    sink: &Sink,
) {
    let (count, columns) = (rows.len(), panels.count());
    if count == 0 || columns == 0 {
        return;
    }
    let taps = panels.k / depth;
    let (tall, wide) = cut(count, columns, panels);
    let across = columns.div_ceil(wide);
    share(count.div_ceil(tall) * across, |task| {
        let from = task / across * tall;
        let to = (from + tall).min(count);
        let which: Vec<u32> = (from..to).map(|i| rows.get(i)).collect();
        let mut table = vec![std::ptr::null(); taps * which.len()];
        source.point(&which, &mut table);
        let first = task % across * wide;
        let rows = Rows { table: table.as_ptr(), pitch: which.len(), depth, skip, which: which.as_ptr() };
        // SAFETY: the table is full, the rest is the caller's promise.
        unsafe { block(panels.isa, panels, &rows, to - from, first..(first + wide).min(columns), sink, None) };
    });
}

/// Rows and panels of a task: few enough rows that their input stays near the core, and at least a few tasks a thread.
fn cut(rows: usize, columns: usize, panels: &Panels) -> (usize, usize) {
    let threads = threads();
    let most = (BLOCK / panels.k.min(PASS)).clamp(64, 1024);
    let tall = rows.div_ceil(rows.div_ceil(most));
    if threads == 1 {
        return (tall, columns);
    }
    let wanted = (4 * threads).min(rows * panels.n * panels.k / TASK).max(1);
    let blocks = rows.div_ceil(tall);
    if blocks >= wanted {
        return (tall, columns);
    }
    let across = wanted.div_ceil(blocks).min(columns);
    let blocks = wanted.div_ceil(across).max(blocks);
    (rows.div_ceil(blocks).max(16).min(rows), columns.div_ceil(across))
}

/// Tiles of a panel that ask for the next one, each its share: they are enough to hide the wait, and not so few that all
/// asks come at once.
const ASKING: usize = 4;

dispatch! {
    /// A block of rows times some panels, on this thread; `then` is what will be read after them.
    pub(super) block =
        block_body(panels: &Panels, rows: &Rows, count: usize, columns: Range<usize>, sink: &Sink, then: Option<*const f32>)
}

/// # Safety
/// The table of `rows` has `count` pointers for each tap, and their output rows lie in `sink`.
#[inline(always)]
unsafe fn block_body<S: Grid>(
    panels: &Panels,
    rows: &Rows,
    count: usize,
    columns: Range<usize>,
    sink: &Sink,
    then: Option<*const f32>,
) {
    // Where a set's tiles are one vector wide, two take the registers of half the rows.
    let tiles = count.div_ceil(if panels.halves() { S::ROWS * S::VECS / 2 } else { S::ROWS });
    let asking = tiles.min(ASKING);
    // Half a gate is none: nothing is left in the output for a next pass.
    let most = if sink.gated { panels.k } else { PASS };
    let mut from = 0;
    while from < panels.k {
        let to = (from + most).min(panels.k);
        for panel in columns.clone() {
            let (here, width) = (panels.place(panel, from), panels.width_of(panel));
            let next = if panel + 1 < columns.end {
                panels.place(panel + 1, from)
            } else if to < panels.k {
                panels.place(columns.start, to)
            } else {
                then.unwrap_or(here)
            };
            let vectors = panels.columns(panel, sink.n);
            let pass = Pass {
                from,
                to,
                last: to == panels.k,
                panel: here,
                columns: vectors.map(|(column, _)| column),
                left: vectors.map(|(_, left)| left),
                next,
                stride: width / asking,
            };
            let vecs = width / S::LANES;
            for t in 0..tiles {
                let (low, high, after) = (t * count / tiles, (t + 1) * count / tiles, (t + 2) * count / tiles);
                // SAFETY: the panel lies in the data, and the tile's rows in the table.
                unsafe {
                    if t + 1 < tiles {
                        let rows = Rows { which: rows.which.add(high), ..*rows };
                        ask::<S>(after - high, vecs, &rows, &pass, sink);
                    }
                    let rows = Rows { table: rows.table.add(low), which: rows.which.add(low), ..*rows };
                    let pass = if t < asking {
                        Pass { next: next.wrapping_add(t * (to - from) * pass.stride), ..pass }
                    } else {
                        Pass { next: pass.panel, stride: 0, ..pass }
                    };
                    if vecs == 2 {
                        pick::<S, 2>(high - low, &rows, &pass, sink);
                    } else {
                        pick::<S, 1>(high - low, &rows, &pass, sink);
                    }
                }
            }
        }
        from = to;
    }
}

/// Runs the tile that has so many rows.
#[inline(always)]
unsafe fn pick<S: Grid, const N: usize>(count: usize, rows: &Rows, pass: &Pass, sink: &Sink) {
    macro_rules! sizes {
        ($($m:literal)*) => {
            match count {
                // SAFETY: the caller's promise.
                $($m if $m * N <= S::ROWS * S::VECS && $m <= S::ROWS => unsafe { S::tile::<$m, N>(rows, pass, sink) },)*
                _ => unreachable!("a tile has at most ROWS rows"),
            }
        };
    }
    sizes!(1 2 3 4 5 6 7 8 9 10 11 12 13 14);
}
