//! Threads that do not fall asleep between the layers of a network.
//!
//! A thread with nothing to do sleeps after some microseconds, and to wake it takes longer than most layers of a small
//! network run: a second core then brings next to nothing.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::Yield;

/// Without work for so long, a thread goes to sleep after all: no gap between two layers is as long.
const PATIENCE: Duration = Duration::from_millis(2);
/// Looks for work until the clock is asked.
const LOOKS: usize = 64;

thread_local! {
    /// How many works, this thread's among them, keep the pool's threads awake; 0 if this thread's is none of them.
    static WORKS: Cell<usize> = const { Cell::new(0) };
}

/// Threads that the work on this one may count on: of two side by side, each has half, as pieces for the other's threads
/// would only be small ones that these have no time for.
pub(super) fn threads() -> usize {
    rayon::current_num_threads().div_ceil(WORKS.get().max(1))
}

/// Does `work` while the pool's other threads wait for pieces of it awake. Outside of a pool it is only done.
pub fn awake<T>(work: impl FnOnce() -> T) -> T {
    let others = rayon::current_num_threads() - 1;
    if others == 0 || rayon::current_thread_index().is_none() || WORKS.get() > 0 {
        return work();
    }
    let done = AtomicBool::new(false);
    rayon::in_place_scope(|scope| {
        let _over = Over(&done);
        for _ in 0..others {
            scope.spawn(|_| stand_by(&done));
        }
        inside(1, work)
    })
}

/// Does both, `other` on another thread of the pool where there is one: two small networks side by side have less to wait
/// for than one after the other, each on all threads.
pub fn both<A, B: Send>(mine: impl FnOnce() -> A, other: impl FnOnce() -> B + Send) -> (A, B) {
    if rayon::current_num_threads() == 1 || rayon::current_thread_index().is_none() {
        return (mine(), other());
    }
    awake(|| {
        let mut said = None;
        let mine = rayon::in_place_scope(|scope| {
            scope.spawn(|_| said = Some(inside(2, other)));
            inside(2, mine)
        });
        match said {
            Some(said) => (mine, said),
            None => unreachable!("the scope ends when both are done"),
        }
    })
}

fn inside<T>(works: usize, work: impl FnOnce() -> T) -> T {
    let before = WORKS.replace(works);
    let _after = Restore(before);
    work()
}

/// Puts the thread's mark back, also after a panic.
struct Restore(usize);

impl Drop for Restore {
    fn drop(&mut self) {
        WORKS.set(self.0);
    }
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

    /// The sum of the numbers below n, a piece each.
    fn sum(n: usize) -> usize {
        (0..n).into_par_iter().with_max_len(1).sum()
    }

    #[test]
    fn work_is_done_on_any_number_of_threads_and_panics_come_through() {
        for threads in 1..4 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            for n in 1..200 {
                assert_eq!(pool.install(|| awake(|| sum(n))), n * (n - 1) / 2);
                assert_eq!(
                    pool.install(|| both(|| sum(n), || awake(|| sum(n + 1)))),
                    (n * (n - 1) / 2, (n + 1) * n / 2)
                );
            }
            assert_eq!(pool.install(|| (1..17).into_par_iter().map(|n| awake(|| sum(n))).sum::<usize>()), 680);
            for failing in [true, false] {
                let fail = |fails: bool| assert!(!fails, "expected");
                let run = || pool.install(|| both(|| fail(failing), || fail(!failing)));
                assert!(catch_unwind(AssertUnwindSafe(run)).is_err());
                assert!(catch_unwind(AssertUnwindSafe(|| pool.install(|| awake(|| fail(true))))).is_err());
            }
            let half = threads.div_ceil(2);
            assert_eq!(pool.install(|| awake(super::threads)), threads);
            if threads > 1 {
                assert_eq!(pool.install(|| both(super::threads, super::threads)), (half, half));
            }
            assert_eq!(pool.install(super::threads), threads);
            assert_eq!(pool.install(|| awake(|| sum(9))), 36);
        }
        assert_eq!(awake(|| 7), 7);
    }
}
