//! Pictures ↔ tensors.

use candle_core::{DType, Device, Result, Tensor, bail};

/// Planar RGB f32 in [0, 1] → (1, 3, h, w) in [−1, 1]. An error when `rgb` has not 3·h·w numbers.
pub fn image_to_tensor(rgb: &[f32], height: usize, width: usize, device: &Device) -> Result<Tensor> {
    if rgb.len() != 3 * height * width {
        bail!("{} numbers are no RGB picture of {width}×{height}", rgb.len());
    }
    let signed = rgb.iter().map(|value| value * 2.0 - 1.0).collect();
    Tensor::from_vec(signed, (1, 3, height, width), device)
}

/// (1, 3, h, w) in [−1, 1] → planar RGB in [0, 1], clamped.
pub fn tensor_to_image(x: &Tensor) -> Result<Vec<f32>> {
    let (1, 3, ..) = x.dims4()? else { bail!("{:?} is not one RGB picture", x.shape()) };
    let values = x.to_dtype(DType::F32)?.flatten_all()?.to_vec1::<f32>()?;
    Ok(values.into_iter().map(|value| (value * 0.5 + 0.5).clamp(0.0, 1.0)).collect())
}

/// Coverage rows 0…255 → (1, 1, h, w) in [0, 1]; 0 and 255 become exactly 0 and 1.
pub fn mask_to_tensor(coverage: &[u8], height: usize, width: usize, device: &Device) -> Result<Tensor> {
    if coverage.len() != height * width {
        bail!("{} numbers are no mask of {width}×{height}", coverage.len());
    }
    let values = coverage.iter().map(|&value| f32::from(value) / 255.0).collect();
    Tensor::from_vec(values, (1, 1, height, width), device)
}
