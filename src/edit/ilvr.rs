//! ILVR — Choi et al., ICCV 2021, arXiv 2108.02938, Algorithm 1: the large shapes of one picture, the rest anew.
//!
//!   x ~ N(0, I);  for t = T … 1: x' ← denoise(x, t), y ~ q(y_s | y), and until the picture is let go
//!   x ← φ_N(y) + (I − φ_N) x';   return x

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use super::method::{
    ENLARGE, ETA, FILL, GUIDANCE, KARRAS, MethodInfo, NEGATIVE, PADDING, PROMPT, Preset, RESCALE, RESOLUTION, SAMPLER,
    SEED, SHARE, STEPS, parameter,
};
use super::recipe::Method;
use crate::diffusion::{self, AfterStep, Known, Rank, Schedule, Step};
use crate::tensor::low_pass::low_pass;
use crate::tensor::{Normal, Purpose};
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// N ∈ 1…64, in cells of what the model denoises (latent cells, or pixels).
    pub down: usize,
    /// The share of the schedule at its end in which the picture is let go, 0…1.
    pub stop: f64,
    /// Where on the schedule it begins, ∈ (0, 1]: 1 is noise alone.
    pub strength: f64,
}
impl Default for Params {
    fn default() -> Self {
        Self { down: 4, stop: 0.2, strength: 1.0 }
    }
}

impl Params {
    /// x ← φ_N(y) + (I − φ_N) x' in a run of the bench's picture, y.
    pub(super) fn swap(&self, bench: &mut Bench<'_>) -> Result<Swap> {
        let free = (self.stop * bench.steps() as f64).round() as usize;
        Ok(Swap { y: bench.guide()?, n: self.down, free, behind: bench.behind() })
    }
}

/// What is told about it.
pub(super) const INFO: MethodInfo = MethodInfo {
    name: "ilvr",
    title: "Keep the large shapes, change everything else",
    summary: "Draws a new picture whose large shapes and colours are those of yours at every step; what is smaller than \
              N cells comes from the words. It cannot move what it keeps, and it keeps the whole picture alike.",
    paper: "Choi et al., ILVR: Conditioning Method for Denoising Diffusion Probabilistic Models, ICCV 2021, \
            arXiv:2108.02938",
    parameters: &[
        parameter(
            "down",
            "Keep only shapes larger than (N)",
            "Larger: only the layout is kept, results vary more; in cells of the model (8 pixels each where it works \
             on latents)",
            "4",
            "1…64",
        ),
        parameter(
            "stop",
            "Let go at the end (range of steps)",
            "Higher: the last steps are free, which is sharper and further from your picture",
            "0.2",
            "0…1",
        ),
        parameter(
            "strength",
            "Keep ↔ change (strength t₀)",
            "1 begins with noise alone; less begins with your picture under noise, and keeps more of it",
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
    presets: &[
        Preset { name: "scribble", title: "Mend a scribble", settings: &[("down", "1"), ("stop", "0.2")] },
        Preset { name: "translate", title: "Same scene, other things", settings: &[("down", "4"), ("stop", "0.2")] },
        Preset {
            name: "words",
            title: "Layout from the picture, content from the words",
            settings: &[("down", "4"), ("stop", "0.2"), ("strength", "1"), ("guidance", "5")],
        },
        Preset { name: "paint", title: "Painting to picture", settings: &[("down", "8"), ("stop", "0.2")] },
    ],
    default: || Method::Ilvr(Params::default()),
    needs_image: true,
    needs_source: false,
};

/// Algorithm 1. Outside a mask the picture is kept. Returns x₀, (1, c, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let start = bench.start(params.strength)?;
    let swap = params.swap(bench)?;
    let keep = bench.keep(Known::Fresh, Hold::Touched)?;
    let pass = bench.passes(1).start;
    bench.denoise_with(pass, start, keep, |controls| controls.after(swap))
}

/// φ_N(y) in place of φ_N(x), with y at the level that x has.
pub struct Swap {
    /// The picture whose large shapes stay, clean, (1 or b, c, h, w).
    pub y: Tensor,
    /// N.
    pub n: usize,
    /// So many steps at the end are free, and the last one always.
    pub free: usize,
    /// y one level noisier than x, as the published code has it.
    pub behind: bool,
}

impl AfterStep for Swap {
    fn rewrite(&mut self, step: &Step, x: Tensor, noise: &mut dyn Normal) -> diffusion::Result<Tensor> {
        if step.len - step.index - 1 <= self.free {
            return Ok(x);
        }
        let level = if self.behind { step.now } else { step.next };
        let z = noise.draw(Purpose::Known, step.draw(), x.shape(), x.device())?;
        let y = Schedule::noised(&self.y, level, &z)?;
        Ok((&x + low_pass(&(y - &x)?, self.n)?)?) // φ is linear
    }

    fn rank(&self) -> Rank {
        Rank::LowPass
    }
}
