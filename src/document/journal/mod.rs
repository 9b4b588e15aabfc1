//! The journal: everything that is done to a document, written down at once, so that nothing is lost when the program ends
//! in the middle.
//!
//! A file is a header and records, each with its length and checksum. A journal is only ever written at its end. What a
//! sudden end left of the last record is cut when it is read; every record before it is as it was written.
//!
//! A journal begins with a whole document; acts follow it, and notes of the window (results that no layer shows yet).

mod bytes;
mod glance;
mod note;
mod packed;
mod past;
mod pixels;
mod reach;
mod reader;
mod record;
mod recover;
#[cfg(test)]
mod tests;
mod writer;

pub use glance::{Glance, glance};
pub use note::Note;
pub use past::{pack, unpack};
pub use reach::Reach;
pub use reader::Reader;
pub use record::Record;
pub use recover::{Recovered, recover};
pub use writer::Writer;

/// What can go wrong with a journal.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk said no.
    #[error("{}", crate::raster::io::in_words(.0))]
    Io(#[from] std::io::Error),
    /// It is another file, or one of a later version.
    #[error("this is no journal of this version of Palimpsest")]
    Foreign,
    /// It says things that don't fit together, although its checksums do.
    #[error("the journal does not fit together: {0}")]
    Unsound(String),
}

impl From<crate::raster::Error> for Error {
    fn from(error: crate::raster::Error) -> Self {
        Self::Unsound(error.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Unsound(error.to_string())
    }
}

/// Shorthand for results of journals.
pub type Result<T> = std::result::Result<T, Error>;

/// What the file begins with; the last figure is the version.
const MAGIC: &[u8; 8] = b"PALIMPJ1";
