//! What can go wrong with a checkpoint.

use std::path::{Path, PathBuf};

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Errors say when; the user's data comes last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The checkpoint between blocks was told to stop.
    #[error("cancelled")]
    Cancelled,
    /// The folder or file is no model that we know.
    #[error("not a model that can be used ({reason}): {}", path.display())]
    NotAModel {
        /// Why, in words.
        reason: String,
        /// Where.
        path: PathBuf,
    },
    /// A tensor that the configuration promises is not in the file.
    #[error("the weights lack the tensor {name} (expected shape {expected:?})")]
    MissingTensor {
        /// The checkpoint's name.
        name: String,
        /// Shape by the configuration.
        expected: Vec<usize>,
    },
    /// A tensor has another shape than the configuration promises.
    #[error("the tensor {name} has shape {found:?}, expected {expected:?}")]
    WrongShape {
        /// The checkpoint's name.
        name: String,
        /// Shape by the configuration.
        expected: Vec<usize>,
        /// Shape in the file.
        found: Vec<usize>,
    },
    /// A weight is NaN or infinite.
    #[error("the tensor {name} holds values that are not finite numbers")]
    NotFinite {
        /// The checkpoint's name.
        name: String,
    },
    /// A configuration file is missing, cut or says something that we cannot build.
    #[error("cannot use {file}: {reason}")]
    Config {
        /// The file within the model's folder.
        file: String,
        /// Why, in words.
        reason: String,
    },
    /// A weights file's header, offsets or sizes are not sound.
    #[error("the weights file is broken ({reason}): {}", path.display())]
    Weights {
        /// Why, in words.
        reason: String,
        /// The file.
        path: PathBuf,
    },
    /// A network was asked in a way that it cannot answer.
    #[error("the network cannot be run like this: {0}")]
    Input(String),
    /// A tensor operation failed.
    #[error("a tensor operation failed: {0}")]
    Tensor(#[from] candle_core::Error),
}

impl Error {
    pub(crate) fn config(file: &str, reason: impl Into<String>) -> Self {
        Self::Config { file: file.to_owned(), reason: reason.into() }
    }

    pub(crate) fn not_a_model(reason: impl Into<String>, path: &Path) -> Self {
        Self::NotAModel { reason: reason.into(), path: path.to_owned() }
    }
}
