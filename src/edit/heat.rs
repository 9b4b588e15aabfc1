//! How much two prompts disagree about each place of a picture, and the mask that is cut from it: as often as one likes,
//! without the network.

use super::View;
use super::region::cut;
use super::resample::resample;
use crate::raster::{Extent, Mask, Rect};

/// Differences below this are no differences, whatever their shape: ε has a deviation of 1.
const FLOOR: f64 = 0.02;

/// A heat map, 0…1.
#[derive(Clone, Debug, PartialEq)]
pub struct Heat {
    /// One number a cell of the model's grid, row by row.
    pub cells: Vec<f32>,
    /// Columns and rows of `cells`, reflected margins included.
    pub grid: Extent,
    /// The same at full size over `rect`, 0…255.
    plane: Mask,
    /// Where in the picture.
    pub rect: Rect,
    /// Calls of the noise predictor behind it.
    pub unet_calls: usize,
}

/// How a mask is cut from a heat map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// What is above it, 0…1, is masked.
    pub threshold: f64,
    /// Pixels by which the mask grows.
    pub grow: usize,
    /// Pixels over which its edge softens.
    pub blur: f64,
}

/// Differences (mean |Δε|) scaled to 0…1: the full heat is `clip` times their mean, so that a few extreme cells do not
/// decide, and at least the floor, so that nothing does not look like something.
pub fn scaled(differences: &[f32], clip: f64) -> Vec<f32> {
    let mean = differences.iter().map(|&value| f64::from(value)).sum::<f64>() / differences.len().max(1) as f64;
    let full = (mean * clip).max(FLOOR);
    differences.iter().map(|&value| (f64::from(value).clamp(0.0, full) / full) as f32).collect()
}

impl Cut {
    /// The mask of a heat map 0…255: what is hotter than the threshold, grown, softened. Empty where nothing is.
    pub fn of(&self, heat: &Mask) -> Mask {
        let hot = |value| if f64::from(value) > self.threshold * 255.0 { 255 } else { 0 };
        heat.map(hot).grown(self.grow as i32).feathered(self.blur as f32)
    }
}

impl Heat {
    /// From the scaled cells of a working region.
    pub(super) fn new(cells: Vec<f32>, grid: Extent, view: &View, unet_calls: usize) -> super::Result<Self> {
        let padded = resample(&cells, grid, view.padded);
        let full = resample(&cut(&padded, view.padded, view.inner), view.inner, view.rect.extent());
        let bytes: Vec<u8> = full.iter().map(|value| (value.clamp(0.0, 1.0) * 255.0).round() as u8).collect();
        let plane = Mask::new(view.rect.extent(), bytes)?;
        Ok(Self { cells, grid, plane, rect: view.rect, unet_calls })
    }

    /// Heat at full size over `rect`, 0…255.
    pub fn plane(&self) -> &Mask {
        &self.plane
    }

    /// The mask over `rect`, see [`Cut::of`].
    pub fn mask(&self, by: &Cut) -> Mask {
        by.of(&self.plane)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heat(cells: &[f32]) -> Heat {
        let extent = Extent::new(32, 32);
        let view = View { rect: extent.rect(), inner: extent, padded: extent };
        Heat::new(scaled(cells, 3.0), Extent::new(4, 4), &view, 0).unwrap()
    }

    fn area(heat: &Heat, threshold: f64, grow: usize) -> usize {
        let mask = heat.mask(&Cut { threshold, grow, blur: 0.0 });
        mask.coverage().iter().filter(|&&value| value > 0).count()
    }

    #[test]
    fn nothing_is_nothing_and_a_place_is_a_place() {
        assert_eq!(area(&heat(&[0.0; 16]), 0.0, 0), 0);
        assert_eq!(area(&heat(&[1e-3; 16]), 0.1, 0), 0, "below the floor");
        let mut cells = [0.01; 16];
        cells[5] = 20.0;
        cells[6] = 40.0; // an extreme value does not hide its neighbour
        let heat = heat(&cells);
        let half = area(&heat, 0.5, 0);
        assert!((96..200).contains(&half), "{half}");
        assert!(area(&heat, 0.2, 0) > half && area(&heat, 0.8, 0) < half && area(&heat, 0.5, 3) > half);
    }
}
