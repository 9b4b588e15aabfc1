//! Prompt-to-Prompt's Edit(M, M*, t): the maps of the target words are made from those of the source words
//! (Hertz et al. 2022, arXiv 2208.01626, §3.2).

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use candle_core::{Device, Tensor};

use super::{AttentionControl, Context, Error, Result, Step};
use crate::model::{Block, Kind, Site};

/// Self-attention is taken over where it has at most as many pixels: larger maps hold detail, not layout. The average of
/// maps is kept up to the same size.
const MOST_PIXELS: usize = 32 * 32;
/// Where words look is read from maps of about so many pixels: the coarsest that have as many, or else the finest.
const FINE_ENOUGH: usize = 16 * 16;

/// The branch of the source words: where it is before each step, whatever made it (an inversion, or a run of its own).
#[derive(Clone, Debug)]
pub struct Base {
    /// Every x on the way, cleanest first.
    pub path: Arc<Vec<Tensor>>,
    /// Its words.
    pub words: Context,
    /// Index of the first step of the *whole* edit.
    pub first: usize,
}

impl Base {
    /// x before a step.
    pub fn before(&self, step: &Step) -> Result<Tensor> {
        self.x(step.len - step.index)
    }

    /// x after a step.
    pub fn after(&self, step: &Step) -> Result<Tensor> {
        self.x(step.len - step.index - 1)
    }

    /// x when `left` steps are still to go.
    pub fn x(&self, left: usize) -> Result<Tensor> {
        let x = self.path.get(left).cloned();
        x.ok_or_else(|| Error::Invalid(format!("the source has no x for {left} steps before the end")))
    }

    /// The step's number within the whole edit; none where it has not begun (a run that goes on from a noisier one).
    pub fn number(&self, step: &Step) -> Option<usize> {
        step.index.checked_sub(self.first)
    }
}

/// What becomes of the maps. Swap, refine and re-weight are three cases of it, and go together:
///
///   M̂_j = c_j (Σ_i A_ij M_i + (1 − α_j) M*_j),  and where its time is over, or has not come, M̂_j = M*_j
#[derive(Clone, Debug, PartialEq)]
pub struct Rewriting {
    /// A, by target tokens: those of the source whose maps are taken over, and their shares.
    pub from: Vec<Vec<(usize, f32)>>,
    /// 1 − α, by target tokens: the share of their own maps that stays.
    pub own: Vec<f32>,
    /// c, by target tokens.
    pub weights: Vec<f32>,
    /// By steps of the whole edit: whether a target token's map is rewritten (1) or its own (0).
    pub times: Vec<Vec<f32>>,
    /// In which steps of the whole edit pixels attend to pixels as in the source.
    pub own_steps: Range<usize>,
}

impl Rewriting {
    /// Whether anything is rewritten in step `i` of the whole edit.
    fn acts(&self, i: usize) -> bool {
        self.own_steps.contains(&i) || self.times.get(i).is_some_and(|row| row.contains(&1.0))
    }

    /// The steps of the whole edit in which maps of words are rewritten.
    pub fn acting(&self) -> Vec<usize> {
        (0..self.times.len()).filter(|&i| self.times[i].contains(&1.0)).collect()
    }

    /// Whether a layer's map is rewritten in step `i` of the whole edit.
    fn touches(&self, i: usize, site: &Site) -> bool {
        match site.kind {
            Kind::Cross => self.times.get(i).is_some_and(|row| row.contains(&1.0)),
            Kind::Own => self.own_steps.contains(&i) && site.height * site.width <= MOST_PIXELS,
        }
    }

    /// M̂ of one cross-attention layer, (heads, n, tokens).
    fn cross(&self, i: usize, source: &Tensor, target: &Tensor) -> Result<Tensor> {
        let device = target.device();
        let mut edited = target.broadcast_mul(&row(&self.own, device)?)?;
        let most = self.from.iter().map(Vec::len).max().unwrap_or_default();
        for k in 0..most {
            // The k-th source of every token at once: the order of the sum is that of `from`.
            let (at, share): (Vec<u32>, Vec<f32>) =
                self.from.iter().map(|from| from.get(k).map_or((0, 0.0), |&(at, share)| (at as u32, share))).unzip();
            let taken = source.index_select(&Tensor::new(at, device)?, 2)?;
            edited = (edited + taken.broadcast_mul(&row(&share, device)?)?)?;
        }
        let edited = edited.broadcast_mul(&row(&self.weights, device)?)?;
        let time = self.times.get(i).ok_or_else(|| Error::Invalid(format!("no words' times for step {i}")))?;
        let rest: Vec<f32> = time.iter().map(|time| 1.0 - time).collect();
        Ok((edited.broadcast_mul(&row(time, device)?)? + target.broadcast_mul(&row(&rest, device)?)?)?)
    }
}

fn row(values: &[f32], device: &Device) -> Result<Tensor> {
    Ok(Tensor::from_slice(values, (1, 1, values.len()), device)?)
}

/// Cross-attention maps of both branches, summed over the steps: the source's, and the target's after they were rewritten.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// In the network's order; (heads, n, tokens) each.
    maps: Vec<(Site, [Tensor; 2])>,
    /// How many steps are in them.
    pub steps: usize,
}

