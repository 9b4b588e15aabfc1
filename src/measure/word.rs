//! What can be measured, by its word on the command line.

use super::{Error, Result};
use crate::model::ModelCard;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// One prompt through the text encoder.
    Text,
    /// One picture through the autoencoder's encoder.
    Encode,
    /// One picture out of the autoencoder's decoder.
    Decode,
    /// One call of the noise predictor, one picture.
    Unet,
    /// One guided step: the noise predictor with and without the words, as an edit calls it.
    Pair,
    /// A whole guided edit from file to file.
    Edit,
    /// The same edit of one picture in memory, all of it and parts of it.
    Masks,
    /// From a moved slider to the first picture, in live mode.
    Preview,
    /// The second edit of one picture, seed, schedule and mask of 10 %, in live mode and in full.
    Again,
    /// A whole guided edit with every call of the network in full, and with deep features reused; how near that is.
    Reuse,
    /// A picture through the autoencoder and back, whole and in tiles; how near that is.
    Tiles,
    /// A fresh process that loads the model and ends.
    Startup,
}

impl Word {
    /// All of them, in the order in which they are measured.
    pub const ALL: [Self; 12] = [
        Self::Startup,
        Self::Text,
        Self::Encode,
        Self::Decode,
        Self::Unet,
        Self::Pair,
        Self::Tiles,
        Self::Edit,
        Self::Masks,
        Self::Preview,
        Self::Again,
        Self::Reuse,
    ];

    /// The word that the command line and the figures use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Encode => "encode",
            Self::Decode => "decode",
            Self::Unet => "unet",
            Self::Pair => "pair",
            Self::Edit => "edit",
            Self::Masks => "masks",
            Self::Preview => "preview",
            Self::Again => "again",
            Self::Reuse => "reuse",
            Self::Tiles => "tiles",
            Self::Startup => "startup",
        }
    }

    /// The word, or a sentence that tells all of them.
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|word| word.name() == text.trim()).ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("there is {names}")
        })
    }

    /// An error where the model lacks what this word measures.
    pub(super) fn fits(self, card: &ModelCard) -> Result<()> {
        let reason = match self {
            Self::Text | Self::Pair if !card.text => "it takes no words",
            Self::Encode | Self::Decode | Self::Tiles if card.factor == 1 => "it has no autoencoder",
            _ => return Ok(()),
        };
        Err(Error::Lacks { word: self.name(), reason })
    }
}
