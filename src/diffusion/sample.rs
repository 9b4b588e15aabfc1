//! THE loop.
use super::{Controls, Denoiser, Observer, Result, Sampler, Schedule, control::Prompts};
use crate::tensor::Normal;
use candle_core::Tensor;
/// Runs the reverse process from `controls.start` to the clean end; returns x₀.
pub fn sample(
    model: &dyn Denoiser,
    prompts: &Prompts,
    schedule: &Schedule,
    sampler: &mut dyn Sampler,
    controls: &mut Controls<'_>,
    noise: &mut dyn Normal,
    observer: &mut dyn Observer,
) -> Result<Tensor> {
    let _ = (model, prompts, schedule, sampler, controls, noise, observer);
    todo!()
}
