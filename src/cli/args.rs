//! The arguments as typed.

mod edits;
mod words;

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use super::number;
use crate::measure::Word;
use crate::raster::Extent;
pub(super) use edits::Edits;
pub(super) use words::Words;

/// A picture editor in which every edit is a controlled re-denoising.
#[derive(Debug, Parser)]
#[command(name = "palimpsest", version, args_conflicts_with_subcommands = true)]
#[command(after_help = "Without a command the window opens, on FILE if there is one. A file that is named like a \
                        command is opened as ./NAME.")]
pub(super) struct Args {
    /// Picture to open in the window
    pub file: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done without a window.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Edit a picture
    Edit(Edit),
    /// Find what words would change, as a mask for `edit --mask`
    Mask(Mask),
    /// Show where words look, as a heat map or as a mask for `edit --mask`
    Words(Words),
    /// Take a picture to noise and back: how much of it an inversion keeps
    Invert(Invert),
    /// Make a picture from words
    Generate(Generate),
    /// Show a masked edit of a sample picture, no window needed
    Tour(Tour),
    /// List the editing methods, their parameters and their papers
    Methods(Methods),
    /// Tell what models are, or why they can't be used
    Models(Models),
    /// Measure how fast this program is here
    #[command(subcommand)]
    Bench(Bench),
}

/// `palimpsest edit`.
#[derive(Debug, clap::Args)]
pub(super) struct Edit {
    /// The picture: PNG, JPEG, WebP, TIFF or GIF
    pub image: PathBuf,
    /// Where it may change: a picture of the same size, white is repainted, black is kept byte for byte
    #[arg(long, value_name = "PICTURE")]
    pub mask: Option<PathBuf>,
    #[command(flatten)]
    pub options: Options,
}

/// `palimpsest mask`.
#[derive(Debug, clap::Args)]
pub(super) struct Mask {
    /// The picture: PNG, JPEG, WebP, TIFF or GIF
    pub image: PathBuf,
    /// What the picture shows now
    #[arg(long, value_name = "TEXT")]
    pub source: String,
    /// What it shall show
    #[arg(long, value_name = "TEXT")]
    pub prompt: String,
    /// Where the mask goes, white where the words differ
    #[arg(short, long, value_name = "MASK")]
    pub output: PathBuf,
    /// Write the heat map too: grey, white where the words differ most
    #[arg(long, value_name = "PICTURE")]
    pub heat: Option<PathBuf>,
    /// How much counts as different, 0…1
    #[arg(long, value_name = "F", allow_hyphen_values = true, value_parser = number::share)]
    pub threshold: Option<f64>,
    /// Over how many noises the difference is averaged, 1…32
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=32))]
    pub maps: Option<u32>,
    /// Which noises; the same seed gives the same mask (0 when not given)
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// Any other parameter of diffedit, see `palimpsest methods`
    #[arg(long, value_name = "KEY=VALUE", value_parser = number::pair)]
    pub set: Vec<(String, String)>,
    #[command(flatten)]
    pub running: Running,
}

/// `palimpsest invert`.
#[derive(Debug, clap::Args)]
pub(super) struct Invert {
    /// The picture: PNG, JPEG, WebP, TIFF or GIF
    pub image: PathBuf,
    /// Where what comes back by DDIM inversion goes
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// Write what comes back from noise by DDPM too
    #[arg(long, value_name = "PICTURE")]
    pub ddpm: Option<PathBuf>,
    /// What the picture shows now
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub source: String,
    /// What mends the way back: plain, negative_prompt, null_text or direct
    #[arg(long, value_name = "NAME")]
    pub inversion: Option<String>,
    /// How often each step of the inversion is solved again, 0…5
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(0..=5))]
    pub refine: Option<u32>,
    /// How closely the words are followed on the way back, 0…30 (1 when not given, at which inversion is exact)
    #[arg(long, value_name = "F", allow_hyphen_values = true, value_parser = number::guidance)]
    pub guidance: Option<f64>,
    /// Steps of the whole schedule, 1…1000
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub steps: Option<u32>,
    /// ddim_inversion, or edit_friendly
    #[arg(long, value_name = "NAME", default_value = "ddim_inversion")]
    pub method: String,
    /// Which noise DDPM is given (0 when not given)
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// Any other parameter of the method, see `palimpsest methods`
    #[arg(long, value_name = "KEY=VALUE", value_parser = number::pair)]
    pub set: Vec<(String, String)>,
    #[command(flatten)]
    pub running: Running,
}

/// `palimpsest generate`.
#[derive(Debug, clap::Args)]
pub(super) struct Generate {
    /// Size of the picture, as 320x256; the model's own when not given
    #[arg(long, value_name = "WxH", value_parser = number::extent)]
    pub size: Option<Extent>,
    #[command(flatten)]
    pub options: Options,
}

