//! Between the samples of a picture and the sRGB that models are trained on, through the ICC profile.

use std::sync::Arc;

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformF32Executor, TransformOptions};

use super::{Error, Extent, Pixels, Rect, Result, Samples};

impl Pixels {
    /// RGB of `rect` in sRGB encoding as planar f32 in [0, 1] (length 3·w·h) and alpha (w·h): what a model sees. Converts from `profile`.
    ///
    /// Samples are taken as they are where there is no profile, where it is sRGB's, and where it cannot be used (broken, or
    /// not for RGB). Colours outside sRGB are clipped. Errors when `rect` does not lie in the picture.
    pub fn to_srgb_planes(&self, rect: Rect) -> Result<(Vec<f32>, Vec<f32>)> {
        let extent = self.extent();
        if rect.extent().area() == 0 || !extent.rect().contains(rect) {
            let reason = format!("{rect:?} does not lie in the picture of {}×{} pixels", extent.width, extent.height);
            return Err(Error::Size { reason });
        }
        let area = rect.extent().area() as usize;
        let transform = self.profile().and_then(to_srgb);
        let (mut rgb, mut alpha) = (Vec::with_capacity(area * 3), Vec::with_capacity(area));
        // Interleaved, row by row: RGB as the profile's functions want it.
        let row_len = rect.width as usize;
        let mut row_rgb = vec![0.0; row_len * 3];
        let mut converted = vec![0.0; row_len * 3];
        rgb.resize(area * 3, 0.0);
        for y in 0..rect.height {
            let start = ((rect.y + y) as usize * extent.width as usize + rect.x as usize) * 4;
            match self.samples() {
                Samples::Eight(s) => {
                    split(&s[start..start + row_len * 4], 255.0, &mut row_rgb, &mut alpha);
                }
                Samples::Sixteen(s) => {
                    split(&s[start..start + row_len * 4], 65535.0, &mut row_rgb, &mut alpha);
                }
            }
            let row = convert(transform.as_deref(), &row_rgb, &mut converted);
            let at = y as usize * row_len;
            for (x, pixel) in row.as_chunks::<3>().0.iter().enumerate() {
                for c in 0..3 {
                    rgb[c * area + at + x] = pixel[c].clamp(0.0, 1.0);
                }
            }
        }
        Ok((rgb, alpha))
    }
    /// The inverse: a picture of the same depth and profile as `self` from planar sRGB f32 in [0, 1] and alpha.
    ///
    /// Errors when the planes are not 3·w·h and w·h long. Values that are not numbers become 0.
    pub fn from_srgb_planes(&self, extent: Extent, rgb: &[f32], alpha: &[f32]) -> Result<Self> {
        let area = extent.area() as usize;
        if alpha.len() != area || rgb.len() != area * 3 {
            let (colours, alphas) = (rgb.len(), alpha.len());
            let reason = format!(
                "{colours} colour and {alphas} alpha values do not make {}×{} pixels",
                extent.width, extent.height
            );
            return Err(Error::Size { reason });
        }
        let transform = self.profile().and_then(from_srgb);
        let row_len = extent.width.max(1) as usize;
        let mut samples = match self.samples() {
            Samples::Eight(_) => Samples::Eight(Vec::with_capacity(area * 4)),
            Samples::Sixteen(_) => Samples::Sixteen(Vec::with_capacity(area * 4)),
        };
        let mut row_rgb = vec![0.0; row_len * 3];
        let mut converted = vec![0.0; row_len * 3];
        for (y, alpha) in alpha.chunks_exact(row_len).enumerate() {
            for (x, pixel) in row_rgb.as_chunks_mut::<3>().0.iter_mut().enumerate() {
                *pixel = [0, 1, 2].map(|c| rgb[c * area + y * row_len + x].clamp(0.0, 1.0));
            }
            let row = convert(transform.as_deref(), &row_rgb, &mut converted);
            match &mut samples {
                Samples::Eight(s) => join(row, alpha, |v| (v.clamp(0.0, 1.0) * 255.0).round() as u8, s),
                Samples::Sixteen(s) => join(row, alpha, |v| (v.clamp(0.0, 1.0) * 65535.0).round() as u16, s),
            }
        }
        self.with_samples(extent, samples)
    }
    /// The same colours in the encoding and depth of `base`.
    pub fn in_profile_of(&self, base: &Self) -> Result<Self> {
        let (rgb, alpha) = self.to_srgb_planes(self.extent().rect())?;
        base.from_srgb_planes(self.extent(), &rgb, &alpha)
    }
}

