//! The register tile: a few rows times a few vectors of columns, kept in registers over a whole run of k.
//!
//! Rows are reached through pointers, one for each row and tap, so that a convolution needs no copy of its input: a tap
//! outside of the picture points to zeros. Each output is one chain of fused additions in the order of k, whatever the
//! tile, the pass and the thread.

use super::after::Sink;
use super::exp::gelu;
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
    unsafe fn tile<const M: usize, const N: usize>(rows: &Rows, pass: &Pass, sink: &Sink);
}

impl Grid for Portable {
    const ROWS: usize = if cfg!(target_arch = "aarch64") { 8 } else { 4 };
    const VECS: usize = 1;
    #[inline(never)]
    unsafe fn tile<const M: usize, const N: usize>(rows: &Rows, pass: &Pass, sink: &Sink) {
        // SAFETY: the caller's promise.
        unsafe { tile::<Self, M, N>(rows, pass, sink) }
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
            unsafe fn tile<const M: usize, const N: usize>(rows: &Rows, pass: &Pass, sink: &Sink) {
                #[target_feature(enable = $features)]
                #[inline(never)]
                unsafe fn own<const M: usize, const N: usize>(rows: &Rows, pass: &Pass, sink: &Sink) {
                    // SAFETY: the caller's promise.
                    unsafe { tile::<$isa, M, N>(rows, pass, sink) }
                }
                // SAFETY: the caller's promise.
                unsafe { own::<M, N>(rows, pass, sink) }
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
    /// The column of the output where each vector of the panel begins.
    pub(super) columns: [usize; 2],
    /// Columns of the output from there on.
    pub(super) left: [usize; 2],
    /// What the tile asks for on behalf of the panel after this one, and values from one step of k to the next.
    pub(super) next: *const f32,
    pub(super) stride: usize,
}

/// Values of the panel that are asked for ahead of their use: more than a page, where the processor's own looking ahead
/// ends.
const AHEAD: usize = 1024;
/// k steps between two looks at the pointers.
const UNROLL: usize = 4;

/// One tile of `M` rows and `N` vectors: the sums of a pass, on top of those that an earlier one has left in the output.
///
/// # Safety
/// The instruction set is there; `rows` has M pointers for each tap of the pass, and their output rows lie in `sink`.
#[inline(always)]
unsafe fn tile<S: Simd, const M: usize, const N: usize>(rows: &Rows, pass: &Pass, sink: &Sink) {
    // SAFETY: the caller's promise.
    unsafe {
        let width = N * S::LANES;
        let mut acc = [[S::splat(0.0); N]; M];
        if pass.from > 0 {
            for (i, row) in acc.iter_mut().enumerate() {
                let out = sink.row(*rows.which.add(i));
                for (j, sum) in row.iter_mut().enumerate() {
                    *sum = read::<S>(out.wrapping_add(pass.columns[j]), pass.left[j]);
                }
            }
        }
        let (mut panel, mut next) = (pass.panel, pass.next);
        let (mut tap, mut at, mut k) = (pass.from / rows.depth, pass.from % rows.depth, pass.from);
        while k < pass.to {
            let len = (rows.depth - at).min(pass.to - k);
            let pointers = rows.table.add(tap * rows.pitch);
            let mut step = 0;
            while step + UNROLL <= len {
                let a: [*const f32; M] = std::array::from_fn(|i| (*pointers.add(i)).add(rows.skip + at + step));
                for u in 0..UNROLL {
                    S::prefetch_far(next);
                    next = next.wrapping_add(pass.stride);
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
        if pass.left.iter().take(N).all(|&left| left >= S::LANES) {
            finish::<S, M, N, true>(acc, rows, pass, sink);
        } else {
            finish::<S, M, N, false>(acc, rows, pass, sink);
        }
    }
}

/// Writes the sums to the output; after the last pass with what comes after. `WHOLE`: all columns are there.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "rows of registers beside rows of memory")]
unsafe fn finish<S: Simd, const M: usize, const N: usize, const WHOLE: bool>(
    mut acc: [[S::V; N]; M],
    rows: &Rows,
    pass: &Pass,
    sink: &Sink,
) {
    // SAFETY: the caller's promise.
    unsafe {
        let left = |j: usize| if WHOLE { S::LANES } else { pass.left[j] };
        let row = |i: usize| *rows.which.add(i);
        if pass.last && !sink.bias.is_null() {
            if sink.per == 0 {
                for j in 0..N {
                    let bias = read::<S>(sink.bias.wrapping_add(pass.columns[j]), left(j));
                    for i in 0..M {
                        acc[i][j] = S::add(acc[i][j], bias);
                    }
                }
            } else {
                for i in 0..M {
                    let bias = sink.bias_of(row(i) as usize);
                    for j in 0..N {
                        let bias = read::<S>(bias.wrapping_add(pass.columns[j]), left(j));
                        acc[i][j] = S::add(acc[i][j], bias);
                    }
                }
            }
        }
        if pass.last && !sink.add.is_null() {
            for i in 0..M {
                let add = sink.add.wrapping_add(row(i) as usize * sink.stride);
                for j in 0..N {
                    acc[i][j] = S::add(acc[i][j], read::<S>(add.wrapping_add(pass.columns[j]), left(j)));
                }
            }
        }
        if sink.gated && N == 2 {
            // By way of memory, as a loop: GELU once for each row is much code.
            let mut sums = [[[0.0_f32; 16]; N]; M];
            for (sums, acc) in sums.iter_mut().zip(&acc) {
                for (sums, &acc) in sums.iter_mut().zip(acc) {
                    S::store(sums.as_mut_ptr(), acc);
                }
            }
            for (i, sums) in sums.iter().enumerate() {
                let gate = gelu::<S>(S::load(sums[1].as_ptr()));
                let out = sink.row(row(i)).wrapping_add(pass.columns[0]);
                write::<S>(out, S::mul(S::load(sums[0].as_ptr()), gate), left(0));
            }
            return;
        }
        for i in 0..M {
            let out = sink.row(row(i));
            for j in 0..N {
                write::<S>(out.wrapping_add(pass.columns[j]), acc[i][j], left(j));
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
            let out = sink.row(*rows.which.add(i));
            for column in pass.columns.iter().take(if sink.gated { 1 } else { vecs }) {
                S::prefetch(out.wrapping_add(*column));
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
