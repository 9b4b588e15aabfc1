//! A mask: where, and how much, an edit may change the picture.

use super::pixels::{check_patch, cropped, replaced};
use super::{Error, Extent, Pixels, Rect, Result, Samples, feather, grow, hash, io};

/// Coverage 0…255 a pixel: 0 is kept byte for byte, 255 is repainted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Mask {
    extent: Extent,
    coverage: Vec<u8>,
}

impl Mask {
    /// From rows of coverage; errors when their number is not width·height or the extent is empty.
    pub fn new(extent: Extent, coverage: Vec<u8>) -> Result<Self> {
        let Extent { width, height } = extent;
        if extent.area() == 0 {
            return Err(Error::Size { reason: format!("a mask of {width}×{height} pixels is empty") });
        }
        if coverage.len() as u64 != extent.area() {
            let reason = format!("{} values do not make a mask of {width}×{height} pixels", coverage.len());
            return Err(Error::Size { reason });
        }
        Ok(Self { extent, coverage })
    }
    /// One value everywhere.
    pub fn filled(extent: Extent, coverage: u8) -> Self {
        Self { extent, coverage: vec![coverage; extent.area() as usize] }
    }
    /// Luma of a picture × alpha: white repaints.
    ///
    /// Luma is Rec. 709's of the encoded samples, so a grey pixel gives its own value exactly.
    pub fn from_pixels(pixels: &Pixels) -> Self {
        let rows = pixels.to_rgba8();
        let coverage = rows.as_chunks::<4>().0.iter().map(|&rgba| {
            let [r, g, b, a] = rgba.map(u32::from);
            let luma = (2126 * r + 7152 * g + 722 * b + 5000) / 10000;
            ((luma * a + 127) / 255) as u8
        });
        Self { extent: pixels.extent(), coverage: coverage.collect() }
    }
    /// As a grey opaque picture.
    pub fn to_pixels(&self) -> Pixels {
        let samples = self.coverage.iter().flat_map(|&v| [v, v, v, 255]).collect();
        Pixels::new(self.extent, Samples::Eight(samples)).expect("four samples a pixel of a mask that is not empty")
    }
    /// Its size.
    pub fn extent(&self) -> Extent {
        self.extent
    }
    /// Rows of coverage.
    pub fn coverage(&self) -> &[u8] {
        &self.coverage
    }
    /// Rows of coverage to paint into.
    pub fn coverage_mut(&mut self) -> &mut [u8] {
        &mut self.coverage
    }
    /// Coverage of one pixel.
    pub fn at(&self, x: u32, y: u32) -> u8 {
        self.coverage[y as usize * self.extent.width as usize + x as usize]
    }
    /// Smallest rectangle of all non-zero pixels; `None` when the mask is empty.
    pub fn bounds(&self) -> Option<Rect> {
        let rows = || self.coverage.chunks_exact(self.extent.width as usize);
        let top = rows().position(|row| !is_blank(row))?;
        let bottom = rows().rposition(|row| !is_blank(row))? + 1;
        let (mut left, mut right) = (self.extent.width as usize, 0);
        for row in rows().take(bottom).skip(top) {
            // Only what could widen the span is looked at.
            if !is_blank(&row[..left]) {
                left = row[..left].iter().position(|&v| v > 0).unwrap_or(left);
            }
            if !is_blank(&row[right..]) {
                right += row[right..].iter().rposition(|&v| v > 0).map_or(0, |i| i + 1);
            }
        }
        Some(Rect::new(left as u32, top as u32, (right - left) as u32, (bottom - top) as u32))
    }
    /// A part; `rect` is clipped to the extent, and where nothing is left the part is a single pixel of 0.
    pub fn crop(&self, rect: Rect) -> Self {
        match rect.intersection(self.extent.rect()) {
            Some(rect) => Self { extent: rect.extent(), coverage: cropped(&self.coverage, self.extent, rect, 1) },
            None => Self::filled(Extent::new(1, 1), 0),
        }
    }
    /// Puts `patch` at `at` exactly; errors unless it has that extent and `at` lies in the mask.
    pub fn replace(&mut self, at: Rect, patch: &Self) -> Result<()> {
        check_patch(self.extent, at, patch.extent)?;
        replaced(&mut self.coverage, self.extent, at, &patch.coverage, 1);
        Ok(())
    }
    /// 255 − coverage.
    pub fn inverted(&self) -> Self {
        Self { extent: self.extent, coverage: self.coverage.iter().map(|v| 255 - v).collect() }
    }
    /// Grown (positive) or shrunk (negative) by a disc of `radius_px`.
    ///
    /// Growing takes the largest coverage within the disc, shrinking the smallest; what lies outside the picture does
    /// neither, so a mask that touches the border still touches it after shrinking. Soft masks of more than sixteen
    /// levels are grown at sixteen of them and interpolated between.
    pub fn grown(&self, radius_px: i32) -> Self {
        let Some(bounds) = self.bounds() else { return self.clone() };
        let radius = radius_px.unsigned_abs();
        match radius_px {
            0 => self.clone(),
            1.. => self.changed_in(bounds.expanded(radius, self.extent), |part, extent| {
                grow::dilated(part, extent.width as usize, radius)
            }),
            // A border of one pixel of 0 is all that the complement needs to eat inwards from.
            ..0 => self.changed_in(bounds.expanded(1, self.extent), |part, extent| {
                let complement: Vec<u8> = part.iter().map(|v| 255 - v).collect();
                let mut eaten = grow::dilated(&complement, extent.width as usize, radius);
                for v in &mut eaten {
                    *v = 255 - *v;
                }
                eaten
            }),
        }
    }
    /// Blurred by a Gaussian of standard deviation `radius_px / 2`.
    ///
    /// Coverage goes on beyond the border as it is there, so a full mask stays full. Nothing happens for a radius that is
    /// not a positive number.
    pub fn feathered(&self, radius_px: f32) -> Self {
        let Some(bounds) = self.bounds() else { return self.clone() };
        if !radius_px.is_finite() || radius_px <= 0.0 {
            return self.clone();
        }
        let sigma = f64::from(radius_px) / 2.0;
        let reach = feather::reach(sigma);
        self.changed_in(bounds.expanded(reach, self.extent), |part, extent| feather::blurred(part, extent, sigma))
    }
    /// SHA-256 of extent and coverage, in hex.
    pub fn hash(&self) -> String {
        hash::of(&[&self.extent.width.to_le_bytes(), &self.extent.height.to_le_bytes(), &self.coverage])
    }
    /// As the bytes of a grey PNG (what a recipe embeds).
    pub fn to_png(&self) -> Result<Vec<u8>> {
        io::encode_grey(self.extent, &self.coverage)
    }
    /// From the bytes of a PNG.
    pub fn from_png(bytes: &[u8]) -> Result<Self> {
        if !bytes.starts_with(b"\x89PNG") {
            return Err(Error::Decode { reason: "the mask is not a PNG".to_owned() });
        }
        Ok(Self::from_pixels(&io::decode(bytes)?.pixels))
    }
    /// The mask with `rect` replaced by what `change` makes of its rows; outside, coverage stays.
    fn changed_in(&self, rect: Rect, change: impl FnOnce(&[u8], Extent) -> Vec<u8>) -> Self {
        if rect == self.extent.rect() {
            return Self { extent: self.extent, coverage: change(&self.coverage, self.extent) };
        }
        let part = change(&cropped(&self.coverage, self.extent, rect, 1), rect.extent());
        let mut changed = self.clone();
        replaced(&mut changed.coverage, self.extent, rect, &part, 1);
        changed
    }
}

