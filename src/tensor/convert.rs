//! Pictures ↔ tensors.
use candle_core::{Device, Result, Tensor};
/// Planar RGB f32 in [0, 1] → (1, 3, h, w) in [−1, 1].
pub fn image_to_tensor(rgb: &[f32], height: usize, width: usize, device: &Device) -> Result<Tensor> {
    let _ = (rgb, height, width, device);
    todo!()
}
/// (1, 3, h, w) in [−1, 1] → planar RGB in [0, 1], clamped.
pub fn tensor_to_image(x: &Tensor) -> Result<Vec<f32>> {
    let _ = x;
    todo!()
}
/// Coverage rows 0…255 → (1, 1, h, w) in [0, 1].
pub fn mask_to_tensor(coverage: &[u8], height: usize, width: usize, device: &Device) -> Result<Tensor> {
    let _ = (coverage, height, width, device);
    todo!()
}
