//! A pass that recomputes only the pixels which a change of x reaches, over the activations of an earlier one
//! (Li et al. 2022, SIGE, arXiv 2211.02048). Norms keep the statistics of the earlier pass, except where a level is
//! recomputed whole; pixels far from the change keep what they were, which is the approximation.

use candle_core::Tensor;

use super::levels::{Level, Levels};
use crate::model::nn::{Activations, GroupNorm};
use crate::model::{Hooks, Result};
use crate::tensor::kernel::{After, Isa, Stats, scale_shift, scale_shift_rows};
use crate::tensor::op::conv::Conv;
use crate::tensor::op::fresh;

/// A kept map, or two of them side by side (the decoder's skips).
#[derive(Clone, Copy)]
pub(crate) struct Source {
    pub(crate) first: usize,
    pub(crate) second: Option<usize>,
}

impl From<usize> for Source {
    fn from(first: usize) -> Self {
        Self { first, second: None }
    }
}

/// One such pass. It visits what was kept in the same order.
pub(crate) struct Patch<'a> {
    pub(crate) kept: &'a mut Activations,
    pub(crate) levels: &'a Levels,
    /// SiLU of the time embedding (1, width).
    pub(crate) time: Tensor,
    /// The words' states (1, n, d).
    pub(crate) context: Option<&'a Tensor>,
    pub(crate) hooks: &'a mut dyn Hooks,
    pub(crate) at: usize,
    /// What the last map held before it was rewritten, where that is asked for.
    pub(super) before: Option<Vec<f32>>,
    map: usize,
    stats: usize,
}

impl<'a> Patch<'a> {
    pub(crate) fn new(
        kept: &'a mut Activations,
        levels: &'a Levels,
        time: Tensor,
        context: Option<&'a Tensor>,
        hooks: &'a mut dyn Hooks,
    ) -> Self {
        Self { kept, levels, time, context, hooks, at: 0, before: None, map: 0, stats: 0 }
    }

