//! What a tile's texture holds: the picture or the mask, halved `level` times.

use std::borrow::Cow;

use rayon::prelude::*;

use crate::raster::{Extent, Mask, Pixels, Rect, Samples};

/// What is shown in tiles.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// Four bytes a texel: premultiplied sRGB. Beyond the border lie the border's own pixels.
    Picture(&'a Pixels),
    /// One byte a texel. Beyond the border lies nothing.
    Mask(&'a Mask),
}

/// A rectangle of texels of one level; may lie beyond the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// Texels that a band of a tile is computed in: bounds what a thread holds.
const BAND_PX: u32 = 128;

impl Source<'_> {
    pub(super) fn extent(&self) -> Extent {
        match self {
            Self::Picture(pixels) => pixels.extent(),
            Self::Mask(mask) => mask.extent(),
        }
    }

    pub(super) fn bytes_per_texel(&self) -> usize {
        match self {
            Self::Picture(_) => 4,
            Self::Mask(_) => 1,
        }
    }

    /// The texels of `span`, row by row. One texel is the mean of 2^level × 2^level pixels.
    pub(super) fn texels(&self, level: u32, span: Span) -> Vec<u8> {
        let stride = span.width as usize * self.bytes_per_texel();
        let mut texels = vec![0; stride * span.height as usize];
        let rows = (BAND_PX >> level).max(1);
        texels.par_chunks_mut(stride * rows as usize).enumerate().for_each(|(band, texels)| {
            let y = span.y + i64::from(rows) * band as i64;
            let height = (texels.len() / stride) as u32;
            self.fill(level, Span { y, height, ..span }, texels);
        });
        texels
    }

    fn fill(&self, level: u32, span: Span, texels: &mut [u8]) {
        let extent = self.extent();
        let side = 1_u32 << level;
        let (across, down) = (extent.width.div_ceil(side), extent.height.div_ceil(side));
        // The pixels under the part of the span that lies in the picture, or nearest to it.
        let clip = |at: i64, count: u32| at.clamp(0, i64::from(count) - 1) as u32;
        let (left, right) = (clip(span.x, across), clip(span.x + i64::from(span.width) - 1, across));
        let (top, bottom) = (clip(span.y, down), clip(span.y + i64::from(span.height) - 1, down));
        let area = Rect::new(
            left * side,
            top * side,
            ((right + 1) * side).min(extent.width) - left * side,
            ((bottom + 1) * side).min(extent.height) - top * side,
        );
        match self {
            Self::Picture(pixels) => {
                let shown = Shown::new(pixels, area);
                for (index, texel) in texels.chunks_exact_mut(4).enumerate() {
                    let x = clip(span.x + (index as u32 % span.width) as i64, across);
                    let y = clip(span.y + (index as u32 / span.width) as i64, down);
                    texel.copy_from_slice(&shown.mean(side, (x - left) * side, (y - top) * side));
                }
            }
            Self::Mask(mask) => {
                let uniform = mask.uniform(area);
                let rows = if uniform.is_none() { mask.rows(area) } else { Vec::new() };
                for (index, texel) in texels.iter_mut().enumerate() {
                    let x = span.x + (index as u32 % span.width) as i64;
                    let y = span.y + (index as u32 / span.width) as i64;
                    if x >= 0 && y >= 0 && x < i64::from(across) && y < i64::from(down) {
                        let (x, y) = ((x as u32 - left) * side, (y as u32 - top) * side);
                        *texel = uniform.unwrap_or_else(|| mean_coverage(&rows, area, side, x, y));
                    }
                }
            }
        }
    }
}

/// The pixels of `area` as a screen shows them: sRGB, whatever the picture's profile.
struct Shown<'a> {
    /// Rows of the area, or of the whole picture where nothing has to be converted.
    rgba: Cow<'a, [[u8; 4]]>,
    stride: usize,
    /// Place of the area's first pixel.
    first: usize,
    area: Rect,
}

impl<'a> Shown<'a> {
    fn new(pixels: &'a Pixels, area: Rect) -> Self {
        let own = |rgba| Self { rgba: Cow::Owned(rgba), stride: area.width as usize, first: 0, area };
        if pixels.profile().is_some()
            && let Ok((rgb, alpha)) = pixels.to_srgb_planes(area)
        {
            let count = alpha.len();
            let byte = |value: f32| (value.clamp(0.0, 1.0) * 255.0).round() as u8;
            let pixel = |i| [rgb[i], rgb[count + i], rgb[2 * count + i], alpha[i]].map(byte);
            return own((0..count).map(pixel).collect());
        }
        match pixels.samples() {
            Samples::Eight(samples) => {
                let stride = pixels.extent().width as usize;
                let first = area.y as usize * stride + area.x as usize;
                Self { rgba: Cow::Borrowed(samples.as_chunks().0), stride, first, area }
            }
            Samples::Sixteen(_) => own(pixels.rgba8_of(area).as_chunks().0.to_vec()),
        }
    }

