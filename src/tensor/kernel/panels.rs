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
pub(super) struct Panels {
    pub(super) isa: Isa,
    pub(super) n: usize,
    pub(super) k: usize,
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
        let (lanes, vecs) = lanes(isa);
        let full = lanes * vecs;
        let mut packed = Self::zeros(isa, n, k);
        let data = packed.data_mut();
        let fill = |(i, panel): (usize, &mut [f32])| {
            let width = panel.len() / k;
            let columns = (n - i * full).min(width);
            for (step, row) in panel.chunks_exact_mut(width).enumerate() {
                for (j, value) in row.iter_mut().take(columns).enumerate() {
                    *value = at(i * full + j, step);
                }
            }
        };
        if n * k < 1 << 16 {
            data.chunks_mut((full * k).max(1)).enumerate().for_each(fill);
        } else {
            data.par_chunks_mut(full * k).enumerate().for_each(fill);
        }
        packed
    }

    /// Zeros, to be filled through [`data_mut`](Self::data_mut).
    pub(super) fn zeros(isa: Isa, n: usize, k: usize) -> Self {
        Self { isa, n, k, data: Buffer::zeros(n.next_multiple_of(lanes(isa).0) * k) }
    }

    /// How many panels there are.
    pub(super) fn count(&self) -> usize {
        self.n.div_ceil(self.width())
    }

    /// Columns of a full panel.
    pub(super) fn width(&self) -> usize {
        let (lanes, vecs) = lanes(self.isa);
        lanes * vecs
    }

    /// Columns with the padding of the last panel.
    pub(super) fn padded(&self) -> usize {
        self.n.next_multiple_of(lanes(self.isa).0)
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
        let panel = n / full;
        let width = full.min(self.padded() - panel * full);
        self.data[panel * full * self.k + k * width + n % full]
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        self.data.bytes()
    }
}
