//! The one binary: the window, or the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use palimpsest::{app, cli};

/// Keeps freed memory: half of candle's time goes into page faults with the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::parse(std::env::args_os()) {
        Ok(cli::Mode::Window(file)) => window(file),
        Ok(cli::Mode::Run(task)) => cli::run(*task),
        Err(code) => code,
    }
}

/// The window; the tour in the terminal where no window can be had.
fn window(file: Option<PathBuf>) -> ExitCode {
    if !has_display() {
        return cli::tour_instead("there is no display here");
    }
    match app::open(file) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => cli::tour_instead(&reason),
    }
}

/// Whether a window could be shown at all: X11 and Wayland say so by a variable, the other systems always have one.
fn has_display() -> bool {
    let told = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(all(unix, not(target_os = "macos"))) || told("DISPLAY") || told("WAYLAND_DISPLAY")
}
