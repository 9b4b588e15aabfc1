//! Layers, masks, undoable changes.
//!
//! A document is the opened picture at the bottom, results, pasted pictures, paint and kept masks as layers over it, and
//! one mask. Every change goes through a transaction: one stroke, one slider drag, one menu command is one step of the
//! history, and an act that a journal can keep (`act.rs`).

mod act;
mod change;
mod content;
mod edge;
mod flatten;
mod frame;
mod group;
mod history;
pub mod journal;
mod layer;
mod layers;
mod mask;
mod merge;
mod paint;
mod parts;
mod past;
pub mod project;
mod stack;
mod step;
pub mod stored;
mod stroke;
#[cfg(test)]
mod tests;
mod tile;
mod transaction;
mod twin;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub use act::Act;
pub use change::Change;
pub use content::{Content, Piece};
pub use edge::{Edge, Edged};
pub use frame::{Frame, Framed, Sides};
pub use group::{Group, GroupId};
pub use layer::{Layer, LayerId, LayerParts, Look};
pub use mask::Combine;
pub use paint::{Gradient, Ink};
pub use parts::Parts;
pub use past::Past;
pub use stack::Stack;
pub use tile::Weight;
pub use twin::Twin;

use crate::raster::{Depth, Extent, Mask, Pixels, Placement, Rect};
use history::History;
use step::State;
use tile::Tiles;
use transaction::Transaction;

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// A picture that is being edited.
#[derive(Debug)]
pub struct Document {
    id: u64,
    name: String,
    original: Arc<Pixels>,
    layers: Vec<Layer>,
    next_layer: u64,
    groups: Vec<Group>,
    next_group: u64,
    flat: Arc<Pixels>,
    mask: Arc<Mask>,
    tiles: Tiles,
    history: History,
    open: Option<Transaction>,
    /// Acts that nobody has taken yet, where somebody asked for them.
    committed: Vec<Act>,
    is_watched: bool,
    /// The picture is composed when all of a step's changes are done.
    is_batch: bool,
    revision: u64,
    next_state: u64,
    saved: State,
    /// Changed since the picture was last flattened.
    stale: Option<Rect>,
    /// Changed since the textures were last told.
    dirty_picture: Option<Rect>,
    dirty_mask: Option<Rect>,
}

