//! Threads that do not fall asleep between the layers of a network.
//!
//! A thread with nothing to do sleeps after some microseconds, and to wake it takes longer than most layers of a small
//! network run: a second core then brings next to nothing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::Yield;

/// Without work for so long, a thread goes to sleep after all: no gap between two layers is as long.
const PATIENCE: Duration = Duration::from_millis(2);
/// Looks for work until the clock is asked.
const LOOKS: usize = 64;

/// Does `work` while the pool's other threads wait for pieces of it awake. Outside of a pool it is only done.
pub fn awake<T>(work: impl FnOnce() -> T) -> T {
    let others = rayon::current_num_threads() - 1;
    if others == 0 || rayon::current_thread_index().is_none() {
        return work();
    }
    let done = AtomicBool::new(false);
    rayon::in_place_scope(|scope| {
        let _over = Over(&done);
        for _ in 0..others {
            scope.spawn(|_| stand_by(&done));
        }
        work()
    })
}

/// Says that the work is over, also when it ends by a panic.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// Takes pieces of work as they come.
fn stand_by(done: &AtomicBool) {
    let mut since = Instant::now();
    loop {
        for _ in 0..LOOKS {
            if done.load(Ordering::Acquire) {
                return;
            }
            if rayon::yield_now() == Some(Yield::Executed) {
                since = Instant::now();
            } else {
                std::hint::spin_loop();
            }
        }
        if since.elapsed() > PATIENCE {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use rayon::prelude::*;

    use super::*;

    #[test]
    fn work_is_done_on_any_number_of_threads_and_panics_come_through() {
        for threads in 1..4 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let sum = |n: u64| (0..n).into_par_iter().with_max_len(1).sum::<u64>();
            for n in 0..200 {
                assert_eq!(pool.install(|| awake(|| sum(n))), n * n.saturating_sub(1) / 2);
            }
            let nested = pool.install(|| (0..16).into_par_iter().map(|n| awake(|| sum(n))).sum::<u64>());
            assert_eq!(nested, (0..16u64).map(|n| n * n.saturating_sub(1) / 2).sum());
            let failed = catch_unwind(AssertUnwindSafe(|| pool.install(|| awake(|| panic!("expected")))));
            assert!(failed.is_err());
        }
        assert_eq!(awake(|| 7), 7);
    }
}
