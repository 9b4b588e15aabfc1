//! Words in a constant table: which they are stands there, what they say is asked for when they are shown.

use super::text;

/// The key of words without arguments, as `phrase!("key")` makes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Phrase(&'static str);

impl Phrase {
    /// See `phrase!`.
    pub(crate) const fn new(key: &'static str) -> Self {
        Self(key)
    }

    /// Which words they are, whatever the language.
    pub const fn key(self) -> &'static str {
        self.0
    }

    /// The words, in the language that is spoken now.
    pub fn said(self) -> &'static str {
        text(self.0)
    }
}

/// Words by their key, for a table that is constant: [`Phrase`].
macro_rules! phrase {
    ($key:literal) => {
        $crate::app::locale::Phrase::new($key)
    };
}
pub(crate) use phrase;