/// What `edit` and `generate` share.
#[derive(Debug, clap::Args)]
pub(super) struct Options {
    /// Where the result goes; the ending chooses PNG, JPEG, WebP or TIFF
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// "builtin", or a folder with a Stable Diffusion model in the diffusers layout
    #[arg(long, value_name = "builtin|DIR")]
    pub model: Option<PathBuf>,
    /// The editing method, see `palimpsest methods`
    #[arg(long, value_name = "NAME")]
    pub method: Option<String>,
    /// What the picture shall show
    #[arg(long, value_name = "TEXT")]
    pub prompt: Option<String>,
    /// What the picture shows now (for methods that invert)
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// What the picture shall keep away from
    #[arg(long, value_name = "TEXT")]
    pub negative: Option<String>,
    /// How much of the picture is forgotten, 0…1
    #[arg(long, value_name = "F", allow_hyphen_values = true, value_parser = number::share)]
    pub strength: Option<f64>,
    /// How closely the words are followed, 0…30
    #[arg(long, value_name = "F", allow_hyphen_values = true, value_parser = number::guidance)]
    pub guidance: Option<f64>,
    /// Steps of the whole schedule, 1…1000
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub steps: Option<u32>,
    /// The sampler: ddim, ddpm, euler, euler_ancestral, dpmpp_2m, dpmpp_2m_sde, pndm, unipc or lcm
    #[arg(long, value_name = "NAME")]
    pub sampler: Option<String>,
    /// Noise levels by Karras, for euler, dpmpp and unipc: more of the steps go into fine details
    #[arg(long)]
    pub karras: bool,
    /// Fresh noise in each DDIM step, 0…1
    #[arg(long, value_name = "F", allow_hyphen_values = true, value_parser = number::share)]
    pub eta: Option<f64>,
    /// Compute every N-th network call in full and reuse its deep features in the others, 1…10; 1 is exact, more is
    /// faster and near it
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=10))]
    pub reuse: Option<u32>,
    /// Decode and encode in tiles of this many pixels, 64…4096, or 0 for the whole at once: less memory, near the same
    #[arg(long, value_name = "PX", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(0..=4096))]
    pub vae_tile: Option<u32>,
    /// Which noise; the same seed gives the same picture (0 when not given)
    #[arg(long, value_name = "N", allow_hyphen_values = true)]
    pub seed: Option<u64>,
    /// A step towards the noise of another seed, amount 0…1: 0 is the seed's own picture, 1 the other's, such as 7:0.2
    #[arg(long, value_name = "SEED:AMOUNT", allow_hyphen_values = true)]
    pub variation: Option<crate::edit::recipe::Variation>,
    /// What the masked part starts from: keep, blur, border, neutral or noise
    #[arg(long, value_name = "NAME")]
    pub fill: Option<String>,
    /// Settings of the method that belong together, see `palimpsest methods`
    #[arg(long, value_name = "NAME")]
    pub preset: Option<String>,
    /// For prompt_to_prompt and words: turn a word of the prompt up or down, from -2 to 4; 1 is as it is
    #[arg(long, value_name = "WORD=F", value_parser = number::weight)]
    pub weight: Vec<(String, f64)>,
    /// For prompt_to_prompt and words: change only where this word of either prompt looks
    #[arg(long, value_name = "WORD")]
    pub blend: Vec<String>,
    /// For prompt_to_prompt and words: but not where this one looks
    #[arg(long, value_name = "WORD")]
    pub subtract: Vec<String>,
    /// Any parameter of the recipe, see `palimpsest methods`; words=on, travel=on and layout=on add that control of
    /// another paper to the method, and so does setting one of its parameters, as travel.resample=5
    #[arg(long, value_name = "KEY=VALUE", value_parser = number::pair)]
    pub set: Vec<(String, String)>,
    /// Start from a recipe: JSON, or a PNG that carries one; typed options override it
    #[arg(long, value_name = "FILE")]
    pub recipe: Option<PathBuf>,
    /// Write the recipe that ran, as JSON
    #[arg(long, value_name = "FILE")]
    pub save_recipe: Option<PathBuf>,
    /// Write the preview of each step into this folder
    #[arg(long, value_name = "DIR")]
    pub previews: Option<PathBuf>,
    /// What goes with the pixels into OUT
    #[arg(long, value_enum, default_value_t = Metadata::Recipe)]
    pub metadata: Metadata,
    /// Threads of number work, 1…1024; physical cores when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    #[command(flatten)]
    pub telling: Telling,
}

