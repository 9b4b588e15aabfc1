//! Norms. Their weights may be variables.

use candle_core::{CpuStorage, CustomOp3, Layout, Result, Shape, Tensor};
use candle_nn::ops;

use super::{floats, fresh, isa, ours, recomputed};
use crate::tensor::kernel;

/// Group norm (Wu & He 2018, 1803.08494) of x (b, …, c), channels last, by `weight` and `bias` (c); then SiLU where
/// `silu` is set.
pub fn group_norm(x: &Tensor, weight: &Tensor, bias: &Tensor, groups: usize, eps: f64, silu: bool) -> Result<Tensor> {
    let op = GroupNorm { groups, eps, silu };
    if ours(x) { x.contiguous()?.apply_op3(weight, bias, op) } else { op.formula(x, weight, bias) }
}

/// Layer norm (Ba et al. 2016, 1607.06450) over the last dimension of x (…, d), by `weight` and `bias` (d).
pub fn layer_norm(x: &Tensor, weight: &Tensor, bias: &Tensor, eps: f64) -> Result<Tensor> {
    let op = LayerNorm { eps };
    if ours(x) { x.contiguous()?.apply_op3(weight, bias, op) } else { op.formula(x, weight, bias) }
}

struct GroupNorm {
    groups: usize,
    eps: f64,
    silu: bool,
}

/// Pictures, pixels a picture, channels of (b, …, c).
pub(crate) fn pixels(dims: &[usize]) -> [usize; 3] {
    match dims {
        [b, inner @ .., c] => [*b, inner.iter().product(), *c],
        _ => [1, 1, dims.iter().product()],
    }
}

impl GroupNorm {
    fn formula(&self, x: &Tensor, weight: &Tensor, bias: &Tensor) -> Result<Tensor> {
        let [b, p, c] = pixels(x.dims());
        let grouped = x.contiguous()?.reshape((b, p, self.groups, c / self.groups))?;
        let centred = grouped.broadcast_sub(&grouped.mean_keepdim((1, 3))?)?;
        let deviation = (centred.sqr()?.mean_keepdim((1, 3))? + self.eps)?.sqrt()?;
        let normed = centred.broadcast_div(&deviation)?.reshape((b, p, c))?;
        let y = normed.broadcast_mul(weight)?.broadcast_add(bias)?.reshape(x.shape())?;
        if self.silu { y.silu() } else { Ok(y) }
    }
}

impl CustomOp3 for GroupNorm {
    fn name(&self) -> &'static str {
        "group norm"
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
        let (size, eps) = (pixels(l.dims()), self.eps as f32);
        kernel::group_norm(isa(), x, size, self.groups, eps, weight, bias, self.silu, &mut out);
        Ok((CpuStorage::F32(out), l.shape().clone()))
    }
    fn bwd(&self, x: &Tensor, weight: &Tensor, bias: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Gradients> {
        let [x, weight, bias] = recomputed([x, weight, bias], gradient, |[x, w, b]| self.formula(x, w, b))?;
        Ok((x, weight, bias))
    }
}

type Gradients = (Option<Tensor>, Option<Tensor>, Option<Tensor>);

struct LayerNorm {
    eps: f64,
}

impl LayerNorm {
    fn formula(&self, x: &Tensor, weight: &Tensor, bias: &Tensor) -> Result<Tensor> {
        ops::layer_norm_slow(x, weight, bias, self.eps as f32)
    }
}

impl CustomOp3 for LayerNorm {
    fn name(&self) -> &'static str {
        "layer norm"
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
        kernel::layer_norm(isa(), x, weight.len(), weight, bias, self.eps as f32, &mut out);
        Ok((CpuStorage::F32(out), l.shape().clone()))
    }
    fn bwd(&self, x: &Tensor, weight: &Tensor, bias: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Gradients> {
        let [x, weight, bias] = recomputed([x, weight, bias], gradient, |[x, w, b]| self.formula(x, w, b))?;
        Ok((x, weight, bias))
    }
}
