//! DiffEdit — Couairon et al., ICLR 2023, arXiv 2210.11427, §3.2: the words say what changes, the difference of two
//! predictions where.
//!
//!   M = where |ε(x_t, target) − ε(x_t, source)| is large, averaged over noises;  x_1 … x_r by DDIM inversion;
//!   y = x_r;  for t = r … 1: y ← M denoise(y, t) + (1 − M) x_{t−1};   return y

use serde::{Deserialize, Serialize};

use super::bench::{Bench, Hold};
use super::heat::Cut;
use super::method::{
    DDIM, ENLARGE, ETA, GUIDANCE, MethodInfo, NEGATIVE, PADDING, PROMPT, Preset, RESCALE, RESOLUTION, SEED, SHARE,
    SOURCE, STEPS, parameter,
};
use super::recipe::Method;
use super::{Error, Result};
use crate::diffusion::{Known, Start};
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// r ∈ (0, 1]: how far the picture is inverted.
    pub strength: f64,
    /// n ∈ 1…32: over how many noises the difference is averaged.
    pub maps: usize,
    /// The noise at which the words are compared, as a share of the schedule, ∈ (0, 1].
    pub level: f64,
    /// Full heat as a multiple of the mean difference, 1…10.
    pub clip: f64,
    /// Which part of the full heat counts as different, 0…1.
    pub threshold: f64,
    /// Pixels by which the mask grows.
    pub grow: usize,
    /// Pixels over which its edge softens.
    pub blur: f64,
}
impl Default for Params {
    fn default() -> Self {
        // The paper compares at half of the noise and cuts at half of the heat (the preset). On scenes whose changed region
        // is known that mask is too small: higher and lower find 0.73 of it instead of 0.64 (IoU; `bench edits`).
        Self { strength: 0.8, maps: 10, level: 0.7, clip: 3.0, threshold: 0.3, grow: 0, blur: 0.0 }
    }
}

impl Params {
    /// Calls of the noise predictor that the mask costs.
    pub fn calls(&self) -> usize {
        2 * self.maps
    }
    /// How its mask is cut from the heat map.
    pub fn cut(&self) -> Cut {
        Cut { threshold: self.threshold, grow: self.grow, blur: self.blur }
    }
}

/// What is told about it.
pub(super) const INFO: MethodInfo = MethodInfo {
    name: "diffedit",
    title: "Find the mask from words",
    summary: "Compares what the model sees by the words for now and by the new ones, changes the picture where they \
              differ and keeps the rest exactly. A painted mask takes the place of the one that is found. It cannot \
              put things where nothing differs, nor count.",
    paper: "Couairon et al., DiffEdit: Diffusion-based Semantic Image Editing with Mask Guidance, ICLR 2023, \
            arXiv:2210.11427",
    parameters: &[
        SOURCE,
        parameter(
            "strength",
            "Keep ↔ change (encode ratio r)",
            "Left: only details change; right: what is masked may become anything",
            "0.8",
            SHARE,
        ),
        parameter("threshold", "How much counts as different (threshold)", "Lower: a larger mask", "0.3", "0…1"),
        parameter(
            "maps",
            "Noises that are compared (n)",
            "More: a steadier mask, and 2 network calls each",
            "10",
            "1…32",
        ),
        parameter(
            "level",
            "Noise of the comparison (level)",
            "Lower: details differ; higher: whole things do",
            "0.7",
            SHARE,
        ),
        parameter(
            "clip",
            "Calm extremes (clip at times the mean)",
            "Lower: faint differences count more; higher: only the strongest",
            "3.0",
            "1…10",
        ),
        parameter("grow", "Grow the mask (dilate)", "More: a wider mask, in pixels of the picture", "0", "0…256"),
        parameter("blur", "Soften the mask (blur)", "More: a softer edge, in pixels of the picture", "0.0", "0…256"),
        PROMPT,
        NEGATIVE,
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
        Preset {
            name: "paper",
            title: "As in the paper",
            settings: &[("strength", "0.8"), ("maps", "10"), ("level", "0.5"), ("threshold", "0.5")],
        },
        Preset {
            name: "harmonise",
            title: "A found mask, filled so that it makes sense",
            settings: &[("steps", "25"), ("travel.jump", "5"), ("travel.resample", "3")],
        },
    ],
    default: || Method::DiffEdit(Params::default()),
    needs_image: true,
    needs_source: true,
};

/// Masks (unless one was painted), inverts with the source words, decodes with the target words. Returns x₀, (1, 4, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    if !bench.masked() {
        let heat = bench.heat(params)?;
        let reason = "the words find nothing that differs: say what the picture shows now and what it shall show";
        let found = bench.restrict(&heat, &params.cut())?;
        found.ok_or_else(|| Error::Invalid { field: "prompt.target".into(), reason: reason.into() })?;
    }
    let first = bench.first(params.strength); // r
    let path = bench.invert(first)?; // x₀ … x_r
    let keep = bench.keep(Known::Path(path.to_vec()), Hold::Touched)?;
    let Some(x) = path.last().cloned() else { return bench.original() };
    let pass = bench.passes(1).start;
    bench.denoise(pass, Start::Latent { x, first }, keep)
}
