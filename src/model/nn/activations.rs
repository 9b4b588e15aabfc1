//! What a pass leaves behind, so that the next one over nearly the same picture need not do everything again
//! (Li et al. 2022, SIGE, arXiv 2211.02048).

use candle_core::{Result, Tensor, bail};

use super::GroupNorm;
use crate::tensor::kernel::{Isa, Stats, group_stats, scale_shift};
use crate::tensor::op::norm::pixels;
use crate::tensor::op::{fresh, numbers};

/// The activations of one pass of one picture by one prompt at one time, in the order in which they were made: only
/// those that a patch reads beyond its own pixels.
#[derive(Default)]
pub struct Activations {
    /// The x that they belong to: (h, w, c), channels last.
    pub(crate) input: Vec<f32>,
    pub(crate) size: (usize, usize),
    pub(crate) maps: Vec<Vec<f32>>,
    pub(crate) stats: Vec<Stats>,
}

impl Activations {
    /// Bytes held.
    pub fn bytes(&self) -> u64 {
        let maps: usize = self.maps.iter().map(Vec::len).sum();
        let stats: usize = self.stats.iter().map(|stats| stats.scale.len() + stats.shift.len()).sum();
        ((self.input.len() + maps + stats) * size_of::<f32>()) as u64
    }

    /// Forgets everything, and is filled by a pass over x (1, h, w, c) from now on.
    pub(crate) fn begin(&mut self, x: &Tensor) -> Result<()> {
        let (_, height, width, _) = x.dims4()?;
        *self = Self { input: numbers(x, <[f32]>::to_vec)?, size: (height, width), ..Self::default() };
        Ok(())
    }
}

/// What a dense pass leaves behind, or is given by another one.
pub(crate) enum Keep<'a> {
    /// Neither, as a rule.
    Nothing,
    /// Leaves all that a patch reads.
    All(&'a mut Activations),
    /// Leaves the statistics of the norms that SiLU follows, in their order.
    Stats(&'a mut Vec<Stats>),
    /// Goes by such statistics of another picture instead of its own.
    By(std::slice::Iter<'a, Stats>),
}

impl Keep<'_> {
    /// Keeps a map (1, h, w, c), or tokens (1, n, c).
    pub(crate) fn map(&mut self, x: &Tensor) -> Result<()> {
        if let Self::All(kept) = self {
            kept.maps.push(numbers(x, <[f32]>::to_vec)?);
        }
        Ok(())
    }

    /// Keeps the last `width` of the columns of tokens (1, n, c).
    pub(crate) fn columns(&mut self, x: &Tensor, width: usize) -> Result<()> {
        let Self::All(kept) = self else { return Ok(()) };
        let all = x.dim(2)?;
        let cut = |x: &[f32]| x.chunks_exact(all).flat_map(|row| &row[all - width..]).copied().collect();
        kept.maps.push(numbers(x, cut)?);
        Ok(())
    }

    /// Keeps the statistics that `norm` takes from x (1, h, w, c).
    pub(crate) fn stats(&mut self, norm: &GroupNorm, x: &Tensor) -> Result<()> {
        if let Self::All(kept) = self {
            kept.stats.push(norm.of(x)?);
        }
        Ok(())
    }

    /// SiLU of `norm` of x (b, h, w, c).
    pub(crate) fn silu(&mut self, norm: &GroupNorm, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Nothing => {}
            Self::All(kept) => kept.stats.push(norm.of(x)?),
            Self::Stats(stats) => stats.push(norm.of(x)?),
            Self::By(stats) => {
                let Some(stats) = stats.next() else { bail!("the statistics are those of another network") };
                return silu_by(x, stats);
            }
        }
        norm.silu(x)
    }
}

impl GroupNorm {
    /// Scale and shift of every channel of x (b, p, c).
    pub(crate) fn stats(&self, x: &[f32], size: [usize; 3]) -> Result<Stats> {
        let (weight, bias) = (self.weight.to_vec1::<f32>()?, self.bias.to_vec1::<f32>()?);
        Ok(group_stats(Isa::best(), x, size, self.norm.groups, self.norm.eps as f32, &weight, &bias))
    }

    /// The same of x (1, h, w, c).
    fn of(&self, x: &Tensor) -> Result<Stats> {
        numbers(x, |numbers| self.stats(numbers, pixels(x.dims())))?
    }
}

/// SiLU of a norm of x (1, h, w, c) by given statistics; no gradient goes back.
fn silu_by(x: &Tensor, stats: &Stats) -> Result<Tensor> {
    let mut out = fresh(x.elem_count());
    numbers(x, |numbers| scale_shift(Isa::best(), numbers, pixels(x.dims()), stats, true, &mut out))?;
    Tensor::from_vec(out, x.shape(), x.device())
}
