//! Words → ids → states.

use std::ops::Range;

use candle_core::{Device, Tensor};

use super::Result;
use super::clip::Clip;
use super::tokenizer::Tokenizer;

/// Tokenizer and text encoder of a model.
pub struct Text {
    pub(crate) tokenizer: Tokenizer,
    /// The encoder, for who needs its inner states.
    pub clip: Clip,
    /// Ids of a prompt, BOS and EOS included (77).
    pub(crate) length: usize,
    pub(crate) device: Device,
}

/// A prompt as the network reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// BOS, the words, EOS, without padding; cut where they are too many.
    pub ids: Vec<u32>,
    /// The bytes of the prompt that each id between BOS and EOS stands for.
    pub spans: Vec<Range<usize>>,
    /// Ids with padding.
    pub length: usize,
}

impl Text {
    /// The prompt's tokens, and where in it they stand.
    pub fn tokens(&self, prompt: &str) -> Result<Tokens> {
        let (mut ids, _) = self.ids(prompt)?;
        let mut spans = self.tokenizer.spans(prompt)?;
        spans.truncate(self.length.saturating_sub(2));
        ids.truncate(spans.len() + 2);
        Ok(Tokens { ids, spans, length: self.length })
    }

    /// Ids padded or truncated to `max_tokens`, and how many tokens the words alone are (BOS and EOS not counted,
    /// nothing truncated).
    pub fn ids(&self, prompt: &str) -> Result<(Vec<u32>, usize)> {
        self.tokenizer.ids(prompt, self.length)
    }

    /// States (1, 77, d) that the UNet's cross-attention reads: the last layer's after the final norm.
    pub fn encode(&self, prompt: &str) -> Result<Tensor> {
        let (ids, _) = self.ids(prompt)?;
        let ids = Tensor::new(ids, &self.device)?.unsqueeze(0)?;
        let states = self.clip.hidden_states(&ids)?;
        self.clip.finish(&states[states.len() - 1])
    }
}
