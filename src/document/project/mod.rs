//! The project file (`*.palimpsest`): a document and what the window keeps of it, to be opened as it was left.
//!
//! It is a zip archive that any program can look into: `project.json` describes, `blobs/000.png` and so on hold the pixels
//! that it counts, `thumbnail.png` shows what it looked like, `history.bin` has what can be undone. A file is refused with
//! a sentence before anything that it asks for is allocated (`parts.rs`): what it says of itself is never believed.

mod error;
mod open;
mod parts;
mod pictures;
mod save;
#[cfg(test)]
mod tests;
mod upgrade;
mod words;

use std::sync::Arc;

use serde_json::Value;

pub use error::{Error, Result};
pub use open::{open, thumbnail};
pub use save::save;

use super::Parts;
use super::journal::Note;
use crate::raster::Pixels;

/// Version of the file that is written, and the newest that is read.
pub const VERSION: u64 = 2;

/// What a project's name ends in.
pub const ENDING: &str = "palimpsest";

/// What a project file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// The document, without its history.
    pub parts: Parts,
    /// Results, whether they were accepted or not; the window's own. Their blobs are pictures and masks.
    pub candidates: Vec<Note>,
    /// What was looked at; the window's own.
    pub view: Option<Value>,
    /// The settings of the next edit; the window's own.
    pub draft: Option<Value>,
    /// A small picture of it, for lists.
    pub thumbnail: Option<Arc<Pixels>>,
    /// What can be undone, as [`pack`](super::journal::pack) has it; may be empty.
    pub past: Vec<u8>,
}
