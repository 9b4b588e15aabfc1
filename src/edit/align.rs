//! Which token of one prompt speaks for which of another (Hertz et al. 2022, Prompt-to-Prompt, and its `seq_aligner.py`).
//!
//! A word is what stands between spaces, and may be several tokens. Words are looked for as they stand in the prompt;
//! where none is the same, without regard to case and to punctuation round it.

use std::ops::Range;

use crate::model::text::Tokens;

/// A prompt with its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// As typed.
    pub text: String,
    /// Its tokens.
    pub tokens: Tokens,
}

/// Where the maps of each target token come from.
#[derive(Clone, Debug, PartialEq)]
pub struct Alignment {
    /// For each token of the target the tokens of the source whose maps it takes over, and the share of each.
    pub from: Vec<Vec<(usize, f32)>>,
    /// The share of its own map that each token of the target keeps (1 − α).
    pub own: Vec<f32>,
}

/// The bytes of each word of a text.
pub fn words(text: &str) -> Vec<Range<usize>> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    text.split_whitespace().map(|word| start(word)..start(word) + word.len()).collect()
}

/// Where `phrase`, a word or several in a row, stands in `text`, in bytes.
pub fn occurrences(text: &str, phrase: &str) -> Vec<Range<usize>> {
    let exact = runs(text, phrase, |span| span, str::to_owned);
    if !exact.is_empty() {
        return exact;
    }
    runs(text, phrase, |span| bare(text, span), str::to_lowercase)
}

/// Runs of words that are those of `phrase`, each seen through `trim` and `form`.
fn runs(
    text: &str,
    phrase: &str,
    trim: impl Fn(Range<usize>) -> Range<usize>,
    form: impl Fn(&str) -> String,
) -> Vec<Range<usize>> {
    let sought: Vec<_> = words(phrase).into_iter().map(|span| form(&phrase[span])).collect();
    let spans: Vec<_> = words(text).into_iter().map(trim).collect();
    if sought.is_empty() {
        return Vec::new();
    }
    let same = |run: &[Range<usize>]| run.iter().zip(&sought).all(|(span, word)| form(&text[span.clone()]) == *word);
    let found = spans.windows(sought.len()).filter(|run| same(run));
    found.filter_map(|run| Some(run.first()?.start..run.last()?.end)).collect()
}

/// A word without the punctuation round it; all of it, where there is nothing else.
fn bare(text: &str, span: Range<usize>) -> Range<usize> {
    let word = &text[span.clone()];
    let left = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let inner = left.trim_end_matches(|c: char| !c.is_alphanumeric());
    if inner.is_empty() {
        return span;
    }
    let from = span.start + word.len() - left.len();
    from..from + inner.len()
}

impl Phrase {
    /// The tokens of a word, or of several in a row, everywhere it stands; counted from BOS. Those that are cut off are
    /// not among them.
    pub fn find(&self, phrase: &str) -> Vec<usize> {
        occurrences(&self.text, phrase).into_iter().flat_map(|span| self.within(&span)).collect()
    }

    /// The tokens that begin within `span`, counted from BOS.
    pub fn within(&self, span: &Range<usize>) -> Vec<usize> {
        let inside = |(at, token): (usize, &Range<usize>)| span.contains(&token.start).then_some(at + 1);
        self.tokens.spans.iter().enumerate().filter_map(inside).collect()
    }
}

