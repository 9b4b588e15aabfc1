//! DDIM inversion — Song, Meng, Ermon, ICLR 2021, arXiv 2010.02502, §4.3: the picture's own noise, denoised by other words.
//!
//!   x_n = a_n x̂₀(x_t) + b_n ε(x_t) with the source words up to t₀;  then DDIM down with the target words and guidance;
//!   outside the mask x is the stored x of the way up

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use crate::diffusion::{Known, Start};
use candle_core::Tensor;

/// Its own parameters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// How far the picture is inverted, ∈ (0, 1].
    pub strength: f64,
}
impl Default for Params {
    fn default() -> Self {
        Self { strength: 1.0 }
    }
}

/// Inverts with the source words at guidance 1, denoises with the target words. Returns x₀, (1, c, h, w).
pub fn edit(bench: &mut Bench<'_>, params: &Params) -> Result<Tensor> {
    let first = bench.first(params.strength);
    let pass = bench.passes(1).start;
    if bench.branched() && !bench.masked() {
        let shape = bench.shape(); // not used: the branch gives x
        return bench.denoise(pass, Start::Noise { shape }, None);
    }
    let path = bench.invert(first)?; // x₀ … x_t₀
    let keep = bench.keep(Known::Path(path.to_vec()), Hold::Touched)?;
    let Some(x) = path.last().cloned() else { return bench.original() };
    bench.denoise(pass, Start::Latent { x, first }, keep)
}
