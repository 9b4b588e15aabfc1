//! Sentences that rooms below say in English, found by that English and said in the language that is spoken.
//!
//! Those rooms know of no language: they give sentences with numbers and names put in. The English files have them with
//! arguments in the same places, so that what was put in is read back out of a sentence.

use std::borrow::Cow;
use std::collections::HashMap;

use fluent_bundle::FluentArgs;
use fluent_syntax::ast::{Expression, InlineExpression, Pattern, PatternElement};

/// What begins the keys of such sentences, of the names of steps that can be undone, and of what the engine is.
pub(super) const OF: [&str; 3] = ["problem-", "undo-", "told-"];

/// A sentence in pieces.
#[derive(Debug)]
enum Piece {
    Text(String),
    Argument(String),
}

/// English sentences, by which their keys are found.
#[derive(Debug, Default)]
pub(super) struct Sentences {
    plain: HashMap<String, String>,
    /// Those that say most come first: several may fit.
    filled: Vec<(Vec<Piece>, String)>,
}

impl Sentences {
    /// Adds a sentence that has nothing but text and arguments.
    pub(super) fn add(&mut self, key: &str, pattern: &Pattern<&str>) {
        let pieces: Option<Vec<Piece>> = pattern.elements.iter().map(piece).collect();
        match pieces.as_deref() {
            None => {}
            Some([Piece::Text(text)]) => {
                self.plain.insert(text.clone(), key.to_owned());
            }
            Some(_) => {
                self.filled.extend(pieces.map(|pieces| (pieces, key.to_owned())));
                self.filled.sort_by_key(|(pieces, _)| std::cmp::Reverse(said(pieces)));
            }
        }
    }

    /// The key of an English sentence, and what was put in.
    pub(super) fn find<'a>(&'a self, english: &'a str) -> Option<(&'a str, Vec<(&'a str, &'a str)>)> {
        if let Some(key) = self.plain.get(english) {
            return Some((key, Vec::new()));
        }
        self.filled.iter().find_map(|(pieces, key)| Some((key.as_str(), read(pieces, english)?)))
    }
}

/// How much of a sentence is its own.
fn said(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 0 }).sum()
}

fn piece(element: &PatternElement<&str>) -> Option<Piece> {
    match element {
        PatternElement::TextElement { value } => Some(Piece::Text((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(Piece::Argument(id.name.to_owned()))
        }
        PatternElement::Placeable { .. } => None,
    }
}

/// What stands in a sentence where its pieces have arguments; `None` where the sentence is another.
fn read<'a>(pieces: &'a [Piece], sentence: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    match pieces {
        [] => sentence.is_empty().then(Vec::new),
        [Piece::Text(text), rest @ ..] => read(rest, sentence.strip_prefix(text.as_str())?),
        [Piece::Argument(name)] => (!sentence.is_empty()).then(|| vec![(name.as_str(), sentence)]),
        [Piece::Argument(name), rest @ ..] => {
            let [Piece::Text(text), ..] = rest else { return None };
            sentence.match_indices(text.as_str()).filter(|(at, _)| *at > 0).find_map(|(at, _)| {
                let mut found = read(rest, &sentence[at..])?;
                found.insert(0, (name.as_str(), &sentence[..at]));
                Some(found)
            })
        }
    }
}

/// How deep sentences may stand within each other.
const DEPTH: usize = 4;

/// A sentence of a room below in the language that is spoken; as it is where that has no words for it.
pub fn retold(english: &str) -> Cow<'_, str> {
    if super::spoken() == super::Locale::English { Cow::Borrowed(english) } else { within(english, DEPTH) }
}

fn within(english: &str, depth: usize) -> Cow<'_, str> {
    let Some((key, arguments)) = super::table::sentences().find(english).filter(|_| depth > 0) else {
        return Cow::Borrowed(english);
    };
    let arguments = arguments.into_iter().map(|(name, value)| (name, within(value, depth - 1)));
    let arguments: FluentArgs<'_> = arguments.collect();
    let told = super::table::of(super::spoken()).written(key, Some(&arguments));
    told.map_or(Cow::Borrowed(english), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::super::{Locale, apart};
    use super::*;

    #[test]
    fn what_was_put_in_stays_and_what_stands_within_is_told_too() {
        apart(Locale::Chinese);
        assert_eq!(retold("must be between 0 and 30, it is 31"), "必须在 0 到 30 之间，现在是 31");
        assert_eq!(retold("sampling.guidance: must be between 0 and 30, it is 31.5").matches("必须").count(), 1);
        assert_eq!(retold("Mask from “dog”"), "由“dog”生成掩码");
        assert_eq!(retold("Brush stroke"), "绘制");
        assert_eq!(retold("nobody says this"), "nobody says this");
        apart(Locale::English);
        assert_eq!(retold("Brush stroke"), "Brush stroke");
    }

    #[test]
    fn an_argument_may_hold_what_stands_behind_it() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let pieces = [text("the "), Piece::Argument("a".to_owned()), text(" is "), Piece::Argument("b".to_owned())];
        assert_eq!(read(&pieces, "the is is is"), Some(vec![("a", "is"), ("b", "is")]));
        assert_eq!(read(&pieces, "the x is "), None);
        assert_eq!(read(&pieces[..3], "the a is a is "), Some(vec![("a", "a is a")]));
    }
}