/// What every command that asks a model once takes.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Running {
    /// "builtin", or a folder with a Stable Diffusion model in the diffusers layout
    #[arg(long, value_name = "builtin|DIR", default_value = "builtin")]
    pub model: PathBuf,
    /// Threads of number work, 1…1024; physical cores when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    #[command(flatten)]
    pub telling: Telling,
}

/// How much is told.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(super) struct Telling {
    /// Print nothing but errors
    #[arg(long, conflicts_with = "json")]
    pub quiet: bool,
    /// Print JSON lines: progress, then what was done
    #[arg(long)]
    pub json: bool,
}

/// What goes with the pixels into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Metadata {
    /// The colour profile only
    None,
    /// The original's EXIF too
    Original,
    /// EXIF, and the recipe
    Recipe,
}

/// `palimpsest tour`.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Tour {
    /// Folder for the pictures, ./palimpsest-tour when not given
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub telling: Telling,
}

/// `palimpsest methods`.
#[derive(Debug, clap::Args)]
pub(super) struct Methods {
    /// What runs on this model
    #[arg(long, value_name = "builtin|DIR", default_value = "builtin")]
    pub model: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `palimpsest models`.
#[derive(Debug, clap::Args)]
pub(super) struct Models {
    /// Folders or files; the built-in model when none
    #[arg(value_name = "DIR|FILE")]
    pub paths: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `palimpsest bench`.
#[derive(Debug, Subcommand)]
pub(super) enum Bench {
    /// Seconds of the networks' calls and of whole edits, and the peak of memory
    #[command(after_help = SPEED_HELP)]
    Speed(Speed),
    /// How well methods edit, on scenes of which the exact result is known
    #[command(after_help = edits::EDITS_HELP)]
    Edits(Edits),
    /// Load a model and end: what start-up is measured by
    Load(Load),
}

/// What `bench speed` prints.
const SPEED_HELP: &str = "\
Words: startup (a fresh process that loads the model and ends), text, encode, decode, unet (one call), pair (one \
guided step, as edits run it), edit (guided SDEdit of which all steps run, from file to file), masks (the same of one \
picture in memory: mask of 100, 5, 10 and 25 %), preview (live mode: from a new seed, with which nothing but words and encoded picture can \
be reused, to the first picture and to the end of the preview; from a moved guidance slider to the first picture), again (a mask of 10 %, the whole picture in view: the first live edit, a second one with the \
slider moved, which recomputes in part, and the same in full), reuse (a whole edit with every call in full, and with one of 2, 3 and 5 in full, \
the others on its deep features), tiles (a picture encoded and decoded, whole and in tiles of half its side).

JSON, one object: version, processor, instructions, threads, model {name, hash, path}, size (px), steps, gemm_gflops (one matrix \
product of 2048³ by our own kernel in the same run, the best seen), peak_bytes (of this process, null where the system does not tell), \
figures [{name, what, seconds {median, least, greatest, all}, gflop (of one run), gflops (a second, by the median), \
share (of gemm_gflops), patched {dense, patched (passes of the network), share (of the picture that those recomputed), \
bytes (kept for the next)}, psnr (in dB to the exact result, the least of all runs)}]; gflop, gflops and share are null for what is \
no call of a network, patched for what does not repeat an edit, psnr for what is exact. A multiplication and an addition \
count 2; what is saved by a faster algorithm is counted as if it were not.";

/// `palimpsest bench speed`.
#[derive(Debug, clap::Args)]
pub(super) struct Speed {
    /// "builtin", or a folder with a Stable Diffusion model in the diffusers layout
    #[arg(long, value_name = "builtin|DIR", default_value = "builtin")]
    pub model: PathBuf,
    /// Side of the picture in pixels; the model's own when not given
    #[arg(long, value_name = "PX", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=65_535))]
    pub size: Option<u32>,
    /// Measure these only, see below
    #[arg(long, value_name = "WORD,…", value_delimiter = ',', value_parser = Word::parse)]
    pub only: Vec<Word>,
    /// Timed runs of each, after one that warms up, 1…100
    #[arg(long, value_name = "N", allow_hyphen_values = true, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub runs: u32,
    /// Steps of whole edits, 1…1000
    #[arg(long, value_name = "N", allow_hyphen_values = true, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub steps: u32,
    /// Threads of number work, 1…1024; physical cores when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// `palimpsest bench load`.
#[derive(Debug, clap::Args)]
pub(super) struct Load {
    /// "builtin", or a folder with a Stable Diffusion model in the diffusers layout
    #[arg(long, value_name = "builtin|DIR", default_value = "builtin")]
    pub model: PathBuf,
    /// Threads of number work, 1…1024; physical cores when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
}
