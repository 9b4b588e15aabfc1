//! A finished result of a run that can be kept.

use std::sync::Arc;
use std::time::Duration;

use crate::engine::Output;
use crate::raster::{Pixels, Rect};

/// A finished candidate.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// From 0, as the engine counts.
    pub index: usize,
    /// The result.
    pub output: Arc<Output>,
    /// Wall time.
    pub took: Duration,
    /// What the canvas shows of it: the part that may differ from the picture, with a little room.
    pub part: Arc<Pixels>,
    /// Where that lies.
    pub at: Rect,
}

/// The part that is shown begins and ends at multiples of this, pixels: zoomed out, its texels are the picture's.
const ALIGN: u32 = 64;

impl Candidate {
    /// A candidate that has just been finished.
    pub fn new(index: usize, output: &Arc<Output>, took: Duration) -> Self {
        let whole = output.pixels.extent();
        let low = |at: u32| at / ALIGN * ALIGN;
        let (x, y) = (low(output.rect.x), low(output.rect.y));
        let right = output.rect.right().next_multiple_of(ALIGN).min(whole.width);
        let bottom = output.rect.bottom().next_multiple_of(ALIGN).min(whole.height);
        let at = Rect::new(x, y, right.saturating_sub(x), bottom.saturating_sub(y));
        let part = (at != whole.rect()).then(|| output.pixels.crop(at).ok()).flatten();
        let at = if part.is_some() { at } else { whole.rect() };
        let part = part.map_or_else(|| Arc::clone(&output.pixels), Arc::new);
        Self { index, output: Arc::clone(output), took, part, at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Extent;

    fn candidate(rect: Rect) -> Candidate {
        let recipe = crate::app::draft::Draft::new().recipe;
        let pixels = Arc::new(Pixels::filled(Extent::new(300, 200), [1, 2, 3, 255]));
        let output = Output {
            recipe,
            pixels,
            rect,
            frames: Vec::new(),
            unet_calls: 0,
            reused: 0,
            shallow_calls: 0,
            patched: None,
        };
        Candidate::new(0, &Arc::new(output), Duration::ZERO)
    }

    #[test]
    fn what_is_shown_is_what_may_differ() {
        let small = candidate(Rect::new(70, 60, 58, 10));
        assert_eq!((small.at, small.part.extent()), (Rect::new(64, 0, 64, 128), Extent::new(64, 128)));
        let corner = candidate(Rect::new(290, 190, 10, 10));
        assert_eq!((corner.at, corner.part.extent()), (Rect::new(256, 128, 44, 72), Extent::new(44, 72)));
        let whole = candidate(Rect::new(1, 1, 299, 199));
        assert!(Arc::ptr_eq(&whole.part, &whole.output.pixels) && whole.at == whole.part.extent().rect());
    }
}
