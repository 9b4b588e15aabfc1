//! What a hole starts from: a control of its own beside strength.

use candle_core::Device;

use super::Result;
use super::recipe::Fill;
use super::resample::resample;
use crate::raster::Extent;
use crate::tensor::{Noise, Normal, Purpose};

/// Planar RGB of `extent` in [0, 1] with the masked part replaced; soft coverage (0…255) mixes.
pub(super) fn fill(kind: Fill, rgb: &[f32], mask: &[u8], extent: Extent, mut noise: Noise) -> Result<Vec<f32>> {
    let area = extent.area() as usize;
    let content = match kind {
        Fill::Keep => return Ok(rgb.to_vec()),
        Fill::Neutral => vec![0.5; rgb.len()],
        Fill::Blur => rgb.chunks_exact(area).flat_map(|plane| blurred(plane, extent)).collect(),
        Fill::Border => bordered(rgb, mask, extent),
        Fill::Noise => {
            let shape = (1, 3, extent.height as usize, extent.width as usize).into();
            let noise = noise.draw(Purpose::Fill, 0, &shape, &Device::Cpu)?;
            let noise: Vec<f32> = noise.flatten_all()?.to_vec1()?;
            noise.into_iter().map(|z| (0.5 + 0.25 * z).clamp(0.0, 1.0)).collect()
        }
    };
    let coverage = mask.iter().cycle();
    Ok(rgb
        .iter()
        .zip(content)
        .zip(coverage)
        .map(|((&old, new), &m)| old + (new - old) * f32::from(m) / 255.0)
        .collect())
}

/// So soft that only the rough colours are left: down to an eighth of the smaller side, and smoothly up again.
fn blurred(plane: &[f32], extent: Extent) -> Vec<f32> {
    let cell = (extent.width.min(extent.height) / 8).max(2);
    let small = Extent::new(extent.width.div_ceil(cell), extent.height.div_ceil(cell));
    let mut plane = resample(&resample(plane, extent, small), small, extent);
    for value in &mut plane {
        *value = value.clamp(0.0, 1.0);
    }
    plane
}

/// Colours round the hole drawn inwards by push and pull: each level takes the weighted mean of what is known of the finer
/// one, and what is unknown is taken from the coarser one. Without anything known the hole becomes grey.
fn bordered(rgb: &[f32], mask: &[u8], extent: Extent) -> Vec<f32> {
    let area = extent.area() as usize;
    let known: Vec<f32> = mask.iter().map(|&m| 1.0 - f32::from(m) / 255.0).collect();
    rgb.chunks_exact(area).flat_map(|plane| pushed_and_pulled(plane, &known, extent)).collect()
}

fn pushed_and_pulled(plane: &[f32], known: &[f32], extent: Extent) -> Vec<f32> {
    if extent.area() == 1 {
        return vec![if known[0] > 0.0 { plane[0] } else { 0.5 }];
    }
    let half = Extent::new(extent.width.div_ceil(2), extent.height.div_ceil(2));
    let weighted: Vec<f32> = plane.iter().zip(known).map(|(value, weight)| value * weight).collect();
    let (sums, weights) = (halved(&weighted, extent, half), halved(known, extent, half));
    let colours: Vec<f32> = sums.iter().zip(&weights).map(|(sum, w)| if *w > 0.0 { sum / w } else { 0.5 }).collect();
    // A little knowledge is enough for a colour: the weight saturates, so that the hole closes level by level.
    let certain: Vec<f32> = weights.iter().map(|w| (w * 4.0).min(1.0)).collect();
    let coarse = pushed_and_pulled(&colours, &certain, half);
    let smooth = resample(&coarse, half, Extent::new(half.width * 2, half.height * 2));
    let stride = half.width as usize * 2;
    let width = extent.width as usize;
    (0..plane.len())
        .map(|i| {
            let below = smooth[i / width * stride + i % width].clamp(0.0, 1.0);
            below + (plane[i] - below) * known[i]
        })
        .collect()
}

/// Sums of 2×2 cells; a cell over the border has fewer.
fn halved(plane: &[f32], extent: Extent, half: Extent) -> Vec<f32> {
    let (width, to) = (extent.width as usize, half.width as usize);
    let mut out = vec![0.0; half.area() as usize];
    for (i, value) in plane.iter().enumerate() {
        out[i / width / 2 * to + i % width / 2] += value;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(extent: Extent) -> Vec<f32> {
        let (w, h) = (extent.width as usize, extent.height as usize);
        (0..3 * w * h).map(|i| ((i % w) as f32 / w as f32 + (i / (w * h)) as f32) / 3.0).collect()
    }

    #[test]
    fn outside_the_mask_nothing_moves_and_inside_numbers_are_colours() {
        for (w, h) in [(1, 1), (2, 1), (37, 23), (64, 64)] {
            let extent = Extent::new(w, h);
            let rgb = picture(extent);
            let mask: Vec<u8> = (0..w * h).map(|i| if i % 3 == 0 { 255 } else { 0 }).collect();
            for kind in Fill::ALL {
                let filled = fill(kind, &rgb, &mask, extent, Noise::new(3)).unwrap();
                for (i, (new, old)) in filled.iter().zip(&rgb).enumerate() {
                    assert!((0.0..=1.0).contains(new), "{kind:?}");
                    assert!(mask[i % mask.len()] != 0 || new == old, "{kind:?} {i}");
                }
            }
        }
    }

    #[test]
    fn border_draws_the_surroundings_inwards() {
        let extent = Extent::new(40, 40);
        let hole = |i: usize| (10..30).contains(&(i % 40)) && (10..30).contains(&(i / 40));
        let mask: Vec<u8> = (0..1600).map(|i| if hole(i) { 255 } else { 0 }).collect();
        let rgb: Vec<f32> = (0..4800).map(|i| if hole(i % 1600) { 1.0 } else { 0.2 }).collect();
        let filled = fill(Fill::Border, &rgb, &mask, extent, Noise::new(0)).unwrap();
        assert!(filled.iter().all(|v| (v - 0.2).abs() < 0.02));
        let all = vec![255; 1600];
        assert!(fill(Fill::Border, &rgb, &all, extent, Noise::new(0)).unwrap().iter().all(|v| (v - 0.5).abs() < 1e-6));
    }

    #[test]
    fn soft_coverage_mixes() {
        let half = fill(Fill::Neutral, &[1.0; 3], &[51], Extent::new(1, 1), Noise::new(0)).unwrap();
        assert!((half[0] - 0.9).abs() < 1e-6);
    }
}
