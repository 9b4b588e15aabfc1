//! Decoding a part of a picture that is like one decoded before: the coarse half sees all of it, the fine one only the
//! part and what its pixels depend on, by the norms of the picture before.

use std::ops::Range;

use candle_core::Tensor;

use super::{Vae, begin};
use crate::model::nn::{Keep, channels_first};
use crate::model::{Hooks, Result};
use crate::tensor::kernel::Stats;

/// The statistics that the norms of the decoder's fine half took from a picture.
pub struct Norms {
    stats: Vec<Stats>,
    /// Rows and columns of its latents.
    size: (usize, usize),
}

/// Pixels (1, 3, h, w), not clamped, and where they begin.
pub struct Part {
    /// The pixels.
    pub image: Tensor,
    /// Their first row and column.
    pub at: (usize, usize),
}

impl Vae {
    /// [`Vae::decode`], and what [`Vae::decode_within`] goes by.
    pub fn decode_kept(&self, z: &Tensor, hooks: &mut dyn Hooks) -> Result<(Tensor, Norms)> {
        let (_, _, height, width) = z.dims4()?;
        let mut stats = Vec::new();
        let image = self.decode_keeping(z, hooks, &mut Keep::Stats(&mut stats))?;
        Ok((image, Norms { stats, size: (height, width) }))
    }

    /// The pixels of the cells `rows` and `columns` of z (1, c, h, w), and some more round them. `None` where `norms` are
    /// of a picture of another size.
    pub fn decode_within(
        &self,
        z: &Tensor,
        rows: Range<usize>,
        columns: Range<usize>,
        norms: &Norms,
        hooks: &mut dyn Hooks,
    ) -> Result<Option<Part>> {
        let (_, _, height, width) = z.dims4()?;
        if norms.size != (height, width) {
            return Ok(None);
        }
        // In cells of what lies between the halves.
        let (cells, margin) = (self.factor / self.cut, self.decoder.reach());
        let wide = |range: Range<usize>, length: usize| {
            (range.start * cells).saturating_sub(margin)..(range.end * cells + margin).min(length * cells)
        };
        let (rows, columns) = (wide(rows, height), wide(columns, width));
        begin(rows.len() * columns.len() * self.cut * self.cut);
        let h = self.features(z, hooks)?;
        let h = h.narrow(1, rows.start, rows.len())?.narrow(2, columns.start, columns.len())?.contiguous()?;
        let image = self.decoder.fine(h, hooks, &mut Keep::By(norms.stats.iter()))?;
        let at = (rows.start * self.cut, columns.start * self.cut);
        Ok(Some(Part { image: channels_first(&image)?.contiguous()?, at }))
    }
}
