//! Which part of the picture the model sees, at which size; and back.
//!
//! Round the mask with padding, its aspect ratio kept: all of the padding where the model can see that much pixel by pixel,
//! and less, down to half of it, where it would have to be made smaller. At most the model's native area (times
//! *Resolution*); never enlarged above 1:1 unless asked. The crop is resized first and then reflected at its right and lower
//! border up to the model's step: the crop is padded, never the picture.

use super::recipe::Recipe;
use super::{Inputs, Result};
use crate::model::ModelCard;
use crate::raster::{Extent, Mask, Rect};

/// A working region: where it lies, and the sizes that it has on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// In the picture.
    pub rect: Rect,
    /// What is seen of it: the crop at working size.
    pub inner: Extent,
    /// `inner` with its reflected margin: what the model works on.
    pub padded: Extent,
}

impl View {
    /// The working region of a recipe.
    pub fn new(recipe: &Recipe, card: &ModelCard, inputs: &Inputs) -> Result<Self> {
        let native = card.native_px;
        let Some(image) = &inputs.image else {
            let extent = recipe.region.extent.unwrap_or(Extent::new(native, native));
            return Ok(Self { rect: extent.rect(), inner: extent, padded: padded(extent, card.step_px) });
        };
        let whole = image.extent();
        let most = f64::from(native) * f64::from(native) * recipe.region.resolution;
        let rect = match inputs.mask.as_ref().and_then(|mask| mask.bounds()) {
            Some(bounds) => surrounded(bounds, recipe.region.padding, most, card.step_px, whole),
            None => whole.rect(),
        };
        let inner = fitted(rect.extent(), most, recipe.region.enlarge, card.step_px);
        Ok(Self { rect, inner, padded: padded(inner, card.step_px) })
    }

    /// Whether the model sees less detail than the picture has.
    pub fn reduced(&self) -> bool {
        self.inner.width < self.rect.width || self.inner.height < self.rect.height
    }
}

/// Bytes of the copies in full resolution that a run makes beside the model: planes of the region, and the result.
pub fn copy_bytes(region: u64, picture: u64) -> u64 {
    region * (4 * 4 * 3) + picture * 8
}

/// `bounds` with its surroundings: `padding` as a share of its larger side, less where the whole has more than `most` pixels and
/// would have to be made smaller, but at least half.
fn surrounded(bounds: Rect, padding: f64, most: f64, step: u32, whole: Extent) -> Rect {
    let side = f64::from(bounds.width.max(bounds.height));
    let margin = padding * side;
    let with = |margin: f64| grown(bounds, margin.round() as u32, step, whole);
    let all = with(margin);
    if all.extent().area() as f64 <= most {
        return all;
    }
    with(((most.sqrt() - side) / 2.0).clamp(margin / 2.0, margin))
}

/// `bounds` with `margin` round it, at least `step` pixels wide and high, inside `whole`.
fn grown(bounds: Rect, margin: u32, step: u32, whole: Extent) -> Rect {
    let axis = |start: u32, length: u32, most: u32| {
        let (mut from, mut to) = (start.saturating_sub(margin), (start + length).saturating_add(margin).min(most));
        // Real surroundings are better than mirrored ones where a tiny mask would leave the model nothing to look at.
        let lack = step.saturating_sub(to - from);
        from = from.saturating_sub(lack / 2);
        to = to.max(from.saturating_add(step)).min(most);
        from = from.min(to.saturating_sub(step.min(to)));
        (from, to - from)
    };
    let (x, width) = axis(bounds.x, bounds.width, whole.width);
    let (y, height) = axis(bounds.y, bounds.height, whole.height);
    Rect::new(x, y, width, height)
}

