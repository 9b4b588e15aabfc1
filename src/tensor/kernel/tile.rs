//! The register tile: a few rows times a few vectors of columns, kept in registers over a whole run of k.
//!
//! Rows are reached through pointers, one for each row and tap, so that a convolution needs no copy of its input: a tap
//! outside of the picture points to zeros. Each output is one chain of fused additions in the order of k, whatever the
//! tile, the pass and the thread.

use super::after::Sink;
#[cfg(target_arch = "x86_64")]
use super::simd::{Avx2, Avx512};
use super::simd::{Portable, Simd};

/// The register tile of an instruction set.
pub(super) trait Grid: Simd {
    /// Rows at most.
    const ROWS: usize;
    /// Vectors of columns at most.
    const VECS: usize;
    /// [`tile`] as a function of its own with the right target features: many tiles inlined into one function are more
    /// than the register allocator handles well.
    ///
    /// # Safety
    /// That of [`tile`].
    unsafe fn tile<const M: usize, const N: usize>(rows: &Rows, pass: &Pass, start: *const f32, sums: *mut f32);
}

impl Grid for Portable {
    const ROWS: usize = if cfg!(target_arch = "aarch64") { 8 } else { 4 };
    const VECS: usize = 1;
    #[inline(never)]
    unsafe fn tile<const M: usize, const N: usize>(rows: &Rows, pass: &Pass, start: *const f32, sums: *mut f32) {
        // SAFETY: the caller's promise.
        unsafe { tile::<Self, M, N>(rows, pass, start, sums) }
    }
}

/// The tile of an x86 instruction set behind its `#[target_feature]`.
#[cfg(target_arch = "x86_64")]
macro_rules! grid {
    ($isa:ident, $features:literal, $rows:literal, $vecs:literal) => {
        impl Grid for $isa {
            const ROWS: usize = $rows;
            const VECS: usize = $vecs;
            #[inline(always)]
            unsafe fn tile<const M: usize, const N: usize>(
                rows: &Rows,
                pass: &Pass,
                start: *const f32,
                sums: *mut f32,
            ) {
                #[target_feature(enable = $features)]
                #[inline(never)]
                unsafe fn own<const M: usize, const N: usize>(
                    rows: &Rows,
                    pass: &Pass,
                    start: *const f32,
                    sums: *mut f32,
                ) {
                    // SAFETY: the caller's promise.
                    unsafe { tile::<$isa, M, N>(rows, pass, start, sums) }
                }
                // SAFETY: the caller's promise.
                unsafe { own::<M, N>(rows, pass, start, sums) }
            }
        }
    };
}
#[cfg(target_arch = "x86_64")]
grid!(Avx2, "avx2,fma", 6, 2);
#[cfg(target_arch = "x86_64")]
grid!(Avx512, "avx512f", 14, 2);

/// Rows of A by pointers.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// (taps, pitch): where each row begins at each tap.
    pub(super) table: *const *const f32,
    /// Pointers from one tap to the next.
    pub(super) pitch: usize,
    /// Values of one row at one tap.
    pub(super) depth: usize,
    /// Values that are skipped at each pointer.
    pub(super) skip: usize,
    /// The output row of each.
    pub(super) which: *const u32,
}

/// One run over k: columns `from`‥`to` of the flat (tap, depth) axis, whose panel begins at `panel`.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether the row ends here, so that bias and residual come in.
    pub(super) last: bool,
    /// (to − from, columns of the panel)
    pub(super) panel: *const f32,
    /// The first column of the panel.
    pub(super) column: usize,
}

/// Values of the panel that are asked for ahead of their use: more than a page, where the processor's own looking ahead
/// ends.
const AHEAD: usize = 1024;
/// k steps between two looks at the pointers.
const UNROLL: usize = 4;

/// One tile of `M` rows and `N` vectors: adds a pass to `start` and writes `sums`, both (M, N, lanes).
///
/// # Safety
/// The instruction set is there; `rows` has M pointers for each tap of the pass.
#[inline(always)]
unsafe fn tile<S: Simd, const M: usize, const N: usize>(rows: &Rows, pass: &Pass, start: *const f32, sums: *mut f32) {
    // SAFETY: the caller's promise.
    unsafe {
        let width = N * S::LANES;
        let mut acc: [[S::V; N]; M] =
            std::array::from_fn(|i| std::array::from_fn(|j| S::load(start.add((i * N + j) * S::LANES))));
        let mut panel = pass.panel;
        let (mut tap, mut at, mut k) = (pass.from / rows.depth, pass.from % rows.depth, pass.from);
        while k < pass.to {
            let len = (rows.depth - at).min(pass.to - k);
            let pointers = rows.table.add(tap * rows.pitch);
            let mut step = 0;
            while step + UNROLL <= len {
                let a: [*const f32; M] = std::array::from_fn(|i| (*pointers.add(i)).add(rows.skip + at + step));
                for u in 0..UNROLL {
                    multiply::<S, M, N>(&mut acc, &a, u, panel.add(u * width));
                }
                panel = panel.add(UNROLL * width);
                step += UNROLL;
            }
            while step < len {
                let a: [*const f32; M] = std::array::from_fn(|i| (*pointers.add(i)).add(rows.skip + at + step));
                multiply::<S, M, N>(&mut acc, &a, 0, panel);
                panel = panel.add(width);
                step += 1;
            }
            k += len;
            tap += 1;
            at = 0;
        }
        for (i, row) in acc.iter().enumerate() {
            for (j, &sum) in row.iter().enumerate() {
                S::store(sums.add((i * N + j) * S::LANES), sum);
            }
        }
    }
}

