//! Two states of one picture beside each other: every pixel that differs, and whether it was allowed to.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::ssim::{SIDE, luma_of, sum_within};
use super::{Error, Extent, Mask, Pixels, Rect, Result, Sample, Samples};

#[cfg(test)]
mod tests;

/// Where a picture may differ: in `rect`, as far as the mask is not 0.
#[derive(Clone, Debug)]
pub struct Area {
    /// Of the picture.
    pub rect: Rect,
    /// Of the picture's size, or of `rect`'s; all of `rect` where there is none.
    pub mask: Option<Arc<Mask>>,
}

/// What differs between two pictures of one size and depth.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Pixels that differ in any sample, alpha included.
    pub changed: u64,
    /// Those of them that lie outside every area.
    pub outside: u64,
    /// Pixels of all areas together.
    pub inside: u64,
    /// Smallest rectangle of all that differ.
    pub bounds: Option<Rect>,
    /// Sum over the areas' pixels and their three colours of the squared difference, as a share of the largest sample.
    squares: f64,
    extent: Extent,
    /// The strongest of 4 × 4 pixels each.
    coarse: Vec<[u8; 4]>,
}

/// Pixels of a coarse texel's side.
const COARSE: u32 = 4;
/// Rows of windows that are worked out at once: bounds what a thread holds.
const BAND: usize = 32;

/// In the last byte of a texel: it differs, where it may.
pub const INSIDE: u8 = 1;
/// In the last byte of a texel: it differs, where it may not.
pub const OUTSIDE: u8 = 2;

/// What is found in some rows.
struct Rows {
    changed: u64,
    outside: u64,
    inside: u64,
    squares: u128,
    columns: Option<Range<u32>>,
    lines: Option<Range<u32>>,
    texels: Vec<[u8; 4]>,
}

impl Area {
    /// Marks the pixels of row `y` from column `x` on.
    fn mark(&self, picture: Extent, x: u32, y: u32, marks: &mut [bool]) {
        let row = Rect::new(x, y, marks.len() as u32, 1);
        let Some(shared) = self.rect.intersection(row) else { return };
        let start = (shared.x - x) as usize;
        let marks = &mut marks[start..start + shared.width as usize];
        let Some(mask) = &self.mask else {
            marks.fill(true);
            return;
        };
        let at = if mask.extent() == picture {
            shared
        } else {
            Rect { x: shared.x - self.rect.x, y: shared.y - self.rect.y, ..shared }
        };
        for (mark, value) in marks.iter_mut().zip(mask.rows(at)) {
            *mark |= value > 0;
        }
    }
}

/// Which pixels of row `y`, from column `x` on, may differ.
fn marks(areas: &[Area], picture: Extent, x: u32, y: u32, width: u32) -> Vec<bool> {
    let mut marks = vec![false; width as usize];
    for area in areas {
        area.mark(picture, x, y, &mut marks);
    }
    marks
}

/// Errors unless the pictures can be compared pixel by pixel and the masks lie on them.
fn check(before: &Pixels, after: &Pixels, areas: &[Area]) -> Result<()> {
    let extent = before.extent();
    let wrong = |reason: &str| Err(Error::Size { reason: reason.to_owned() });
    if extent != after.extent() {
        return wrong("the pictures are not of one size");
    }
    if before.depth() != after.depth() {
        return wrong("the pictures have not as many bits a sample");
    }
    let fits = |area: &Area| {
        let lies = area.rect.intersection(extent.rect()) == Some(area.rect);
        lies && area.mask.as_ref().is_none_or(|m| m.extent() == extent || m.extent() == area.rect.extent())
    };
    if areas.iter().all(fits) { Ok(()) } else { wrong("a mask is not of the picture's size") }
}

