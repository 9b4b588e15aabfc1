//! The window's words in the person's language: `t!("key")`, `t!("key", count = n)`; `phrase!("key")` in tables that are
//! constant.
//!
//! The words stand in `assets/locale/<language>/*.ftl`, all files of a language in one bundle. Which language is spoken
//! is one number that is read with every word, so that a change shows in the next frame.

mod language;
mod phrase;
mod retold;
mod table;

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

pub use fluent_bundle::FluentValue as Value;
pub use language::{Language, Locale};
pub use phrase::Phrase;
pub(crate) use phrase::phrase;
pub use retold::retold;

/// Words by their key in the language that is spoken: `&'static str` for `t!("key")`, a `String` for
/// `t!("key", name = value, …)`. A value is a number (which may choose a plural) or text; a number with a fraction should
/// be written out first.
macro_rules! t {
    ($key:literal) => {
        $crate::app::locale::text($key)
    };
    ($key:literal, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::app::locale::filled($key, [$((stringify!($name), $crate::app::locale::Value::from($value))),+])
    };
}
pub(crate) use t;

/// The language that all threads speak, as its place in [`Locale::ALL`].
static SPOKEN: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    /// What this thread takes for the system's language and what it speaks, where it goes its own way.
    static APART: Cell<Option<(Locale, Locale)>> = const { Cell::new(None) };
}

/// What is spoken where this language is chosen.
pub fn of(language: Language) -> Locale {
    match APART.get() {
        Some((system, _)) => language.locale(|| system),
        None => language.locale(Locale::of_system),
    }
}

/// From now on all words are in this language.
pub fn set(language: Language) {
    let spoken = of(language);
    if let Some((system, _)) = APART.get() {
        APART.set(Some((system, spoken)));
    } else {
        SPOKEN.store(spoken as usize, Ordering::Relaxed);
    }
}

/// The calling thread speaks `system` as if it was the system's language, and [`set`] on it changes its own words alone.
/// Windows in tests share a process but not a language.
pub fn apart(system: Locale) {
    APART.set(Some((system, system)));
}

/// The language that is spoken now.
pub fn spoken() -> Locale {
    APART.get().map_or_else(|| Locale::ALL[SPOKEN.load(Ordering::Relaxed)], |(_, spoken)| spoken)
}

/// The words of a key without arguments; the key itself where there are none. See `t!`.
pub fn text(key: &'static str) -> &'static str {
    let text = find(key);
    debug_assert!(text.is_some(), "no words for {key}");
    text.unwrap_or(key)
}

/// The words of a key that is put together from names (`method-` and a method's name); none where there are none.
pub fn find(key: &str) -> Option<&'static str> {
    table::of(spoken()).text(key)
}

/// The words of a key with its arguments put in. See `t!`.
pub fn filled<const N: usize>(key: &'static str, arguments: [(&'static str, Value<'_>); N]) -> String {
    let text = table::of(spoken()).filled(key, arguments);
    debug_assert!(text.is_some(), "no words for {key}, or not with these arguments");
    text.unwrap_or_else(|| key.to_owned())
}

/// What a table keeps of English is said in the language that is spoken; as it is where that language has no words for it.
pub fn or<'a>(key: &str, english: impl Into<Cow<'a, str>>) -> Cow<'a, str> {
    find(key).map_or_else(|| english.into(), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_apart_switches_at_once() {
        apart(Locale::Chinese);
        assert_eq!(t!("language-system"), "跟随系统");
        set(Language::English);
        assert_eq!(t!("language-system"), "As the system");
        set(Language::System);
        assert_eq!(spoken(), Locale::Chinese);
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        apart(Locale::English);
        assert_eq!(find("no-such-words"), None);
        assert_eq!(or("no-such-words", "Kept"), "Kept");
        assert_eq!(or("language-system", "Kept"), "As the system");
    }
}
