//! A picture in memory: RGBA, straight alpha, 8 or 16 bits a sample.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Error, Extent, Rect, Result, hash, resample};

/// Bits a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// 0…255.
    Eight,
    /// 0…65535.
    Sixteen,
}

/// Interleaved RGBA rows, straight alpha.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Samples {
    /// 0…255.
    Eight(Vec<u8>),
    /// 0…65535.
    Sixteen(Vec<u16>),
}

/// A picture: RGBA samples in the encoding of `profile` (sRGB where there is none), orientation already applied.
#[derive(Clone, Debug, PartialEq)]
#[must_use]
pub struct Pixels {
    extent: Extent,
    samples: Samples,
    profile: Option<Arc<[u8]>>,
    exif: Option<Arc<[u8]>>,
}

impl Pixels {
    /// From samples; errors when their number is not 4·width·height or the extent is empty.
    pub fn new(extent: Extent, samples: Samples) -> Result<Self> {
        let found = match &samples {
            Samples::Eight(s) => s.len(),
            Samples::Sixteen(s) => s.len(),
        };
        let Extent { width, height } = extent;
        if extent.area() == 0 {
            return Err(Error::Size { reason: format!("a picture of {width}×{height} pixels is empty") });
        }
        if !found.is_multiple_of(4) || found as u64 / 4 != extent.area() {
            let reason = format!("{found} samples do not make {width}×{height} RGBA pixels");
            return Err(Error::Size { reason });
        }
        Ok(Self { extent, samples, profile: None, exif: None })
    }
    /// One 8-bit colour everywhere.
    pub fn filled(extent: Extent, rgba: [u8; 4]) -> Self {
        let samples = Samples::Eight(rgba.repeat(extent.area() as usize));
        Self { extent, samples, profile: None, exif: None }
    }
    /// Its size.
    pub fn extent(&self) -> Extent {
        self.extent
    }
    /// Bits a sample.
    pub fn depth(&self) -> Depth {
        match self.samples {
            Samples::Eight(_) => Depth::Eight,
            Samples::Sixteen(_) => Depth::Sixteen,
        }
    }
    /// The samples, row by row.
    pub fn samples(&self) -> &Samples {
        &self.samples
    }
    /// The samples to change in place (for this room: their number must stay).
    pub(super) fn samples_mut(&mut self) -> &mut Samples {
        &mut self.samples
    }
    /// ICC profile of the samples, if the file had one.
    pub fn profile(&self) -> Option<&[u8]> {
        self.profile.as_deref()
    }
    /// The same picture with another ICC profile attached (samples untouched).
    pub fn with_profile(self, profile: Option<Arc<[u8]>>) -> Self {
        Self { profile, ..self }
    }
    /// EXIF block of the file, orientation already reset.
    pub fn exif(&self) -> Option<&[u8]> {
        self.exif.as_deref()
    }
    /// The same picture with another EXIF block attached.
    pub fn with_exif(self, exif: Option<Arc<[u8]>>) -> Self {
        Self { exif, ..self }
    }
    /// Other samples under the same profile and EXIF block.
    pub(super) fn with_samples(&self, extent: Extent, samples: Samples) -> Result<Self> {
        Ok(Self { profile: self.profile.clone(), exif: self.exif.clone(), ..Self::new(extent, samples)? })
    }
    /// One pixel as 8-bit RGBA (16-bit samples are rounded).
    pub fn rgba8(&self, x: u32, y: u32) -> [u8; 4] {
        let at = self.index_of(x, y);
        match &self.samples {
            Samples::Eight(s) => [s[at], s[at + 1], s[at + 2], s[at + 3]],
            Samples::Sixteen(s) => [s[at], s[at + 1], s[at + 2], s[at + 3]].map(to_eight),
        }
    }
    /// One pixel as 16-bit RGBA (8-bit samples ×257).
    pub fn rgba16(&self, x: u32, y: u32) -> [u16; 4] {
        let at = self.index_of(x, y);
        match &self.samples {
            Samples::Eight(s) => [s[at], s[at + 1], s[at + 2], s[at + 3]].map(|v| u16::from(v) * 257),
            Samples::Sixteen(s) => [s[at], s[at + 1], s[at + 2], s[at + 3]],
        }
    }
    /// All of it as 8-bit RGBA rows, borrowed where it already is.
    pub fn to_rgba8(&self) -> Cow<'_, [u8]> {
        match &self.samples {
            Samples::Eight(s) => Cow::Borrowed(s),
            Samples::Sixteen(s) => Cow::Owned(s.iter().map(|&v| to_eight(v)).collect()),
        }
    }
    /// `rect` of it as 8-bit RGBA rows (for texture uploads); clipped to the extent, empty when nothing is left.
    pub fn rgba8_of(&self, rect: Rect) -> Vec<u8> {
        let Some(rect) = rect.intersection(self.extent.rect()) else { return Vec::new() };
        let mut rows = Vec::with_capacity(rect.extent().area() as usize * 4);
        for y in rect.y..rect.bottom() {
            let row = self.index_of(rect.x, y)..self.index_of(rect.x, y) + rect.width as usize * 4;
            match &self.samples {
                Samples::Eight(s) => rows.extend_from_slice(&s[row]),
                Samples::Sixteen(s) => rows.extend(s[row].iter().map(|&v| to_eight(v))),
            }
        }
        rows
    }
    /// A part; profile kept. Panics never: `rect` is clipped to the extent, errors when nothing is left.
    pub fn crop(&self, rect: Rect) -> Result<Self> {
        let Some(rect) = rect.intersection(self.extent.rect()) else {
            return Err(Error::Size { reason: format!("nothing of the picture lies in {rect:?}") });
        };
        let samples = match &self.samples {
            Samples::Eight(s) => Samples::Eight(cropped(s, self.extent, rect, 4)),
            Samples::Sixteen(s) => Samples::Sixteen(cropped(s, self.extent, rect, 4)),
        };
        self.with_samples(rect.extent(), samples)
    }
    /// Puts `patch` at `at`, every sample exactly, alpha too; errors unless `patch` has the extent of `at` and the depth
    /// of the picture, and `at` lies in the picture.
    pub fn replace(&mut self, at: Rect, patch: &Self) -> Result<()> {
        check_patch(self.extent, at, patch.extent)?;
        match (&mut self.samples, &patch.samples) {
            (Samples::Eight(under), Samples::Eight(over)) => replaced(under, self.extent, at, over, 4),
            (Samples::Sixteen(under), Samples::Sixteen(over)) => replaced(under, self.extent, at, over, 4),
            _ => return Err(Error::Size { reason: "the patch has another depth than the picture".to_owned() }),
        }
        Ok(())
    }
    /// Resampled (Lanczos down, Catmull-Rom up, alpha-premultiplied, same depth) to `extent`, at least 1×1.
    pub fn resized(&self, extent: Extent) -> Self {
        let extent = Extent::new(extent.width.max(1), extent.height.max(1));
        let samples = match &self.samples {
            _ if extent == self.extent => return self.clone(),
            Samples::Eight(s) => Samples::Eight(resample::resampled(s, self.extent, extent)),
            Samples::Sixteen(s) => Samples::Sixteen(resample::resampled(s, self.extent, extent)),
        };
        Self { extent, samples, profile: self.profile.clone(), exif: self.exif.clone() }
    }
    /// How many pixels differ in any sample (both of one extent and depth; otherwise all count).
    pub fn differing(&self, other: &Self) -> u64 {
        match (&self.samples, &other.samples) {
            _ if self.extent != other.extent => self.extent.area().max(other.extent.area()),
            (Samples::Eight(a), Samples::Eight(b)) => count_differing(a, b),
            (Samples::Sixteen(a), Samples::Sixteen(b)) => count_differing(a, b),
            _ => self.extent.area(),
        }
    }
    /// SHA-256 of extent, depth and samples, in hex: the identity of a picture in recipes and caches.
    pub fn hash(&self) -> String {
        let (width, height) = (self.extent.width.to_le_bytes(), self.extent.height.to_le_bytes());
        match &self.samples {
            Samples::Eight(s) => hash::of(&[&width, &height, &[8], s]),
            // Little-endian on every machine that we build for, so the bytes are the same everywhere.
            Samples::Sixteen(s) => hash::of(&[&width, &height, &[16], bytemuck::cast_slice(s)]),
        }
    }
    fn index_of(&self, x: u32, y: u32) -> usize {
        (y as usize * self.extent.width as usize + x as usize) * 4
    }
}

