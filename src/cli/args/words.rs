//! The arguments of `palimpsest words`.

use std::path::PathBuf;

use super::Running;
use crate::cli::number;

/// `palimpsest words`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Words {
    /// The picture: PNG, JPEG, WebP, TIFF or GIF; without one, the picture that the words make
    pub image: Option<PathBuf>,
    /// The words that look
    #[arg(long, value_name = "TEXT")]
    pub prompt: String,
    /// What the picture shows now, where that is something else
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// Which of the words, or several that follow one another
    #[arg(long, value_name = "WORD")]
    pub word: String,
    /// Where the heat map goes: grey, white where the word looks most
    #[arg(short, long, value_name = "PICTURE")]
    pub output: PathBuf,
    /// One step only, counted from 0, the noisiest; the average of all when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub step: Option<usize>,
    /// Write a mask too, white where the word looks
    #[arg(long, value_name = "MASK")]
    pub mask: Option<PathBuf>,
    /// How much counts as looking there, as a share of the hottest place, 0…1
    #[arg(long, value_name = "F", allow_hyphen_values = true, default_value_t = 0.3, value_parser = number::share)]
    pub threshold: f64,
    /// Pixels by which the mask grows, 0…256
    #[arg(long, value_name = "N", allow_hyphen_values = true, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=256))]
    pub grow: u32,
    /// Pixels over which the mask's edge softens, 0…256
    #[arg(long, value_name = "N", allow_hyphen_values = true, default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=256))]
    pub blur: u32,
    /// Which noise, without a picture (0 when not given)
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// Any other parameter of prompt_to_prompt, such as steps=10, see `palimpsest methods`
    #[arg(long, value_name = "KEY=VALUE", value_parser = number::pair)]
    pub set: Vec<(String, String)>,
    #[command(flatten)]
    pub running: Running,
}
