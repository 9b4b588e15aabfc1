//! What a run works on, as tensors: the working region of the picture, with its hole filled, and the mask; and back.

use std::sync::Arc;

use candle_core::{Device, Tensor};

use super::fill::fill;
use super::recipe::{Fill, Recipe};
use super::region::{coverage, cut, reflected};
use super::resample::resample;
use super::{Inputs, Result, View};
use crate::raster::{Extent, Mask, Pixels, paste};
use crate::tensor::convert::{image_to_tensor, mask_to_tensor, tensor_to_image};

/// The working region as tensors.
#[derive(Clone, Debug)]
pub struct Canvas {
    /// The picture, (1, 3, h, w) in [−1, 1].
    pub image: Option<Tensor>,
    /// The picture with its hole filled, same shape.
    pub start: Option<Tensor>,
    /// Coverage, (1, 1, h, w) in [0, 1]; 1 is repainted.
    pub mask: Option<Tensor>,
    /// h and w.
    pub extent: Extent,
}

impl Canvas {
    /// Cuts the working region out of the inputs.
    pub fn new(recipe: &Recipe, inputs: &Inputs, view: &View, device: &Device) -> Result<Self> {
        let (w, h) = (view.padded.width as usize, view.padded.height as usize);
        let Some(image) = &inputs.image else {
            return Ok(Self { image: None, start: None, mask: None, extent: view.padded });
        };
        let area = view.rect.extent().area() as usize;
        let rgb: Vec<f32> = {
            let (rgb, _) = image.to_srgb_planes(view.rect)?;
            rgb.chunks_exact(area).flat_map(|plane| resample(plane, view.rect.extent(), view.inner)).collect()
        };
        let tensor = |rgb: &[f32]| {
            let planes = rgb.chunks_exact(view.inner.area() as usize);
            let padded: Vec<f32> = planes.flat_map(|plane| reflected(plane, view.inner, view.padded)).collect();
            image_to_tensor(&padded, h, w, device)
        };
        let original = tensor(&rgb)?;
        let covered = inputs.mask.as_ref().map(|mask| coverage(mask, view.rect, view.inner));
        let start = match &covered {
            Some(covered) if recipe.method.uses_fill() && recipe.fill != Fill::Keep => {
                tensor(&fill(recipe.fill, &rgb, covered, view.inner, recipe.sampling.noise())?)?
            }
            _ => original.clone(),
        };
        let mask = match covered {
            Some(covered) => Some(mask_to_tensor(&reflected(&covered, view.inner, view.padded), h, w, device)?),
            None => None,
        };
        Ok(Self { image: Some(original), start: Some(start), mask, extent: view.padded })
    }
}

/// A decoded region (1, 3, h, w) in [−1, 1] as pixels of the rectangle's size, in depth and profile of the picture.
pub fn patch(x: &Tensor, view: &View, like: Option<&Pixels>) -> Result<Pixels> {
    let rgb = tensor_to_image(x)?;
    let to = view.rect.extent();
    let planes = rgb.chunks_exact(view.padded.area() as usize);
    let mut full: Vec<f32> =
        planes.flat_map(|plane| resample(&cut(plane, view.padded, view.inner), view.inner, to)).collect();
    for value in &mut full {
        *value = value.clamp(0.0, 1.0);
    }
    let opaque = vec![1.0; to.area() as usize];
    let like = like.map_or_else(|| std::borrow::Cow::Owned(blank()), std::borrow::Cow::Borrowed);
    Ok(like.from_srgb_planes(to, &full, &opaque)?)
}

/// The whole picture with the region's new pixels laid in through the mask.
pub fn finish(patch: Pixels, view: &View, inputs: &Inputs) -> Result<Arc<Pixels>> {
    let Some(image) = &inputs.image else { return Ok(Arc::new(patch)) };
    let everywhere;
    let mask = if let Some(mask) = &inputs.mask {
        mask
    } else {
        everywhere = Mask::filled(view.rect.extent(), 255);
        &everywhere
    };
    Ok(Arc::new(paste(image, &patch, view.rect, mask)?))
}

fn blank() -> Pixels {
    Pixels::filled(Extent::new(1, 1), [0, 0, 0, 255])
}
