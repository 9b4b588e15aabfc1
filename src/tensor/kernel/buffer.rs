//! Memory for weights and for what a kernel needs while it runs.

use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// One cache line, which is also the widest vector.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([f32; 16]);

/// Values that begin on a cache line.
#[derive(Clone)]
pub(super) struct Buffer {
    lines: Vec<Line>,
    len: usize,
}

impl Buffer {
    /// `len` zeros.
    pub(super) fn zeros(len: usize) -> Self {
        Self { lines: vec![Line([0.0; 16]); len.div_ceil(16)], len }
    }

    /// Bytes held.
    pub(super) fn bytes(&self) -> usize {
        size_of_val(self.lines.as_slice())
    }
}

impl Deref for Buffer {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        // SAFETY: a line is sixteen f32 without padding, and there are enough of them for `len`.
        unsafe { std::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl DerefMut for Buffer {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as above, and the borrow is exclusive.
        unsafe { std::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}

/// How many buffers a thread keeps for its next call.
const KEPT: usize = 4;

thread_local! {
    static SPARE: RefCell<Vec<Buffer>> = const { RefCell::new(Vec::new()) };
}

/// A buffer that is lent by this thread and goes back to the thread that drops it. Holds whatever was there before.
pub(super) struct Scratch(Buffer);

impl Scratch {
    /// At least `len` values: the smallest spare buffer that is large enough, or a new one.
    pub(super) fn of(len: usize) -> Self {
        let spare = SPARE.with_borrow_mut(|spare| {
            let fits = |(_, buffer): &(usize, &Buffer)| buffer.len >= len;
            let best = spare.iter().enumerate().filter(fits).min_by_key(|(_, buffer)| buffer.len);
            best.map(|(i, _)| i).map(|i| spare.swap_remove(i))
        });
        Self(spare.unwrap_or_else(|| Buffer::zeros(len)))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let mine = std::mem::replace(&mut self.0, Buffer { lines: Vec::new(), len: 0 });
        SPARE.with_borrow_mut(|spare| {
            spare.push(mine);
            if spare.len() > KEPT {
                // The smallest one is the cheapest to make again.
                let least = spare.iter().enumerate().min_by_key(|(_, buffer)| buffer.len).map(|(i, _)| i);
                if let Some(i) = least {
                    spare.swap_remove(i);
                }
            }
        });
    }
}

impl Deref for Scratch {
    type Target = [f32];
    fn deref(&self) -> &[f32] {
        &self.0
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        &mut self.0
    }
}
