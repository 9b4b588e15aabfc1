//! Activations.

use candle_core::{CpuStorage, CustomOp1, D, Error, Layout, Result, Shape, Tensor};
use candle_nn::ops;

use super::{floats, fresh, isa, ours, recomputed};
use crate::tensor::kernel;

/// x · Φ(x), Φ by the error function.
pub fn gelu(x: &Tensor) -> Result<Tensor> {
    if ours(x) { x.contiguous()?.apply_op1(Activation::Gelu) } else { Activation::Gelu.formula(x) }
}

/// x σ(1.702 x), as CLIP was trained with.
pub fn quick_gelu(x: &Tensor) -> Result<Tensor> {
    if ours(x) { x.contiguous()?.apply_op1(Activation::QuickGelu) } else { Activation::QuickGelu.formula(x) }
}

/// Values times the GELU of gates (Shazeer 2020, 2002.05202): (…, 2 n), values first → (…, n).
pub fn geglu(x: &Tensor) -> Result<Tensor> {
    if ours(x) { x.contiguous()?.apply_op1(Activation::Geglu) } else { Activation::Geglu.formula(x) }
}

/// The gradient of [`geglu`]'s x, given that of its result.
pub(super) fn geglu_back(x: &Tensor, gradient: &Tensor) -> Result<Tensor> {
    let [x] = recomputed([x], gradient, |[x]| Activation::Geglu.formula(x))?;
    x.ok_or_else(|| Error::Msg("geglu has no gradient".to_owned()))
}

#[derive(Clone, Copy)]
enum Activation {
    Gelu,
    QuickGelu,
    Geglu,
}

impl Activation {
    fn formula(self, x: &Tensor) -> Result<Tensor> {
        match self {
            Self::Gelu => x.gelu_erf(),
            Self::QuickGelu => x * ops::sigmoid(&(x * 1.702)?)?,
            Self::Geglu => {
                let n = x.dim(D::Minus1)? / 2;
                let (values, gates) = (x.narrow(D::Minus1, 0, n)?, x.narrow(D::Minus1, n, n)?);
                values * gates.contiguous()?.gelu_erf()?
            }
        }
    }
}

impl CustomOp1 for Activation {
    fn name(&self) -> &'static str {
        match self {
            Self::Gelu => "gelu",
            Self::QuickGelu => "quick gelu",
            Self::Geglu => "geglu",
        }
    }
    fn cpu_fwd(&self, x: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        let (x, mut shape) = (floats(x, l)?, l.dims().to_vec());
        let last = shape.pop().unwrap_or(1);
        let (rows, n) = (x.len() / last.max(1), if matches!(self, Self::Geglu) { last / 2 } else { last });
        shape.push(n);
        let mut out = fresh(rows * n);
        match self {
            Self::Gelu => kernel::gelu(isa(), x, &mut out),
            Self::QuickGelu => kernel::quick_gelu(isa(), x, &mut out),
            Self::Geglu => kernel::geglu(isa(), x, rows, n, &mut out),
        }
        Ok((CpuStorage::F32(out), shape.into()))
    }
    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let [x] = recomputed([x], gradient, |[x]| self.formula(x))?;
        Ok(x)
    }
}
