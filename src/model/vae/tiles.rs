//! The autoencoder in tiles that overlap, for pictures too large to be coded at once: memory goes by the tile.
//!
//! An approximation: each tile's norms take their statistics from that tile, its attention sees that tile, and its
//! border meets zeros. Tiles overlap by a quarter at least; of an overlap the outer quarters are not used and a cosine
//! leads from one tile to the other in between.

use std::f64::consts::PI;

use candle_core::Tensor;

use super::Vae;
use crate::model::{Hooks, Result};

/// One part in so many of a tile overlaps with the next, at least.
const OVERLAP: usize = 4;

impl Vae {
    /// [`Vae::encode`], by tiles of `tile` pixels where the picture is larger; 0 is the whole at once.
    pub fn encode_tiled(&self, image: &Tensor, tile: u32, hooks: &mut dyn Hooks) -> Result<(Tensor, Tensor)> {
        let (_, _, height, width) = image.dims4()?;
        let (factor, Some((rows, columns))) = (self.factor, self.axes(height, width, self.factor, tile)) else {
            return self.encode(image, hooks);
        };
        let moments = rows.blend(2, 1, |row| {
            columns.blend(3, 1, |column| {
                let part = image.narrow(2, row * factor, rows.side * factor)?;
                let part = part.narrow(3, column * factor, columns.side * factor)?;
                let (mean, logvar) = self.encode(&part, hooks)?;
                Ok(Tensor::cat(&[mean, logvar], 1)?)
            })
        })?;
        let halves = moments.chunk(2, 1)?;
        Ok((halves[0].contiguous()?, halves[1].contiguous()?))
    }

    /// [`Vae::decode`], by tiles of `tile` pixels where the picture is larger; 0 is the whole at once.
    pub fn decode_tiled(&self, z: &Tensor, tile: u32, hooks: &mut dyn Hooks) -> Result<Tensor> {
        let (_, _, height, width) = z.dims4()?;
        let Some((rows, columns)) = self.axes(height, width, 1, tile) else { return self.decode(z, hooks) };
        rows.blend(2, self.factor, |row| {
            columns.blend(3, self.factor, |column| {
                self.decode(&z.narrow(2, row, rows.side)?.narrow(3, column, columns.side)?, hooks)
            })
        })
    }

    /// The tiles of a picture of `height`×`width`, of which `scale` are a cell; none where it is no larger than one.
    fn axes(&self, height: usize, width: usize, scale: usize, tile: u32) -> Option<(Axis, Axis)> {
        let tile = (tile as usize / self.factor).max(OVERLAP);
        let (height, width) = (height / scale, width / scale);
        (height.max(width) > tile).then(|| (Axis::new(height, tile), Axis::new(width, tile)))
    }
}

/// The tiles along one axis, in latent cells.
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
