//! The last word of every edit: full-resolution compositing, exact where the mask is 0.

use super::pixels::check_patch;
use super::{Error, Extent, Mask, Pixels, Rect, Result, Samples};

/// `original` with `patch` laid over `at` through `mask` (of the original's extent, or of the rectangle's).
///
/// Where the mask is 0 every sample, alpha included, is the original's byte for byte; where it is 255 colours are the
/// patch's; between, o + (p − o)·m/255 rounded to the nearest sample of the picture's own depth. The alpha of the result
/// is always the original's, also where that is 0: colours under it still come from the patch. Nothing outside `at`
/// changes. `patch` has the extent of `at` and the depth of `original`; errors otherwise.
pub fn paste(original: &Pixels, patch: &Pixels, at: Rect, mask: &Mask) -> Result<Pixels> {
    let mut pasted = original.clone();
    paste_into(&mut pasted, patch, at, mask)?;
    Ok(pasted)
}

fn paste_into(picture: &mut Pixels, patch: &Pixels, at: Rect, mask: &Mask) -> Result<()> {
    let extent = picture.extent();
    check_patch(extent, at, patch.extent())?;
    // Where the mask's row begins: one of the picture's size is read at `at`, one of the rectangle's from its corner.
    let Extent { width, height } = mask.extent();
    let corner = if mask.extent() == extent {
        (at.x, at.y)
    } else if mask.extent() == at.extent() {
        (0, 0)
    } else {
        let reason = format!(
            "a mask of {width}×{height} pixels fits neither the picture of {}×{} nor the patch of {}×{}",
            extent.width, extent.height, at.width, at.height
        );
        return Err(Error::Size { reason });
    };
    let coverage = (corner.1..corner.1 + at.height).map(|y| mask.rows(Rect::new(corner.0, y, at.width, 1)));
    match (picture.samples_mut(), patch.samples()) {
        (Samples::Eight(under), Samples::Eight(over)) => {
            blend(under, extent, at, over, coverage, |o, p, m| {
                ((u32::from(o) * (255 - m) + u32::from(p) * m + 127) / 255) as u8
            });
        }
        (Samples::Sixteen(under), Samples::Sixteen(over)) => {
            blend(under, extent, at, over, coverage, |o, p, m| {
                ((u32::from(o) * (255 - m) + u32::from(p) * m + 127) / 255) as u16
            });
        }
        _ => return Err(Error::Size { reason: "the patch has another depth than the picture".to_owned() }),
    }
    Ok(())
}

/// RGB of `under` ← lerp(under, over, m) where m > 0; alpha stays.
fn blend<T: Copy>(
    under: &mut [T],
    extent: Extent,
    at: Rect,
    over: &[T],
    coverage: impl Iterator<Item = Vec<u8>>,
    lerp: impl Fn(T, T, u32) -> T,
) {
    let rows = under.chunks_exact_mut(extent.width as usize * 4).skip(at.y as usize);
    for ((row, over), coverage) in rows.zip(over.chunks_exact(at.width as usize * 4)).zip(coverage) {
        let pixels = row[at.x as usize * 4..].as_chunks_mut::<4>().0;
        for ((o, p), m) in pixels.iter_mut().zip(over.as_chunks::<4>().0).zip(coverage) {
            match m {
                0 => {}
                255 => o[..3].copy_from_slice(&p[..3]),
                _ => (0..3).for_each(|c| o[c] = lerp(o[c], p[c], u32::from(m))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Depth;
    use super::*;

    fn noise(extent: Extent, depth: Depth, seed: u64) -> Pixels {
        let values = (0..extent.area() * 4).map(|i| (i + seed).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48);
        let samples = match depth {
            Depth::Eight => Samples::Eight(values.map(|v| v as u8).collect()),
            Depth::Sixteen => Samples::Sixteen(values.map(|v| v as u16).collect()),
        };
        Pixels::new(extent, samples).unwrap()
    }

    fn graded(extent: Extent) -> Mask {
        let coverage = (0..extent.area()).map(|i| [0, 255, 1, 254, 128][(i % 5) as usize]).collect::<Vec<_>>();
        Mask::new(extent, coverage).unwrap()
    }

    #[test]
    fn every_sample_is_the_rounded_lerp_in_its_own_depth() {
        for (extent, depth) in [(Extent::new(33, 17), Depth::Eight), (Extent::new(31, 7), Depth::Sixteen)] {
            let at = Rect::new(3, 2, 11, 5);
            let (original, patch) = (noise(extent, depth, 1), noise(at.extent(), depth, 999));
            let whole = graded(extent);
            let pasted = paste(&original, &patch, at, &whole).unwrap();
            for y in 0..extent.height {
                for x in 0..extent.width {
                    let (o, r) = (original.rgba16(x, y), pasted.rgba16(x, y));
                    let inside = at.contains(Rect::new(x, y, 1, 1));
                    let m = if inside { f64::from(whole.at(x, y)) / 255.0 } else { 0.0 };
                    let p = if inside { patch.rgba16(x - at.x, y - at.y) } else { o };
                    let unit = if depth == Depth::Eight { 257.0 } else { 1.0 };
                    for c in 0..3 {
                        let (o, p) = (f64::from(o[c]) / unit, f64::from(p[c]) / unit);
                        assert_eq!(f64::from(r[c]) / unit, (o + (p - o) * m).round(), "{x} {y} {m}");
                    }
                    assert_eq!(o[3], r[3]);
                }
            }
            // The same mask, cut to the rectangle, does the same.
            assert_eq!(paste(&original, &patch, at, &whole.crop(at)).unwrap(), pasted);
        }
    }

    #[test]
    fn nothing_changes_under_an_empty_mask_and_one_pixel_is_a_picture() {
        let extent = Extent::new(1, 1);
        let original = Pixels::filled(extent, [9, 8, 7, 0]);
        let patch = Pixels::filled(extent, [1, 2, 3, 255]);
        let kept = paste(&original, &patch, extent.rect(), &Mask::filled(extent, 0)).unwrap();
        assert_eq!(kept, original);
        let painted = paste(&original, &patch, extent.rect(), &Mask::filled(extent, 255)).unwrap();
        assert_eq!(painted.rgba8(0, 0), [1, 2, 3, 0]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let extent = Extent::new(8, 8);
        let (original, patch) = (Pixels::filled(extent, [0; 4]), Pixels::filled(Extent::new(4, 4), [9; 4]));
        let mask = Mask::filled(extent, 255);
        assert!(paste(&original, &patch, Rect::new(5, 0, 4, 4), &mask).is_err());
        assert!(paste(&original, &patch, Rect::new(0, 0, 4, 5), &mask).is_err());
        let at = Rect::new(0, 0, 4, 4);
        assert!(paste(&original, &patch, at, &Mask::filled(Extent::new(5, 4), 255)).is_err());
        assert!(paste(&original, &noise(Extent::new(4, 4), Depth::Sixteen, 0), at, &mask).is_err());
        assert!(paste(&original, &patch, at, &mask).is_ok());
    }
}
