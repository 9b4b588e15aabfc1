//! The main colours of a picture: boxes of colours, cut where they are longest and fullest, after Heckbert's median cut
//! (1982), on a grid of its pixels.

use super::{Colour, Pixels};

/// At most this many pixels are looked at.
const SAMPLE: u64 = 10_000;

impl Pixels {
    /// Up to `count` colours, the one that stands for most pixels first. What is more clear than opaque has no say; the
    /// same picture has the same colours.
    pub fn main_colours(&self, count: usize) -> Vec<Colour> {
        let step = (self.extent().area() as f64 / SAMPLE as f64).sqrt().ceil().max(1.0) as usize;
        let rows = (step as u32 / 2..self.extent().height).step_by(step);
        let places = rows.flat_map(|y| (step as u32 / 2..self.extent().width).step_by(step).map(move |x| (x, y)));
        let seen = places.map(|(x, y)| self.rgba16(x, y)).filter(|rgba| rgba[3] > u16::MAX / 2);
        let mut boxes = vec![seen.map(|[r, g, b, _]| [r, g, b]).collect::<Vec<_>>()];
        while boxes.len() < count {
            let sizes = boxes.iter().map(|pixels| weight(pixels));
            let Some((largest, _)) = sizes.enumerate().filter(|(_, size)| *size > 0).max_by_key(|(_, size)| *size)
            else {
                break;
            };
            let (low, high) = halves(boxes.swap_remove(largest));
            boxes.extend([low, high]);
        }
        boxes.retain(|pixels| !pixels.is_empty());
        boxes.sort_by_key(|pixels| (std::cmp::Reverse(pixels.len()), mean(pixels)));
        let mut colours: Vec<_> = boxes.into_iter().take(count).map(|pixels| mean(&pixels)).collect();
        colours.dedup();
        colours.into_iter().map(|[r, g, b]| Colour([r, g, b, u16::MAX])).collect()
    }
}

/// How much it is worth to cut a box: its longest side times the pixels in it.
fn weight(pixels: &[[u16; 3]]) -> u64 {
    let (_, length) = longest(pixels);
    u64::from(length) * pixels.len() as u64
}

/// The channel that spreads most, and how far.
fn longest(pixels: &[[u16; 3]]) -> (usize, u16) {
    let spread = |channel: usize| {
        let values = || pixels.iter().map(|pixel| pixel[channel]);
        values().max().unwrap_or(0) - values().min().unwrap_or(0)
    };
    [1, 0, 2]
        .map(|channel| (channel, spread(channel)))
        .into_iter()
        .fold((1, 0), |most, next| if next.1 > most.1 { next } else { most })
}

/// Cut across the longest side in the middle of its values.
fn halves(mut pixels: Vec<[u16; 3]>) -> (Vec<[u16; 3]>, Vec<[u16; 3]>) {
    let (channel, _) = longest(&pixels);
    pixels.sort_unstable_by_key(|pixel| (pixel[channel], *pixel));
    let (Some(first), Some(last)) = (pixels.first(), pixels.last()) else { return (Vec::new(), Vec::new()) };
    let middle = u16::midpoint(first[channel], last[channel]);
    let at = pixels.partition_point(|pixel| pixel[channel] <= middle);
    let high = pixels.split_off(at);
    (pixels, high)
}

/// The mean colour of pixels, of which there is one at least.
fn mean(pixels: &[[u16; 3]]) -> [u16; 3] {
    let count = pixels.len().max(1) as u64;
    [0, 1, 2].map(|channel| {
        let sum: u64 = pixels.iter().map(|pixel| u64::from(pixel[channel])).sum();
        ((sum + count / 2) / count) as u16
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Extent, Rect};
    use super::*;

    #[test]
    fn flat_areas_come_back_largest_first() {
        let extent = Extent::new(400, 300);
        let mut picture = Pixels::filled(extent, [10, 20, 200, 255]);
        let patch = |rgba, rect: Rect| Pixels::filled(rect.extent(), rgba);
        for (rgba, rect) in [
            ([250, 0, 0, 255], Rect::new(0, 0, 200, 150)),
            ([0, 240, 9, 255], Rect::new(300, 200, 100, 100)),
            ([255, 255, 255, 0], Rect::new(0, 250, 100, 50)),
        ] {
            picture.replace(rect, &patch(rgba, rect)).unwrap();
        }
        let found: Vec<_> = picture.main_colours(3).into_iter().map(Colour::rgba8).collect();
        assert_eq!(found, [[10, 20, 200, 255], [250, 0, 0, 255], [0, 240, 9, 255]]);
        assert_eq!(picture.main_colours(8).len(), 3, "no colour twice");
        assert!(Pixels::filled(extent, [1, 2, 3, 0]).main_colours(4).is_empty());
        assert_eq!(Pixels::filled(Extent::new(1, 1), [1, 2, 3, 255]).main_colours(4).len(), 1);
    }
}
