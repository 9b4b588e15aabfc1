//! What was decoded meets the picture at the border of the mask.

use candle_core::Tensor;

use super::Bench;
use crate::edit::Result;
use crate::edit::membrane;
use crate::edit::region::{coverage, reflected};

impl Bench<'_> {
    /// A decoded picture (1, 3, h, w) whose masked part meets what is kept round it. Pixel models keep it to the pixel
    /// themselves.
    pub(in crate::edit) fn joined(&self, decoded: Tensor) -> Result<Tensor> {
        let canvas = &self.setup.canvas;
        let (Some(picture), true) = (&canvas.image, self.model.vae.is_some()) else { return Ok(decoded) };
        let covered = match (&canvas.mask, &self.found) {
            (Some(mask), _) => mask.flatten_all()?.to_vec1()?,
            (None, Some(found)) => {
                let covered = coverage(found, found.extent().rect(), self.view.inner);
                reflected(&covered, self.view.inner, self.view.padded).into_iter().map(f32::from).collect()
            }
            (None, None) => return Ok(decoded),
        };
        let mut planes: Vec<f32> = decoded.flatten_all()?.to_vec1()?;
        let picture: Vec<f32> = picture.flatten_all()?.to_vec1()?;
        membrane::fit(&mut planes, &picture, &covered, canvas.extent, f64::from(self.model.card.factor));
        Ok(Tensor::from_vec(planes, decoded.shape(), decoded.device())?)
    }
}
