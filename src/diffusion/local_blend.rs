//! Prompt-to-Prompt's LocalBlend: the target differs from the source only where chosen words look
//! (Hertz et al. 2022, arXiv 2208.01626, §3.2 "Local editing", and its published code).

use std::cell::RefCell;
use std::rc::Rc;

use candle_core::{DType, Tensor};

use super::{AfterStep, Base, Rank, Result, Seen, Step};
use crate::tensor::Normal;
use crate::tensor::blend::{blend, dilate};

/// Cells by which a word's map grows before it is cut.
const GROWN: usize = 1;

/// The places of some words: their tokens in the source and in the target, and what counts as looking there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spots {
    /// Tokens in the source, tokens in the target.
    pub tokens: [Vec<usize>; 2],
    /// What share of the hottest place, 0…1.
    pub threshold: f64,
}

/// x* ← m x* + (1 − m) x, where m covers what the words of either prompt look at, less what others do.
pub struct LocalBlend {
    /// Where it may change.
    pub words: Spots,
    /// Where not, all the same.
    pub subtract: Option<Spots>,
    /// From which step of the whole edit on.
    pub start: usize,
    /// x.
    pub source: Base,
    /// Maps of both branches until now.
    pub seen: Rc<RefCell<Seen>>,
    /// m of the last step, (1, 1, h, w), for who wants it after the run.
    pub last: Rc<RefCell<Option<Tensor>>>,
}

impl LocalBlend {
    /// m of the source's words alone and of both prompts' (each (1, 1, h, w), 0 or 1), from maps (heads, n, tokens) of
    /// layers of `grid` rows and columns, for latents of `size`.
    ///
    /// Maps are averaged over heads and layers; those of `words` grow by a cell, so that an edge is not cut too tightly.
    pub fn masks(
        words: &Spots,
        subtract: Option<&Spots>,
        maps: [&[Tensor]; 2],
        grid: (usize, usize),
        size: (usize, usize),
    ) -> Result<[Tensor; 2]> {
        let each = |spots: &Spots, grown: usize| -> Result<[Tensor; 2]> {
            let [source, target] = &spots.tokens;
            let source = hot(maps[0], source, spots.threshold, grown, grid, size)?;
            let target = hot(maps[1], target, spots.threshold, grown, grid, size)?;
            let both = source.maximum(&target)?;
            Ok([source, both])
        };
        let masks = each(words, GROWN)?;
        let Some(subtract) = subtract else { return Ok(masks) };
        let [source, both] = each(subtract, 0)?;
        Ok([(&masks[0] * source.affine(-1.0, 1.0)?)?, (&masks[1] * both.affine(-1.0, 1.0)?)?])
    }
}

/// Where the tokens look: (1, 1, h, w), 1 where it is hotter than `threshold` of the hottest place.
fn hot(
    maps: &[Tensor],
    tokens: &[usize],
    threshold: f64,
    grown: usize,
    (rows, columns): (usize, usize),
    (h, w): (usize, usize),
) -> Result<Tensor> {
    let map = spot(maps, tokens)?.reshape((1, 1, rows, columns))?;
    let map = dilate(&map, grown)?;
    let picks = |n: usize, of: usize| Tensor::from_iter((0..n).map(|i| (i * of / n) as u32), map.device());
    let map = map.index_select(&picks(h, rows)?, 2)?.index_select(&picks(w, columns)?, 3)?;
    let hottest = map.max_all()?;
    if hottest.to_scalar::<f32>()? <= 0.0 {
        return Ok(map.zeros_like()?); // no such word in this prompt
    }
    Ok(map.broadcast_div(&hottest)?.gt(threshold)?.to_dtype(DType::F32)?)
}

/// How strongly each pixel looks at any of the tokens, (n), the mean over heads and layers of maps (heads, n, tokens).
pub fn spot(maps: &[Tensor], tokens: &[usize]) -> Result<Tensor> {
    let all = Tensor::cat(maps, 0)?;
    if tokens.is_empty() {
        return Ok(all.narrow(2, 0, 1)?.squeeze(2)?.mean(0)?.zeros_like()?);
    }
    let tokens = Tensor::from_iter(tokens.iter().map(|&token| token as u32), all.device())?;
    Ok(all.index_select(&tokens, 2)?.sum(2)?.mean(0)?)
}

impl AfterStep for LocalBlend {
    fn rewrite(&mut self, step: &Step, x: Tensor, _: &mut dyn Normal) -> Result<Tensor> {
        if self.source.number(step).is_none_or(|i| i < self.start) {
            return Ok(x);
        }
        let seen = self.seen.borrow();
        let Some(([source, target], grid)) = seen.words() else { return Ok(x) };
        let size = (x.dim(2)?, x.dim(3)?);
        let [_, mask] = Self::masks(&self.words, self.subtract.as_ref(), [&source, &target], grid, size)?;
        let blended = blend(&mask, &x, &self.source.after(step)?)?;
        self.last.replace(Some(mask));
        Ok(blended)
    }

    fn rank(&self) -> Rank {
        Rank::Local
    }
}
