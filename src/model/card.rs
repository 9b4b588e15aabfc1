//! What a model is, told without loading its weights.

use std::path::PathBuf;

use super::checkpoint::Checkpoint;
use super::cost::Footprint;
use super::work::Work;
use super::{PredictionType, Result};

/// Where a model comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The one inside the program.
    Builtin,
    /// A diffusers folder.
    Folder(PathBuf),
}

/// Families that we can tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// The built-in small model.
    Builtin,
    /// Stable Diffusion 1.x topology.
    Sd1,
    /// Stable Diffusion 2.x topology.
    Sd2,
    /// Pixel-space DDPM.
    Pixel,
}

/// Parts of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// Tokenizer and text encoder.
    Text,
    /// The noise predictor.
    Unet,
    /// Pixels ↔ latents.
    Vae,
}

/// What a model is: read from configs and headers only.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelCard {
    /// Name to show: "Built-in", or the folder's name.
    pub name: String,
    /// Where it is.
    pub source: Source,
    /// SHA-256 over configs and weight headers and sampled content, hex: the identity that recipes carry.
    pub hash: String,
    /// Topology.
    pub family: Family,
    /// What the network predicts.
    pub prediction: PredictionType,
    /// Side in pixels that it was trained at (UNet sample_size × latent factor).
    pub native_px: u32,
    /// Pixels a latent cell (8 for SD, 1 for pixel models).
    pub factor: u32,
    /// The side of a working region must be a multiple of this (factor × 2^(UNet downsamplings)).
    pub step_px: u32,
    /// Channels of the latent (4), or 3 for pixel models.
    pub latent_channels: usize,
    /// Input channels of the UNet (4, 8 or 9; 3 for pixel models).
    pub unet_channels: usize,
    /// Whether it takes words.
    pub text: bool,
    /// Longest prompt in tokens, BOS and EOS included (77).
    pub max_tokens: usize,
    /// Parameters and bytes on disk of each part.
    pub parts: Vec<(Part, u64, u64)>,
    /// Bytes that packed weights take beyond the plain ones.
    pub packed: u64,
    /// What its networks need while they run.
    pub footprint: Footprint,
    /// How many operations its networks do.
    pub work: Work,
}

impl ModelCard {
    /// Reads what a model is and checks that it could be loaded: configs, headers, shapes, offsets, sizes. Allocates nothing big.
    pub fn read(source: &Source) -> Result<Self> {
        Ok(Checkpoint::open(source)?.card)
    }

    /// Bytes that the weights need in memory (fp32, packed for the kernels).
    pub fn weight_bytes(&self) -> u64 {
        self.parts.iter().map(|&(_, parameters, _)| parameters * 4).sum::<u64>() + self.packed
    }

    /// Estimated peak bytes of an edit of a `width`×`height` region with `batch` branches, coded in tiles of `tile` pixels
    /// (0: the whole at once), weights included.
    pub fn run_bytes(&self, width: u32, height: u32, batch: usize, tile: u32) -> u64 {
        self.weight_bytes() + self.footprint.bytes(width, height, batch, tile)
    }

    /// What a pass forwards and backwards through the UNet needs beside that.
    pub fn learn_bytes(&self, width: u32, height: u32) -> u64 {
        let unet = self.parts.iter().filter(|(part, ..)| *part == Part::Unet).map(|(_, parameters, _)| parameters * 4);
        self.footprint.learning_bytes(width, height, unet.sum())
    }
}
