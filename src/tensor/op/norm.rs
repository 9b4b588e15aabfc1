//! Norms. Their weights may be variables.

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};
use candle_nn::ops;

use super::{floats, fresh, isa, ours, recomputed};
use crate::tensor::kernel;

/// Group norm (Wu & He 2018, 1803.08494) of x (b, …, c), channels last, by `weight` and `bias` (c); then SiLU where
/// `silu` is set.
pub fn group_norm(x: &Tensor, weight: &Tensor, bias: &Tensor, groups: usize, eps: f64, silu: bool) -> Result<Tensor> {
    Norm::Group { groups, eps, silu }.apply(x, weight, bias)
}

/// Layer norm (Ba et al. 2016, 1607.06450) over the last dimension of x (…, d), by `weight` and `bias` (d).
pub fn layer_norm(x: &Tensor, weight: &Tensor, bias: &Tensor, eps: f64) -> Result<Tensor> {
    Norm::Layer { eps }.apply(x, weight, bias)
}

/// Pictures, pixels a picture, channels of (b, …, c).
pub(crate) fn pixels(dims: &[usize]) -> [usize; 3] {
    match dims {
        [b, inner @ .., c] => [*b, inner.iter().product(), *c],
        _ => [1, 1, dims.iter().product()],
    }
}

#[derive(Clone, Copy)]
enum Norm {
    Group { groups: usize, eps: f64, silu: bool },
    Layer { eps: f64 },
}

impl Norm {
    fn apply(self, x: &Tensor, weight: &Tensor, bias: &Tensor) -> Result<Tensor> {
        if ours(x) { x.contiguous()?.apply_op3(weight, bias, self) } else { self.formula(x, weight, bias) }
    }

    fn formula(self, x: &Tensor, weight: &Tensor, bias: &Tensor) -> Result<Tensor> {
        let (groups, eps, silu) = match self {
            Self::Group { groups, eps, silu } => (groups, eps, silu),
            Self::Layer { eps } => return ops::layer_norm_slow(x, weight, bias, eps as f32),
        };
        let [b, p, c] = pixels(x.dims());
        let grouped = x.contiguous()?.reshape((b, p, groups, c / groups))?;
        let centred = grouped.broadcast_sub(&grouped.mean_keepdim((1, 3))?)?;
        let deviation = (centred.sqr()?.mean_keepdim((1, 3))? + eps)?.sqrt()?;
        let normed = centred.broadcast_div(&deviation)?.reshape((b, p, c))?;
        let y = normed.broadcast_mul(weight)?.broadcast_add(bias)?.reshape(x.shape())?;
        if silu { y.silu() } else { Ok(y) }
    }
}

impl CustomOp3 for Norm {
    fn name(&self) -> &'static str {
        match self {
            Self::Group { .. } => "group norm",
            Self::Layer { .. } => "layer norm",
        }
    }
    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        l: &Layout,
        weight: &CpuStorage,
        m: &Layout,
        bias: &CpuStorage,
        n: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (x, weight, bias) = (floats(x, l)?, floats(weight, m)?, floats(bias, n)?);
        let mut out = fresh(x.len());
        match *self {
            Self::Group { groups, eps, silu } => {
                kernel::group_norm(isa(), x, pixels(l.dims()), groups, eps as f32, weight, bias, silu, &mut out);
            }
            Self::Layer { eps } => kernel::layer_norm(isa(), x, weight.len(), weight, bias, eps as f32, &mut out),
        }
        Ok((CpuStorage::F32(out), l.shape().clone()))
    }
    fn bwd(&self, x: &Tensor, weight: &Tensor, bias: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Gradients> {
        let [x, weight, bias] = recomputed([x, weight, bias], gradient, |[x, w, b]| self.formula(x, w, b))?;
        Ok((x, weight, bias))
    }
}

type Gradients = (Option<Tensor>, Option<Tensor>, Option<Tensor>);