/// Whether all is 0, looked at in blocks so that the compiler can use wide registers.
fn is_blank(row: &[u8]) -> bool {
    row.chunks(256).all(|block| block.iter().fold(0, |any, v| any | v) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disc(extent: Extent, cx: f32, cy: f32, radius: f32, edge: f32) -> Mask {
        let at = |i: u64| {
            let (x, y) = ((i % u64::from(extent.width)) as f32, (i / u64::from(extent.width)) as f32);
            let outside = (x - cx).hypot(y - cy) - radius;
            ((0.5 - outside / edge).clamp(0.0, 1.0) * 255.0).round() as u8
        };
        Mask::new(extent, (0..extent.area()).map(at).collect()).unwrap()
    }

    /// The definition: the largest coverage within the disc.
    fn dilated_slowly(mask: &Mask, radius: i64) -> Mask {
        let (w, h) = (i64::from(mask.extent.width), i64::from(mask.extent.height));
        let mut out = mask.clone();
        for y in 0..h {
            for x in 0..w {
                let near = (-radius..=radius).flat_map(|dy| (-radius..=radius).map(move |dx| (dx, dy)));
                let near = near.filter(|(dx, dy)| dx * dx + dy * dy <= radius * radius);
                let near = near.map(|(dx, dy)| (x + dx, y + dy));
                let inside = near.filter(|&(x, y)| x >= 0 && y >= 0 && x < w && y < h);
                out.coverage[(y * w + x) as usize] = inside.map(|(x, y)| mask.at(x as u32, y as u32)).max().unwrap();
            }
        }
        out
    }

    #[test]
    fn bounds_hold_all_that_is_not_zero() {
        let extent = Extent::new(700, 40);
        let mut mask = Mask::filled(extent, 0);
        assert_eq!(mask.bounds(), None);
        mask.coverage_mut()[5 * 700 + 650] = 1;
        assert_eq!(mask.bounds(), Some(Rect::new(650, 5, 1, 1)));
        mask.coverage_mut()[20 * 700 + 3] = 255;
        assert_eq!(mask.bounds(), Some(Rect::new(3, 5, 648, 16)));
        assert_eq!(Mask::filled(extent, 9).bounds(), Some(extent.rect()));
        assert_eq!(Mask::filled(Extent::new(1, 1), 9).bounds(), Some(Rect::new(0, 0, 1, 1)));
    }

    #[test]
    fn growing_is_the_maximum_within_the_disc() {
        let extent = Extent::new(47, 39);
        let hard = disc(extent, 20.0, 17.0, 6.3, 0.01);
        for radius in [1, 2, 5, 9, 60] {
            assert_eq!(hard.grown(radius), dilated_slowly(&hard, i64::from(radius)), "radius {radius}");
            let shrunk = dilated_slowly(&hard.inverted(), i64::from(radius)).inverted();
            assert_eq!(hard.grown(-radius), shrunk, "radius {radius}");
        }
        // Few levels: exact as well.
        let mut levels = hard.clone();
        levels.coverage.iter_mut().enumerate().for_each(|(i, v)| *v = (*v / 255) * [40, 90, 200][i % 3]);
        assert_eq!(levels.grown(4), dilated_slowly(&levels, 4));
    }

    #[test]
    fn growing_a_soft_mask_stays_within_one_of_sixteen_levels() {
        let soft = disc(Extent::new(60, 50), 30.0, 24.0, 9.0, 14.0);
        for radius in [1, 3, 8] {
            let (grown, exact) = (soft.grown(radius), dilated_slowly(&soft, i64::from(radius)));
            for (i, (&g, &e)) in grown.coverage.iter().zip(&exact.coverage).enumerate() {
                assert!(g.abs_diff(e) <= 17, "radius {radius}, pixel {i}: {g} and {e}");
                assert!(g >= soft.coverage[i]);
            }
            let shrunk = soft.grown(-radius);
            assert!(shrunk.coverage.iter().zip(&soft.coverage).all(|(s, v)| s <= v));
        }
    }

    #[test]
    fn shrinking_does_not_eat_from_the_border() {
        let extent = Extent::new(30, 20);
        assert_eq!(Mask::filled(extent, 255).grown(-7), Mask::filled(extent, 255));
        assert_eq!(Mask::filled(extent, 0).grown(7), Mask::filled(extent, 0));
        let mut left = Mask::filled(extent, 0);
        left.coverage.chunks_exact_mut(30).for_each(|row| row[..10].fill(255));
        let shrunk = left.grown(-3);
        assert!(shrunk.coverage.chunks_exact(30).all(|row| row[..7] == [255; 7] && row[7..] == [0; 23]));
        assert_eq!(shrunk.grown(i32::MIN).bounds(), None);
        assert_eq!(left.grown(i32::MAX), Mask::filled(extent, 255));
    }

    #[test]
    fn feathering_is_a_gaussian() {
        // A half-plane blurred by σ is the normal distribution function of the distance to its edge.
        let extent = Extent::new(200, 8);
        let mut half = Mask::filled(extent, 0);
        half.coverage.chunks_exact_mut(200).for_each(|row| row[..100].fill(255));
        for radius_px in [3.0_f32, 8.0, 20.0, 45.5] {
            let sigma = f64::from(radius_px) / 2.0;
            let feathered = half.feathered(radius_px);
            for x in 0..200 {
                let z = (99.5 - f64::from(x)) / sigma;
                // Sums of the sampled density stand in for erf.
                let steps = (-600..600).map(|i| f64::from(i) * 0.01 + 0.005).filter(|&t| t < z);
                let phi: f64 = steps.map(|t| (-t * t / 2.0).exp() * 0.01 / 2.506_628_3).sum();
                let found = f64::from(feathered.at(x, 3)) / 255.0;
                assert!((found - phi).abs() < 0.025, "radius {radius_px}, x {x}: {found} and {phi}");
            }
        }
    }

    #[test]
    fn feathering_keeps_full_and_empty_masks_and_total_coverage() {
        let extent = Extent::new(64, 48);
        for v in [0, 255, 77] {
            assert_eq!(Mask::filled(extent, v).feathered(9.0), Mask::filled(extent, v));
        }
        let disc = disc(extent, 31.0, 22.0, 8.0, 1.0);
        for radius in [0.5, 2.0, 8.0] {
            let feathered = disc.feathered(radius);
            let total = |m: &Mask| m.coverage.iter().map(|&v| f64::from(v)).sum::<f64>();
            assert!((total(&feathered) / total(&disc) - 1.0).abs() < 0.02, "radius {radius}");
        }
        for radius in [0.0, -1.0, f32::NAN, f32::INFINITY] {
            assert_eq!(disc.feathered(radius), disc);
        }
        assert!(Mask::filled(extent, 255).feathered(1e30).coverage.iter().all(|&v| v == 255));
    }

    #[test]
    fn working_on_bounds_gives_what_the_whole_gives() {
        // A small blot in a wide mask: the same as in a mask cut close round it.
        let mut wide = Mask::filled(Extent::new(300, 200), 0);
        let blot = disc(Extent::new(80, 80), 40.0, 40.0, 9.0, 5.0);
        let at = Rect::new(150, 60, 80, 80);
        wide.replace(at, &blot).unwrap();
        assert_eq!(wide.feathered(10.0).crop(at), blot.feathered(10.0));
        assert_eq!(wide.grown(6).crop(at), blot.grown(6));
        assert_eq!(wide.grown(-4).crop(at), blot.grown(-4));
        assert_eq!(wide.grown(6).bounds(), Some(Rect::new(173, 83, 35, 35)));
    }

    #[test]
    fn masks_come_back_from_pictures_and_png() {
        let all = Mask::new(Extent::new(256, 1), (0..=255).collect()).unwrap();
        assert_eq!(Mask::from_pixels(&all.to_pixels()), all);
        assert_eq!(Mask::from_png(&all.to_png().unwrap()).unwrap(), all);
        assert_eq!(all.inverted().inverted(), all);
        assert!(Mask::from_png(b"no picture").is_err());
        assert!(Mask::new(Extent::new(3, 3), vec![0; 8]).is_err());
        let half = Pixels::filled(Extent::new(1, 1), [255, 255, 255, 128]);
        assert_eq!(Mask::from_pixels(&half).at(0, 0), 128);
        assert_eq!(all.crop(Rect::new(999, 0, 1, 1)), Mask::filled(Extent::new(1, 1), 0));
    }
}
