//! The autoencoder in tiles that overlap, for pictures too large to be coded at once: memory goes by the tile.
//!
//! Only the fine half is cut, in which nearly all memory is; the coarse one with its attention sees all of the picture.
//! An approximation: the fine half's norms go by the statistics of the whole picture at a fraction of its size, the same
//! in every tile, so that no tile is brighter than its neighbour (as in the "fast" mode of pkuliyi2015's Tiled VAE), and
//! a tile's border meets zeros. Tiles overlap by a quarter at least; of an overlap the outer quarters are not used, and a
//! cosine leads from one tile to the other in between.

use std::f64::consts::PI;

use candle_core::Tensor;

use super::{Vae, begin, channels};
use crate::model::nn::{Keep, channels_first, channels_last};
use crate::model::{Hooks, Result};
use crate::tensor::resize::nearest_down;

/// One part in so many of a tile overlaps with the next, at least.
const OVERLAP: usize = 4;

impl Vae {
    /// [`Vae::encode`], its fine half by tiles of `tile` pixels where the picture is larger; 0 is the whole at once. No
    /// gradient goes back through tiles.
    pub fn encode_tiled(&self, image: &Tensor, tile: u32, hooks: &mut dyn Hooks) -> Result<(Tensor, Tensor)> {
        let (_, _, height, width) = image.dims4()?;
        let (cut, Some((rows, columns))) = (self.cut, self.axes(height / self.cut, width / self.cut, tile)) else {
            return self.encode(image, hooks);
        };
        channels(image, 3)?;
        begin(height * width);
        let image = channels_last(image)?;
        let mut stats = Vec::new();
        self.encoder.fine(&reduced(&image, tile as usize)?, hooks, &mut Keep::Stats(&mut stats))?;
        let h = blended(&rows, &columns, 1, |row, column| {
            let part = image.narrow(1, row * cut, rows.side * cut)?.narrow(2, column * cut, columns.side * cut)?;
            self.encoder.fine(&part.contiguous()?, hooks, &mut Keep::By(stats.iter()))
        })?;
        self.moments(h, hooks)
    }

    /// [`Vae::decode`], its fine half by tiles of `tile` pixels where the picture is larger; 0 is the whole at once. No
    /// gradient goes back through tiles.
    pub fn decode_tiled(&self, z: &Tensor, tile: u32, hooks: &mut dyn Hooks) -> Result<Tensor> {
        let (_, _, height, width) = z.dims4()?;
        let cells = self.factor / self.cut;
        let Some((rows, columns)) = self.axes(height * cells, width * cells, tile) else {
            return self.decode(z, hooks);
        };
        begin(height * width * self.factor * self.factor);
        let h = self.features(z, hooks)?;
        let mut stats = Vec::new();
        self.decoder.fine(reduced(&h, rows.side.max(columns.side))?, hooks, &mut Keep::Stats(&mut stats))?;
        let image = blended(&rows, &columns, self.cut, |row, column| {
            let part = h.narrow(1, row, rows.side)?.narrow(2, column, columns.side)?.contiguous()?;
            self.decoder.fine(part, hooks, &mut Keep::By(stats.iter()))
        })?;
        Ok(channels_first(&image)?.contiguous()?)
    }

    /// The tiles of features of `height`×`width`; none where they are no larger than one.
    fn axes(&self, height: usize, width: usize, tile: u32) -> Option<(Axis, Axis)> {
        let tile = if tile == 0 { usize::MAX } else { (tile as usize / self.cut).max(OVERLAP) };
        (height.max(width) > tile).then(|| (Axis::new(height, tile), Axis::new(width, tile)))
    }
}

/// Every n-th row and column of a picture (b, h, w, c), so that neither side is longer than `side`: cells as they are, by
/// which the norms are 2 to 3 dB nearer than by means of cells.
fn reduced(x: &Tensor, side: usize) -> Result<Tensor> {
    let (_, height, width, _) = x.dims4()?;
    let factor = height.max(width).div_ceil(side);
    Ok(channels_last(&nearest_down(&channels_first(x)?.contiguous()?, factor)?)?)
}

/// A picture (1, h, w, c) of what `part` makes at the first row and column of each tile, at `scale` points a cell.
fn blended(
    rows: &Axis,
    columns: &Axis,
    scale: usize,
    mut part: impl FnMut(usize, usize) -> Result<Tensor>,
) -> Result<Tensor> {
    rows.blend(1, scale, |row| columns.blend(2, scale, |column| part(row, column)))
}

/// The tiles along one axis, in cells of the features between the halves.
#[derive(Debug)]
struct Axis {
    length: usize,
    side: usize,
    starts: Vec<usize>,
}

