//! Classifier-free guidance.

use super::{Branches, Combine, Combined, Error, Result, Step};
use candle_core::Tensor;
use std::ops::RangeInclusive;

/// ε̃ = ε(∅) + s (ε(c) − ε(∅)) (Ho & Salimans 2022, with s = 1 + w), optionally rescaled to the conditional branch's
/// deviation (Lin et al. 2024, arXiv 2305.08891, §3.4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guidance {
    /// s; 1 skips the unconditional pass.
    pub scale: f64,
    /// φ ∈ [0, 1].
    pub rescale: f64,
}

impl Guidance {
    /// Plain guidance of scale s.
    pub fn new(scale: f64) -> Self {
        Self { scale, rescale: 0.0 }
    }
}

impl Combine for Guidance {
    fn combine(&mut self, _step: &Step, branches: &Branches<'_>) -> Result<Combined> {
        if self.scale == 1.0 {
            return Ok(branches.cond.clone().into());
        }
        let Branches { cond, uncond: Some(uncond), .. } = *branches else {
            return Err(Error::Invalid("guidance other than 1 needs a negative or empty prompt".into()));
        };
        let guided = (uncond + ((cond - uncond)? * self.scale)?)?;
        if self.rescale == 0.0 {
            return Ok(guided.into());
        }
        let restored = guided.broadcast_mul(&(deviation(cond)? / deviation(&guided)?)?)?;
        Ok(((restored * self.rescale)? + (guided * (1.0 - self.rescale))?)?.into())
    }

    fn needs_uncond(&self, _step: &Step) -> bool {
        self.scale != 1.0
    }
}

/// Two guidances, one of the words and one of the picture (Brooks, Holynski & Efros, CVPR 2023, arXiv 2211.09800, (3)):
/// ε̃ = ε(∅, ∅) + s_I (ε(c_I, ∅) − ε(∅, ∅)) + s_T (ε(c_I, c_T) − ε(c_I, ∅)).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TwoGuidances {
    /// s_T.
    pub words: f64,
    /// s_I; 1 skips the pass without the picture.
    pub picture: f64,
}

impl Combine for TwoGuidances {
    fn combine(&mut self, step: &Step, branches: &Branches<'_>) -> Result<Combined> {
        if !self.needs_uncond(step) {
            return Ok(branches.cond.clone().into());
        }
        let Branches { cond, uncond: Some(seen), .. } = *branches else {
            return Err(Error::Invalid("two guidances need a pass without the words".into()));
        };
        let worded = ((cond - seen)? * self.words)?;
        if !self.needs_blind(step) {
            return Ok((seen + worded)?.into());
        }
        let blind =
            branches.blind.ok_or_else(|| Error::Invalid("two guidances need a pass without anything".into()))?;
        Ok(((blind + worded)? + ((seen - blind)? * self.picture)?)?.into())
    }

    fn needs_uncond(&self, _step: &Step) -> bool {
        self.words != 1.0 || self.picture != 1.0
    }

    fn needs_blind(&self, _step: &Step) -> bool {
        self.picture != 1.0
    }
}

/// Standard deviation of each sample, (b, 1, 1, 1).
fn deviation(x: &Tensor) -> Result<Tensor> {
    let rows = x.flatten_from(1)?;
    let deviation = rows.var_keepdim(1)?.sqrt()?;
    let mut shape = vec![1; x.rank()];
    shape[0] = x.dim(0)?;
    Ok(deviation.reshape(shape)?)
}

/// Guidance on part of the way only: outside of it the conditional branch alone speaks, and the other pass is saved
/// (Kynkäänniemi et al. 2024, arXiv 2404.07724).
#[derive(Clone, Debug)]
pub struct Within<C> {
    /// What combines inside.
    pub combine: C,
    /// σ = b/a where it does.
    pub sigma: RangeInclusive<f64>,
}

impl<C: Combine> Combine for Within<C> {
    fn combine(&mut self, step: &Step, branches: &Branches<'_>) -> Result<Combined> {
        if self.sigma.contains(&step.now.sigma()) {
            return self.combine.combine(step, branches);
        }
        Ok(branches.cond.clone().into())
    }

    fn needs_uncond(&self, step: &Step) -> bool {
        self.sigma.contains(&step.now.sigma()) && self.combine.needs_uncond(step)
    }

    fn needs_blind(&self, step: &Step) -> bool {
        self.sigma.contains(&step.now.sigma()) && self.combine.needs_blind(step)
    }
}
