//! Linear layers: a product with weights that are packed once.

use super::after::{After, Sink};
use super::isa::Isa;
use super::panels::Panels;
use super::product::{Chosen, Source, product};

/// The weight W (n, k) of a linear layer, packed for one instruction set.
pub struct Matrix {
    panels: Panels,
}

/// Rows that lie one after the other.
struct Dense {
    first: *const f32,
    k: usize,
}

// SAFETY: only read, while the slice that it came from is borrowed.
unsafe impl Sync for Dense {}

impl Source for Dense {
    fn point(&self, which: &[u32], table: &mut [*const f32]) {
        for (pointer, &row) in table.iter_mut().zip(which) {
            *pointer = self.first.wrapping_add(row as usize * self.k);
        }
    }
}

impl Matrix {
    /// Packs `w` (n, k) row-major, which is PyTorch's Linear weight (out, in).
    pub fn pack(isa: Isa, w: &[f32], n: usize, k: usize) -> Self {
        assert!(n > 0 && k > 0 && w.len() == n * k, "weight");
        Self { panels: Panels::pack(isa, n, k, |n, at| w[n * k + at]) }
    }

    /// The same for a layer whose first n / 2 columns are values and the others their gates: [`run_gated`](Self::run_gated)
    /// is there beside all else.
    pub fn pack_gated(isa: Isa, w: &[f32], n: usize, k: usize) -> Self {
        assert!(n > 0 && k > 0 && w.len() == n * k, "weight");
        Self { panels: Panels::pack_halves(isa, n, k, |n, at| w[n * k + at]) }
    }

    /// W (n, k) again, exactly.
    pub fn unpack(&self) -> Vec<f32> {
        let (n, k) = (self.panels.n, self.panels.k);
        (0..n * k).map(|i| self.panels.at(i / k, i % k)).collect()
    }

    /// Wᵀ (k, n), for the gradient of the input.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let panels = &self.panels;
        Self { panels: Panels::pack(panels.isa, panels.k, panels.n, |n, k| panels.at(k, n)) }
    }

    /// Columns of the result.
    pub fn n(&self) -> usize {
        self.panels.n
    }

    /// Bytes of the packed weight.
    pub fn bytes(&self) -> usize {
        self.panels.bytes()
    }

    /// x (rows, k) · Wᵀ → out (rows, n), with what comes after.
    pub fn run(&self, x: &[f32], rows: usize, after: &After<'_>, out: &mut [f32]) {
        self.go(x, rows, Chosen::All(rows), after, out);
    }

    /// Values times the GELU of their gates, of y = x · Wᵀ + bias: out (rows, n / 2) = y[..n / 2] · gelu(y[n / 2..]).
    pub fn run_gated(&self, x: &[f32], rows: usize, bias: Option<&[f32]>, out: &mut [f32]) {
        let half = self.panels.n / 2;
        assert!(self.panels.halves(), "not packed for gates");
        assert!(bias.is_none_or(|bias| bias.len() == self.panels.n), "bias");
        let bias = bias.map_or(std::ptr::null(), <[f32]>::as_ptr);
        let sink = Sink { bias, gated: true, ..Sink::of(out, rows, half, &After::default()) };
        self.product(x, rows, Chosen::All(rows), &sink);
    }

    /// Whether it is packed for [`run_gated`](Self::run_gated).
    pub fn gates(&self) -> bool {
        self.panels.halves()
    }

    /// Only the rows `which` of x, of the residual and of the output; the other rows of `out` are left alone.
    pub fn run_rows(&self, x: &[f32], which: &[u32], after: &After<'_>, out: &mut [f32]) {
        let rows = out.len() / self.panels.n;
        assert!(which.iter().all(|&row| (row as usize) < rows), "row");
        self.go(x, rows, Chosen::Some(which), after, out);
    }

    fn go(&self, x: &[f32], rows: usize, chosen: Chosen<'_>, after: &After<'_>, out: &mut [f32]) {
        self.product(x, rows, chosen, &Sink::of(out, rows, self.panels.n, after));
    }

    fn product(&self, x: &[f32], rows: usize, chosen: Chosen<'_>, sink: &Sink) {
        let k = self.panels.k;
        assert_eq!(x.len(), rows * k, "input");
        // SAFETY: all chosen rows lie in x, and in the sink, whose lengths were checked.
        unsafe { product(&self.panels, k, 0, chosen, &Dense { first: x.as_ptr(), k }, sink) };
    }
}