fn split<T: Copy + Into<f32>>(row: &[T], full: f32, rgb: &mut [f32], alpha: &mut Vec<f32>) {
    for (out, pixel) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(row.as_chunks::<4>().0) {
        *out = [pixel[0].into() / full, pixel[1].into() / full, pixel[2].into() / full];
        alpha.push(pixel[3].into() / full);
    }
}

fn join<T>(rgb: &[f32], alpha: &[f32], sample: impl Fn(f32) -> T, out: &mut Vec<T>) {
    for (&[r, g, b], &a) in rgb.as_chunks::<3>().0.iter().zip(alpha) {
        out.extend([sample(r), sample(g), sample(b), sample(a)]);
    }
}

/// A row through the transform, or as it is where there is none (or where it refuses).
fn convert<'a>(transform: Option<&TransformF32Executor>, row: &'a [f32], converted: &'a mut [f32]) -> &'a [f32] {
    match transform.map(|t| t.transform(row, converted)) {
        Some(Ok(())) => converted,
        _ => row,
    }
}

/// Whether a profile is one for RGB pictures, by its header; others cannot go with RGBA samples.
pub(super) fn is_rgb(profile: &[u8]) -> bool {
    profile.get(16..20) == Some(b"RGB ".as_slice())
}

fn to_srgb(profile: &[u8]) -> Option<Arc<TransformF32Executor>> {
    let source = parsed(profile)?;
    transform(&source, &ColorProfile::new_srgb()).filter(|t| !is_identity(t.as_ref()))
}

fn from_srgb(profile: &[u8]) -> Option<Arc<TransformF32Executor>> {
    // The way there decides whether there is one back: both or neither, or colours would drift.
    to_srgb(profile)?;
    transform(&ColorProfile::new_srgb(), &parsed(profile)?)
}

fn parsed(profile: &[u8]) -> Option<ColorProfile> {
    let parsed = ColorProfile::new_from_slice(profile).ok()?;
    (parsed.color_space == DataColorSpace::Rgb).then_some(parsed)
}

fn transform(from: &ColorProfile, to: &ColorProfile) -> Option<Arc<TransformF32Executor>> {
    let options = TransformOptions { prefer_fixed_point: false, ..TransformOptions::default() };
    from.create_transform_f32(Layout::Rgb, to, Layout::Rgb, options).ok()
}

/// Whether a transform moves no colour by half a step of 8 bits: sRGB is told by what a profile does, not by its name.
fn is_identity(transform: &TransformF32Executor) -> bool {
    let greys = (0..=255).map(|v| [v as f32 / 255.0; 3]);
    let grid = (0..729).map(|i| [i % 9, i / 9 % 9, i / 81].map(|v| v as f32 / 8.0));
    let probes: Vec<f32> = greys.chain(grid).flatten().collect();
    let mut found = vec![0.0; probes.len()];
    transform.transform(&probes, &mut found).is_ok()
        && probes.iter().zip(&found).all(|(p, f)| (p - f.clamp(0.0, 1.0)).abs() < 0.5 / 255.0)
}

#[cfg(test)]
mod tests {
    use super::super::Depth;
    use super::*;

    fn all_values(depth: Depth) -> Pixels {
        let extent = Extent::new(256, 256);
        let value = |i: u64| (i.wrapping_mul(40_503) % 65536) as u16;
        let samples = match depth {
            Depth::Eight => Samples::Eight((0..extent.area() * 4).map(|i| value(i) as u8).collect()),
            Depth::Sixteen => Samples::Sixteen((0..extent.area() * 4).map(value).collect()),
        };
        Pixels::new(extent, samples).unwrap()
    }

