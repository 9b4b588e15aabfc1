//! Inpainting by a checkpoint that was trained for it — Rombach et al., CVPR 2022, arXiv 2112.10752, §4.5: the network is
//! shown the mask and the picture with its hole beside x, nine channels in all.
//!
//!   x ~ q(x_t₀ | E(picture)), or noise at full strength;  for t = t₀ … 1: ε(x ⊕ m ⊕ E(picture · (1 − m)), c), guided,
//!   x ← step(x, ε);   return x₀, laid into the picture through the mask

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::Bench;
use super::method::{
    ENLARGE, ETA, FILL, GUIDANCE, KARRAS, MethodInfo, NEGATIVE, PADDING, PROMPT, RESCALE, RESOLUTION, SAMPLER, SEED,
    SHARE, STEPS, parameter,
};
use super::recipe::Method;
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// t₀ ∈ (0, 1]; 1 starts from noise alone.
    pub strength: f64,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 1.0 }
    }
}

/// What is told about it.
pub(super) const INFO: MethodInfo = MethodInfo {
    name: "inpaint",
    title: "Fill the hole to fit",
    summary: "Draws what the words say inside the mask, seeing what is round it at every step. Needs a model that was \
              trained for it; without a mask everything is drawn anew.",
    paper: "Rombach et al., High-Resolution Image Synthesis with Latent Diffusion Models, CVPR 2022, arXiv:2112.10752",
    parameters: &[
        parameter(
            "strength",
            "Keep ↔ change (strength t₀)",
            "1 begins with noise alone; less begins with what is there under noise, and keeps more of it",
            "1.0",
            SHARE,
        ),
        PROMPT,
        NEGATIVE,
        STEPS,
        GUIDANCE,
        RESCALE,
        SAMPLER,
        KARRAS,
        ETA,
        SEED,
        FILL,
        PADDING,
        RESOLUTION,
        ENLARGE,
    ],
    presets: &[],
    default: || Method::Inpaint(Params::default()),
    needs_image: true,
    needs_source: false,
};

/// Nothing is blended on the way: the network keeps what it is shown, and the composite in pixels makes it exact. Returns
/// x₀, (1, c, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let start = bench.start(params.strength)?;
    let prompts = bench.shown_the_hole()?; // m ⊕ E(picture · (1 − m)) beside the words
    let pass = bench.passes(1).start;
    bench.denoise_by(&prompts, pass, start, None, |controls| controls)
}
