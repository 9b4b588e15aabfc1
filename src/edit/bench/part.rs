//! Previews that repeat nearly the same edit decode only what they changed.

use std::ops::Range;

use candle_core::Tensor;

use super::Bench;
use crate::edit::Result;
use crate::edit::looking::Ask;
use crate::edit::region::bounds;
use crate::model::vae::Vae;

/// Rows and columns of latent cells.
type Cells = (Range<usize>, Range<usize>);

impl Bench<'_> {
    /// The cells that the mask takes part of, where this is a preview that may be patched, they are at most half of all,
    /// and no tiles are asked for.
    pub(super) fn part(&self) -> Result<Option<Cells>> {
        let (Some(mask), Some(_), 0) = (&self.setup.canvas.mask, self.patched, self.setup.recipe.region.tile) else {
            return Ok(None);
        };
        let (extent, factor) = (self.setup.canvas.extent, self.model.card.factor);
        let covered = bounds(&mask.flatten_all()?.to_vec1::<f32>()?, extent);
        let cells = |from: u32, to: u32| (from / factor) as usize..to.div_ceil(factor) as usize;
        let cells = covered.map(|rect| (cells(rect.y, rect.bottom()), cells(rect.x, rect.right())));
        let all = (extent.width / factor * (extent.height / factor)) as usize;
        Ok(cells.filter(|(rows, columns)| 2 * rows.len() * columns.len() <= all))
    }

    /// Where all passes of this run were patches of an earlier run's, the picture with the masked part decoded by that
    /// run's norms; else all of it, and its norms are kept.
    pub(super) fn decode_part(&mut self, vae: &Vae, z: &Tensor, (rows, columns): Cells) -> Result<Tensor> {
        let patched = self.patched.is_some_and(|patched| patched.patched > 0 && patched.dense == 0);
        if let (true, Some(norms), Some(picture)) = (patched, &self.memo.passes.norms, &self.setup.canvas.image)
            && let Some(part) = vae.decode_within(z, rows, columns, norms, &mut Ask(self.watch))?
        {
            let (_, _, height, width) = part.image.dims4()?;
            let (y, x) = part.at;
            return Ok(picture.slice_assign(&[0..1, 0..3, y..y + height, x..x + width], &part.image)?);
        }
        let (image, norms) = vae.decode_kept(z, &mut Ask(self.watch))?;
        self.memo.passes.norms = Some(norms);
        Ok(image)
    }
}
