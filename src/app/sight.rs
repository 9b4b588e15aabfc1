//! What an edit of one layer is given: the layer on what is below it, and as mask where it is. Composed beside the window.

use std::sync::{Arc, Weak};

use crossbeam_channel::{Receiver, Sender, bounded};

use super::App;
use super::layering::Uses;
use super::locale::t;
use super::opened::Opened;
use crate::document::{Document, LayerId};
use crate::engine::Inputs;
use crate::raster::{Mask, Pixels, Tile, select};

/// Which layer of which document in which state.
type Key = (u64, u64, LayerId);
type Made = (Key, Result<Inputs, Trouble>);

/// Why a layer can't be edited.
#[derive(Debug)]
pub enum Trouble {
    /// It shows nothing, or nothing in the mask.
    Nothing,
    /// A sentence.
    Failed(String),
}

/// The newest answer, and what is being worked out.
pub struct Sight {
    tell: Sender<Made>,
    told: Receiver<Made>,
    made: Option<Made>,
    working: Option<Key>,
    /// Pictures that were given to edits, and the layer that each is of.
    given: Vec<(Weak<Pixels>, LayerId)>,
}

impl Default for Sight {
    fn default() -> Self {
        let (tell, told) = bounded(1);
        Self { tell, told, made: None, working: None, given: Vec::new() }
    }
}

impl Sight {
    /// What an edit is given, once that is worked out; or why it can't be.
    fn inputs(&self, key: Key) -> Option<&Result<Inputs, Trouble>> {
        self.made.as_ref().filter(|(made, _)| *made == key).map(|(_, inputs)| inputs)
    }

    /// The layer that a run's picture is of; none where it is of all that was visible.
    pub fn layer_of(&self, inputs: &Inputs) -> Option<LayerId> {
        let image = inputs.image.as_ref()?;
        let is_it = |given: &Weak<Pixels>| std::ptr::eq(given.as_ptr(), Arc::as_ptr(image));
        self.given.iter().find(|(given, _)| is_it(given)).map(|(_, layer)| *layer)
    }
}

/// Works out the inputs.
fn make(document: &Document, id: LayerId) -> Option<impl FnOnce() -> Result<Inputs, Trouble> + Send + use<>> {
    let [_, with] = document.layer_and_below(id)?;
    let alone = document.layer_alone(id)?;
    let mask = document.has_mask().then(|| Arc::clone(document.mask()));
    Some(move || {
        // A picture of its own, so that what is given is known again by its address.
        let image = Arc::new(Pixels::clone(&with.composed()));
        let shape = select::alpha(&alone.composed()).map_err(|error| Trouble::Failed(error.to_string()))?;
        // What is half there is edited in full; a soft edge stays soft.
        let mask = shared(mask, shape.map(|alpha| alpha.saturating_mul(2)));
        let is_nothing = mask.as_ref().is_some_and(|mask| mask.bounds().is_none());
        if is_nothing { Err(Trouble::Nothing) } else { Ok(Inputs { image: Some(image), mask }) }
    })
}

/// Where both are; none where that is everywhere.
fn shared(mask: Option<Arc<Mask>>, shape: Mask) -> Option<Arc<Mask>> {
    let covers_all = (0..shape.grid().count()).all(|tile| *shape.tile(tile) == Tile::Uniform(255));
    match mask {
        mask if covers_all => mask,
        None => Some(Arc::new(shape)),
        Some(mask) => Some(Arc::new(both(&mask, &shape))),
    }
}

/// Where two masks of one extent both are.
pub(super) fn both(a: &Mask, b: &Mask) -> Mask {
    let mut both = Mask::filled(a.extent(), 0);
    let grid = both.grid();
    let shared = a.bounds().zip(b.bounds()).and_then(|(a, b)| a.intersection(b));
    for tile in shared.into_iter().flat_map(|shared| grid.touching(shared)) {
        let (a, b) = (a.tile(tile), b.tile(tile));
        for (at, value) in both.paint_tile(tile).iter_mut().enumerate() {
            *value = a.at(at).min(b.at(at));
        }
    }
    both
}

impl App {
    /// Which layer the next edit is given, where it is given one.
    fn sight_key(&self) -> Option<Key> {
        let opened = self.opened.as_ref().filter(|opened| opened.uses == Uses::Layer)?;
        Some((opened.document.id(), opened.document.revision(), opened.active()))
    }

    /// What an edit is given now; nothing while that is being worked out.
    pub(super) fn inputs(&self) -> Inputs {
        match self.sight_key() {
            None => self.opened.as_ref().map(Opened::inputs).unwrap_or_default(),
            Some(key) => self.sight.inputs(key).and_then(|inputs| inputs.as_ref().ok()).cloned().unwrap_or_default(),
        }
    }

    /// What an edit is given is being worked out, or can't be: a sentence.
    pub(super) fn sight_trouble(&self) -> Option<String> {
        match self.sight.inputs(self.sight_key()?) {
            None => Some(t!("layer-getting-ready").into()),
            Some(Err(Trouble::Nothing)) => Some(t!("layer-nothing").into()),
            Some(Err(Trouble::Failed(reason))) => Some(reason.clone()),
            Some(Ok(_)) => None,
        }
    }

    /// Takes in what was worked out, and begins what is wanted. A stroke is waited for.
    pub(super) fn tend_sight(&mut self, ctx: &egui::Context) {
        if let Ok((key, inputs)) = self.sight.told.try_recv() {
            self.sight.working = None;
            self.sight.given.retain(|(given, _)| given.strong_count() > 0);
            if let Some(image) = inputs.as_ref().ok().and_then(|inputs| inputs.image.as_ref()) {
                self.sight.given.push((Arc::downgrade(image), key.2));
            }
            self.sight.made = Some((key, inputs));
            self.planned = None;
        }
        let Some(key) = self.sight_key() else {
            self.sight.made = None;
            return;
        };
        let Some(opened) = self.opened.as_ref().filter(|opened| !opened.document.is_open()) else { return };
        if self.sight.working.is_some() || self.sight.inputs(key).is_some() {
            return;
        }
        let Some(make) = make(&opened.document, key.2) else { return };
        self.sight.working = Some(key);
        let (tell, ctx) = (self.sight.tell.clone(), ctx.clone());
        self.edges.spawn(move || {
            let inputs = make();
            // Gone: nobody waits for it any more.
            if tell.send((key, inputs)).is_ok() {
                ctx.request_repaint();
            }
        });
    }
}