impl Comparison {
    /// Looks at every pixel of both. Errors when they are not of one size and depth, or a mask is not of theirs.
    pub fn of(before: &Pixels, after: &Pixels, areas: &[Area]) -> Result<Self> {
        check(before, after, areas)?;
        let extent = before.extent();
        let bands: Vec<Rows> = (0..extent.height.div_ceil(COARSE))
            .into_par_iter()
            .map(|band| {
                let y = band * COARSE;
                let rect = Rect::new(0, y, extent.width, COARSE.min(extent.height - y));
                match (before.samples(), after.samples()) {
                    (Samples::Eight(a), Samples::Eight(b)) => rows(a, b, areas, extent, rect, COARSE),
                    (Samples::Sixteen(a), Samples::Sixteen(b)) => rows(a, b, areas, extent, rect, COARSE),
                    _ => Rows::none(),
                }
            })
            .collect();
        let (mut all, mut coarse) = (Rows::none(), Vec::new());
        for band in bands {
            all.changed += band.changed;
            all.outside += band.outside;
            all.inside += band.inside;
            all.squares += band.squares;
            all.columns = union(all.columns, band.columns);
            all.lines = union(all.lines, band.lines);
            coarse.extend(band.texels);
        }
        let bounds = all.columns.zip(all.lines).map(|(columns, lines)| {
            Rect::new(columns.start, lines.start, columns.end - columns.start, lines.end - lines.start)
        });
        let most: f64 = match before.samples() {
            Samples::Eight(_) => 255.0,
            Samples::Sixteen(_) => 65535.0,
        };
        let squares = all.squares as f64 / (most * most);
        let (changed, outside, inside) = (all.changed, all.outside, all.inside);
        Ok(Self { changed, outside, inside, bounds, squares, extent, coarse })
    }

    /// Peak signal-to-noise ratio of the colours inside the areas, dB; infinite where nothing differs there, none where
    /// there is no inside.
    pub fn psnr(&self) -> Option<f64> {
        (self.inside > 0).then(|| -10.0 * (self.squares / (3 * self.inside) as f64).log10())
    }

    /// What differs in `rect`, made smaller by a power of two: each texel is the strongest difference of `every` × `every`
    /// pixels, so that no pixel is lost. Red, green, blue in levels of 8 bits, rounded up (alpha's in all three), then 0,
    /// [`INSIDE`] or [`OUTSIDE`]. `rect` begins at multiples of `every` and lies in the picture.
    pub fn texels(&self, pair: [&Pixels; 2], areas: &[Area], rect: Rect, every: u32) -> Vec<[u8; 4]> {
        let across = rect.width.div_ceil(every) as usize;
        let mut texels = vec![[0; 4]; across * rect.height.div_ceil(every) as usize];
        texels.par_chunks_mut(across.max(1)).enumerate().for_each(|(row, texels)| {
            let y = rect.y + row as u32 * every;
            let part = Rect::new(rect.x, y, rect.width, every.min(rect.bottom() - y));
            if every >= COARSE {
                self.pool(part, every, texels);
                return;
            }
            let found = match (pair[0].samples(), pair[1].samples()) {
                (Samples::Eight(a), Samples::Eight(b)) => rows(a, b, areas, self.extent, part, every),
                (Samples::Sixteen(a), Samples::Sixteen(b)) => rows(a, b, areas, self.extent, part, every),
                _ => return,
            };
            texels.copy_from_slice(&found.texels);
        });
        texels
    }

    /// Texels made of the coarse ones.
    fn pool(&self, part: Rect, every: u32, texels: &mut [[u8; 4]]) {
        let stride = self.extent.width.div_ceil(COARSE) as usize;
        for y in part.y / COARSE..part.bottom().div_ceil(COARSE) {
            let row = &self.coarse[y as usize * stride..][..stride];
            let columns = part.x / COARSE..part.right().div_ceil(COARSE);
            for x in columns.clone() {
                strongest(&mut texels[((x - columns.start) / (every / COARSE)) as usize], row[x as usize]);
            }
        }
    }
}

impl Rows {
    fn none() -> Self {
        let (changed, outside, inside, squares) = (0, 0, 0, 0);
        Self { changed, outside, inside, squares, columns: None, lines: None, texels: Vec::new() }
    }
}

fn union(a: Option<Range<u32>>, b: Option<Range<u32>>) -> Option<Range<u32>> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.start.min(b.start)..a.end.max(b.end)),
        (a, b) => a.or(b),
    }
}

fn strongest(texel: &mut [u8; 4], other: [u8; 4]) {
    for (own, other) in texel.iter_mut().zip(other) {
        *own = (*own).max(other);
    }
}

/// A sample that can be told apart from another.
trait Level: Sample {
    fn apart(self, other: Self) -> u32;
    /// A difference in levels of 8 bits, rounded up.
    fn levels(apart: u32) -> u8;
}

impl Level for u8 {
    fn apart(self, other: Self) -> u32 {
        u32::from(self.abs_diff(other))
    }
    fn levels(apart: u32) -> u8 {
        apart as Self
    }
}