impl Axis {
    /// As few tiles as cover `length`, spread evenly.
    fn new(length: usize, tile: usize) -> Self {
        let side = tile.min(length);
        let gaps = (length - side).div_ceil(side - side / OVERLAP);
        let starts = (0..=gaps).map(|i| i * (length - side) / gaps.max(1)).collect();
        Self { length, side, starts }
    }

    /// How much each tile counts at `scale` points a cell; over all tiles it sums to 1 everywhere.
    fn weights(&self, scale: usize) -> Vec<Vec<f32>> {
        let side = self.side * scale;
        let overlap = |i: usize| Some(self.starts[i] + self.side - self.starts.get(i + 1)?).map(|cells| cells * scale);
        let raw = |i: usize| -> Vec<f64> {
            let (before, after) = (i.checked_sub(1).and_then(overlap), overlap(i));
            let weight = |at: usize| ramp(at, before) * ramp(side - 1 - at, after);
            (0..side).map(weight).collect()
        };
        let mut weights: Vec<_> = (0..self.starts.len()).map(raw).collect();
        let mut sums = vec![0.0; self.length * scale];
        for (start, weights) in self.starts.iter().zip(&weights) {
            sums[start * scale..][..side].iter_mut().zip(weights).for_each(|(sum, weight)| *sum += weight);
        }
        for (start, weights) in self.starts.iter().zip(&mut weights) {
            weights.iter_mut().zip(&sums[start * scale..]).for_each(|(weight, sum)| *weight /= sum);
        }
        weights.into_iter().map(|weights| weights.into_iter().map(|weight| weight as f32).collect()).collect()
    }

    /// The sum of all tiles, which `part` makes by their first cell, each by its weight along `dim`.
    fn blend(&self, dim: usize, scale: usize, mut part: impl FnMut(usize) -> Result<Tensor>) -> Result<Tensor> {
        let mut sum: Option<Tensor> = None;
        for (&start, weights) in self.starts.iter().zip(self.weights(scale)) {
            let part = part(start)?;
            let mut shape = [1; 4];
            shape[dim] = weights.len();
            let weighted = part.broadcast_mul(&Tensor::new(weights, part.device())?.reshape(&shape)?)?;
            let after = (self.length - start - self.side) * scale;
            let placed = weighted.pad_with_zeros(dim, start * scale, after)?;
            sum = Some(match sum {
                Some(sum) => (sum + placed)?,
                None => placed,
            });
        }
        sum.ok_or_else(|| crate::model::Error::Input("a picture of no pixels".to_owned()))
    }
}

/// From 0 at a tile's edge to 1 at the end of its overlap, `at` points from the edge; 1 where there is no other tile.
fn ramp(at: usize, overlap: Option<usize>) -> f64 {
    let Some(overlap) = overlap else { return 1.0 };
    let way = (at as f64 + 0.5) / overlap as f64;
    0.5 - 0.5 * (PI * (2.0 * way - 0.5).clamp(0.0, 1.0)).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tiles_cover_an_axis_and_their_weights_sum_to_one() {
        for length in 4..120 {
            for tile in [4, 5, 8, 16, 31] {
                let axis = Axis::new(length, tile);
                let last = axis.starts[axis.starts.len() - 1];
                assert_eq!((axis.starts[0], last + axis.side), (0, length), "{axis:?}");
                assert!(axis.starts.windows(2).all(|pair| pair[1] > pair[0]), "{axis:?}");
                let least = axis.starts.windows(2).map(|pair| pair[0] + axis.side - pair[1]).min();
                assert!(least.is_none_or(|overlap| overlap >= tile / OVERLAP), "{axis:?}");
                for scale in [1, 8] {
                    let mut sums = vec![0.0; length * scale];
                    for (start, weights) in axis.starts.iter().zip(axis.weights(scale)) {
                        for (sum, weight) in sums[start * scale..].iter_mut().zip(weights) {
                            assert!((0.0..=1.0).contains(&weight), "{axis:?}");
                            *sum += weight;
                        }
                    }
                    assert!(sums.iter().all(|sum| (sum - 1.0).abs() < 1e-6), "{axis:?}");
                }
            }
        }
    }

    #[test]
    fn what_meets_zeros_does_not_count() {
        let weights = Axis::new(28, 16).weights(8);
        // The overlap is 4 cells, 32 points; its outer 8 belong to the other tile alone.
        assert!(weights[1][..8].iter().all(|&weight| weight < 1e-6) && weights[0][128 - 8..].iter().all(|&w| w < 1e-6));
        assert!(weights[1][24] == 1.0 && (weights[1][15] + weights[0][111] - 1.0).abs() < 1e-6);
    }
}
