//! The layers' operations on tensors: candle operations with a backward pass over [`super::kernel`]'s loops.
//!
//! Pictures are channels-last (b, h, w, c), so that pixels are tokens (b, n, c) without a copy. On the CPU and in f32
//! the kernels run; elsewhere candle's own operations do, behind the same functions. Gradients flow through all of
//! them whenever an argument is a variable or comes from one: nobody has to ask for it.

pub mod activation;
pub mod attention;
pub mod conv;
pub(crate) mod conv_backward;
mod conv_open;
pub mod linear;
pub mod norm;

use candle_core::{CpuStorage, DType, Layout, Result, Storage, Tensor, Var, bail};

use super::kernel::Isa;

/// The numbers of a contiguous f32 tensor.
pub(crate) fn floats<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match layout.contiguous_offsets() {
        Some((from, to)) => Ok(&storage.as_slice::<f32>()?[from..to]),
        None => bail!("a kernel was given a tensor that is not contiguous: {layout:?}"),
    }
}

/// Looks at the numbers of a tensor on the CPU.
pub(crate) fn numbers<T>(x: &Tensor, look: impl FnOnce(&[f32]) -> T) -> Result<T> {
    let x = x.contiguous()?;
    let (storage, layout) = x.storage_and_layout();
    match &*storage {
        Storage::Cpu(storage) => Ok(look(floats(storage, layout)?)),
        _ => bail!("these numbers are not on the CPU"),
    }
}

/// Whether the kernels can take it.
pub(crate) fn ours(x: &Tensor) -> bool {
    x.device().is_cpu() && x.dtype() == DType::F32
}

/// A result of `n` numbers that the kernel has still to write.
pub(crate) fn fresh(n: usize) -> Vec<f32> {
    super::kernel::fresh(n)
}

/// The instruction set of everything that is not packed for another one.
pub(crate) fn isa() -> Isa {
    Isa::best()
}

/// The gradients of `formula` with respect to `args`, given the one of its result: it is computed once more with
/// candle's own differentiable operations, so that a fused kernel needs to keep nothing for its backward pass.
pub(crate) fn recomputed<const N: usize>(
    args: [&Tensor; N],
    gradient: &Tensor,
    formula: impl FnOnce([&Tensor; N]) -> Result<Tensor>,
) -> Result<[Option<Tensor>; N]> {
    let vars: Vec<Var> = args.iter().map(|arg| Var::from_tensor(&arg.detach())).collect::<Result<_>>()?;
    let again = formula(std::array::from_fn(|i| vars[i].as_tensor()))?;
    let mut gradients = (again * gradient.detach())?.sum_all()?.backward()?;
    Ok(std::array::from_fn(|i| gradients.remove(&vars[i]).map(|gradient| gradient.detach())))
}