/// The nearest 8-bit sample.
pub(super) const fn to_eight(sample: u16) -> u8 {
    ((sample as u32 + 128) / 257) as u8
}

/// The rows of `rect`, which lies in `extent`, of a buffer with `channels` values a pixel.
pub(super) fn cropped<T: Copy>(rows: &[T], extent: Extent, rect: Rect, channels: usize) -> Vec<T> {
    let stride = extent.width as usize * channels;
    let span = rect.x as usize * channels..(rect.x + rect.width) as usize * channels;
    let mut part = Vec::with_capacity(rect.extent().area() as usize * channels);
    for row in rows.chunks_exact(stride).skip(rect.y as usize).take(rect.height as usize) {
        part.extend_from_slice(&row[span.clone()]);
    }
    part
}

/// Copies the rows of `part` to `at`, which lies in `extent`.
pub(super) fn replaced<T: Copy>(rows: &mut [T], extent: Extent, at: Rect, part: &[T], channels: usize) {
    let stride = extent.width as usize * channels;
    let span = at.x as usize * channels..(at.x + at.width) as usize * channels;
    let under = rows.chunks_exact_mut(stride).skip(at.y as usize);
    for (row, new) in under.zip(part.chunks_exact(at.width as usize * channels)) {
        row[span.clone()].copy_from_slice(new);
    }
}

