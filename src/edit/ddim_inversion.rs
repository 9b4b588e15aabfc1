//! DDIM inversion — Song, Meng, Ermon, ICLR 2021, arXiv 2010.02502, §4.3: the picture's own noise, denoised by other words.
//!
//!   x_n = a_n x̂₀(x_t) + b_n ε(x_t) with the source words up to t₀;  then DDIM down with the target words and guidance;
//!   outside the mask x is the stored x of the way up
//!
//! Guidance leads the way down off the picture's. What mends it: negative-prompt inversion — Miyake et al. 2023, arXiv
//! 2305.16807: ∅ is the source words; null-text inversion — Mokady et al., CVPR 2023, arXiv 2211.09794: ∅_t is learned;
//! direct (PnP) inversion — Ju et al., ICLR 2024, arXiv 2310.01506: what the source branch misses of its own way is added
//! after each step. The paper adds it to the source branch and leaves the target branch to attention control; there is
//! none here, so that the edited branch gets it too: without a change of words it *is* the source branch.

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use super::inversion::Inversion;
use super::method::{
    DDIM, ENLARGE, ETA, GUIDANCE, MethodInfo, NEGATIVE, PADDING, PROMPT, Parameter, Preset, RESCALE, RESOLUTION, SEED,
    SHARE, SOURCE, STEPS, parameter,
};
use super::recipe::Method;
use crate::diffusion::{Known, Start};
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// How far the picture is inverted, ∈ (0, 1].
    pub strength: f64,
    /// What mends the way back.
    pub inversion: Inversion,
    /// 0…5: how often each step up is solved again with ε at its noisier end.
    pub refinements: usize,
    /// N ∈ 1…50: updates of ∅ at each step at most, for null-text inversion.
    pub inner: usize,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 1.0, inversion: Inversion::Plain, refinements: 0, inner: 10 }
    }
}

/// Rows that every method with this inversion has.
pub(super) const INVERSION: Parameter = parameter(
    "inversion",
    "What mends the way back",
    "plain drifts at guidance above 1; negative_prompt takes the words for now as what to avoid, at no cost; null_text \
     learns what to avoid, slowly, and takes much memory; direct adds what each step misses and is exact",
    "\"plain\"",
    "plain, negative_prompt, null_text, direct",
);
pub(super) const REFINEMENTS: Parameter = parameter(
    "refinements",
    "Solve each step up again (fixed point)",
    "More: the plain way comes back more exactly; each costs the passes of the inversion once more",
    "0",
    "0…5",
);
pub(super) const AVOIDED: Parameter = Parameter {
    help: "What the picture shall keep away from; needs guidance above 1. negative_prompt and null_text put their own in \
           its place",
    ..NEGATIVE
};
pub(super) const INNER_UPDATES: Parameter = parameter(
    "inner",
    "Updates a step (null-text N)",
    "For null_text: more comes back more exactly, and slower: a pass forwards and backwards each",
    "10",
    "1…50",
);

/// What is told about it.
pub(super) const INFO: MethodInfo = MethodInfo {
    name: "ddim_inversion",
    title: "Keep the layout, change words",
    summary: "Finds the noise that your picture comes from and denoises it with other words: keeps the layout. \
              Guidance above 1 drifts from the picture, the more the higher, unless its way back is mended.",
    paper: "Song, Meng, Ermon, Denoising Diffusion Implicit Models, ICLR 2021, arXiv:2010.02502; \
            Mokady et al., Null-text Inversion, CVPR 2023, arXiv:2211.09794; Miyake et al., Negative-prompt Inversion, \
            2023, arXiv:2305.16807; Ju et al., Direct Inversion, ICLR 2024, arXiv:2310.01506",
    parameters: &[
        SOURCE,
        parameter(
            "strength",
            "Keep ↔ change (depth of the inversion)",
            "Left: small changes of details; right: the words may change everything but the layout",
            "1.0",
            SHARE,
        ),
        INVERSION,
        REFINEMENTS,
        INNER_UPDATES,
        PROMPT,
        AVOIDED,
        STEPS,
        GUIDANCE,
        RESCALE,
        DDIM,
        ETA,
        SEED,
        PADDING,
        RESOLUTION,
        ENLARGE,
    ],
    presets: &[
        Preset { name: "plain", title: "As it is", settings: &[("inversion", "plain")] },
        Preset { name: "exact", title: "Exact way back", settings: &[("inversion", "direct")] },
    ],
    default: || Method::DdimInversion(Params::default()),
    needs_image: true,
    needs_source: true,
};

/// Inverts with the source words at guidance 1, denoises with the target words. Returns x₀, (1, c, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let first = bench.first(params.strength);
    let pass = bench.passes(1).start;
    if bench.branched() && !bench.needs_way() && !params.inversion.needs_path() {
        let prompts = bench.mended(params.inversion, params.inner, &[])?;
        let shape = bench.shape(); // not used: the branch gives x
        return bench.denoise_by(&prompts, pass, Start::Noise { shape }, None, |controls| controls);
    }
    let path = bench.invert_refined(first, params.refinements)?; // z*₀ … z*_t₀
    let keep = bench.keep(Known::Path(path.to_vec()), Hold::Touched)?;
    let Some(x) = path.last().cloned() else { return bench.original() };
    let start = Start::Latent { x, first };
    let prompts = bench.mended(params.inversion, params.inner, &path)?; // ∅ := C, or ∅_t
    if params.inversion == Inversion::Direct {
        let replay = bench.replay(path)?; // z*_s − ẑ_s
        return bench.denoise_by(&prompts, pass, start, keep, |controls| controls.after(replay));
    }
    bench.denoise_by(&prompts, pass, start, keep, |controls| controls)
}
