//! What the window writes down beside what is done to the document.

use serde_json::Value;

use crate::document::stored::Blobs;

/// Something that a journal keeps without knowing what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// Of what kind.
    pub kind: String,
    /// What it says.
    pub words: Value,
    /// What it shows.
    pub blobs: Blobs,
}