/// Asks for the lines of the output that a tile will read or write, so that they arrive while another is at work.
#[inline(always)]
pub(super) unsafe fn ask<S: Simd>(count: usize, vecs: usize, rows: &Rows, pass: &Pass, sink: &Sink) {
    // SAFETY: the caller's promise.
    unsafe {
        for i in 0..count {
            let out = sink.out.wrapping_add(*rows.which.add(i) as usize * sink.stride + pass.column);
            for j in (0..vecs * S::LANES).step_by(16) {
                S::prefetch(out.wrapping_add(j));
            }
        }
    }
}

/// Fetches the sums of `count` rows and `vecs` vectors that an earlier pass has left in the output.
#[inline(always)]
pub(super) unsafe fn begin<S: Simd>(count: usize, vecs: usize, rows: &Rows, pass: &Pass, sink: &Sink, sums: *mut f32) {
    // SAFETY: the caller's promise.
    unsafe {
        for i in 0..count {
            let out = sink.out.wrapping_add(*rows.which.add(i) as usize * sink.stride + pass.column);
            for j in 0..vecs {
                let n = left(sink, pass, j * S::LANES);
                let sum = read::<S>(out.wrapping_add(j * S::LANES), n);
                S::store(sums.add((i * vecs + j) * S::LANES), sum);
            }
        }
    }
}

/// Writes the sums to the output; after the last pass with what comes after.
#[inline(always)]
pub(super) unsafe fn finish<S: Simd>(
    count: usize,
    vecs: usize,
    rows: &Rows,
    pass: &Pass,
    sink: &Sink,
    sums: *const f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let bias = pass.last && !sink.bias.is_null();
        let add = pass.last && !sink.add.is_null();
        for j in 0..vecs {
            let (n, at) = (left(sink, pass, j * S::LANES), pass.column + j * S::LANES);
            let same = if bias && sink.per == 0 { read::<S>(sink.bias.wrapping_add(at), n) } else { S::splat(0.0) };
            for i in 0..count {
                let row = *rows.which.add(i) as usize;
                let mut sum = S::load(sums.add((i * vecs + j) * S::LANES));
                if bias && sink.per == 0 {
                    sum = S::add(sum, same);
                } else if bias {
                    sum = S::add(sum, read::<S>(sink.bias_of(row).wrapping_add(at), n));
                }
                if add {
                    sum = S::add(sum, read::<S>(sink.add.wrapping_add(row * sink.stride + at), n));
                }
                write::<S>(sink.out.wrapping_add(row * sink.stride + at), sum, n);
            }
        }
    }
}

/// One step of k: every row's value times the panel's vectors.
#[inline(always)]
unsafe fn multiply<S: Simd, const M: usize, const N: usize>(
    acc: &mut [[S::V; N]; M],
    a: &[*const f32; M],
    step: usize,
    panel: *const f32,
) {
    // SAFETY: the caller's promise.
    unsafe {
        for line in (0..N * S::LANES).step_by(16) {
            S::prefetch(panel.wrapping_add(AHEAD + line));
        }
        let b: [S::V; N] = std::array::from_fn(|j| S::load(panel.add(j * S::LANES)));
        for i in 0..M {
            let x = S::splat(*a[i].add(step));
            for j in 0..N {
                acc[i][j] = S::fma(x, b[j], acc[i][j]);
            }
        }
    }
}

/// Columns that are left from `at` columns into the panel.
#[inline(always)]
fn left(sink: &Sink, pass: &Pass, at: usize) -> usize {
    sink.n.saturating_sub(pass.column + at)
}

/// A vector, or what there is of it.
#[inline(always)]
unsafe fn read<S: Simd>(p: *const f32, n: usize) -> S::V {
    // SAFETY: the caller's promise.
    unsafe { if n >= S::LANES { S::load(p) } else { S::load_some(p, n) } }
}

/// Writes a vector, or what there is of it.
#[inline(always)]
unsafe fn write<S: Simd>(p: *mut f32, x: S::V, n: usize) {
    // SAFETY: the caller's promise.
    unsafe { if n >= S::LANES { S::store(p, x) } else { S::store_some(p, x, n) } }
}
