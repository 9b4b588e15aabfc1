//! The arguments of `palimpsest bench edits`.

use std::path::PathBuf;

use crate::measure::{Kind, Results};

/// What `bench edits` measures.
pub(super) const EDITS_HELP: &str = "\
DIR holds eval.json, a list of scenes {id, kind (object, colour, scene, time, style), source, target, mask, target_mask (pictures \
of one size: before and after, and the object in both), caption, edited_caption, object, target_object (as in the \
captions), target_spec {obj, colour, scene, time, style}}. Every method edits every source from caption to \
edited_caption, with the scene's id as its seed. sdedit, latent_blend, repaint, classifier_free and inpaint are given the \
true mask (both objects, or all but them where the scene round them changes), the others find their way by words.

METHOD is a name of `palimpsest methods`, with settings where wanted: repaint/resample=10/steps=50, repaint/preset=good, \
sdedit/mask=none, prompt_to_prompt/blend=OBJECT (the words of a scene's objects, for edits of those), \
prompt_to_prompt/weights=OBJECT=2. repaint/mask=half is no edit: the half of the source that holds less of the object is \
filled, without words and without guidance, by what the other half shows.

NAME=DIR of --results is a folder with ID.png for each scene, and ID.mask.png where a mask was found (white may change). \
Folders of the same NAME are one row: each holds what was made from another seed.

Metrics, those that a row has:
  edit_success        share of edits in which a small classifier that never guides sees what was asked for
  target_error        mean square error to the exact target; the source's is 1
  background_psnr     to the source, over what object and colour edits must leave alone, dB; equal is 100
  background_ssim     the same by structural similarity; equal is 1
  structure_distance  of the directions of gradients, to the source
  source_distance     LPIPS-own to the source: what six layers of the classifier see, 0 to 2
  diversity           LPIPS-own between results of one scene, mean over pairs of seeds (--seeds 2 or more)
  seam                differences of neighbours across the border of the mask; 1 as before
  context             mask=half, object and colour edits: how probable the source's scene, time and style are (the product \
of three) by the filled half alone, as the classifier sees it; untouched pictures of the built-in model's own world have 0.78
  mask_iou            of the mask that a method found with what truly changes
  word_iou            of where the object's word looks with the object
  round_trip_psnr     of the source there and back, the autoencoder included, dB
  unet_calls, seconds

With --seeds N every scene is edited from the seeds id + k·2³², k = 0 … N − 1, and its figures are their means.

JSON: {\"scenes\": N, \"methods\": {METHOD: {METRIC: {\"mean\", \"low\", \"high\"}}}}, low and high being the ends of a 95 % bootstrap \
interval over scenes; it is the same each time but for seconds. With --against also \"against\": {\"method\": METHOD, \
\"methods\": {…}} in the same form: the mean difference of each other row to that one over the scenes in which both have the \
metric, drawn scene by scene: an interval that leaves out 0 is a difference at the 95 % level.";

/// `palimpsest bench edits`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Edits {
    /// Folder with eval.json and its pictures
    pub dir: PathBuf,
    /// These only; all that the model can run when neither these nor results are given
    #[arg(long, value_name = "METHOD,…", value_delimiter = ',')]
    pub methods: Vec<String>,
    /// Score what others made of the scenes, as one more row; may be given again
    #[arg(long, value_name = "NAME=DIR", value_parser = Results::parse)]
    pub results: Vec<Results>,
    /// Compare all other rows with this one, scene by scene
    #[arg(long, value_name = "METHOD")]
    pub against: Option<String>,
    /// Scenes of these kinds only
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = Kind::parse)]
    pub kinds: Vec<Kind>,
    /// So many scenes, the first ones; all when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..))]
    pub limit: Option<u32>,
    /// Steps of all methods, 1…1000; each method's own when not given
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub steps: Option<u32>,
    /// Edit every scene so often, each time from other noise, 1…64
    #[arg(long, value_name = "N", allow_hyphen_values = true, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub seeds: u32,
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
