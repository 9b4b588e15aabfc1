//! The threads that number work runs on.

use thread_priority::{ThreadPriority, ThreadPriorityValue};

/// Of 0…99, where 50 is the window's: below it, above idle.
const BACKGROUND: u8 = 25;

/// A pool of `threads` (physical cores when none), `background` ones at a lower priority than the window's. From then on
/// freed memory stays with the program.
pub fn pool(threads: Option<usize>, background: bool) -> std::io::Result<rayon::ThreadPool> {
    crate::model::memory::keep_freed();
    let threads = threads.unwrap_or_else(crate::edit::threads).max(1);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("numbers-{i}"))
        .start_handler(move |_| {
            if background {
                step_back();
            }
        })
        .build()
        .map_err(std::io::Error::other)
}

/// Lets the window go first. Systems that don't offer it run as before.
fn step_back() {
    let Ok(value) = ThreadPriorityValue::try_from(BACKGROUND) else { return };
    if thread_priority::set_current_thread_priority(ThreadPriority::Crossplatform(value)).is_err() {
        // Not offered here: the same priority is all that is lost.
    }
}
