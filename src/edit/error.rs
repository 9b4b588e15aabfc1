//! Why an edit cannot run.

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Errors say when; the user's data comes last.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Stopped on purpose; not an error for the person.
    #[error("cancelled")]
    Cancelled,
    /// The method needs something that was not given.
    #[error("{method} needs {what}")]
    MissingInput {
        /// Method.
        method: &'static str,
        /// "a picture", "a prompt", "a mask".
        what: &'static str,
    },
    /// A field of the recipe is out of range or does not fit the model or inputs.
    #[error("{field}: {reason}")]
    Invalid {
        /// The recipe's field, as typed.
        field: String,
        /// What is wrong and what is allowed.
        reason: String,
    },
    /// The recipe's text is no recipe.
    #[error("not a recipe: {0}")]
    NotARecipe(String),
    /// The recipe was written by a newer version.
    #[error("the recipe has version {found}, this program reads up to {known}; update the program")]
    Newer {
        /// In the file.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// It would not fit.
    #[error(
        "this edit needs about {needed_mb} MB of memory, {available_mb} MB are free; lower the resolution or mask a smaller part"
    )]
    Memory {
        /// Estimated.
        needed_mb: u64,
        /// Free now.
        available_mb: u64,
    },
    /// A fault of ours, caught so that the program goes on.
    #[error("the edit stopped because of a fault in this program ({0}); nothing of the picture was changed")]
    Fault(String),
    /// The loop failed.
    #[error(transparent)]
    Diffusion(crate::diffusion::Error),
    /// The model failed.
    #[error(transparent)]
    Model(crate::model::Error),
    /// Pictures failed.
    #[error(transparent)]
    Raster(#[from] crate::raster::Error),
}

impl From<crate::diffusion::Error> for Error {
    fn from(error: crate::diffusion::Error) -> Self {
        match error {
            crate::diffusion::Error::Cancelled => Self::Cancelled,
            other => Self::Diffusion(other),
        }
    }
}
impl From<crate::model::Error> for Error {
    fn from(error: crate::model::Error) -> Self {
        match error {
            crate::model::Error::Cancelled => Self::Cancelled,
            other => Self::Model(other),
        }
    }
}
impl From<candle_core::Error> for Error {
    fn from(error: candle_core::Error) -> Self {
        Self::Diffusion(error.into())
    }
}