/// The working size of a region: its aspect ratio, an area of at most `most` pixels.
fn fitted(region: Extent, most: f64, enlarge: bool, step: u32) -> Extent {
    let (w, h) = (f64::from(region.width), f64::from(region.height));
    let mut scale = (most / (w * h)).sqrt();
    if scale > 1.0 && !enlarge {
        scale = 1.0;
    }
    loop {
        let side = |length: f64| ((length * scale + 1e-9).floor() as u32).max(1);
        let extent = Extent::new(side(w), side(h));
        // A strip one pixel high still costs a whole step of the model: it counts as padded, with room for rounding up.
        let room = (most * 1.5).max(f64::from(step) * f64::from(step));
        if padded(extent, step).area() as f64 <= room || (extent.width <= step && extent.height <= step) {
            return extent;
        }
        scale *= 0.95;
    }
}

/// Rounded up to a multiple of `step` on both sides.
fn padded(extent: Extent, step: u32) -> Extent {
    let step = step.max(1);
    Extent::new(extent.width.next_multiple_of(step), extent.height.next_multiple_of(step))
}

/// One plane of `inner` pixels, reflected at its right and lower border to `outer`; small planes mirror to and fro.
pub fn reflected<T: Copy>(plane: &[T], inner: Extent, outer: Extent) -> Vec<T> {
    let mut out = Vec::with_capacity(outer.area() as usize);
    for y in 0..outer.height {
        let row = mirror(y, inner.height) as usize * inner.width as usize;
        out.extend((0..outer.width).map(|x| plane[row + mirror(x, inner.width) as usize]));
    }
    out
}

/// 0 1 2 3 | 2 1 0 1 2 3 … : the border pixel itself is not repeated.
fn mirror(i: u32, length: u32) -> u32 {
    if length == 1 {
        return 0;
    }
    let period = 2 * (length - 1);
    let i = i % period;
    i.min(period - i)
}

/// The upper left `inner` part of a plane of `outer`.
pub fn cut<T: Copy>(plane: &[T], outer: Extent, inner: Extent) -> Vec<T> {
    let rows = plane.chunks_exact(outer.width as usize).take(inner.height as usize);
    rows.flat_map(|row| row[..inner.width as usize].iter().copied()).collect()
}

/// The smallest rectangle of the pixels of a plane that are above 0.
pub fn bounds(plane: &[f32], extent: Extent) -> Option<Rect> {
    let rows = || plane.chunks_exact(extent.width as usize);
    let top = rows().position(|row| row.iter().any(|&value| value > 0.0))?;
    let bottom = rows().rposition(|row| row.iter().any(|&value| value > 0.0))? + 1;
    let rows = || rows().take(bottom).skip(top);
    let left = rows().filter_map(|row| row.iter().position(|&value| value > 0.0)).min()?;
    let right = rows().filter_map(|row| row.iter().rposition(|&value| value > 0.0)).max()? + 1;
    Some(Rect::new(left as u32, top as u32, (right - left) as u32, (bottom - top) as u32))
}

