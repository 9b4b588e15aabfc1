//! Another frame round a picture: parts cut away, borders added, another size.

use serde::{Deserialize, Serialize};

use super::{Error, Extent, Mask, Pixels, Result, Sample, Samples, Sheet};

/// The largest frame, in pixels: as large as the largest picture that is opened.
const AREA_MAX: u64 = super::io::MEGAPIXELS_MAX * 1_000_000;

/// What a new border is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Border {
    /// Nothing: transparent.
    #[default]
    Clear,
    /// The pixels at the edge, drawn outwards.
    Edge,
}

impl Extent {
    /// Errors when this is no size for a picture: empty, or larger than what is opened.
    pub fn checked(self) -> Result<Self> {
        let Self { width, height } = self;
        if self.area() == 0 {
            return Err(Error::Size { reason: format!("a picture of {width}×{height} pixels is empty") });
        }
        if self.area() > AREA_MAX {
            let (width, height) = (u64::from(width), u64::from(height));
            return Err(Error::TooLarge { width, height, limit: super::io::MEGAPIXELS_MAX });
        }
        Ok(self)
    }
}

impl Pixels {
    /// In a frame of `extent` with the upper left pixel of the picture at `at`, inside or outside.
    pub fn framed(&self, extent: Extent, at: (i64, i64), border: Border) -> Result<Self> {
        extent.checked()?;
        let samples = match self.samples() {
            Samples::Eight(rows) => Samples::Eight(framed::<_, 4>(rows, self.extent(), extent, at, border)),
            Samples::Sixteen(rows) => Samples::Sixteen(framed::<_, 4>(rows, self.extent(), extent, at, border)),
        };
        self.with_samples(extent, samples)
    }
}

impl Mask {
    /// In a frame of `extent` with its upper left pixel at `at`; 0 where there was none of it.
    pub fn framed(&self, extent: Extent, at: (i64, i64)) -> Result<Self> {
        extent.checked()?;
        match self.bounds() {
            None => Ok(Self::filled(extent, 0)),
            Some(_) => Self::new(extent, framed::<_, 1>(&self.coverage(), self.extent(), extent, at, Border::Clear)),
        }
    }
    /// Resampled to `extent`, at least 1×1.
    pub fn resized(&self, extent: Extent) -> Self {
        match self.uniform(self.extent().rect()) {
            Some(value) => Self::filled(extent, value),
            None => Self::from_pixels(&self.to_pixels().resized(extent)),
        }
    }
}

impl Sheet {
    /// In a frame of `extent` with its upper left pixel at `at`; clear where there was none of it.
    pub fn framed(&self, extent: Extent, at: (i64, i64)) -> Result<Self> {
        extent.checked()?;
        match self.bounds() {
            None => Ok(Self::clear(extent, self.depth())),
            Some(_) => Ok(Self::of(&self.to_pixels().framed(extent, at, Border::Clear)?)),
        }
    }
    /// Resampled to `extent`, at least 1×1.
    pub fn resized(&self, extent: Extent) -> Self {
        match self.bounds() {
            None => Self::clear(extent, self.depth()),
            Some(_) => Self::of(&self.to_pixels().resized(extent)),
        }
    }
}

/// Rows of `from` with `N` values a pixel as rows of `to`.
fn framed<S: Sample, const N: usize>(
    rows: &[S],
    from: Extent,
    to: Extent,
    (x, y): (i64, i64),
    border: Border,
) -> Vec<S> {
    let pixels = rows.as_chunks::<N>().0;
    let (width, height) = (i64::from(from.width), i64::from(from.height));
    let mut out = Vec::with_capacity(N * to.area() as usize);
    // Columns of the new frame: those before the picture, those of it, those behind.
    let clip = |at: i64| at.clamp(0, i64::from(to.width)) as usize;
    let (left, right) = (clip(x), clip(x.saturating_add(width)));
    let behind = to.width as usize - right;
    for row in 0..i64::from(to.height) {
        let inside = row.saturating_sub(y);
        if border == Border::Clear && !(0..height).contains(&inside) {
            out.resize(out.len() + N * to.width as usize, S::default());
            continue;
        }
        let start = (inside.clamp(0, height - 1) * width) as usize;
        let source = &pixels[start..start + width as usize];
        let (first, last) = match border {
            Border::Clear => ([S::default(); N], [S::default(); N]),
            Border::Edge => (source[0], source[source.len() - 1]),
        };
        out.extend(std::iter::repeat_n(first, left).flatten());
        let skipped = (left as i64).saturating_sub(x).clamp(0, width) as usize;
        out.extend(source[skipped..].iter().take(right - left).flatten());
        out.extend(std::iter::repeat_n(last, behind).flatten());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::Rect;
    use super::*;

    fn ramp(extent: Extent) -> Pixels {
        let samples = (0..extent.area() * 4).map(|i| (i * 7 % 251) as u8).collect();
        Pixels::new(extent, Samples::Eight(samples)).unwrap()
    }

    #[test]
    fn a_smaller_frame_is_a_crop_and_a_larger_one_holds_the_picture() {
        let picture = ramp(Extent::new(9, 6));
        let part = picture.framed(Extent::new(4, 3), (-2, -1), Border::Clear).unwrap();
        assert_eq!(part, picture.crop(Rect::new(2, 1, 4, 3)).unwrap());
        for border in [Border::Clear, Border::Edge] {
            let larger = picture.framed(Extent::new(14, 9), (3, 2), border).unwrap();
            assert_eq!(larger.crop(Rect::new(3, 2, 9, 6)).unwrap(), picture);
            let corner = larger.rgba8(0, 0);
            assert_eq!(corner, if border == Border::Edge { picture.rgba8(0, 0) } else { [0; 4] });
            let side = larger.rgba8(13, 4);
            assert_eq!(side, if border == Border::Edge { picture.rgba8(8, 2) } else { [0; 4] });
        }
        let beside = picture.framed(Extent::new(5, 5), (-40, 9), Border::Edge).unwrap();
        assert_eq!(beside, Pixels::new(Extent::new(5, 5), Samples::Eight(picture.rgba8(8, 0).repeat(25))).unwrap());
        assert!(picture.framed(Extent::new(0, 5), (0, 0), Border::Clear).is_err());
        assert!(picture.framed(Extent::new(u32::MAX, u32::MAX), (0, 0), Border::Clear).is_err());
    }

    #[test]
    fn masks_and_sheets_follow() {
        let picture = ramp(Extent::new(9, 6));
        let mask = Mask::from_pixels(&picture);
        assert_eq!(mask.framed(Extent::new(4, 3), (-2, -1)).unwrap(), mask.crop(Rect::new(2, 1, 4, 3)));
        let sheet = Sheet::of(&picture);
        let framed = picture.framed(Extent::new(300, 7), (280, 0), Border::Clear).unwrap();
        assert_eq!(sheet.framed(Extent::new(300, 7), (280, 0)).unwrap().to_pixels(), framed);
        assert_eq!(
            Mask::filled(Extent::new(9, 6), 255).resized(Extent::new(3, 3)),
            Mask::filled(Extent::new(3, 3), 255)
        );
        assert_eq!(sheet.resized(Extent::new(18, 12)).to_pixels(), picture.resized(Extent::new(18, 12)));
    }
}