impl Seen {
    /// Whether the maps of a layer are kept.
    pub fn keeps(site: &Site) -> bool {
        site.kind == Kind::Cross && site.height * site.width <= MOST_PIXELS
    }

    /// One more step of one layer.
    fn add(&mut self, site: &Site, maps: [&Tensor; 2]) -> Result<()> {
        match self.maps.iter_mut().find(|(known, _)| known == site) {
            Some((_, [source, target])) => {
                *source = (&*source + maps[0])?;
                *target = (&*target + maps[1])?;
            }
            None => self.maps.push((*site, maps.map(Clone::clone))),
        }
        Ok(())
    }

    /// The sums, layer by layer: source, target.
    pub fn maps(&self) -> impl Iterator<Item = (&Site, &[Tensor; 2])> {
        self.maps.iter().map(|(site, maps)| (site, maps))
    }

    /// Rows and columns of the layers from which the words' places are read; the paper's are 16², outside the middle.
    pub fn grid<'s>(sites: impl Iterator<Item = &'s Site> + Clone) -> Option<(usize, usize)> {
        let outside = sites.filter(|site| site.block != Block::Mid).map(|site| (site.height, site.width));
        let area = |&(h, w): &(usize, usize)| h * w;
        let enough = outside.clone().filter(|size| area(size) >= FINE_ENOUGH).min_by_key(area);
        enough.or_else(|| outside.max_by_key(area))
    }

    /// The sums of the layers from which the words' places are read: source, target; and their rows and columns.
    pub fn words(&self) -> Option<Places> {
        let size = Self::grid(self.maps.iter().map(|(site, _)| site))?;
        let here = |site: &Site| site.block != Block::Mid && (site.height, site.width) == size;
        let side =
            |k: usize| self.maps.iter().filter(|(site, _)| here(site)).map(|(_, maps)| maps[k].clone()).collect();
        Some(([side(0), side(1)], size))
    }
}

/// Maps (heads, n, tokens) of source and target, and the rows and columns of n.
pub type Places = ([Vec<Tensor>; 2], (usize, usize));

/// The control: looks at the source branch first, then rewrites the target's maps.
pub struct Swap {
    rewriting: Rewriting,
    source: Base,
    seen: Option<Rc<RefCell<Seen>>>,
    maps: HashMap<Site, Tensor>,
}

impl Swap {
    /// `seen`: where the maps of both branches are kept, if anywhere.
    pub fn new(rewriting: Rewriting, source: Base, seen: Option<Rc<RefCell<Seen>>>) -> Self {
        Self { rewriting, source, seen, maps: HashMap::new() }
    }
}

impl AttentionControl for Swap {
    fn wants(&self, step: &Step, site: &Site) -> bool {
        let looks = |i| self.rewriting.touches(i, site) || (self.seen.is_some() && Seen::keeps(site));
        self.source.number(step).is_some_and(looks)
    }

    fn base(&mut self, step: &Step) -> Result<Option<(Tensor, Context)>> {
        self.maps.clear();
        let Some(i) = self.source.number(step) else { return Ok(None) };
        if self.seen.is_none() && !self.rewriting.acts(i) {
            return Ok(None);
        }
        if let Some(seen) = &self.seen {
            seen.borrow_mut().steps += 1;
        }
        Ok(Some((self.source.before(step)?, self.source.words.clone())))
    }

    fn learns(&self) -> bool {
        self.seen.is_some()
    }

    fn saw(&mut self, _: &Step, site: &Site, probs: &Tensor) -> Result<()> {
        self.maps.insert(*site, probs.clone());
        Ok(())
    }

    fn rewrite(&mut self, step: &Step, site: &Site, probs: Tensor) -> Result<Tensor> {
        let source = self.maps.remove(site);
        let source = source.ok_or_else(|| Error::Invalid("the source branch has no map of this layer".into()))?;
        let rewritten = match (self.source.number(step), site.kind) {
            (Some(i), Kind::Own) if self.rewriting.touches(i, site) => source.clone(),
            (Some(i), Kind::Cross) if self.rewriting.touches(i, site) => self.rewriting.cross(i, &source, &probs)?,
            _ => probs,
        };
        if let Some(seen) = self.seen.as_ref().filter(|_| Seen::keeps(site)) {
            seen.borrow_mut().add(site, [&source, &rewritten])?;
        }
        Ok(rewritten)
    }
}

/// Looks like [`Swap`] into the same layers at the same steps, and changes nothing: a run of the source with it ends, bit
/// for bit, where the target ends when both have the same words.
pub struct Unchanged {
    /// What the target's run does.
    pub rewriting: Rewriting,
    /// Index of the first step of the whole edit.
    pub first: usize,
    /// Whether the target's run keeps its maps.
    pub kept: bool,
}

impl AttentionControl for Unchanged {
    fn wants(&self, step: &Step, site: &Site) -> bool {
        let touched = |i| self.rewriting.touches(i, site);
        let after = step.index.checked_sub(self.first);
        after.is_some_and(|i| touched(i) || (self.kept && Seen::keeps(site)))
    }

    fn rewrite(&mut self, _: &Step, _: &Site, probs: Tensor) -> Result<Tensor> {
        Ok(probs)
    }
}
