//! Where words look.

use std::sync::Arc;

use candle_core::Tensor;

use super::Bench;
use crate::diffusion::swap::Unchanged;
use crate::diffusion::{Denoiser as _, Seen};
use crate::edit::looking::Counted;
use crate::edit::memo::{Key, Value, content};
use crate::edit::prompt_to_prompt::Params;
use crate::edit::watch::{Phase, Watch};
use crate::edit::word_maps::WordMaps;
use crate::edit::{Cut, Error, Heat, Result};
use crate::model::{self, Block, Hooks, Site};
use crate::raster::Extent;

impl<'a> Bench<'a> {
    /// The result will show in the picture only where `cells` (1, 1, h, w) are 1 and, softly, one cell round them; the
    /// rest stays the picture's, byte for byte. A painted mask says so already.
    pub(in crate::edit) fn show_within(&mut self, cells: &Tensor) -> Result<()> {
        if self.masked() || self.setup.canvas.image.is_none() {
            return Ok(());
        }
        let (_, _, rows, columns) = cells.dims4()?;
        let grid = Extent::new(columns as u32, rows as u32);
        let heat = Heat::new(cells.flatten_all()?.to_vec1()?, grid, &self.view, 0)?;
        let scale = f64::from(self.view.rect.width) / f64::from(self.view.inner.width.max(1));
        let cell = scale * f64::from(self.model.card.factor);
        let cut = Cut { threshold: 0.25, grow: (cell / 2.0).round() as usize, blur: cell / 2.0 };
        self.found = Some(Arc::new(heat.mask(&cut)));
        Ok(())
    }

    /// The words for now and the new ones.
    pub(in crate::edit) fn old_and_new(&self) -> [&'a str; 2] {
        [&self.setup.recipe.prompt.source, &self.setup.recipe.prompt.target]
    }

    /// Where each of the new words looks on the way of the words for now (or of the new ones, where there are none): at each
    /// step, the mean over heads and layers.
    pub fn word_maps(&mut self, params: &Params) -> Result<WordMaps> {
        let [old, new] = self.old_and_new();
        let old = if old.trim().is_empty() { new } else { old };
        let (before, first) = (self.calls(), self.first(params.strength));
        let (of, len) = (self.steps() - first, self.steps());
        let (source, target) = (self.phrase(old)?, self.phrase(new)?);
        let like = Unchanged {
            rewriting: params.rewriting(of, &source, &target, self.published()),
            first,
            kept: params.blends(),
        };
        let path = self.source_path(old, like)?;
        let config = format!("{:?} {len} {first}", self.setup.scheduler);
        let ends = [content(&path[0])?, content(&path[of])?];
        let key = Key::new("words", &[&self.model.card.hash, &config, new, &ends[0], &ends[1]]);
        let maps = if let Some(Value::Tensor(maps)) = self.memo.get(&key) {
            self.reuse(of);
            maps
        } else {
            let context = self.words(new)?;
            let network = Counted { network: self.model, calls: &self.calls };
            let mut all = Vec::with_capacity(of);
            for (i, step) in self.schedule.steps(first).enumerate() {
                self.watch.phase(Phase::Look, i, of);
                let mut recorder = Recorder { watch: &mut *self.watch, maps: Vec::new() };
                network.predict(&path[len - step.index], step.t, &[&context], &mut recorder)?;
                all.push(mean(&recorder.maps)?);
            }
            self.watch.phase(Phase::Look, of, of);
            let maps = Tensor::stack(&all, 0)?;
            self.memo.put(key, Value::Tensor(maps.clone()));
            maps
        };
        let (_, _, rows, columns) = maps.dims4()?;
        let grid = Extent::new(columns as u32, rows as u32);
        let cells = maps.flatten_all()?.to_vec1::<f32>()?;
        Ok(WordMaps::new(target, of, grid, cells, self.view, self.calls() - before))
    }
}

/// (tokens, h, w): the mean over the layers from which places of words are read.
fn mean(maps: &[(Site, Tensor)]) -> Result<Tensor> {
    let none = || Error::MissingInput { method: "a map of words", what: "a model whose pixels look at words" };
    let (rows, columns) = Seen::grid(maps.iter().map(|(site, _)| site)).ok_or_else(none)?;
    let here = maps.iter().filter(|(site, _)| (site.height, site.width) == (rows, columns));
    let here: Vec<_> = here.map(|(_, map)| map.clone()).collect();
    let mean = Tensor::stack(&here, 0)?.mean(0)?.t()?;
    let tokens = mean.dim(0)?;
    Ok(mean.contiguous()?.reshape((tokens, rows, columns))?)
}

/// Keeps the maps of one pass, (n, tokens) a layer, the mean over heads; asks whether to go on.
struct Recorder<'a> {
    watch: &'a mut dyn Watch,
    maps: Vec<(Site, Tensor)>,
}

impl Hooks for Recorder<'_> {
    fn wants_attention(&self, site: &Site) -> bool {
        Seen::keeps(site) && site.block != Block::Mid
    }
    fn attention(&mut self, site: &Site, probs: Tensor) -> model::Result<Tensor> {
        self.maps.push((*site, probs.mean(0)?));
        Ok(probs)
    }
    fn checkpoint(&mut self) -> model::Result<()> {
        if self.watch.cancelled() { Err(model::Error::Cancelled) } else { Ok(()) }
    }
}
