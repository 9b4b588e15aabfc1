//! Weights in the order in which the register tile reads them.

use super::buffer::Buffer;
use super::isa::Isa;
#[cfg(target_arch = "x86_64")]
use super::simd::{Avx2, Avx512};
use super::simd::{Portable, Simd};
use super::tile::Grid;
use rayon::prelude::*;

/// W (n, k) as panels of some columns n each: in a panel (k, columns), so that one step of k is one run of memory. The
/// last panel is only as many vectors wide as it needs and padded with zeros.
///
/// Or in `halves`: one vector of columns from the first half and the same from the second, so that a tile has values and
/// their gates side by side.
pub(super) struct Panels {
    pub(super) isa: Isa,
    pub(super) n: usize,
    pub(super) k: usize,
    halves: bool,
    data: Buffer,
}

/// Lanes of a vector, and vectors of a full panel.
pub(super) fn lanes(isa: Isa) -> (usize, usize) {
    match isa {
        #[cfg(target_arch = "x86_64")]
        Isa::Avx512 => (Avx512::LANES, Avx512::VECS),
        #[cfg(target_arch = "x86_64")]
        Isa::Avx2 => (Avx2::LANES, Avx2::VECS),
        _ => (Portable::LANES, Portable::VECS),
    }
}

impl Panels {
    /// Packs W, whose value at (n, k) is `at(n, k)`.
    pub(super) fn pack(isa: Isa, n: usize, k: usize, at: impl Fn(usize, usize) -> f32 + Sync) -> Self {
        Self::zeros(isa, n, k).filled(at)
    }

    /// The same in halves.
    pub(super) fn pack_halves(isa: Isa, n: usize, k: usize, at: impl Fn(usize, usize) -> f32 + Sync) -> Self {
        assert!(n.is_multiple_of(2), "halves");
        let data = Buffer::zeros(2 * (n / 2).next_multiple_of(lanes(isa).0) * k);
        Self { isa, n, k, halves: true, data }.filled(at)
    }

    fn filled(mut self, at: impl Fn(usize, usize) -> f32 + Sync) -> Self {
        let (n, k, full) = (self.n, self.k, self.width());
        let mut data = std::mem::replace(&mut self.data, Buffer::zeros(0));
        let fill = |(panel, values): (usize, &mut [f32])| {
            let width = values.len() / k;
            let columns: Vec<_> = (0..width).map(|j| self.column(panel, j)).collect();
            for (step, row) in values.chunks_exact_mut(width).enumerate() {
                for (value, column) in row.iter_mut().zip(&columns) {
                    if let Some(column) = *column {
                        *value = at(column, step);
                    }
                }
            }
        };
        if n * k < 1 << 16 {
            data.chunks_mut((full * k).max(1)).enumerate().for_each(fill);
        } else {
            data.par_chunks_mut(full * k).enumerate().for_each(fill);
        }
        self.data = data;
        self
    }

    /// Zeros, to be filled through [`data_mut`](Self::data_mut).
    pub(super) fn zeros(isa: Isa, n: usize, k: usize) -> Self {
        Self { isa, n, k, halves: false, data: Buffer::zeros(n.next_multiple_of(lanes(isa).0) * k) }
    }

    /// Which column of W the j-th of a panel is, if any.
    fn column(&self, panel: usize, j: usize) -> Option<usize> {
        if self.halves {
            let (lanes, half) = (self.width() / 2, self.n / 2);
            let column = panel * lanes + j % lanes;
            return (column < half).then_some(column + j / lanes * half);
        }
        let column = panel * self.width() + j;
        (column < self.n).then_some(column)
    }

    /// Whether values and gates lie side by side.
    pub(super) fn halves(&self) -> bool {
        self.halves
    }

    /// The columns where the vectors of a panel begin, and how many there are from each on, of `n` that are written.
    pub(super) fn columns(&self, panel: usize, n: usize) -> [(usize, usize); 2] {
        let (lanes, half) = (lanes(self.isa).0, self.n / 2);
        if self.halves {
            let column = panel * lanes;
            return [0, half].map(|first| (first + column, half - column));
        }
        [0, lanes].map(|j| panel * self.width() + j).map(|column| (column, n.saturating_sub(column)))
    }

    /// How many panels there are.
    pub(super) fn count(&self) -> usize {
        self.padded().div_ceil(self.width())
    }

    /// Columns of a full panel.
    pub(super) fn width(&self) -> usize {
        let (lanes, vecs) = lanes(self.isa);
        if self.halves { 2 * lanes } else { lanes * vecs }
    }

    /// Columns with the padding of the last panel.
    pub(super) fn padded(&self) -> usize {
        let lanes = lanes(self.isa).0;
        if self.halves { 2 * (self.n / 2).next_multiple_of(lanes) } else { self.n.next_multiple_of(lanes) }
    }

    /// Columns of a panel.
    pub(super) fn width_of(&self, panel: usize) -> usize {
        self.width().min(self.padded() - panel * self.width())
    }

    /// Where the values of a panel from step `k` on lie.
    pub(super) fn place(&self, panel: usize, k: usize) -> *const f32 {
        self.data[panel * self.width() * self.k + k * self.width_of(panel)..].as_ptr()
    }

    /// All values to write.
    pub(super) fn data_mut(&mut self) -> &mut [f32] {
        &mut self.data
    }

    /// The weight at (n, k).
    pub(super) fn at(&self, n: usize, k: usize) -> f32 {
        let full = self.width();
        let (panel, j) = if self.halves {
            let (lanes, half) = (full / 2, self.n / 2);
            (n % half / lanes, n / half * lanes + n % half % lanes)
        } else {
            (n / full, n % full)
        };
        self.data[panel * full * self.k + k * self.width_of(panel) + j]
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.data.bytes()
    }
}
