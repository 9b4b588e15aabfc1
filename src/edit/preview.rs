//! Previews: x̂₀ as a small picture, for microseconds instead of a decoder's seconds.

use std::sync::Arc;

use candle_core::Tensor;

use super::linear::Linear;
use super::looking::Ask;
use super::memo::{Key, Value};
use super::resample::resample;
use super::samples::samples;
use super::trace::Visit;
use super::watch::{Frame, Watch};
use super::{Memo, Result, View, region};
use crate::model::Model;
use crate::raster::{Extent, Pixels, Samples, io};
use crate::tensor::convert::{image_to_tensor, tensor_to_image};
use crate::tensor::resize::area_mean;

/// The sample is looked at at this size at most: colours of cells need no more.
const SIDE: u32 = 256;
/// How many cells the model's own map counts for when a picture's is fitted.
const RIDGE: f64 = 20.0;

/// The model's latent → RGB map, fitted on a sample picture, once a model.
pub(super) fn model_map(model: &Model, memo: &mut Memo, watch: &mut dyn Watch) -> Result<Arc<Linear>> {
    let key = Key::new("linear", &[&model.card.hash]);
    if let Some(Value::Linear(map)) = memo.get(&key) {
        return Ok(map);
    }
    let Some(vae) = &model.vae else {
        return Err(super::Error::MissingInput { method: "a preview", what: "a decoder" });
    };
    let side = model.card.native_px.min(SIDE).next_multiple_of(model.card.step_px.max(1));
    let to = Extent::new(side, side);
    let mut rgb = Vec::new();
    if let Some(sample) = samples().first() {
        let picture = io::decode(sample.bytes)?.pixels;
        let (planes, _) = picture.to_srgb_planes(picture.extent().rect())?;
        let area = picture.extent().area() as usize;
        rgb.extend(planes.chunks_exact(area).flat_map(|plane| resample(plane, picture.extent(), to)));
    }
    let image = image_to_tensor(&rgb, side as usize, side as usize, &model.device)?;
    let (mean, _) = vae.encode(&image, &mut Ask(watch))?;
    let map = Arc::new(fit(&image, &(mean * vae.scale())?, None, 1e-3, model.card.factor)?);
    memo.put(key, Value::Linear(Arc::clone(&map)));
    Ok(map)
}

/// The map of one picture and its latents, drawn towards the model's.
pub(super) fn fitted(image: &Tensor, z: &Tensor, prior: &Linear, factor: u32) -> Result<Linear> {
    fit(image, z, Some(prior), RIDGE, factor)
}

fn fit(image: &Tensor, z: &Tensor, prior: Option<&Linear>, ridge: f64, factor: u32) -> Result<Linear> {
    let colours = tensor_to_image(&area_mean(image, factor as usize)?)?;
    Linear::fit(z, &colours, prior, ridge)
}

/// Step `k` of `of` as a frame: one pixel a latent cell, without the reflected margin.
pub(super) fn frame(
    visit: &Visit,
    k: usize,
    of: usize,
    linear: Option<&Linear>,
    view: &View,
    factor: u32,
) -> Result<Arc<Frame>> {
    let rgb = match linear {
        Some(linear) => linear.apply(&visit.x0)?,
        None => tensor_to_image(&visit.x0)?,
    };
    let cells = Extent::new(view.padded.width / factor, view.padded.height / factor);
    let shown = Extent::new(
        view.inner.width.div_ceil(factor).min(cells.width),
        view.inner.height.div_ceil(factor).min(cells.height),
    );
    let planes: Vec<Vec<f32>> =
        rgb.chunks_exact(cells.area() as usize).map(|plane| region::cut(plane, cells, shown)).collect();
    let rgba = (0..shown.area() as usize)
        .flat_map(|i| [0, 1, 2, 3].map(|c| planes.get(c).map_or(255, |plane| (plane[i] * 255.0).round() as u8)))
        .collect();
    let pixels = Arc::new(Pixels::new(shown, Samples::Eight(rgba))?);
    Ok(Arc::new(Frame { step: k, of, t: visit.t, sigma: visit.sigma, pixels, rect: view.rect }))
}
