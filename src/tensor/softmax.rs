//! Softmax that keeps the gradient; candle's fused one cuts it silently.

use candle_core::{CpuStorage, CustomOp1, D, Layout, Result, Shape, Tensor};

use super::kernel;
use super::op::{floats, fresh, isa, ours, recomputed};

/// Softmax over the last dimension.
pub fn softmax(x: &Tensor) -> Result<Tensor> {
    if ours(x) { x.contiguous()?.apply_op1(Softmax) } else { formula(x) }
}

fn formula(x: &Tensor) -> Result<Tensor> {
    // The maximum only guards against overflow: softmax does not depend on it, so no gradient needs to pass.
    let e = x.broadcast_sub(&x.detach().max_keepdim(D::Minus1)?)?.exp()?;
    e.broadcast_div(&e.sum_keepdim(D::Minus1)?)
}

struct Softmax;

impl CustomOp1 for Softmax {
    fn name(&self) -> &'static str {
        "softmax"
    }
    fn cpu_fwd(&self, x: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        let x = floats(x, l)?;
        let n = l.dims().last().copied().unwrap_or(1).max(1);
        let mut out = fresh(x.len());
        kernel::softmax(isa(), x, x.len() / n, n, &mut out);
        Ok((CpuStorage::F32(out), l.shape().clone()))
    }
    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let [x] = recomputed([x], gradient, |[x]| formula(x))?;
        Ok(x)
    }
}
