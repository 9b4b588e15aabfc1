//! Softmax and layer norm that keep the gradient; candle's fused ones cut it silently.

use candle_core::{D, Result, Tensor};
use candle_nn::ops;

/// Softmax over the last dimension. With `grad` false the fused kernel is used.
pub fn softmax(x: &Tensor, grad: bool) -> Result<Tensor> {
    if grad {
        // The maximum only guards against overflow: softmax does not depend on it, so no gradient needs to pass.
        let e = x.broadcast_sub(&x.detach().max_keepdim(D::Minus1)?)?.exp()?;
        return e.broadcast_div(&e.sum_keepdim(D::Minus1)?);
    }
    #[expect(clippy::disallowed_methods, reason = "the one place that knows that no gradient is asked for")]
    ops::softmax_last_dim(&x.contiguous()?)
}

/// (x − mean) / √(variance + eps) · weight + bias over the last dimension. With `grad` false the fused kernel is used.
pub fn layer_norm(x: &Tensor, weight: &Tensor, bias: &Tensor, eps: f64, grad: bool) -> Result<Tensor> {
    if grad {
        let centred = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
        let deviation = (centred.sqr()?.mean_keepdim(D::Minus1)? + eps)?.sqrt()?;
        return centred.broadcast_div(&deviation)?.broadcast_mul(weight)?.broadcast_add(bias);
    }
    #[expect(clippy::disallowed_methods, reason = "the one place that knows that no gradient is asked for")]
    ops::layer_norm(&x.contiguous()?, weight, bias, eps as f32)
}
