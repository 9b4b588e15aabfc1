//! What can stop the loop.

/// Shorthand for results of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why the loop left.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The person, or a newer live edit, stopped it.
    #[error("cancelled")]
    Cancelled,
    /// NaN or infinity came out of a step.
    #[error("step {step} gave numbers that are not finite; try a lower guidance or another sampler")]
    NotFinite {
        /// Counted from 0.
        step: usize,
    },
    /// A gradient did not arrive.
    #[error("no gradient reached {wrt}")]
    NoGradient {
        /// With respect to what.
        wrt: &'static str,
    },
    /// A schedule or control that cannot be.
    #[error("{0}")]
    Invalid(String),
    /// The network failed.
    #[error(transparent)]
    Model(crate::model::Error),
    /// A tensor operation failed.
    #[error("a tensor operation failed: {0}")]
    Tensor(#[from] candle_core::Error),
}

impl From<crate::model::Error> for Error {
    fn from(error: crate::model::Error) -> Self {
        match error {
            crate::model::Error::Cancelled => Self::Cancelled,
            other => Self::Model(other),
        }
    }
}