impl Document {
    /// A document of one picture with nothing on it and an empty mask.
    pub fn open(name: String, picture: Arc<Pixels>) -> Self {
        let extent = picture.extent();
        let piece = Piece { pixels: Arc::clone(&picture), coverage: None, placement: Placement::at(0, 0) };
        let content = Content::Picture(piece);
        let mut bottom = Layer::of(LayerParts { id: LayerId(0), content, origin: None, look: Look::named("Picture") });
        bottom.settle(extent);
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            name,
            original: Arc::clone(&picture),
            layers: vec![bottom],
            next_layer: 1,
            groups: Vec::new(),
            next_group: 0,
            flat: picture,
            mask: Arc::new(Mask::filled(extent, 0)),
            tiles: Tiles::new(extent),
            history: History::default(),
            open: None,
            committed: Vec::new(),
            is_watched: false,
            is_batch: false,
            revision: 0,
            next_state: 1,
            saved: State::default(),
            stale: None,
            dirty_picture: Some(extent.rect()),
            dirty_mask: Some(extent.rect()),
        }
    }

    /// Differs between any two documents of one run of the program.
    pub fn id(&self) -> u64 {
        self.id
    }
    /// As the title shows it.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Gives the document another name (not a step of the history).
    pub fn rename(&mut self, name: String) {
        self.name = name;
    }
    /// Size of the picture, pixels.
    pub fn extent(&self) -> Extent {
        self.original.extent()
    }
    /// Bits a sample of the opened picture, and of what is exported.
    pub fn depth(&self) -> Depth {
        self.original.depth()
    }
    /// All layers, bottom first. There is always the bottom one: the opened picture.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }
    /// The layer of this name, if it is still there.
    pub fn layer(&self, id: LayerId) -> Option<&Layer> {
        self.layers.iter().find(|layer| layer.id == id)
    }
    /// The picture as opened.
    pub fn original(&self) -> Arc<Pixels> {
        Arc::clone(&self.original)
    }
    /// What all visible layers make together.
    pub fn flattened(&self) -> Arc<Pixels> {
        Arc::clone(&self.flat)
    }
    /// Where the next edit may change the picture.
    pub fn mask(&self) -> &Arc<Mask> {
        &self.mask
    }
    /// Whether any pixel of the mask is not 0.
    pub fn has_mask(&self) -> bool {
        !self.tiles.are_empty()
    }
    /// Smallest rectangle of all pixels of the mask that are not 0.
    pub fn mask_bounds(&self) -> Option<Rect> {
        self.tiles.bounds()
    }
    /// How much the mask covers.
    pub fn mask_weight(&self) -> Weight {
        self.tiles.weight()
    }
    /// Grows with every change of layers or mask, undo and redo included.
    pub fn revision(&self) -> u64 {
        self.revision
    }
    /// Whether picture or mask are not what was last opened, saved or exported. A mask that is empty is no loss.
    pub fn is_dirty(&self) -> bool {
        self.has_edits() || (self.history.now().mask != self.saved.mask && self.has_mask())
    }
    /// Whether the picture alone is not what was last opened, saved or exported.
    pub fn has_edits(&self) -> bool {
        self.history.now().picture != self.saved.picture
    }
    /// Picture and mask were saved or exported as they are now.
    pub fn mark_saved(&mut self) {
        self.saved = self.history.now();
    }
    /// Bytes that the history holds.
    pub fn history_bytes(&self) -> usize {
        self.history.bytes()
    }
    /// Bytes that the history may hold from now on (512 MB if nobody says): the oldest steps beyond them are forgotten, the
    /// newest never is.
    pub fn limit_history(&mut self, bytes: usize) {
        self.history.limit_to(bytes);
    }
    /// What was done since it was last saved is not in any file: it came from a journal.
    pub fn mark_unsaved(&mut self) {
        self.saved = State { picture: u64::MAX, mask: u64::MAX };
    }
    /// What of the flattened picture changed since the last call (all of it at first).
    pub fn take_dirty_picture(&mut self) -> Option<Rect> {
        self.dirty_picture.take()
    }
    /// What of the mask changed since the last call (all of it at first).
    pub fn take_dirty_mask(&mut self) -> Option<Rect> {
        self.dirty_mask.take()
    }

    /// The picture changed in `rect`.
    fn touch_picture(&mut self, rect: Option<Rect>) {
        self.revision += 1;
        self.stale = [self.stale, rect].into_iter().flatten().reduce(Rect::union);
    }

    /// What a layer shows changed, or where it stands.
    fn touch_layer(&mut self, layer: &Layer) {
        self.touch_picture(layer.rect());
    }

    /// Changes a layer, which says what of the picture that changes.
    fn on_layer(&mut self, id: LayerId, change: impl FnOnce(&mut Layer) -> Option<Rect>) {
        let touched = self.layers.iter_mut().find(|layer| layer.id == id).and_then(change);
        self.touch_picture(touched);
    }

    /// The mask changed in `rect` of a tile.
    fn touch_mask(&mut self, tile: usize, rect: Rect) {
        self.revision += 1;
        self.tiles.refresh(&self.mask, tile);
        self.dirty_mask = Some(self.dirty_mask.map_or(rect, |dirty| dirty.union(rect)));
    }

    /// Composes what is stale.
    fn refresh(&mut self) {
        let Some(rect) = self.stale.take() else { return };
        let flat = std::mem::replace(&mut self.flat, Arc::clone(&self.original));
        self.flat = flatten::flatten(&self.original, flat, &self.layers, &self.groups, rect);
        self.dirty_picture = Some(self.dirty_picture.map_or(rect, |dirty| dirty.union(rect)));
    }
}
