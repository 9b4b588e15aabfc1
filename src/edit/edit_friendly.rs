//! Edit-friendly DDPM — Huberman-Spiegelglas, Kulikov, Michaeli, CVPR 2024, arXiv 2304.06140, Algorithm 1: the noises by
//! which DDPM would have made the picture, replayed under other words.
//!
//!   for t = 1 … T: x_t = a_t x₀ + b_t ε_t, every ε_t drawn anew;  z_t = (x_{t−1} − μ(x_t, source)) / σ_t;
//!   x from x_{T−skip};  for t = T−skip … 1: x ← μ(x, target) + σ_t z_t;   return x
//!
//! σ_t z_t is kept as one number, so that the last step's is not lost: the published code drops it, and comes back by so
//! much less exactly.

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use super::method::{
    DDIM, ENLARGE, GUIDANCE, MethodInfo, NEGATIVE, PADDING, PROMPT, Parameter, Preset, RESCALE, RESOLUTION, SEED,
    SHARE, SOURCE, STEPS, parameter,
};
use super::recipe::Method;
use crate::diffusion::{Known, Start};
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// 1 − T_skip/T ∈ (0, 1]: the share of the steps that are replayed.
    pub strength: f64,
    /// Guidance of the words for now while the noises are found, 0…30.
    pub source_guidance: f64,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 0.8, source_guidance: 3.5 }
    }
}

/// What is told about it.
pub(super) const INFO: MethodInfo = MethodInfo {
    name: "edit_friendly",
    title: "Keep texture and layout, change words",
    summary: "Finds the noises of every step that would have drawn your picture and draws it again with other words: \
              keeps more of the fine structure than one noise at the start can. Another seed gives another edit of the \
              same picture. It cannot move things.",
    paper: "Huberman-Spiegelglas, Kulikov, Michaeli, An Edit Friendly DDPM Noise Space: Inversion and Manipulations, \
            CVPR 2024, arXiv:2304.06140",
    parameters: &[
        SOURCE,
        parameter(
            "strength",
            "Keep ↔ change (1 − T_skip/T)",
            "Left: details change; right: the words may change everything but the layout",
            "0.8",
            SHARE,
        ),
        parameter(
            "source_guidance",
            "Follow the words for now (source guidance)",
            "How strongly the words for now explain the picture: what they explain, the new words may change",
            "3.5",
            "0…30",
        ),
        PROMPT,
        NEGATIVE,
        STEPS,
        GUIDANCE,
        RESCALE,
        Parameter { help: "Stepped by ddim at η = 1, which is ddpm, with the picture's own noises", ..DDIM },
        SEED,
        PADDING,
        RESOLUTION,
        ENLARGE,
    ],
    presets: &[
        Preset {
            name: "paper",
            title: "As published",
            settings: &[
                ("steps", "100"),
                ("strength", "0.64"),
                ("source_guidance", "3.5"),
                ("guidance", "15"),
                ("words", "off"),
            ],
        },
        Preset {
            name: "words",
            title: "As published, with the composition kept",
            settings: &[
                ("steps", "100"),
                ("strength", "0.88"),
                ("source_guidance", "3.5"),
                ("guidance", "9"),
                ("words.cross_replace", "0.6"),
                ("words.self_replace", "0.2"),
            ],
        },
    ],
    default: || Method::EditFriendly(Params::default()),
    needs_image: true,
    needs_source: true,
};

/// Algorithm 1 and its replay. Outside a mask x is the picture's x_t. Returns x₀, (1, c, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let first = bench.first(params.strength); // T_skip
    let pass = bench.passes(1).start;
    let prompts = bench.prompts()?;
    let path = bench.noised(first)?; // x₀ … x_{T−skip}
    let keep = bench.keep(Known::Path(path.to_vec()), Hold::Touched)?;
    let Some(x) = path.last().cloned() else { return bench.original() };
    let replay = bench.replay_means(path, params.source_guidance)?; // σ_t z_t
    bench.denoise_by(&prompts, pass, Start::Latent { x, first }, keep, |controls| controls.after(replay))
}
