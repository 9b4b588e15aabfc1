//! Pixels ↔ latents.
use super::{Hooks, Result};
use candle_core::Tensor;
/// `AutoencoderKL`.
pub struct Vae {}
impl Vae {
    /// (1, 3, H, W) in [−1, 1] → mean and log-variance (clamped to [−30, 20]) of the posterior, not yet scaled.
    pub fn encode(&self, image: &Tensor, hooks: &mut dyn Hooks) -> Result<(Tensor, Tensor)> {
        let _ = (image, hooks);
        todo!()
    }
    /// Unscaled latents → (1, 3, H, W), not clamped. `hooks.checkpoint` is asked between blocks.
    pub fn decode(&self, z: &Tensor, hooks: &mut dyn Hooks) -> Result<Tensor> {
        let _ = (z, hooks);
        todo!()
    }
    /// Latents that the UNet sees = scale · mean.
    pub fn scale(&self) -> f64 {
        todo!()
    }
}
