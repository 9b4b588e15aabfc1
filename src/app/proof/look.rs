//! What of a comparison is painted: which part, how small, in which colours.

use std::sync::Arc;

use egui::{Color32, ColorImage};

use super::Pair;
use crate::app::canvas::View;
use crate::app::overlay::{AMBER, VEIL};
use crate::raster::{Comparison, Extent, OUTSIDE, Rect};

/// Texels beyond what is seen, so that a small move needs no other picture.
const ROOM: u32 = 64;
/// A pixel that differs where it must not.
const WRONG: Color32 = Color32::from_rgb(0xff, 0x30, 0x30);

/// A painted part of a comparison.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Look {
    /// The pair's address, which is kept as long as the look is asked about.
    pair: usize,
    /// Of the picture; begins at multiples of `every`.
    pub(super) rect: Rect,
    /// Pixels of a texel's side, a power of two.
    pub(super) every: u32,
    gain: u32,
    map: bool,
    /// What can be seen of it.
    seen: Rect,
}

impl Look {
    /// What the view wants to see; nothing where no picture is in sight. `most` is the longest side of a texture.
    pub(super) fn of(view: &View, extent: Extent, (gain, map): (f64, bool), most: usize) -> Option<Self> {
        let visible = view.visible_in_image();
        if !visible.is_positive() {
            return None;
        }
        let (left, top) = (visible.left().max(0.0) as u32, visible.top().max(0.0) as u32);
        let right = (visible.right().ceil() as u32).min(extent.width);
        let bottom = (visible.bottom().ceil() as u32).min(extent.height);
        if right <= left || bottom <= top {
            return None;
        }
        let seen = Rect::new(left, top, right - left, bottom - top);
        // A texel is never smaller than a pixel of the screen, or one that differs could be skipped.
        let mut every = ((1.0 / view.zoom().max(1e-6)).ceil() as u32).max(1).next_power_of_two();
        let part = |every: u32| {
            let room = seen.expanded(ROOM * every, extent);
            let (x, y) = (room.x / every * every, room.y / every * every);
            Rect::new(x, y, room.right() - x, room.bottom() - y)
        };
        while part(every).width.max(part(every).height).div_ceil(every) as usize > most.max(1) {
            every *= 2;
        }
        Some(Self { pair: 0, rect: part(every), every, gain: gain.round().max(1.0) as u32, map, seen })
    }

    /// The same of this pair.
    pub(super) fn on(self, pair: &Arc<Pair>) -> Self {
        Self { pair: Arc::as_ptr(pair) as usize, ..self }
    }

    pub(super) fn is_of(&self, pair: &Arc<Pair>) -> bool {
        self.pair == Arc::as_ptr(pair) as usize
    }

    /// Whether it shows all that another one wants to be seen, in the same way.
    pub(super) fn does_for(&self, wanted: &Self) -> bool {
        let way = |look: &Self| (look.pair, look.every, if look.map { 0 } else { look.gain }, look.map);
        way(self) == way(wanted) && self.rect.contains(wanted.seen)
    }

    /// Paints it.
    pub(super) fn image(&self, pair: &Pair, comparison: &Comparison) -> ColorImage {
        let texels = comparison.texels([&pair.before, &pair.after], &pair.areas, self.rect, self.every);
        let size = [self.rect.width.div_ceil(self.every), self.rect.height.div_ceil(self.every)];
        let colours = texels.iter().map(|texel| if self.map { marked(*texel) } else { amplified(*texel, self.gain) });
        ColorImage::new(size.map(|side| side as usize), colours.collect())
    }
}

/// How much a place differs, on black.
fn amplified([r, g, b, _]: [u8; 4], gain: u32) -> Color32 {
    let [r, g, b] = [r, g, b].map(|level| (u32::from(level) * gain).min(255) as u8);
    Color32::from_rgb(r, g, b)
}

/// Whether a place differs, and whether it may: the rest of the picture lies in the dark.
fn marked(texel: [u8; 4]) -> Color32 {
    match texel[3] {
        0 => Color32::from_rgba_unmultiplied(VEIL, VEIL, VEIL, 200),
        OUTSIDE => WRONG,
        _ => Color32::from_rgb(AMBER[0], AMBER[1], AMBER[2]),
    }
}

#[cfg(test)]
mod tests {
    use egui::{Pos2, vec2};

    use super::*;

    fn view(extent: Extent, percent: f32) -> View {
        let mut view = View::default();
        view.lay_out(egui::Rect::from_min_size(Pos2::ZERO, vec2(800.0, 600.0)), 1.0, extent);
        view.zoom_to(percent);
        view
    }

    #[test]
    fn a_texel_is_a_power_of_two_and_never_smaller_than_a_screen_pixel() {
        let extent = Extent::new(12_000, 9_000);
        for (percent, every) in [(400.0, 1), (100.0, 1), (99.0, 2), (50.0, 2), (30.0, 4), (7.0, 16)] {
            let look = Look::of(&view(extent, percent), extent, (8.0, false), 8192).unwrap();
            assert_eq!(look.every, every, "{percent} %");
            assert!(look.rect.contains(look.seen) && extent.rect().contains(look.rect), "{percent} %");
            assert_eq!((look.rect.x % every, look.rect.y % every), (0, 0));
        }
        let small = Look::of(&view(extent, 100.0), extent, (8.0, false), 256).unwrap();
        assert!(small.rect.width.div_ceil(small.every) <= 256, "{small:?}");
    }

    #[test]
    fn a_small_move_needs_nothing_new_and_another_amplification_does() {
        let extent = Extent::new(4_000, 3_000);
        let mut view = view(extent, 100.0);
        let of = |view: &View, gain, map| Look::of(view, extent, (gain, map), 8192).unwrap();
        let first = of(&view, 8.0, false);
        view.pan(vec2(30.0, -30.0));
        assert!(first.does_for(&of(&view, 8.0, false)));
        assert!(!first.does_for(&of(&view, 9.0, false)) && !first.does_for(&of(&view, 8.0, true)));
        assert!(of(&view, 8.0, true).does_for(&of(&view, 9.0, true)), "the map is not amplified");
        view.pan(vec2(300.0, 0.0));
        assert!(!first.does_for(&of(&view, 8.0, false)));
    }

    #[test]
    fn differences_are_amplified_up_to_white() {
        assert_eq!(amplified([1, 2, 200, 1], 16), Color32::from_rgb(16, 32, 255));
        assert_eq!(marked([0, 0, 0, OUTSIDE]), WRONG);
        assert_ne!(marked([0, 0, 0, 1]), marked([0; 4]));
    }
}
