//! The window: panels, tools, canvas.

pub mod canvas;
pub mod tool;

/// Opens the window on `file`, or on the empty state. Returns when it is closed.
pub fn open(file: Option<std::path::PathBuf>) -> Result<(), String> {
    let _ = file;
    todo!()
}