    /// Premultiplied mean of the square of `side` pixels at (x, y) of the area, cut at its end.
    fn mean(&self, side: u32, x: u32, y: u32) -> [u8; 4] {
        let start = self.first + y as usize * self.stride + x as usize;
        if side == 1 {
            let [r, g, b, a] = self.rgba[start];
            let times_alpha = |value: u8| ((u32::from(value) * u32::from(a) + 127) / 255) as u8;
            return if a == 255 { [r, g, b, a] } else { [times_alpha(r), times_alpha(g), times_alpha(b), a] };
        }
        let (wide, tall) = (side.min(self.area.width - x) as usize, side.min(self.area.height - y) as usize);
        let rows = || (0..tall).map(|row| &self.rgba[start + row * self.stride..][..wide]);
        let count = wide as u64 * tall as u64;
        // Most pictures are opaque: then sums of bytes are enough.
        let mut sums = [0_u64; 4];
        for row in rows() {
            let row = row.iter().fold([0_u32; 4], |sums, pixel| std::array::from_fn(|i| sums[i] + u32::from(pixel[i])));
            sums = std::array::from_fn(|i| sums[i] + u64::from(row[i]));
        }
        if sums[3] == 255 * count {
            return sums.map(|sum| ((sum + count / 2) / count) as u8);
        }
        let mut sums = [0_u64; 3];
        for pixel in rows().flatten() {
            for (sum, &value) in sums.iter_mut().zip(pixel) {
                *sum += u64::from(value) * u64::from(pixel[3]);
            }
        }
        let alpha: u64 = rows().flatten().map(|pixel| u64::from(pixel[3])).sum();
        let [r, g, b] = sums.map(|sum| ((sum + 255 * count / 2) / (255 * count)) as u8);
        [r, g, b, ((alpha + count / 2) / count) as u8]
    }
}

/// Mean coverage of the square of `side` pixels at (x, y) of `area`, cut at its end, rounded up: what is not 0 stays
/// visible.
fn mean_coverage(rows: &[u8], area: Rect, side: u32, x: u32, y: u32) -> u8 {
    if side == 1 {
        return rows[y as usize * area.width as usize + x as usize];
    }
    let (wide, tall) = (side.min(area.width - x), side.min(area.height - y));
    let mut sum = 0_u64;
    for row in y..y + tall {
        let start = row as usize * area.width as usize + x as usize;
        sum += rows[start..start + wide as usize].iter().map(|&value| u64::from(value)).sum::<u64>();
    }
    sum.div_ceil(u64::from(wide) * u64::from(tall)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_texel_is_the_mean_of_its_pixels_and_the_border_goes_on() {
        let rows = (0..6_u8).flat_map(|i| [10 * i, 0, 200, 255]).collect();
        let pixels = Pixels::new(Extent::new(3, 2), Samples::Eight(rows)).unwrap();
        let span = Span { x: -1, y: 0, width: 4, height: 1 };
        let texels = Source::Picture(&pixels).texels(1, span);
        let red: Vec<u8> = texels.chunks_exact(4).map(|texel| texel[0]).collect();
        // (0 + 10 + 30 + 40) / 4, and (20 + 50) / 2 in the column that is cut.
        assert_eq!(red, [20, 20, 35, 35]);
    }

    #[test]
    fn transparent_pixels_lend_no_colour() {
        let rows = vec![255, 0, 0, 255, 0, 255, 0, 0];
        let pixels = Pixels::new(Extent::new(2, 1), Samples::Eight(rows)).unwrap();
        let texels = Source::Picture(&pixels).texels(1, Span { x: 0, y: 0, width: 1, height: 1 });
        assert_eq!(texels, [128, 0, 0, 128]);
    }

    #[test]
    fn a_single_masked_pixel_is_visible_at_any_level_and_nothing_lies_outside() {
        let mut mask = Mask::filled(Extent::new(64, 64), 0);
        mask.fill(Rect::new(0, 0, 1, 1), 1);
        let texels = Source::Mask(&mask).texels(5, Span { x: -1, y: -1, width: 4, height: 3 });
        assert_eq!(texels, [0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    }
}
