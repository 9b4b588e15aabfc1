//! Loaded models, the least recently used first to go when memory is short.

use std::sync::Arc;

use super::memory;
use super::{Error, Part, Source};
use crate::edit;
use crate::model::{Model, ModelCard};

/// See the module.
#[derive(Default)]
pub(super) struct Cache {
    models: Vec<(Source, Arc<Model>)>,
}

impl Cache {
    /// A model that is loaded already.
    pub(super) fn loaded(&mut self, source: &Source) -> Option<Arc<Model>> {
        let at = self.models.iter().position(|(known, _)| known == source)?;
        let entry = self.models.remove(at);
        self.models.push(entry);
        self.models.last().map(|(_, model)| Arc::clone(model))
    }

    /// Loads a model, or gives the loaded one. `progress` may stop the loading by an error.
    pub(super) fn load(
        &mut self,
        source: &Source,
        progress: &mut dyn FnMut(Part, f32) -> crate::model::Result<()>,
    ) -> Result<Arc<Model>, Error> {
        if let Some(model) = self.loaded(source) {
            return Ok(model);
        }
        let needed = ModelCard::read(source)?.weight_bytes();
        while memory::check(needed).is_err() && !self.models.is_empty() {
            self.models.remove(0);
        }
        memory::check(needed)?;
        let model = Arc::new(Model::load(source, &edit::device(), progress)?);
        self.models.push((source.clone(), Arc::clone(&model)));
        Ok(model)
    }

    /// Makes room for a run of `model` by dropping others.
    pub(super) fn make_room(&mut self, model: &Model, needed: u64) -> Result<(), Error> {
        while memory::check(needed).is_err() {
            let Some(at) = self.models.iter().position(|(source, _)| *source != model.card.source) else { break };
            self.models.remove(at);
        }
        memory::check(needed)
    }

    pub(super) fn forget(&mut self, source: &Source) {
        self.models.retain(|(known, _)| known != source);
    }
}
