//! Convolutions of channels-last pictures, with what usually stands beside them: enlargement before, sums behind.

use std::sync::Arc;

use candle_core::{CpuStorage, CustomOp1, CustomOp2, CustomOp3, Layout, Result, Shape, Tensor};

use super::conv_backward::{Turned, input_gradient};
use super::conv_open::open;
use super::linear::packs;
use super::{floats, fresh, isa, numbers};
use crate::tensor::kernel::{self, After, ConvShape, Form};

/// A convolution. Frozen weights are packed once, in the form that suits the size of picture that it is meant for, and
/// their original is dropped; variables stay as they are, so that they can be trained.
pub struct Conv {
    weight: Weight,
    bias: Option<Tensor>,
    shape: ConvShape,
}

enum Weight {
    Packed(Arc<Frozen>),
    Open(Tensor),
}

/// Packed weights with their bias.
pub(crate) struct Frozen {
    pub(crate) conv: kernel::Conv,
    pub(crate) bias: Vec<f32>,
    turned: Turned,
}

/// What is fused with a convolution.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// Enlarges x by nearest neighbours to this height and width first.
    pub enlarge: Option<(usize, usize)>,
    /// Added to every pixel of a picture: (b, to).
    pub rows: Option<&'a Tensor>,
    /// Added at the end: (b, h, w, to) of the result.
    pub add: Option<&'a Tensor>,
}

impl Conv {
    /// From W (to, from / groups, kernel height, width) and the bias (to). `form` says how it is packed.
    pub fn new(weight: Tensor, bias: Option<Tensor>, shape: ConvShape, form: Form) -> Result<Self> {
        let weight = if packs(&weight) {
            let bias = bias.as_ref().map_or_else(|| Ok(vec![0.0; shape.to]), Tensor::to_vec1)?;
            let conv = numbers(&weight, |values| kernel::Conv::pack(isa(), shape, form, values))?;
            Weight::Packed(Arc::new(Frozen { conv, bias, turned: Turned::default() }))
        } else {
            Weight::Open(weight)
        };
        Ok(Self { weight, bias, shape })
    }

    /// x (b, h, w, from) → (b, h', w', to).
    pub fn forward(&self, x: &Tensor, beside: Beside<'_>) -> Result<Tensor> {
        let Beside { enlarge, rows, add } = beside;
        let frozen = match &self.weight {
            Weight::Packed(frozen) => Arc::clone(frozen),
            Weight::Open(weight) => return open(x, weight, self.bias.as_ref(), self.shape, beside),
        };
        let x = x.contiguous()?;
        let op = Convolution { frozen, enlarge, rows: rows.is_some() };
        match (rows, add) {
            (None, None) => x.apply_op1(op),
            (Some(rows), None) => x.apply_op2(&rows.contiguous()?, op),
            (None, Some(add)) => x.apply_op2(&add.contiguous()?, op),
            (Some(rows), Some(add)) => x.apply_op3(&rows.contiguous()?, &add.contiguous()?, op),
        }
    }

    /// The packed weights, where they are packed.
    pub(crate) fn frozen(&self) -> Option<&Frozen> {
        match &self.weight {
            Weight::Packed(frozen) => Some(frozen),
            Weight::Open(_) => None,
        }
    }
}

struct Convolution {
    frozen: Arc<Frozen>,
    enlarge: Option<(usize, usize)>,
    /// Whether the second argument is added to all pixels of a picture rather than pixel by pixel.
    rows: bool,
}

impl Convolution {
    fn run(&self, x: &[f32], l: &Layout, rows: Option<&[f32]>, add: Option<&[f32]>) -> Result<(CpuStorage, Shape)> {
        let Frozen { conv, bias, .. } = &*self.frozen;
        let (b, h, w, _) = l.shape().dims4()?;
        let (from_h, from_w) = self.enlarge.unwrap_or((h, w));
        let (to_h, to_w) = conv.output(from_h, from_w);
        let shape = Shape::from((b, to_h, to_w, bias.len()));
        let bias = match rows {
            Some(rows) => &rows.iter().zip(bias.iter().cycle()).map(|(row, bias)| row + bias).collect(),
            None => bias,
        };
        let mut out = fresh(shape.elem_count());
        conv.run(x, [b, h, w], self.enlarge, &After { bias: Some(bias), add }, &mut out);
        Ok((CpuStorage::F32(out), shape))
    }

    fn back(&self, x: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        let Frozen { conv, turned, .. } = &*self.frozen;
        input_gradient((conv, turned), x.dims4()?, self.enlarge, gradient).map(Some)
    }
}

/// What was added to all pixels of a picture gets the sum of their gradients.
fn of_rows(gradient: &Tensor) -> Result<Option<Tensor>> {
    gradient.sum((1, 2)).map(Some)
}

impl CustomOp1 for Convolution {
    fn name(&self) -> &'static str {
        "convolution"
    }
    fn cpu_fwd(&self, x: &CpuStorage, l: &Layout) -> Result<(CpuStorage, Shape)> {
        self.run(floats(x, l)?, l, None, None)
    }
    fn bwd(&self, x: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<Option<Tensor>> {
        self.back(x, gradient)
    }
}

impl CustomOp2 for Convolution {
    fn name(&self) -> &'static str {
        "convolution and sum"
    }
    fn cpu_fwd(&self, x: &CpuStorage, l: &Layout, other: &CpuStorage, m: &Layout) -> Result<(CpuStorage, Shape)> {
        let other = floats(other, m)?;
        let (rows, add) = if self.rows { (Some(other), None) } else { (None, Some(other)) };
        self.run(floats(x, l)?, l, rows, add)
    }
    fn bwd(&self, x: &Tensor, _: &Tensor, _: &Tensor, gradient: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let other = if self.rows { of_rows(gradient)? } else { Some(gradient.clone()) };
        Ok((self.back(x, gradient)?, other))
    }
}

impl CustomOp3 for Convolution {
    fn name(&self) -> &'static str {
        "convolution and sums"
    }
    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        l: &Layout,
        rows: &CpuStorage,
        m: &Layout,
        add: &CpuStorage,
        n: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        self.run(floats(x, l)?, l, Some(floats(rows, m)?), Some(floats(add, n)?))
    }
    fn bwd(
        &self,
        x: &Tensor,
        _: &Tensor,
        _: &Tensor,
        _: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        Ok((self.back(x, gradient)?, of_rows(gradient)?, Some(gradient.clone())))
    }
}
