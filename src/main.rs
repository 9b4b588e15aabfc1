//! The one binary: the window, or the command line.

use std::process::ExitCode;

/// Keeps freed memory: half of candle's time goes into page faults with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    palimpsest::cli::main()
}