/// Coverage of `rect` at the size `to`: the largest coverage of all pixels under each, so that no thin line is lost.
pub fn coverage(mask: &Mask, rect: Rect, to: Extent) -> Vec<u8> {
    let span = |i: u32, from: u32, to: u32| {
        let (i, from, to) = (u64::from(i), u64::from(from), u64::from(to));
        let start = i * from / to;
        let end = ((i + 1) * from).div_ceil(to).max(start + 1);
        (start as u32, end as u32)
    };
    let mut out = Vec::with_capacity(to.area() as usize);
    for y in 0..to.height {
        let (top, bottom) = span(y, rect.height, to.height);
        let rows = mask.rows(Rect::new(rect.x, rect.y + top, rect.width, bottom - top));
        for x in 0..to.width {
            let (left, right) = span(x, rect.width, to.width);
            let under = rows.chunks_exact(rect.width as usize).flat_map(|row| &row[left as usize..right as usize]);
            out.push(under.max().copied().unwrap_or(0));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_has_padding_and_stays_inside() {
        let whole = Extent::new(500, 400);
        assert_eq!(grown(Rect::new(100, 100, 80, 40), 40, 32, whole), Rect::new(60, 60, 160, 120));
        assert_eq!(grown(Rect::new(0, 390, 80, 10), 80, 32, whole), Rect::new(0, 310, 160, 90));
        assert_eq!(grown(Rect::new(250, 200, 1, 1), 0, 32, whole).extent(), Extent::new(32, 32));
        assert_eq!(grown(Rect::new(499, 399, 1, 1), 0, 32, whole), Rect::new(468, 368, 32, 32));
        assert_eq!(grown(Rect::new(0, 0, 1, 1), 0, 32, Extent::new(1, 7)), Rect::new(0, 0, 1, 7));
        assert_eq!(grown(Rect::new(0, 0, 500, 400), 2000, 32, whole), whole.rect());
    }

    #[test]
    fn surroundings_cost_no_detail_beyond_half_of_them() {
        let (small, large) = (Extent::new(256, 256), Extent::new(1024, 1024));
        let native = 65_536.0;
        let seen = |at, side, whole| surrounded(Rect::new(at, at, side, side), 1.0, native, 32, whole);
        assert_eq!(seen(50, 150, small), small.rect(), "all there is, which costs nothing");
        assert_eq!(seen(400, 80, large), Rect::new(320, 320, 240, 240), "all of them: they are seen pixel by pixel");
        assert_eq!(seen(400, 100, large), Rect::new(322, 322, 256, 256), "as many as can be seen so");
        assert_eq!(seen(400, 200, large), Rect::new(300, 300, 400, 400), "never less than half");
        let bounds = Rect::new(400, 400, 300, 300);
        assert_eq!(surrounded(bounds, 0.0, native, 32, large), bounds);
    }

    #[test]
    fn the_working_size_keeps_aspect_and_area() {
        let native = 65536.0;
        let extent = fitted(Extent::new(4000, 2600), native, false, 32);
        assert!(extent.area() as f64 <= native && extent.area() as f64 > 0.97 * native, "{extent:?}");
        let aspect = f64::from(extent.width) / f64::from(extent.height);
        assert!((aspect / (4000.0 / 2600.0) - 1.0).abs() < 0.01);
        assert_eq!(fitted(Extent::new(100, 50), native, false, 32), Extent::new(100, 50));
        assert!(fitted(Extent::new(100, 50), native, true, 32).width > 300);
        assert_eq!(fitted(Extent::new(1, 1), native, false, 32), Extent::new(1, 1));
        let strip = fitted(Extent::new(60_000, 1), native, false, 32);
        assert!(padded(strip, 32).area() as f64 <= 1.5 * native, "{strip:?}");
        assert_eq!(fitted(Extent::new(512, 512), 4.0 * native, false, 32), Extent::new(512, 512));
    }

    #[test]
    fn reflection_works_at_any_size() {
        let plane = [1, 2, 3];
        let row = reflected(&plane, Extent::new(3, 1), Extent::new(8, 2));
        assert_eq!(row, [1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2]);
        assert_eq!(reflected(&[7], Extent::new(1, 1), Extent::new(2, 2)), [7; 4]);
        assert_eq!(cut(&row, Extent::new(8, 2), Extent::new(3, 1)), plane);
    }

    #[test]
    fn bounds_hold_all_that_is_above_0() {
        let extent = Extent::new(5, 4);
        let mut plane = vec![0.0; 20];
        assert_eq!(bounds(&plane, extent), None);
        plane[5 + 3] = 0.5;
        assert_eq!(bounds(&plane, extent), Some(Rect::new(3, 1, 1, 1)));
        plane[2 * 5 + 1] = 1.0;
        assert_eq!(bounds(&plane, extent), Some(Rect::new(1, 1, 3, 2)));
        assert_eq!(bounds(&[1.0; 20], extent), Some(extent.rect()));
    }

    #[test]
    fn a_thin_line_survives_reduction() {
        let extent = Extent::new(1000, 1000);
        let mut mask = Mask::filled(extent, 0);
        mask.fill(Rect::new(501, 0, 1, 1000), 200);
        let small = coverage(&mask, extent.rect(), Extent::new(37, 41));
        assert_eq!(small.iter().map(|c| usize::from(*c == 200)).sum::<usize>(), 41);
        assert_eq!(coverage(&mask, Rect::new(501, 0, 1, 1), Extent::new(3, 3)), [200; 9]);
    }
}
