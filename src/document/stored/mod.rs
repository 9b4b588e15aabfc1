//! Documents, layers and acts as files hold them: a description in JSON that counts blobs, and the blobs.
//!
//! Descriptions are small and readable; pixels, masks and tiles stand beside them in the order in which they were met. What
//! is met twice in one description (the opened picture is also the bottom layer) is one blob.

mod act;
mod blob;
mod layer;
mod parts;

pub use act::StoredAct;
pub use blob::{Blob, Blobs};
pub use layer::{StoredContent, StoredLayer, StoredPiece};
pub use parts::StoredParts;

use crate::raster::{Error, Result};

/// What a description says and its blobs don't hold.
fn missing(what: &str) -> Error {
    Error::Size { reason: format!("{what} is missing or of another kind than its description says") }
}

/// The blob of a number, if it is of the kind that is asked for.
fn found<T>(blob: Option<T>, what: &str) -> Result<T> {
    blob.ok_or_else(|| missing(what))
}
