//! Where the words for now and the new ones disagree.

use std::sync::Arc;

use super::{Bench, with_noise};
use crate::diffusion::{Schedule, difference};
use crate::edit::diffedit::Params;
use crate::edit::heat::{Cut, Heat, scaled};
use crate::edit::looking::{Ask, Counted};
use crate::edit::memo::{Key, Value, content};
use crate::edit::region::{coverage, reflected};
use crate::edit::watch::Phase;
use crate::edit::{Error, Result};
use crate::raster::Extent;
use crate::tensor::Purpose;
use crate::tensor::convert::mask_to_tensor;
use candle_core::Tensor;

impl Bench<'_> {
    /// The heat map of source against target words.
    pub fn heat(&mut self, params: &Params) -> Result<Heat> {
        let (maps, before) = (params.maps, self.calls());
        let differences: Vec<f32> = self.differences(params.level, maps)?.flatten_all()?.to_vec1()?;
        let (factor, extent) = (self.model.card.factor, self.setup.canvas.extent);
        let grid = Extent::new(extent.width / factor, extent.height / factor);
        Heat::new(scaled(&differences, params.clip), grid, &self.view, self.calls() - before)
    }

    /// Mean over `maps` noises of |ε(x_t, target) − ε(x_t, source)|, (1, 1, h, w), at the noise of a run of `level`.
    pub fn differences(&mut self, level: f64, maps: usize) -> Result<Tensor> {
        let x0 = self.original()?;
        let recipe = self.setup.recipe;
        let (source, target) = (&recipe.prompt.source, &recipe.prompt.target);
        let contexts = [self.words(target)?, self.words(source)?];
        let index = self.first(level);
        let (hash, config) = (&self.model.card.hash, format!("{:?}", self.setup.scheduler));
        let grid = format!("{} {index} {maps} {:?}", self.steps(), recipe.sampling.noise());
        let key = Key::new("differences", &[hash, &config, &grid, source, target, &content(&x0)?]);
        if let (Some(Value::Tensor(mean)), None) = (self.memo.get(&key), &self.setup.noise) {
            self.reuse(2 * maps);
            return Ok(mean);
        }
        let step = self.schedule.steps(index).next();
        let step =
            step.ok_or_else(|| Error::Invalid { field: "method.level".into(), reason: "no such step".into() })?;
        let mut sum = None;
        for map in 0..maps {
            self.watch.phase(Phase::Compare, map, maps);
            let shape = x0.shape();
            let z = with_noise(&mut self.setup, 0, |noise| Ok(noise.draw(Purpose::Map, map, shape, x0.device())?))?;
            let x = Schedule::noised(&x0, step.now, &z)?;
            let network = Counted { network: self.model, calls: &self.calls };
            let [target, source] = &contexts;
            let difference = difference(&network, &step, &x, [target, source], &mut Ask(self.watch))?;
            sum = Some(match sum {
                Some(sum) => (sum + difference)?,
                None => difference,
            });
        }
        self.watch.phase(Phase::Compare, maps, maps);
        let sum =
            sum.ok_or_else(|| Error::Invalid { field: "method.maps".into(), reason: "must be 1 or more".into() })?;
        let mean = (sum / maps as f64)?;
        self.memo.put(key, Value::Tensor(mean.clone()));
        Ok(mean)
    }

    /// Restricts the edit to a mask cut from `heat`; none where it would be empty.
    pub fn restrict(&mut self, heat: &Heat, by: &Cut) -> Result<Option<()>> {
        let mask = heat.mask(by);
        if mask.bounds().is_none() {
            return Ok(None);
        }
        let (inner, padded) = (self.view.inner, self.view.padded);
        let covered = coverage(&mask, mask.extent().rect(), inner);
        let (w, h) = (padded.width as usize, padded.height as usize);
        let covered = mask_to_tensor(&reflected(&covered, inner, padded), h, w, &self.model.device)?;
        self.setup.canvas.mask = Some(covered);
        self.found = Some(Arc::new(mask));
        Ok(Some(()))
    }
}