    /// The resolution that the pass is at.
    pub(crate) fn level(&self) -> &'a Level {
        &self.levels.0[self.at]
    }

    /// Channels of a map of this level.
    pub(crate) fn channels(&self, source: Source) -> usize {
        let area = self.level().height * self.level().width;
        let of = |map: usize| self.kept.maps[map].len() / area;
        of(source.first) + source.second.map_or(0, of)
    }

    /// The next kept map: its place and its numbers, taken out to be rewritten.
    pub(crate) fn take(&mut self) -> Result<(usize, Vec<f32>)> {
        let at = self.map;
        self.map += 1;
        match self.kept.maps.get_mut(at) {
            Some(map) => {
                if let Some(before) = &mut self.before {
                    before.clone_from(map);
                }
                Ok((at, std::mem::take(map)))
            }
            None => Err(foreign()),
        }
    }

    /// How many maps and statistics were visited.
    pub(super) fn counted(&self) -> (usize, usize) {
        (self.map, self.stats)
    }

    /// Goes on after the coarse resolutions as if they had changed their last map `x` by `change`.
    pub(super) fn skip(&mut self, next: (usize, usize), x: usize, change: &[f32]) -> Result<()> {
        let Some(map) = self.kept.maps.get_mut(x).filter(|map| map.len() == change.len()) else {
            return Err(foreign());
        };
        map.iter_mut().zip(change).for_each(|(x, change)| *x += change);
        (self.map, self.stats) = next;
        self.at += 1;
        Ok(())
    }

    /// Puts a rewritten map back.
    pub(crate) fn put(&mut self, at: usize, map: Vec<f32>) -> usize {
        self.kept.maps[at] = map;
        at
    }

    /// The pixels `rows` of a source, one after the other: (rows, c).
    pub(crate) fn gather(&self, source: Source, rows: &[u32]) -> Vec<f32> {
        let area = self.level().height * self.level().width;
        let mut out = Vec::with_capacity(rows.len() * self.channels(source));
        let maps = [Some(source.first), source.second];
        for &row in rows {
            for map in maps.into_iter().flatten().map(|map| &self.kept.maps[map]) {
                let c = map.len() / area;
                out.extend_from_slice(&map[row as usize * c..][..c]);
            }
        }
        out
    }

    /// A source as a whole picture of which only the pixels `rows` mean anything.
    pub(crate) fn spread(&self, source: Source, rows: &[u32]) -> Vec<f32> {
        let area = self.level().height * self.level().width;
        let c = self.channels(source);
        let mut out = fresh(area * c);
        for &row in rows {
            let mut to = &mut out[row as usize * c..][..c];
            for map in [Some(source.first), source.second].into_iter().flatten().map(|map| &self.kept.maps[map]) {
                let c = map.len() / area;
                let (here, rest) = to.split_at_mut(c);
                here.copy_from_slice(&map[row as usize * c..][..c]);
                to = rest;
            }
        }
        out
    }

    /// The statistics that the next norm goes by.
    fn next_stats(&mut self, norm: &GroupNorm, x: &[f32]) -> Result<usize> {
        let at = self.stats;
        self.stats += 1;
        let level = self.level();
        if level.whole && at < self.kept.stats.len() {
            let area = level.height * level.width;
            self.kept.stats[at] = norm.stats(x, [1, area, x.len() / area])?;
        }
        Ok(at)
    }

    /// SiLU of the norm of x (a whole picture), at the active pixels and round them.
    pub(crate) fn normed_silu(&mut self, norm: &GroupNorm, x: &[f32]) -> Result<Vec<f32>> {
        let at = self.next_stats(norm, x)?;
        let (level, stats) = (self.level(), self.stats_at(at)?);
        let area = level.height * level.width;
        let mut out = fresh(x.len());
        scale_shift_rows(Isa::best(), x, [1, area, x.len() / area], stats, true, &level.around, &mut out);
        Ok(out)
    }

    /// The norm of a source at the active pixels: (active, c).
    pub(crate) fn normed_rows(&mut self, norm: &GroupNorm, source: usize) -> Result<Vec<f32>> {
        let at = self.stats;
        let map = std::mem::take(&mut self.kept.maps[source]);
        let found = self.next_stats(norm, &map);
        self.kept.maps[source] = map;
        found?;
        let rows = self.gather(source.into(), &self.level().active);
        let stats = self.stats_at(at)?;
        let n = self.level().active.len();
        let mut out = fresh(rows.len());
        scale_shift(Isa::best(), &rows, [1, n, rows.len() / n.max(1)], stats, false, &mut out);
        Ok(out)
    }

    fn stats_at(&self, at: usize) -> Result<&Stats> {
        match self.kept.stats.get(at) {
            Some(stats) => Ok(stats),
            None => Err(foreign()),
        }
    }

    /// A convolution of x (a whole picture of height `h` and width `w`) at this level's active pixels, into the next
    /// kept map.
    pub(crate) fn convolve(
        &mut self,
        conv: &Conv,
        x: &[f32],
        (h, w): (usize, usize),
        enlarge: Option<(usize, usize)>,
        rows: Option<&Tensor>,
        add: Option<&[f32]>,
    ) -> Result<usize> {
        let Some(frozen) = conv.frozen() else { return Err(trained()) };
        let bias: Vec<f32> = match rows {
            Some(rows) => {
                let rows = rows.flatten_all()?.to_vec1::<f32>()?;
                rows.iter().zip(&frozen.bias).map(|(row, bias)| row + bias).collect()
            }
            None => frozen.bias.clone(),
        };
        let (at, mut out) = self.take()?;
        let after = After { bias: Some(&bias), add };
        frozen.conv.run_at(x, [1, h, w], enlarge, &after, &self.level().active, &mut out);
        Ok(self.put(at, out))
    }
}

/// Weights that are trained are not packed, and their activations are worth nothing after a step.
pub(crate) fn trained() -> crate::model::Error {
    crate::model::Error::Input("a network whose weights are trained cannot be patched".to_owned())
}

fn foreign() -> crate::model::Error {
    crate::model::Error::Input("the activations are those of another network".to_owned())
}
