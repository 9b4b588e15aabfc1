//! The noise predictors, with hooks.
/// `UNet2DConditionModel`.
pub struct Unet {}
/// `UNet2DModel`.
pub struct PixelUnet {}
