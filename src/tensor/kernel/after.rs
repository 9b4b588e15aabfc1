//! What is fused behind a product.

/// What is added to each row of a product before it is written: (x·Wᵀ + bias) + add.
#[derive(Clone, Copy, Debug, Default)]
pub struct After<'a> {
    /// (n), or (b, n): one row for each picture of the batch (a bias plus a time embedding, say).
    pub bias: Option<&'a [f32]>,
    /// A residual of the same shape as the output, added last.
    pub add: Option<&'a [f32]>,
}

/// Where a product goes: an output of rows, and what is added to them.
#[derive(Clone, Copy)]
pub(super) struct Sink {
    /// The output's first value.
    pub(super) out: *mut f32,
    /// Values from one row to the next, in the output and in `add`.
    pub(super) stride: usize,
    /// Columns that are written.
    pub(super) n: usize,
    /// (n) or (b, n), or null.
    pub(super) bias: *const f32,
    /// Rows to one row of the bias; 0: there is only one row.
    pub(super) per: usize,
    /// The residual, or null.
    pub(super) add: *const f32,
    /// Whether values times the GELU of their gates are written, the output being half as wide as the product.
    pub(super) gated: bool,
}

// SAFETY: the pointers come from slices that outlive the call, and tasks write disjoint parts.
unsafe impl Send for Sink {}
// SAFETY: as above.
unsafe impl Sync for Sink {}

impl Sink {
    /// A plain output without bias.
    pub(super) fn plain(out: *mut f32, stride: usize, n: usize) -> Self {
        Self { out, stride, n, bias: std::ptr::null(), per: 0, add: std::ptr::null(), gated: false }
    }

    /// An output of (rows, n) with what comes after; checks every length.
    pub(super) fn of(out: &mut [f32], rows: usize, n: usize, after: &After<'_>) -> Self {
        assert_eq!(out.len(), rows * n, "output");
        let mut sink = Self::plain(out.as_mut_ptr(), n, n);
        if let Some(bias) = after.bias.filter(|_| rows > 0) {
            let pictures = bias.len() / n;
            assert!(pictures > 0 && bias.len().is_multiple_of(n) && rows.is_multiple_of(pictures), "bias");
            sink.bias = bias.as_ptr();
            sink.per = if pictures > 1 { rows / pictures } else { 0 };
        }
        if let Some(add) = after.add {
            assert_eq!(add.len(), rows * n, "residual");
            sink.add = add.as_ptr();
        }
        sink
    }

    /// Only the columns `from`‥`from + n`.
    pub(super) fn columns(&self, from: usize, n: usize) -> Self {
        let shift = |p: *const f32| if p.is_null() { p } else { p.wrapping_add(from) };
        Self { out: self.out.wrapping_add(from), n, bias: shift(self.bias), add: shift(self.add), ..*self }
    }

    /// Where a row of the output begins.
    #[inline(always)]
    pub(super) fn row(&self, row: u32) -> *mut f32 {
        self.out.wrapping_add(row as usize * self.stride)
    }

    /// The bias of a row, from its first column; null without one.
    #[inline(always)]
    pub(super) fn bias_of(&self, row: usize) -> *const f32 {
        self.bias.wrapping_add(row.checked_div(self.per).unwrap_or(0) * self.stride)
    }
}
