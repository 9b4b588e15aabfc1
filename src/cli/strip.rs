//! Previews side by side.

use std::sync::Arc;

use super::failure::{Failure, Result};
use crate::engine::Frame;
use crate::raster::{Extent, Pixels, Samples};

/// Longer side of one picture of the strip.
const TILE_PX: u32 = 128;
/// Between two pictures.
const GAP_PX: u32 = 4;
/// Behind them.
const PAPER: [u8; 4] = [24, 24, 26, 255];

/// All frames from left to right.
pub(super) fn strip(frames: &[Arc<Frame>]) -> Result<Pixels> {
    let Some(first) = frames.first() else {
        return Err(Failure::Ours("the run gave no previews".into()));
    };
    let tile = tile(first.rect.extent());
    let extent = Extent::new(frames.len() as u32 * (tile.width + GAP_PX) - GAP_PX, tile.height);
    let mut samples = PAPER.repeat(extent.area() as usize);
    let (tile_row, row) = (tile.width as usize * 4, extent.width as usize * 4);
    for (i, frame) in frames.iter().enumerate() {
        let small = frame.pixels.resized(tile);
        let left = i * (tile.width + GAP_PX) as usize * 4;
        for (line, into) in small.to_rgba8().chunks_exact(tile_row).zip(samples.chunks_exact_mut(row)) {
            into[left..left + tile_row].copy_from_slice(line);
        }
    }
    Ok(Pixels::new(extent, Samples::Eight(samples))?)
}

/// `region` with its longer side at `TILE_PX`.
fn tile(region: Extent) -> Extent {
    let longer = region.width.max(region.height).max(1);
    let side = |px: u32| (px as u64 * TILE_PX as u64 / longer as u64).max(1) as u32;
    Extent::new(side(region.width), side(region.height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Rect;

    #[test]
    fn pictures_stand_side_by_side() {
        let frame = |step: usize, rgba| {
            let pixels = Arc::new(Pixels::filled(Extent::new(8, 4), rgba));
            Arc::new(Frame { step, of: 2, t: 1.0, sigma: 1.0, pixels, rect: Rect::new(0, 0, 64, 32) })
        };
        let (red, blue) = ([200, 0, 0, 255], [0, 0, 200, 255]);
        let strip = strip(&[frame(0, red), frame(1, blue)]).unwrap();
        assert_eq!(strip.extent(), Extent::new(2 * 128 + 4, 64));
        assert_eq!((strip.rgba8(5, 5), strip.rgba8(129, 5), strip.rgba8(200, 60)), (red, PAPER, blue));
    }

    #[test]
    fn no_picture_no_strip() {
        assert!(strip(&[]).is_err());
    }
}
