//! Resampling and filters on (b, c, h, w).
use candle_core::{Result, Tensor};
/// Area maximum: (b, 1, h·k, w·k) → (b, 1, h, w). A mask never loses a thin line on its way to the latent grid.
pub fn area_max(x: &Tensor, factor: usize) -> Result<Tensor> {
    let _ = (x, factor);
    todo!()
}
/// Area mean, same shapes.
pub fn area_mean(x: &Tensor, factor: usize) -> Result<Tensor> {
    let _ = (x, factor);
    todo!()
}
/// Nearest sample (PyTorch's `interpolate(mode="nearest")`), for the parity harness.
pub fn nearest_down(x: &Tensor, factor: usize) -> Result<Tensor> {
    let _ = (x, factor);
    todo!()
}
/// Bilinear, align_corners = false.
pub fn bilinear(x: &Tensor, height: usize, width: usize) -> Result<Tensor> {
    let _ = (x, height, width);
    todo!()
}
