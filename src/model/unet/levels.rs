//! Which pixels of each resolution a change of x reaches, for a patch's purposes.

/// Active pixels come in squares of this side where the picture is larger than [`WHOLE`]: Winograd's tiles.
const SQUARE: usize = 4;
/// Up to this height or width a level is recomputed whole: it sees all of the picture, and costs little.
const WHOLE: usize = 8;
/// A level of which more than this share is active is recomputed whole.
const MOST: f64 = 0.7;

/// One resolution.
pub(crate) struct Level {
    pub(crate) height: usize,
    pub(crate) width: usize,
    /// Pixels to recompute, sorted.
    pub(crate) active: Vec<u32>,
    /// Those and their neighbours, which their convolutions read.
    pub(crate) around: Vec<u32>,
    /// Whether every pixel is active.
    pub(crate) whole: bool,
}

/// The resolutions of a network, the finest first.
pub(crate) struct Levels(pub(crate) Vec<Level>);

impl Levels {
    /// From the changed cells of x (height × width); each level's changes spread by `margin` pixels.
    pub(crate) fn new(changed: &[bool], height: usize, width: usize, halvings: usize, margin: usize) -> Self {
        let mut levels = Vec::new();
        let (mut marks, mut h, mut w) = (changed.to_vec(), height, width);
        for _ in 0..=halvings {
            let spread = squares(&dilated(&marks, h, w, margin), h, w);
            let share = spread.iter().filter(|&&on| on).count() as f64 / spread.len().max(1) as f64;
            let whole = h.min(w) <= WHOLE || share > MOST;
            let marked = if whole { vec![true; h * w] } else { spread };
            let around = dilated(&marked, h, w, 1);
            levels.push(Level { height: h, width: w, active: indices(&marked), around: indices(&around), whole });
            (marks, h, w) = (halved(&marks, h, w), h.div_ceil(2), w.div_ceil(2));
        }
        Self(levels)
    }

    /// The share of the finest level that is active.
    pub(crate) fn share(&self) -> f64 {
        self.0.first().map_or(1.0, |level| level.active.len() as f64 / (level.height * level.width).max(1) as f64)
    }
}

fn indices(marks: &[bool]) -> Vec<u32> {
    marks.iter().enumerate().filter(|&(_, &on)| on).map(|(i, _)| i as u32).collect()
}

/// Every pixel within `by` rows and columns of a marked one.
fn dilated(marks: &[bool], h: usize, w: usize, by: usize) -> Vec<bool> {
    let mut out = vec![false; marks.len()];
    for (at, _) in marks.iter().enumerate().filter(|&(_, &on)| on) {
        let (y, x) = (at / w, at % w);
        for row in y.saturating_sub(by)..(y + by + 1).min(h) {
            out[row * w + x.saturating_sub(by)..row * w + (x + by + 1).min(w)].fill(true);
        }
    }
    out
}

/// Whole squares of everything that is marked.
fn squares(marks: &[bool], h: usize, w: usize) -> Vec<bool> {
    let mut out = vec![false; marks.len()];
    for (at, _) in marks.iter().enumerate().filter(|&(_, &on)| on) {
        let (y, x) = (at / w / SQUARE * SQUARE, at % w / SQUARE * SQUARE);
        for row in y..(y + SQUARE).min(h) {
            out[row * w + x..row * w + (x + SQUARE).min(w)].fill(true);
        }
    }
    out
}

/// A pixel of half the size is marked where any of its four is.
fn halved(marks: &[bool], h: usize, w: usize) -> Vec<bool> {
    let (small_h, small_w) = (h.div_ceil(2), w.div_ceil(2));
    let mut out = vec![false; small_h * small_w];
    for (at, _) in marks.iter().enumerate().filter(|&(_, &on)| on) {
        out[at / w / 2 * small_w + at % w / 2] = true;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_becomes_squares_and_small_levels_are_whole() {
        let (h, w) = (32, 40);
        let mut changed = vec![false; h * w];
        changed[9 * w + 18] = true;
        let levels = Levels::new(&changed, h, w, 2, 1);
        // Rows 8–10, columns 17–19: one square of four rows, and one of four columns.
        assert_eq!(levels.0[0].active.len(), 16);
        assert_eq!(levels.0[0].active[0], (8 * w + 16) as u32);
        assert_eq!(levels.0[0].around.len(), 36);
        assert_eq!((levels.0[1].height, levels.0[1].width), (16, 20));
        assert!(!levels.0[1].whole && levels.0[2].whole);
        assert_eq!(levels.0[2].active.len(), 8 * 10);
        assert!(Levels::new(&vec![true; h * w], h, w, 2, 1).0.iter().all(|level| level.whole));
        assert_eq!(Levels::new(&vec![false; h * w], h, w, 0, 1).share(), 0.0);
    }

    #[test]
    fn odd_sizes_lose_no_pixel() {
        let (h, w) = (17, 19);
        let mut changed = vec![false; h * w];
        changed[h * w - 1] = true;
        let levels = Levels::new(&changed, h, w, 1, 0);
        assert!(levels.0[0].active.contains(&((h * w - 1) as u32)));
        assert!(levels.0[1].active.contains(&(9 * 10 - 1)));
    }
}
