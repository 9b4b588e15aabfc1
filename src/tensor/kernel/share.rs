//! One output that several tasks write, each its own rows.

use std::marker::PhantomData;

/// Hands out places in a slice to several threads.
pub(super) struct Shared<'a> {
    start: *mut f32,
    len: usize,
    life: PhantomData<&'a mut [f32]>,
}

// SAFETY: whoever calls `at` promises that no two threads write one place.
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    pub(super) fn new(slice: &'a mut [f32]) -> Self {
        Self { start: slice.as_mut_ptr(), len: slice.len(), life: PhantomData }
    }

    /// Where the `len` values from `first` on lie.
    ///
    /// # Safety
    /// No two threads write the same place.
    pub(super) unsafe fn at(&self, first: usize, len: usize) -> *mut f32 {
        assert!(first + len <= self.len);
        // SAFETY: it lies inside.
        unsafe { self.start.add(first) }
    }
}

/// Panics unless the row numbers rise and are all below `rows`, so that no two tasks write the same row.
pub(super) fn assert_rising(which: &[u32], rows: usize) {
    assert!(which.is_sorted_by(|a, b| a < b), "row numbers must rise");
    assert!(which.last().is_none_or(|&last| (last as usize) < rows), "a row number is past the end");
}
