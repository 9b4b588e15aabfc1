//! A cell's picture, made small with care and beside the window.

use std::sync::Arc;

use crossbeam_channel::{TryRecvError, bounded};
use egui::Context;

use crate::app::App;
use crate::raster::{Extent, Pixels};

/// Longest side of a cell's picture on an exported sheet, pixels.
pub(super) const CELL_PX: u32 = 512;

/// Pixels as a cell of an exported sheet has them, made smaller with care where they are larger.
fn fitted(pixels: &Arc<Pixels>) -> Arc<Pixels> {
    let extent = pixels.extent();
    let longest = extent.width.max(extent.height);
    if longest <= CELL_PX {
        return Arc::clone(pixels);
    }
    let side = |side: u32| ((u64::from(side) * u64::from(CELL_PX) / u64::from(longest)) as u32).max(1);
    Arc::new(pixels.resized(Extent::new(side(extent.width), side(extent.height))))
}

impl App {
    /// Before each frame: pictures of cells that were made small in haste are made again with care, beside the window.
    pub(in crate::app) fn tend_grid(&mut self, ctx: &Context) {
        let Some(sheet) = &mut self.grid.sheet else { return };
        if let Some(fitting) = self.grid.fitting.take() {
            match fitting.try_recv() {
                Ok((job, picture)) => {
                    if let Some(cell) = sheet.cells.iter_mut().find(|cell| cell.job == Some(job)) {
                        cell.picture = Some(picture);
                    }
                }
                Err(TryRecvError::Empty) => {
                    self.grid.fitting = Some(fitting);
                    return;
                }
                Err(TryRecvError::Disconnected) => {}
            }
        }
        let next = sheet.cells.iter_mut().find_map(|cell| cell.job.zip(cell.whole.take()));
        let Some((job, whole)) = next else { return };
        let (answer, fitting) = bounded(1);
        self.grid.fitting = Some(fitting);
        let ctx = ctx.clone();
        self.edges.spawn(move || {
            // Gone: another sheet took its place.
            if answer.send((job, fitted(&whole))).is_ok() {
                ctx.request_repaint();
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Samples;

    #[test]
    fn a_cell_s_picture_is_made_small_with_care() {
        // Stripes of one pixel: every second column taken would be all black or all white.
        let stripes = (0..1600 * 400_u32).flat_map(|at| if at % 2 == 0 { [0, 0, 0, 255] } else { [255; 4] }).collect();
        let pixels = Arc::new(Pixels::new(Extent::new(1600, 400), Samples::Eight(stripes)).unwrap());
        let small = fitted(&pixels);
        assert_eq!(small.extent(), Extent::new(512, 128));
        assert!((20..492).all(|x| (100..156).contains(&small.rgba8(x, 64)[0])));
        let little = Arc::new(Pixels::filled(Extent::new(500, 20), [1, 2, 3, 255]));
        assert!(Arc::ptr_eq(&fitted(&little), &little));
    }
}
