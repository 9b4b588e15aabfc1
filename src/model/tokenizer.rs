//! CLIP's byte-pair tokenizer, from `vocab.json` and `merges.txt`. The truth is transformers' `CLIPTokenizer`.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::Value;
use tokenizers::models::bpe::{BPE, Merges};
use tokenizers::normalizers::replace::ReplacePattern;
use tokenizers::normalizers::{Lowercase, NFC, Replace, Sequence as Normalizers};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence as PreTokenizers;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::{AddedToken, SplitDelimiterBehavior};

use super::files::Files;
use super::{Error, Result};

/// CLIP's words: special tokens, English clitics, letters, single digits, runs of the rest.
const WORDS: &str = r"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

/// Words → ids.
pub(crate) struct Tokenizer {
    inner: tokenizers::Tokenizer,
    bos: u32,
    eos: u32,
    pad: u32,
    /// The highest id of the vocabulary.
    pub(crate) highest: u32,
    /// `model_max_length`, where it is a sensible number.
    pub(crate) longest: Option<usize>,
}

impl Tokenizer {
    /// Reads the folder `tokenizer`.
    pub(crate) fn open(files: &Files) -> Result<Self> {
        let (vocab_file, merges_file) = ("tokenizer/vocab.json", "tokenizer/merges.txt");
        let vocab: HashMap<String, u32> = serde_json::from_str(&files.text(vocab_file)?)
            .map_err(|e| Error::config(vocab_file, format!("it is no table of tokens: {e}")))?;
        let merges = merges(merges_file, &files.text(merges_file)?)?;
        let settings = Settings::read(files)?;
        let id = |token: &str| {
            let id = vocab.get(token).copied();
            id.ok_or_else(|| Error::config(vocab_file, format!("it lacks the special token {token:?}")))
        };
        let (bos, eos, pad) = (id(&settings.bos)?, id(&settings.eos)?, id(&settings.pad)?);
        let highest = vocab.values().copied().max().unwrap_or_default();
        let inner = build(vocab, merges, &settings).map_err(|e| {
            Error::config(merges_file, format!("it does not fit the vocabulary: {e}").replace('\n', " "))
        })?;
        Ok(Self { inner, bos, eos, pad, highest, longest: settings.longest })
    }

    /// BOS, the words, EOS, padding: exactly `length` ids, the words cut where they are too many; and how many ids the
    /// words alone are, uncut.
    pub(crate) fn ids(&self, prompt: &str, length: usize) -> Result<(Vec<u32>, usize)> {
        let words = self.inner.encode_fast(prompt, false);
        let words = words.map_err(|e| Error::Input(format!("the prompt cannot be split into tokens: {e}")))?;
        let (words, room) = (words.get_ids(), length.saturating_sub(2));
        let mut ids = Vec::with_capacity(length);
        ids.push(self.bos);
        ids.extend(words.iter().take(room));
        ids.push(self.eos);
        ids.resize(length, self.pad);
        Ok((ids, words.len()))
    }

    /// The bytes of `prompt` that each token of its words stands for, nothing cut.
    pub(crate) fn spans(&self, prompt: &str) -> Result<Vec<Range<usize>>> {
        let words = self.inner.encode(prompt, false);
        let words = words.map_err(|e| Error::Input(format!("the prompt cannot be split into tokens: {e}")))?;
        Ok(words.get_offsets().iter().map(|&(from, to)| from..to).collect())
    }
}

/// As transformers builds it.
fn build(
    vocab: HashMap<String, u32>,
    merges: Merges,
    settings: &Settings,
) -> tokenizers::Result<tokenizers::Tokenizer> {
    let bpe = BPE::builder()
        .vocab_and_merges(vocab.into_iter().collect::<tokenizers::models::bpe::Vocab>(), merges)
        .unk_token(settings.eos.clone())
        .end_of_word_suffix("</w>".to_owned())
        .build()?;
    let mut inner = tokenizers::Tokenizer::new(bpe);
    let spaces = Replace::new(ReplacePattern::Regex(r"\s+".to_owned()), " ")?;
    inner.with_normalizer(Some(Normalizers::new(vec![NFC.into(), spaces.into(), Lowercase.into()])))?;
    let words = Split::new(SplitPattern::Regex(WORDS.to_owned()), SplitDelimiterBehavior::Removed, true)?;
    inner.with_pre_tokenizer(Some(PreTokenizers::new(vec![words.into(), ByteLevel::new(false, true, true).into()])));
    let special = [&settings.bos, &settings.eos, &settings.pad].map(|token| AddedToken::from(token.clone(), true));
    inner.add_special_tokens(special)?;
    Ok(inner)
}

/// One pair a line, after a line that says the version.
fn merges(file: &str, text: &str) -> Result<Merges> {
    let lines =
        text.lines().enumerate().filter(|(i, line)| !(line.is_empty() || *i == 0 && line.starts_with("#version")));
    let pair = |(i, line): (usize, &str)| match line.split_once(' ') {
        Some((left, right)) if !left.is_empty() && !right.is_empty() && !right.contains(' ') => {
            Ok((left.to_owned(), right.to_owned()))
        }
        _ => Err(Error::config(file, format!("line {} is no pair of tokens; the file may be cut", i + 1))),
    };
    lines.map(pair).collect()
}

/// Special tokens and the greatest length.
struct Settings {
    bos: String,
    eos: String,
    pad: String,
    longest: Option<usize>,
}

impl Settings {
    /// `special_tokens_map.json` first, then `tokenizer_config.json`, then CLIP's own; both files may be missing.
    fn read(files: &Files) -> Result<Self> {
        let mut tables = Vec::new();
        for file in ["tokenizer/special_tokens_map.json", "tokenizer/tokenizer_config.json"] {
            if files.has(file) {
                let table: Value = serde_json::from_str(&files.text(file)?)
                    .map_err(|e| Error::config(file, format!("it is not JSON: {e}")))?;
                tables.push(table);
            }
        }
        let token = |key: &str, default: &str| {
            let found = tables.iter().map(|table| &table[key]).find(|value| !value.is_null());
            // A token is a text or an object that carries one.
            let found = found.and_then(|value| value.as_str().or_else(|| value["content"].as_str()));
            found.unwrap_or(default).to_owned()
        };
        let longest = tables.iter().find_map(|table| table["model_max_length"].as_u64());
        let eos = token("eos_token", "<|endoftext|>");
        Ok(Self {
            bos: token("bos_token", "<|startoftext|>"),
            pad: token("pad_token", &eos),
            eos,
            longest: longest.map(|n| n as usize).filter(|n| (3..=8192).contains(n)),
        })
    }
}
