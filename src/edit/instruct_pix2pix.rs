//! InstructPix2Pix — Brooks, Holynski, Efros, CVPR 2023, arXiv 2211.09800: a checkpoint that is shown the picture and told
//! what to do with it.
//!
//!   x_T ~ N(0, I);  for t = T … 1: ε̃ = ε(∅, ∅) + s_I (ε(c_I, ∅) − ε(∅, ∅)) + s_T (ε(c_I, c_T) − ε(c_I, ∅)) (3),
//!   x ← step(x, ε̃);   c_I is the picture's latents, not scaled, beside x;   outside a mask x ← a x₀ + b ε

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use super::method::{
    ENLARGE, ETA, GUIDANCE, KARRAS, MethodInfo, NEGATIVE, PADDING, PROMPT, Parameter, RESOLUTION, SAMPLER, SEED, STEPS,
    parameter,
};
use super::recipe::Method;
use crate::diffusion::{Known, Start, TwoGuidances};
use candle_core::Tensor;

/// s_T of the paper.
pub const WORDS: f64 = 7.5;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// s_I, 1…10: how closely the picture is followed.
    pub picture: f64,
}
impl Default for Params {
    fn default() -> Self {
        Self { picture: 1.5 }
    }
}

/// What is told about it.
pub(super) const INFO: MethodInfo = MethodInfo {
    name: "instruct_pix2pix",
    title: "Say what to do",
    summary: "Looks at your picture and follows an instruction, such as \"make it snow\", where the others want a \
              description. Needs a model that was trained for it.",
    paper: "Brooks, Holynski, Efros, InstructPix2Pix: Learning to Follow Image Editing Instructions, CVPR 2023, \
            arXiv:2211.09800",
    parameters: &[
        Parameter { label: "Instruction", help: "What shall be done with the picture", ..PROMPT },
        parameter(
            "picture",
            "Follow the picture (image guidance s_I)",
            "Higher: closer to the picture; if nothing changes, lower it; 1 is faster by a third",
            "1.5",
            "1…10",
        ),
        Parameter { default: "7.5", ..GUIDANCE },
        NEGATIVE,
        STEPS,
        SAMPLER,
        KARRAS,
        ETA,
        SEED,
        PADDING,
        RESOLUTION,
        ENLARGE,
    ],
    presets: &[],
    default: || Method::InstructPix2Pix(Params::default()),
    needs_image: true,
    needs_source: false,
};

/// (3), from noise. Returns x₀, (1, c, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let guidance = TwoGuidances { words: bench.guidance(), picture: params.picture };
    let prompts = bench.instructed()?; // (c_I, c_T), (c_I, ∅), (∅, ∅)
    let keep = bench.keep(Known::Start, Hold::Touched)?;
    let (pass, shape) = (bench.passes(1).start, bench.shape());
    bench.denoise_by(&prompts, pass, Start::Noise { shape }, keep, |controls| controls.combine(guidance))
}