    fn round_trip(pixels: &Pixels) -> Pixels {
        let (rgb, alpha) = pixels.to_srgb_planes(pixels.extent().rect()).unwrap();
        pixels.from_srgb_planes(pixels.extent(), &rgb, &alpha).unwrap()
    }

    fn with(pixels: Pixels, profile: &ColorProfile) -> Pixels {
        pixels.with_profile(Some(profile.encode().unwrap().into()))
    }

    #[test]
    fn srgb_comes_back_exactly_in_both_depths() {
        for depth in [Depth::Eight, Depth::Sixteen] {
            let plain = all_values(depth);
            assert_eq!(round_trip(&plain), plain);
            let named = with(plain, &ColorProfile::new_srgb());
            assert_eq!(round_trip(&named), named);
        }
    }

    #[test]
    fn display_p3_is_converted_and_comes_back() {
        // sRGB's red as Display P3 has it: (0.9175, 0.2003, 0.1386), CSS Color 4.
        let red = Pixels::new(Extent::new(1, 1), Samples::Sixteen(vec![60128, 13127, 9083, 65535])).unwrap();
        let p3 = with(red, &ColorProfile::new_display_p3());
        let (rgb, _) = p3.to_srgb_planes(Rect::new(0, 0, 1, 1)).unwrap();
        for (found, expected) in rgb.iter().zip([1.0, 0.0, 0.0]) {
            assert!((found - expected).abs() < 0.01, "{rgb:?}");
        }
        // Colours inside sRGB come back within one 8-bit step.
        let extent = Extent::new(256, 1);
        let muted = (0..=255_u8).flat_map(|v| [100 + v / 5, 110 + v / 6, 90 + v / 4, v]).collect();
        let muted = Pixels::new(extent, Samples::Eight(muted)).unwrap();
        let muted = with(muted, &ColorProfile::new_display_p3());
        let back = round_trip(&muted);
        assert_eq!(back.profile(), muted.profile());
        for x in 0..256 {
            let (a, b) = (muted.rgba8(x, 0), back.rgba8(x, 0));
            assert!(a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 1), "{a:?} {b:?}");
        }
    }

    #[test]
    fn profiles_that_cannot_be_used_leave_samples_alone() {
        let pixels = all_values(Depth::Eight);
        let (plain, _) = pixels.to_srgb_planes(pixels.extent().rect()).unwrap();
        let grey = ColorProfile::new_gray_with_gamma(2.2).encode().unwrap();
        let cut = ColorProfile::new_display_p3().encode().unwrap()[..200].to_vec();
        for profile in [b"nonsense".to_vec(), Vec::new(), grey, cut] {
            let other = pixels.clone().with_profile(Some(profile.into()));
            let (rgb, _) = other.to_srgb_planes(other.extent().rect()).unwrap();
            assert_eq!(rgb, plain);
            assert_eq!(round_trip(&other), other);
        }
    }

    #[test]
    fn planes_must_fit_and_rectangles_must_lie_inside() {
        let pixels = Pixels::filled(Extent::new(4, 3), [51, 102, 153, 204]);
        assert!(pixels.to_srgb_planes(Rect::new(1, 1, 4, 1)).is_err());
        assert!(pixels.from_srgb_planes(Extent::new(2, 2), &[0.0; 12], &[0.0; 3]).is_err());
        assert!(pixels.from_srgb_planes(Extent::new(0, 2), &[], &[]).is_err());
        let (rgb, alpha) = pixels.to_srgb_planes(Rect::new(1, 1, 2, 2)).unwrap();
        assert_eq!(rgb, [[0.2_f32; 4], [0.4; 4], [0.6; 4]].concat());
        assert_eq!(alpha, [0.8; 4]);
        let nan = pixels.from_srgb_planes(Extent::new(1, 1), &[f32::NAN, 2.0, -1.0], &[1.0]).unwrap();
        assert_eq!(nan.rgba8(0, 0), [0, 255, 0, 255]);
    }
}