/// Swap: the prompts have as many words, some of them others. A word takes over the maps of the one in its place, in equal
/// shares where it has more or fewer tokens; nothing where the number of words differs.
///
/// `published`: behind a word with another number of tokens the published code takes the map of the same *number* in
/// place of that of the same *word* (`mapper[j, j] = 1`). For comparisons with it.
pub fn replacement(source: &Phrase, target: &Phrase, published: bool) -> Option<Alignment> {
    let (old, new) = (words(&source.text), words(&target.text));
    if old.len() != new.len() {
        return None;
    }
    let mut changed = Vec::new();
    for (old, new) in
        old.iter().zip(&new).filter(|(old, new)| source.text[(*old).clone()] != target.text[(*new).clone()])
    {
        match (source.within(old), target.within(new)) {
            (old, new) if old.is_empty() && new.is_empty() => {} // both cut off
            (old, new) if old.is_empty() || new.is_empty() => return None,
            pair => changed.push(pair),
        }
    }
    let length = target.tokens.length;
    let mut from = vec![Vec::new(); length];
    let (mut i, mut j, mut changed) = (0, 0, changed.iter().peekable());
    while i < length && j < length {
        match changed.peek() {
            Some((old, new)) if old.first() == Some(&i) => {
                if old.len() == new.len() {
                    old.iter().zip(new).for_each(|(&old, &new)| from[new] = vec![(old, 1.0)]);
                } else {
                    let share = 1.0 / new.len() as f32;
                    for &new in new {
                        from[new] = old.iter().map(|&old| (old, share)).collect();
                    }
                }
                (i, j) = (i + old.len(), j + new.len());
                changed.next();
            }
            more => {
                from[j] = vec![(if more.is_none() && published { j } else { i }, 1.0)];
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    if !published {
        // Padding that the source has no more of.
        (j..length).for_each(|j| from[j] = vec![(j, 1.0)]);
    }
    Some(Alignment { from, own: vec![0.0; length] })
}

/// Refine: the token of the source that each token of the target up to EOS is, by global alignment (Needleman & Wunsch
/// 1970; gap 0, match 1, mismatch −1); none for those that are new. Padding is its own.
pub fn refinement(source: &Phrase, target: &Phrase) -> Vec<Option<usize>> {
    let (x, y) = (&source.tokens.ids, &target.tokens.ids);
    let width = y.len() + 1;
    let mut best = vec![0_i32; (x.len() + 1) * width];
    let mut moves = vec![Move::New; best.len()];
    for i in 1..=x.len() {
        moves[i * width] = Move::Gone;
        for j in 1..=y.len() {
            let new = best[i * width + j - 1];
            let gone = best[(i - 1) * width + j];
            let both = best[(i - 1) * width + j - 1] + if x[i - 1] == y[j - 1] { 1 } else { -1 };
            let most = new.max(gone).max(both);
            best[i * width + j] = most;
            moves[i * width + j] = match most {
                most if most == new => Move::New,
                most if most == gone => Move::Gone,
                _ => Move::Same,
            };
        }
    }
    let mut mapper = vec![None; y.len()];
    let (mut i, mut j) = (x.len(), y.len());
    while i > 0 || j > 0 {
        match moves[i * width + j] {
            Move::Same => {
                (i, j) = (i - 1, j - 1);
                mapper[j] = Some(i);
            }
            Move::New => j -= 1,
            Move::Gone => i -= 1,
        }
    }
    mapper.extend((y.len()..target.tokens.length).map(Some));
    mapper
}

/// A step of the alignment.
#[derive(Clone, Copy)]
enum Move {
    /// In both.
    Same,
    /// In the target only.
    New,
    /// In the source only.
    Gone,
}

impl From<Vec<Option<usize>>> for Alignment {
    /// New tokens keep their own maps.
    fn from(mapper: Vec<Option<usize>>) -> Self {
        let own = mapper.iter().map(|at| if at.is_some() { 0.0 } else { 1.0 }).collect();
        Self { from: mapper.into_iter().map(|at| at.map(|at| (at, 1.0)).into_iter().collect()).collect(), own }
    }
}

/// Swap where the number of words allows it, else refine.
pub fn align(source: &Phrase, target: &Phrase, published: bool) -> Alignment {
    replacement(source, target, published).unwrap_or_else(|| refinement(source, target).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every word of up to four letters is a token, longer ones are cut into such; ids are their texts.
    fn phrase(text: &str) -> Phrase {
        let mut ids = vec![1];
        let mut spans = Vec::new();
        for word in words(text) {
            for from in word.clone().step_by(4) {
                let span = from..(from + 4).min(word.end);
                ids.push(text[span.clone()].bytes().fold(7, |id, byte| id * 31 % 100_003 + u32::from(byte)));
                spans.push(span);
            }
        }
        spans.truncate(10);
        ids.truncate(11);
        ids.push(2);
        Phrase { text: text.to_owned(), tokens: Tokens { ids, spans, length: 12 } }
    }

    #[test]
    fn words_are_found_as_they_stand_or_nearly() {
        let text = "A cat, a Red ball on a \"bench\".";
        let found = |phrase| occurrences(text, phrase).into_iter().map(|span| &text[span]).collect::<Vec<_>>();
        assert_eq!(found("cat,"), ["cat,"]);
        assert_eq!(found("cat"), ["cat"]);
        assert_eq!(found("bench"), ["bench"]);
        assert_eq!(found("red  ball"), ["Red ball"]);
        assert_eq!(found("a"), ["a", "a"], "as it stands comes first");
        assert!(found("dog").is_empty() && found("").is_empty() && found("ca").is_empty());
        assert_eq!(phrase("a catdog sits").find("catdog"), [2, 3]);
    }

    #[test]
    fn a_swapped_word_takes_the_maps_of_the_one_in_its_place() {
        let (cat, dog, lion) = (phrase("a cat runs"), phrase("a dog runs"), phrase("a mountain runs"));
        let same = replacement(&cat, &dog, false).unwrap();
        assert!(same.from.iter().enumerate().all(|(j, from)| *from == [(j, 1.0)]));
        let longer = replacement(&cat, &lion, false).unwrap();
        assert_eq!(longer.from[2..5], [vec![(2, 0.5)], vec![(2, 0.5)], vec![(3, 1.0)]], "runs is runs");
        assert_eq!(replacement(&cat, &lion, true).unwrap().from[4], [(4, 1.0)], "as published");
        let shorter = replacement(&lion, &cat, false).unwrap();
        assert_eq!(shorter.from[2..4], [vec![(2, 1.0), (3, 1.0)], vec![(4, 1.0)]]);
        assert_eq!(shorter.from[11], [(11, 1.0)]);
        assert_eq!(replacement(&cat, &phrase("a cat runs fast"), false), None);
    }

    #[test]
    fn new_words_keep_their_own_maps() {
        let refined = align(&phrase("a cat runs"), &phrase("a big cat runs fast"), false);
        assert_eq!(refined.own[..7], [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
        let from: Vec<_> = refined.from.iter().map(|from| from.first().map(|&(at, _)| at)).collect();
        assert_eq!(from[..8], [Some(0), Some(1), None, Some(2), Some(3), None, Some(4), Some(7)]);
        assert_eq!(align(&phrase("x"), &phrase("x"), false), align(&phrase("x"), &phrase("x"), true));
    }

    #[test]
    fn nothing_and_too_much_are_no_trouble() {
        let (nothing, long) = (phrase(""), phrase("a a a a a a a a a a a a a a a"));
        for (source, target) in [(&nothing, &long), (&long, &nothing), (&nothing, &nothing), (&long, &long)] {
            let alignment = align(source, target, false);
            assert_eq!((alignment.from.len(), alignment.own.len()), (12, 12));
            assert!(alignment.from.iter().flatten().all(|&(at, _)| at < 12));
        }
    }
}
