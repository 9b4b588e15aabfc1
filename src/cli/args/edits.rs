//! The arguments of `palimpsest bench edits`.

use std::path::PathBuf;

/// What `bench edits` measures.
pub(super) const EDITS_HELP: &str = "\
DIR holds eval.json, a list of scenes {id, kind (object, colour, scene, time, style), source, target, mask, target_mask (pictures \
of one size: before and after, and the object in both), caption, edited_caption, object, target_object (as in the \
captions), target_spec {obj, colour, scene, time, style}}. Every method edits every source from caption to \
edited_caption, with the scene's id as its seed. sdedit, latent_blend, repaint, classifier_free and inpaint are given the \
true mask (both objects, or all but them where the scene round them changes), the others find their way by words.

METHOD is a name of `palimpsest methods`, with settings where wanted: repaint/resample=10/steps=50, repaint/preset=good, \
sdedit/mask=none, prompt_to_prompt/blend=OBJECT (the words of a scene's objects, for edits of those), \
prompt_to_prompt/weights=OBJECT=2.

Metrics, those that a method has: edit_success (share of edits in which a small classifier that never guides sees what was \
asked for), target_error (mean square error to the exact target, the source's is 1), background_psnr and background_ssim \
(to the source, over what object and colour edits must leave alone; equal is 100 dB), structure_distance (of gradients, to \
the source), seam (differences across the border of the mask, 1 as before), mask_iou (of the mask that a method found with \
what truly changes), word_iou (of where the object's word looks with the object), round_trip_psnr (of the source there and \
back, the autoencoder included), unet_calls, seconds.

JSON: {\"scenes\": N, \"methods\": {METHOD: {METRIC: {\"mean\", \"low\", \"high\"}}}}, low and high being the ends of a 95 % bootstrap \
interval; it is the same each time but for seconds.";

/// `palimpsest bench edits`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Edits {
    /// Folder with eval.json and its pictures
    pub dir: PathBuf,
    /// These only; all that the model can run when not given
    #[arg(long, value_name = "METHOD,…", value_delimiter = ',')]
    pub methods: Vec<String>,
    /// So many scenes, the first ones; all when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Steps of all methods, 1…1000; each method's own when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub steps: Option<u32>,
    /// Write the figures as JSON
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// "builtin", or a folder with a Stable Diffusion model in the diffusers layout
    #[arg(long, value_name = "builtin|DIR", default_value = "builtin")]
    pub model: PathBuf,
    /// Threads of number work, 1…1024; physical cores when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub threads: Option<u32>,
}