impl Level for u16 {
    fn apart(self, other: Self) -> u32 {
        u32::from(self.abs_diff(other))
    }
    fn levels(apart: u32) -> u8 {
        apart.div_ceil(257) as u8
    }
}

/// Counts in `rect`, and one row of texels, each of `every` columns and all of its lines.
fn rows<S: Level>(a: &[S], b: &[S], areas: &[Area], extent: Extent, rect: Rect, every: u32) -> Rows {
    let mut found = Rows::none();
    found.texels = vec![[0; 4]; rect.width.div_ceil(every) as usize];
    for y in rect.y..rect.bottom() {
        let allowed = marks(areas, extent, rect.x, y, rect.width);
        found.inside += allowed.iter().filter(|&&inside| inside).count() as u64;
        let start = 4 * (y as usize * extent.width as usize + rect.x as usize);
        let row = start..start + 4 * rect.width as usize;
        let (a, b) = (&a[row.clone()], &b[row]);
        if a == b {
            continue;
        }
        for (x, (a, b)) in a.as_chunks::<4>().0.iter().zip(b.as_chunks::<4>().0).enumerate() {
            if a == b {
                continue;
            }
            let apart: [u32; 4] = std::array::from_fn(|i| a[i].apart(b[i]));
            found.changed += 1;
            if allowed[x] {
                found.squares += apart[..3].iter().map(|&d| u128::from(d) * u128::from(d)).sum::<u128>();
            } else {
                found.outside += 1;
            }
            let [r, g, b] = [0, 1, 2].map(|i| S::levels(apart[i].max(apart[3])));
            let kind = if allowed[x] { INSIDE } else { OUTSIDE };
            strongest(&mut found.texels[x / every as usize], [r, g, b, kind]);
            let column = rect.x + x as u32;
            found.columns = union(found.columns, Some(column..column + 1));
            found.lines = union(found.lines, Some(y..y + 1));
        }
    }
    found
}

/// Mean SSIM of the luma over all windows that lie in the areas; none where none does, or where `goes_on` said no in
/// between: it is asked for every few rows. Errors as [`Comparison::of`].
pub fn similarity(
    before: &Pixels,
    after: &Pixels,
    areas: &[Area],
    goes_on: &(dyn Fn() -> bool + Sync),
) -> Result<Option<f64>> {
    check(before, after, areas)?;
    let extent = before.extent();
    let Some(bounds) = areas.iter().map(|area| area.rect).reduce(Rect::union) else { return Ok(None) };
    let windows = (bounds.height as usize).saturating_sub(SIDE - 1);
    let sums: Vec<Option<(f64, u64)>> = (0..windows.div_ceil(BAND))
        .into_par_iter()
        .map(|band| {
            if !goes_on() {
                return None;
            }
            let y = (band * BAND) as u32;
            let height = ((BAND + SIDE - 1) as u32).min(bounds.height - y);
            let part = Rect::new(bounds.x, bounds.y + y, bounds.width, height);
            let inside: Vec<f64> = (part.y..part.bottom())
                .flat_map(|y| marks(areas, extent, part.x, y, part.width))
                .map(|inside| f64::from(u8::from(inside)))
                .collect();
            if inside.iter().all(|&inside| inside == 0.0) {
                return Some((0.0, 0));
            }
            Some(sum_within(&lumas(before, part), &lumas(after, part), &inside, part.extent()))
        })
        .collect();
    let Some(sums) = sums.into_iter().collect::<Option<Vec<_>>>() else { return Ok(None) };
    let (sum, count) = sums.into_iter().fold((0.0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    Ok((count > 0).then(|| sum / count as f64))
}

/// Luma of all pixels of `part`, row by row.
fn lumas(pixels: &Pixels, part: Rect) -> Vec<f64> {
    fn of<S: Level>(rows: &[S], width: u32, part: Rect) -> Vec<f64> {
        let row = |y: u32| {
            let start = 4 * (y as usize * width as usize + part.x as usize);
            rows[start..start + 4 * part.width as usize].as_chunks::<4>().0
        };
        let luma = |&[r, g, b, _]: &[S; 4]| luma_of([r, g, b].map(|level| level.to_f32() / S::MAX));
        (part.y..part.bottom()).flat_map(|y| row(y).iter().map(luma)).collect()
    }
    match pixels.samples() {
        Samples::Eight(rows) => of(rows, pixels.extent().width, part),
        Samples::Sixteen(rows) => of(rows, pixels.extent().width, part),
    }
}
