//! SDEdit — Meng et al., ICLR 2022, arXiv 2108.01073, Algorithms 1 and 2.
//!
//!   repeat K times:  x ~ N(a(t₀) x_g, b²(t₀) I);  for t = t₀ … 0: x ← denoise(x, t), and outside the mask
//!   x ← a x₀ + b ε with one ε a repetition;  x_g ← x;   return x

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use crate::diffusion::{Known, Start};
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// t₀ ∈ (0, 1]: how much of the picture is forgotten.
    pub strength: f64,
    /// K ∈ 1…8: how often the whole is repeated.
    pub repeats: usize,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 0.6, repeats: 1 }
    }
}

/// Algorithm 2; without a mask Algorithm 1. Returns x₀, (1, c, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let first = bench.first(params.strength); // t₀
    let mut x = bench.guide()?; // x_g
    for pass in bench.passes(params.repeats) {
        let keep = bench.keep(Known::Start, Hold::Touched)?;
        x = bench.denoise(pass, Start::Noised { x0: x, first }, keep)?;
    }
    Ok(x)
}
