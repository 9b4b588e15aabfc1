//! What went wrong, as one line and an exit code.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use crate::engine::Error;
use crate::{measure, model, raster};

/// Why a command ended without doing its work.
#[derive(Debug)]
pub(super) enum Failure {
    /// The caller can mend it: exit 2.
    Caller(String),
    /// We failed: exit 1.
    Ours(String),
    /// Ctrl-C: exit 130.
    Interrupted,
}

/// Shorthand for results of this room.
pub(super) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// An error of the caller.
    pub(super) fn caller(sentence: impl Into<String>) -> Self {
        Self::Caller(sentence.into())
    }
    /// The same with the user's file at the end, where the sentence does not name it yet.
    pub(super) fn about(self, path: &Path) -> Self {
        let shown = path.display().to_string();
        let with = |sentence: String| if sentence.contains(&shown) { sentence } else { format!("{sentence}: {shown}") };
        match self {
            Self::Caller(sentence) => Self::Caller(with(sentence)),
            Self::Ours(sentence) => Self::Ours(with(sentence)),
            Self::Interrupted => Self::Interrupted,
        }
    }
    /// Tells it, in exactly one line, and gives the exit code.
    pub(super) fn tell(&self) -> ExitCode {
        let (code, sentence) = match self {
            Self::Caller(sentence) => (2, sentence.as_str()),
            Self::Ours(sentence) => (1, sentence.as_str()),
            Self::Interrupted => (130, "stopped, nothing was written"),
        };
        drop(writeln!(std::io::stderr().lock(), "error: {}", one_line(sentence)));
        ExitCode::from(code)
    }
}

/// All white space and control characters as single spaces, so that a file's name can't break a line.
pub(super) fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl From<&clap::Error> for Failure {
    /// clap's paragraphs as one line: what is wrong and the tip, without the usage.
    fn from(error: &clap::Error) -> Self {
        let text = error.render().to_string();
        let said: Vec<_> = text
            .split("\n\n")
            .filter(|part| !part.starts_with("Usage:") && !part.starts_with("For more information"))
            .map(one_line)
            .collect();
        Self::Caller(said.join("; ").trim_start_matches("error: ").into())
    }
}

impl From<raster::Error> for Failure {
    fn from(error: raster::Error) -> Self {
        match error {
            raster::Error::Write { .. } => Self::Ours(error.to_string()),
            _ => Self::Caller(error.to_string()),
        }
    }
}

impl From<model::Error> for Failure {
    fn from(error: model::Error) -> Self {
        match error {
            model::Error::Cancelled => Self::Interrupted,
            model::Error::Tensor(_) => Self::Ours(error.to_string()),
            _ => Self::Caller(error.to_string()),
        }
    }
}

impl From<&Error> for Failure {
    fn from(error: &Error) -> Self {
        let sentence = error.to_string();
        match error {
            Error::Cancelled => Self::Interrupted,
            Error::Diffusion(_)
            | Error::Model(model::Error::Tensor(_))
            | Error::Raster(raster::Error::Write { .. }) => Self::Ours(sentence),
            _ => Self::Caller(sentence),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::from(&error)
    }
}

impl From<measure::Error> for Failure {
    fn from(error: measure::Error) -> Self {
        match error {
            measure::Error::Edit(error) => Self::from(&error),
            measure::Error::Lacks { .. }
            | measure::Error::Size { .. }
            | measure::Error::Scenes { .. }
            | measure::Error::Method { .. } => Self::Caller(error.to_string()),
            measure::Error::System(_) | measure::Error::Startup(_) | measure::Error::NoResult => {
                Self::Ours(error.to_string())
            }
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Ours(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser as _;

    #[test]
    fn clap_errors_become_one_line() {
        for arguments in [&["palimpsest", "edit"][..], &["palimpsest", "edit", "a.png", "-o", "b.png", "--stepz", "3"]]
        {
            let error = super::super::Args::try_parse_from(arguments).unwrap_err();
            let Failure::Caller(sentence) = Failure::from(&error) else { panic!("not the caller's") };
            assert!(
                !sentence.contains('\n') && !sentence.contains("Usage") && !sentence.contains("error:"),
                "{sentence}"
            );
            assert!(!sentence.is_empty());
        }
    }

    #[test]
    fn names_cannot_break_the_line() {
        assert_eq!(one_line("a\nb\t c\u{7}d "), "a b c d");
    }
}
