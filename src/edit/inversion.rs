//! How a real picture is brought back from its own noise, when guidance would lead the run away from it.

use serde::{Deserialize, Serialize};

/// What mends the way back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inversion {
    /// Nothing (Song 2021): exact enough at guidance 1, and drifts above it.
    #[default]
    Plain,
    /// The source words take the place of the empty prompt (Miyake 2023, negative-prompt inversion): free.
    NegativePrompt,
    /// The empty prompt's states are learned at each step (Mokady 2023, null-text inversion): dear.
    NullText,
    /// What each step from the picture's own x misses is added again (Ju 2024, PnP inversion): exact.
    Direct,
}

impl Inversion {
    /// All of them, for menus.
    pub const ALL: [Self; 4] = [Self::Plain, Self::NegativePrompt, Self::NullText, Self::Direct];

    /// The name that recipes and the command line use.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::NegativePrompt => "negative_prompt",
            Self::NullText => "null_text",
            Self::Direct => "direct",
        }
    }

    /// Whether it has to know the picture's own way, wherever a run begins.
    pub const fn needs_path(self) -> bool {
        matches!(self, Self::NullText | Self::Direct)
    }

    /// Calls of the noise predictor that it costs for each step; `guided` says that a step has two. At most: the updates
    /// of null-text inversion end early where they have come near enough.
    pub const fn calls(self, inner: usize, guided: bool) -> usize {
        match (self, guided) {
            (Self::Plain | Self::NegativePrompt, _) | (Self::NullText, false) => 0,
            (Self::NullText, true) => 2 + inner,
            (Self::Direct, _) => 1 + guided as usize,
        }
    }
}
