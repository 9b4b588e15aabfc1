//! What can go wrong with pictures and their files.

use std::path::PathBuf;

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Errors say when; the user's data comes last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file could not be opened or read.
    #[error("cannot read the file ({reason}): {}", path.display())]
    Read {
        /// Why, in words.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// The bytes are no picture, or a picture that is cut or broken.
    #[error("cannot decode the picture: {reason}")]
    Decode {
        /// Why, in words.
        reason: String,
    },
    /// The picture is larger than what we open.
    #[error("the picture is too large: {width}×{height} pixels, at most {limit} megapixels can be opened")]
    TooLarge {
        /// Pixels.
        width: u64,
        /// Pixels.
        height: u64,
        /// Megapixels.
        limit: u64,
    },
    /// The picture cannot be expressed in the format asked for.
    #[error("cannot encode the picture: {reason}")]
    Encode {
        /// Why, in words.
        reason: String,
    },
    /// The picture could not be written.
    #[error("cannot write the file ({reason}): {}", path.display())]
    Write {
        /// Why, in words.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// The pixel or coverage buffer does not fit its extent, or an extent is empty or does not match another.
    #[error("sizes do not match: {reason}")]
    Size {
        /// Why, in words.
        reason: String,
    },
}
