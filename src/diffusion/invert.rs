//! DDIM inversion: the deterministic way back to noise.
use super::{Context, Denoiser, Observer, Result, Schedule};
use candle_core::Tensor;
/// x₀ → x at the level of step `first` (0: the noisiest), guidance 1. Returns every x on the way, cleanest first, x₀ included.
pub fn invert(
    model: &dyn Denoiser,
    schedule: &Schedule,
    first: usize,
    x0: &Tensor,
    context: &Context,
    observer: &mut dyn Observer,
) -> Result<Vec<Tensor>> {
    let _ = (model, schedule, first, x0, context, observer);
    todo!()
}
