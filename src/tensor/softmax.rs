//! Softmax and layer norm that keep the gradient; candle's fused ones cut it silently.
use candle_core::{Result, Tensor};
/// Softmax over the last dimension. With `grad` false the fused kernel is used.
pub fn softmax(x: &Tensor, grad: bool) -> Result<Tensor> {
    let _ = (x, grad);
    todo!()
}
