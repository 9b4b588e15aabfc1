//! Why something could not be measured.

use crate::{diffusion, edit, model, raster};

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Errors say when; the user's data comes last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The model has no such part.
    #[error("{word} can't be measured on this model: {reason}")]
    Lacks {
        /// What was asked for.
        word: &'static str,
        /// What the model lacks.
        reason: &'static str,
    },
    /// The model cannot work at this size.
    #[error("size must be a multiple of {step} from {step} to {most} for this model, it is {found}")]
    Size {
        /// The model's step in pixels.
        step: u32,
        /// Largest side.
        most: u32,
        /// What was asked for.
        found: u32,
    },
    /// There are no scenes, or they are broken.
    #[error("{reason}: {}", path.display())]
    Scenes {
        /// What is wrong.
        reason: String,
        /// With what.
        path: std::path::PathBuf,
    },
    /// A method can't be measured as asked for.
    #[error("{reason}: {name}")]
    Method {
        /// Why.
        reason: String,
        /// As typed.
        name: String,
    },
    /// An edit could not run, or was cancelled.
    #[error(transparent)]
    Edit(#[from] edit::Error),
    /// The system refused threads, files or processes.
    #[error("the system refused what measuring needs: {0}")]
    System(#[from] std::io::Error),
    /// A process of ourselves ended badly.
    #[error("a fresh process of this program failed to load the model: {0}")]
    Startup(std::process::ExitStatus),
    /// Nothing came back.
    #[error("the engine stopped without a result")]
    NoResult,
}

impl From<model::Error> for Error {
    fn from(error: model::Error) -> Self {
        edit::Error::from(error).into()
    }
}

impl From<diffusion::Error> for Error {
    fn from(error: diffusion::Error) -> Self {
        edit::Error::from(error).into()
    }
}

impl From<candle_core::Error> for Error {
    fn from(error: candle_core::Error) -> Self {
        edit::Error::from(error).into()
    }
}

impl From<raster::Error> for Error {
    fn from(error: raster::Error) -> Self {
        edit::Error::from(error).into()
    }
}
