//! Freed memory, kept for the next layer: giving it back to the system after each one means that every result is paid
//! for twice, a quarter of the time of a large decoder.

use std::sync::atomic::{AtomicU8, Ordering};

use libmimalloc_sys::{mi_collect, mi_option_set, mi_option_t};

/// `mi_option_purge_delay` of mimalloc.h, which the bindings do not name.
const PURGE_DELAY: mi_option_t = 15;
/// Milliseconds until freed memory goes back by itself: longer than any run, which ends with [`give_back`].
const NEVER: std::ffi::c_long = 3_600_000;

/// From now on, freed memory stays with the program until [`give_back`].
pub fn keep_freed() {
    // SAFETY: it writes one number behind a lock-free table of the allocator, whatever that is used for.
    unsafe { mi_option_set(PURGE_DELAY, NEVER) };
}

/// Gives all freed memory back to the system.
pub fn give_back() {
    // SAFETY: it looks only at what has been freed.
    unsafe { mi_collect(true) };
}

/// Who works: their largest maps do not fit into what the other left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum User {
    /// The noise predictor.
    Network,
    /// Encoder and decoder.
    Autoencoder,
}

/// Who worked last.
static LAST: AtomicU8 = AtomicU8::new(0);

/// `user` begins. Gives back what another one freed, if `large` maps are to come.
pub fn begin(user: User, large: bool) {
    if LAST.swap(user as u8, Ordering::Relaxed) != user as u8 && large {
        give_back();
    }
}
