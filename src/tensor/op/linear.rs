//! Linear layers: x Wᵀ + bias.

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp1, CustomOp2, Layout, Result, Shape, Tensor};

use super::activation::{geglu, geglu_back};
use super::{floats, fresh, isa, numbers, ours};
use crate::tensor::kernel::{After, Isa, Matrix};

/// A linear layer. Frozen weights are packed once and their original is dropped; variables stay as they are, so that
/// they can be trained.
pub struct Linear {
    weight: Weight,
    bias: Option<Tensor>,
    from: usize,
    to: usize,
}

enum Weight {
    Packed(Arc<Frozen>),
    Open(Tensor),
}

/// Packed weights with their bias.
pub(crate) struct Frozen {
    pub(crate) matrix: Matrix,
    pub(crate) bias: Option<Vec<f32>>,
}

impl Linear {
    /// From W (to, from) and the bias (to).
    pub fn new(weight: Tensor, bias: Option<Tensor>) -> Result<Self> {
        Self::packed(weight, bias, Matrix::pack)
    }

    /// The same for a layer whose first half of outputs are values and the second their gates, for
    /// [`forward_gated`](Self::forward_gated).
    pub fn gated(weight: Tensor, bias: Option<Tensor>) -> Result<Self> {
        Self::packed(weight, bias, Matrix::pack_gated)
    }

    fn packed(
        weight: Tensor,
        bias: Option<Tensor>,
        pack: impl FnOnce(Isa, &[f32], usize, usize) -> Matrix,
    ) -> Result<Self> {
        let (to, from) = weight.dims2()?;
        let weight = if packs(&weight) {
            let bias = bias.as_ref().map(Tensor::to_vec1::<f32>).transpose()?;
            let matrix = numbers(&weight, |values| pack(isa(), values, to, from))?;
            Weight::Packed(Arc::new(Frozen { matrix, bias }))
        } else {
            Weight::Open(weight)
        };
        Ok(Self { weight, bias, from, to })
    }

    /// Several layers that read the same x as one: (…, from) → (…, Σ to).
    pub fn stacked(weights: &[Tensor], biases: Option<&[Tensor]>) -> Result<Self> {
        // A header's check has no numbers, only shapes; joined they would be allocated.
        Self::new(joined(weights)?, biases.map(joined).transpose()?)
    }

    /// x (…, from) → (…, to).
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        match &self.weight {
            Weight::Packed(frozen) => x.contiguous()?.apply_op1(Product(Arc::clone(frozen))),
            Weight::Open(weight) => self.open(x, weight),
        }
    }

    /// The same, plus `add` (…, to).
    pub fn forward_add(&self, x: &Tensor, add: &Tensor) -> Result<Tensor> {
        match &self.weight {
            Weight::Packed(frozen) => x.contiguous()?.apply_op2(&add.contiguous()?, Product(Arc::clone(frozen))),
            Weight::Open(weight) => self.open(x, weight)? + add,
        }
    }

    /// x (…, from) → (…, to / 2): values times the GELU of their gates.
    pub fn forward_gated(&self, x: &Tensor) -> Result<Tensor> {
        match &self.weight {
            Weight::Packed(frozen) if frozen.matrix.gates() => x.contiguous()?.apply_op1(Gated(Arc::clone(frozen))),
            _ => geglu(&self.forward(x)?),
        }
    }

    /// Whether the weights may change (they are variables), or other kernels run.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.weight, Weight::Open(_))
    }

    /// The packed weights, where they are packed.
    pub(crate) fn frozen(&self) -> Option<&Frozen> {
        match &self.weight {
            Weight::Packed(frozen) => Some(frozen),
            Weight::Open(_) => None,
        }
    }

    fn open(&self, x: &Tensor, weight: &Tensor) -> Result<Tensor> {
        let mut shape = x.dims().to_vec();
        if let Some(width) = shape.last_mut() {
            *width = self.to;
        }
        let y = x.contiguous()?.reshape(((), self.from))?.matmul(&weight.t()?)?;
        let y = match &self.bias {
            Some(bias) => y.broadcast_add(bias)?,
            None => y,
        };
        y.reshape(shape)
    }
}

/// One after the other. Tensors of a header's check, one zero broadcast, stay so.
fn joined(parts: &[Tensor]) -> Result<Tensor> {
    if parts.iter().all(|part| part.stride().iter().all(|&stride| stride == 0)) {
        let mut shape = parts[0].dims().to_vec();
        shape[0] = parts.iter().map(|part| part.dims()[0]).sum();
        return Tensor::zeros((), parts[0].dtype(), parts[0].device())?.broadcast_as(shape);
    }
    Tensor::cat(parts, 0)
}

/// Whether a weight is to be packed: not if it is trained, not if it is only the shape of one (a header's check
/// broadcasts a single zero), not where other kernels run.
pub(super) fn packs(weight: &Tensor) -> bool {
    ours(weight) && !weight.is_variable() && !weight.track_op() && weight.is_contiguous()
}

/// x Wᵀ + bias (+ add).
struct Product(Arc<Frozen>);

impl Product {
    fn run(&self, x: &[f32], layout: &Layout, add: Option<&[f32]>) -> (CpuStorage, Shape) {
        let Frozen { matrix, bias } = &*self.0;
        let mut shape = layout.dims().to_vec();
        let from = shape.pop().unwrap_or(1).max(1);
        let rows = x.len() / from;
        shape.push(matrix.n());
        let mut out = fresh(rows * matrix.n());
        matrix.run(x, rows, &After { bias: bias.as_deref(), add }, &mut out);
        (CpuStorage::F32(out), shape.into())
    }

    fn back(&self, x: &Tensor, gradient: &Tensor) -> Result<Tensor> {
        let matrix = self.0.matrix.transposed();
        gradient.contiguous()?.apply_op1(Self(Arc::new(Frozen { matrix, bias: None })))?.reshape(x.shape())
    }
}

impl CustomOp1 for Product {
    fn name(&self) -> &'static str {
        "linear"
    }
    fn cpu_fwd(&self, x: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        Ok(self.run(floats(x, l)?, l, None))
    }
    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        self.back(x, gradient).map(Some)
    }
}

impl CustomOp2 for Product {
    fn name(&self) -> &'static str {
        "linear and sum"
    }
    fn cpu_fwd(&self, x: &CpuStorage, l: &Layout, add: &CpuStorage, k: &Layout) -> Result<(CpuStorage, Shape)> {
        Ok(self.run(floats(x, l)?, l, Some(floats(add, k)?)))
    }
    fn bwd(&self, x: &Tensor, _: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        Ok((Some(self.back(x, gradient)?), Some(gradient.clone())))
    }
}

/// Values times the GELU of their gates, of x Wᵀ + bias, which is never whole in memory.
struct Gated(Arc<Frozen>);

impl CustomOp1 for Gated {
    fn name(&self) -> &'static str {
        "linear and geglu"
    }
    fn cpu_fwd(&self, x: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        let (Frozen { matrix, bias }, x) = (&*self.0, floats(x, l)?);
        let mut shape = l.dims().to_vec();
        let rows = x.len() / shape.pop().unwrap_or(1).max(1);
        shape.push(matrix.n() / 2);
        let mut out = fresh(rows * matrix.n() / 2);
        matrix.run_gated(x, rows, bias.as_deref(), &mut out);
        Ok((CpuStorage::F32(out), shape.into()))
    }
    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let product = Product(Arc::clone(&self.0));
        let y = x.contiguous()?.apply_op1_no_bwd(&product)?;
        product.back(x, &geglu_back(&y, gradient)?).map(Some)
    }
}
