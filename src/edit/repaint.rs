//! RePaint — Lugmayr et al., CVPR 2022, arXiv 2201.09865, Algorithm 1 with jumps (§4.2): think again, so that a hole fits
//! its surroundings.
//!
//!   x ~ N(0, I);  for t = T … 1: x ← m denoise(x, t) + (1 − m) q(x_s | x₀);  every j levels, r − 1 times:
//!   x ~ q(x_{s+j} | x), and down again;   return x

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use super::method::{
    BACK_AND_FORTH, ENLARGE, ETA, FILL, GUIDANCE, KARRAS, MethodInfo, NEGATIVE, PADDING, PROMPT, Preset, RESCALE,
    RESOLUTION, SEED, SHARE, STEPS, parameter,
};
use super::recipe::Method;
use crate::diffusion::{Known, Travel};
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// r ∈ 1…20: how often each stretch of the way is gone; 1 is never again.
    pub resample: usize,
    /// j ∈ 1…100: levels of a stretch.
    pub jump: usize,
    /// The share of the way, from its end, in which stretches are gone again, 0…1.
    pub begin: f64,
    /// Where on the schedule it begins, ∈ (0, 1]: 1 is noise alone.
    pub strength: f64,
}
impl Default for Params {
    fn default() -> Self {
        Self { resample: 3, jump: 5, begin: 1.0, strength: 1.0 }
    }
}

impl Params {
    /// Which of `len` steps are taken back.
    pub fn travel(&self, len: usize) -> Travel {
        let below = (self.begin * len as f64).round() as usize;
        Travel { below, ..Travel::new(self.jump, self.resample) }
    }
}

/// What is told about it.
pub(super) const INFO: MethodInfo = MethodInfo {
    name: "repaint",
    title: "Fill the hole so that it makes sense",
    summary: "Draws what is masked anew and goes parts of the way again and again, so that it fits its surroundings in \
              meaning and not only at the border. It is several times as slow, and it cannot keep what was in the \
              hole.",
    paper: "Lugmayr et al., RePaint: Inpainting using Denoising Diffusion Probabilistic Models, CVPR 2022, \
            arXiv:2201.09865",
    parameters: &[
        parameter(
            "resample",
            "Think again (resampling r)",
            "More: the hole fits its surroundings better, and takes r times as long; 1 never goes back",
            "3",
            "1…20",
        ),
        parameter(
            "jump",
            "How far back (jump length j)",
            "Larger: more of what was drawn is thought over at a time; 1 makes pictures blurry",
            "5",
            "1…100",
        ),
        parameter(
            "begin",
            "Only in the last part (start of resampling)",
            "1 from the first step on; 0.5 in the later half only, which is faster and leaves the layout as it came",
            "1.0",
            "0…1",
        ),
        parameter(
            "strength",
            "Keep ↔ change (strength t₀)",
            "1 forgets what was in the hole; less begins with it under noise",
            "1.0",
            SHARE,
        ),
        PROMPT,
        NEGATIVE,
        STEPS,
        GUIDANCE,
        RESCALE,
        BACK_AND_FORTH,
        KARRAS,
        ETA,
        SEED,
        FILL,
        PADDING,
        RESOLUTION,
        ENLARGE,
    ],
    presets: &[
        Preset { name: "fast", title: "Fast", settings: &[("steps", "25"), ("jump", "5"), ("resample", "3")] },
        Preset { name: "good", title: "Good", settings: &[("steps", "50"), ("jump", "10"), ("resample", "5")] },
        Preset {
            name: "paper",
            title: "As in the paper",
            settings: &[("steps", "250"), ("jump", "10"), ("resample", "10")],
        },
    ],
    default: || Method::Repaint(Params::default()),
    needs_image: true,
    needs_source: false,
};

/// Algorithm 1. Returns x₀, (1, c, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let start = bench.start(params.strength)?;
    let keep = bench.keep(Known::Fresh, Hold::Touched)?;
    let travel = Travel { late: bench.behind(), ..params.travel(bench.steps()) };
    let pass = bench.passes(1).start;
    bench.denoise_with(pass, start, keep, |controls| controls.travel(travel))
}