/// Errors unless `at` lies in `extent` and holds a patch of `patch`.
pub(super) fn check_patch(extent: Extent, at: Rect, patch: Extent) -> Result<()> {
    if patch != at.extent() {
        let (w, h) = (patch.width, patch.height);
        return Err(Error::Size { reason: format!("a patch of {w}×{h} pixels does not fill {at:?}") });
    }
    if at.extent().area() == 0 || !extent.rect().contains(at) {
        let (w, h) = (extent.width, extent.height);
        return Err(Error::Size { reason: format!("{at:?} does not lie in the picture of {w}×{h} pixels") });
    }
    Ok(())
}

fn count_differing<T: PartialEq>(a: &[T], b: &[T]) -> u64 {
    a.as_chunks::<4>().0.iter().zip(b.as_chunks::<4>().0).filter(|(a, b)| a != b).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp16(extent: Extent) -> Pixels {
        let samples = (0..extent.area() * 4).map(|i| (i * 7919 % 65536) as u16).collect();
        Pixels::new(extent, Samples::Sixteen(samples)).unwrap()
    }

    #[test]
    fn samples_must_fit_the_extent() {
        assert!(Pixels::new(Extent::new(2, 2), Samples::Eight(vec![0; 16])).is_ok());
        assert!(Pixels::new(Extent::new(2, 2), Samples::Eight(vec![0; 15])).is_err());
        assert!(Pixels::new(Extent::new(0, 2), Samples::Eight(vec![])).is_err());
        assert!(Pixels::new(Extent::new(u32::MAX, u32::MAX), Samples::Eight(vec![])).is_err());
    }

    #[test]
    fn depths_round_to_the_nearest() {
        for v in 0..=255_u8 {
            assert_eq!(to_eight(u16::from(v) * 257), v);
        }
        assert_eq!((to_eight(128), to_eight(129), to_eight(65535)), (0, 1, 255));
    }

    #[test]
    fn a_cropped_part_put_back_changes_nothing() {
        let picture = ramp16(Extent::new(13, 7));
        let rect = Rect::new(3, 2, 5, 4);
        let part = picture.crop(rect).unwrap();
        assert_eq!(part.rgba16(0, 0), picture.rgba16(3, 2));
        assert_eq!(part.rgba16(4, 3), picture.rgba16(7, 5));
        let mut blank = Pixels::new(picture.extent(), Samples::Sixteen(vec![0; 13 * 7 * 4])).unwrap();
        blank.replace(rect, &part).unwrap();
        assert_eq!(blank.crop(rect).unwrap(), part);
        assert_eq!(blank.rgba16(2, 2), [0; 4]);
        let mut again = picture.clone();
        again.replace(rect, &part).unwrap();
        assert_eq!(again.differing(&picture), 0);
        assert_eq!(blank.differing(&picture), 13 * 7 - 5 * 4);
    }

    #[test]
    fn crops_and_patches_outside_are_clipped_or_refused() {
        let mut picture = ramp16(Extent::new(13, 7));
        assert_eq!(picture.crop(Rect::new(10, 5, 99, u32::MAX)).unwrap().extent(), Extent::new(3, 2));
        assert!(picture.crop(Rect::new(13, 0, 1, 1)).is_err());
        assert!(picture.rgba8_of(Rect::new(13, 0, 1, 1)).is_empty());
        let patch = ramp16(Extent::new(4, 4));
        assert!(picture.replace(Rect::new(10, 0, 4, 4), &patch).is_err());
        assert!(picture.replace(Rect::new(0, 0, 4, 3), &patch).is_err());
        let eight = Pixels::filled(Extent::new(4, 4), [0; 4]);
        assert!(picture.replace(Rect::new(0, 0, 4, 4), &eight).is_err());
    }

    #[test]
    fn the_hash_tells_depth_extent_and_samples() {
        let picture = Pixels::filled(Extent::new(2, 3), [1, 2, 3, 4]);
        let turned = Pixels::filled(Extent::new(3, 2), [1, 2, 3, 4]);
        let other = Pixels::filled(Extent::new(2, 3), [1, 2, 3, 5]);
        let profiled = picture.clone().with_profile(Some(Arc::from([1, 2, 3].as_slice())));
        assert_ne!(picture.hash(), turned.hash());
        assert_ne!(picture.hash(), other.hash());
        assert_eq!(picture.hash(), profiled.hash());
        assert_eq!(picture.hash().len(), 64);
    }

    #[test]
    fn rows_of_a_part_are_those_of_the_whole() {
        let picture = ramp16(Extent::new(5, 4));
        let whole = picture.to_rgba8();
        assert_eq!(picture.rgba8_of(picture.extent().rect()), whole.as_ref());
        assert_eq!(picture.rgba8_of(Rect::new(2, 1, 1, 1)), picture.rgba8(2, 1));
    }
}
