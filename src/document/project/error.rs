//! What can go wrong with project files.

/// Shorthand for results of projects.
pub type Result<T> = std::result::Result<T, Error>;

/// One sentence each. Names of parts come from the file: they are escaped.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The disk said no.
    #[error("the file can't be read or written ({})", crate::raster::io::in_words(.0))]
    Io(#[from] std::io::Error),
    /// The file could not be written, or a picture in it could not be read.
    #[error(transparent)]
    Picture(#[from] crate::raster::Error),
    /// It is another kind of file.
    #[error("this is no Palimpsest project, or one that was cut off")]
    Foreign,
    /// It has a later version.
    #[error("made by a newer Palimpsest (file version {0}); update to open it")]
    Newer(u64),
    /// More parts than any project has.
    #[error("the project claims to have {0} parts, more than a project can have")]
    Crowded(usize),
    /// A name that leads out of the file.
    #[error("the project names a file outside of itself ({0}); it was not made by Palimpsest")]
    Escape(String),
    /// A name that no part has.
    #[error("the project holds a part that no project has ({0}); it was not made by Palimpsest")]
    Strange(String),
    /// Two parts of one name.
    #[error("the project holds two parts of one name; it was not made by Palimpsest")]
    Twice,
    /// A part that is not there.
    #[error("a part of the project is missing ({0}); a backup may be whole")]
    Missing(String),
    /// A part with a wrong checksum, or that ends too early.
    #[error("a part of the project is damaged ({0}); a backup may be whole")]
    Damaged(String),
    /// A part that is not as long as the list of parts says.
    #[error("a part of the project is not of the size that it claims ({0}); it was not made by Palimpsest")]
    Lying(String),
    /// A part that is packed too well to be honest, or in a way that is not ours.
    #[error("a part of the project unpacks to far more than it holds ({0}); it was not made by Palimpsest")]
    Bomb(String),
    /// More pixels than any computer should be asked to hold.
    #[error("the project is too large: its pictures take {0} GiB, at most {most} can be opened", most = super::parts::GIBIBYTES_MOST)]
    Large(u64),
    /// Too much to describe.
    #[error("the project is too large: its description takes {0} MiB, at most {most} can be opened", most = super::parts::WORDS_MOST >> 20)]
    Wordy(u64),
    /// It says things that don't fit together.
    #[error("the project does not fit together: {0}")]
    Unsound(String),
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::Unsound(error.to_string())
    }
}
