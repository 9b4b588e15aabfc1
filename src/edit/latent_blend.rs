//! Blended Latent Diffusion — Avrahami, Fried, Lischinski, SIGGRAPH 2023, arXiv 2206.02779, Algorithm 1; soft masks as
//! graded strength after Differential Diffusion — Levin, Fried 2023, arXiv 2306.00950.
//!
//!   z ~ q(z_t₀ | E(x));  for t = t₀ … 0: z ← denoise(z, t);  z ← m z + (1 − m) q(z_s | E(x));   return z

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use crate::diffusion::{KeepOutside, Known, Start};
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// t₀ ∈ (0, 1].
    pub strength: f64,
    /// Whether a soft mask means graded strength.
    pub graded: bool,
    /// Whether the latent mask starts dilated and shrinks to itself (thin masks).
    pub shrink: bool,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 0.8, graded: true, shrink: false }
    }
}

/// Algorithm 1. Returns z₀, (1, 4, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let first = bench.first(params.strength);
    let x0 = bench.guide()?;
    let hold = if params.graded { Hold::Graded { first } } else { Hold::Touched };
    let keep = bench.keep(Known::Start, hold)?;
    let keep = if params.shrink { keep.map(KeepOutside::shrinking) } else { keep };
    let pass = bench.passes(1).start;
    bench.denoise(pass, Start::Noised { x0, first }, keep)
}
