//! Classifier-free guidance — Ho, Salimans 2022, arXiv 2207.12598: words to picture.
//!
//!   x_T ~ N(0, I);  for t = T … 1: ε̃ = ε(∅) + s (ε(c) − ε(∅)), x ← step(x, ε̃);   return x₀

use serde::{Deserialize, Serialize};

use super::Result;
use super::bench::{Bench, Hold};
use crate::diffusion::{Known, Start};
use candle_core::Tensor;

/// Its own parameters: none beside the general ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {}

/// Algorithm 2. With a mask, the picture outside it is kept by re-noising. Returns x₀, (1, 4, h, w).
pub fn edit(bench: &mut Bench<'_>) -> Result<Tensor> {
    let keep = bench.keep(Known::Start, Hold::Touched)?;
    let pass = bench.passes(1).start;
    let shape = bench.shape();
    bench.denoise(pass, Start::Noise { shape }, keep)
}
