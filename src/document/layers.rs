//! What can be done to layers.

use std::borrow::Cow;
use std::sync::Arc;

use super::Document;
use super::change::Change;
use super::content::{Content, Piece};
use super::layer::{Layer, LayerId, LayerParts, Look};
use crate::edit::recipe::Recipe;
use crate::raster::{Error, Mask, Pixels, Placement, Rect, Result, Sheet};

impl Document {
    /// Lays a result over the picture as a new top layer, and returns its name.
    ///
    /// `pixels` is the whole picture or just `rect` of it. Where `mask` (of the picture or of `rect`; `None` is
    /// everywhere) is not 0 the layer covers with the result's own bytes; elsewhere what is below stays byte for byte.
    pub fn accept(
        &mut self,
        name: impl Into<String>,
        pixels: &Arc<Pixels>,
        rect: Rect,
        mask: Option<&Mask>,
        recipe: Option<Recipe>,
    ) -> Result<LayerId> {
        if rect.intersection(self.extent().rect()) != Some(rect) {
            return Err(wrong_size("the result lies outside the picture"));
        }
        let pixels = if pixels.extent() == rect.extent() {
            Arc::clone(pixels)
        } else if pixels.extent() == self.extent() {
            Arc::new(pixels.crop(rect)?)
        } else {
            return Err(wrong_size("the result is not of the picture's size"));
        };
        let coverage = match mask {
            None => None,
            Some(mask) if mask.extent() == rect.extent() => Some(covered(mask)),
            Some(mask) if mask.extent() == self.extent() => Some(covered(&mask.crop(rect))),
            Some(_) => return Err(wrong_size("the result's mask is not of the picture's size")),
        };
        let placement = Placement::at(i64::from(rect.x), i64::from(rect.y));
        let content = Content::Picture(Piece { pixels, coverage, placement });
        Ok(self.add_layer("Accept result", name.into(), content, recipe, self.layers.len()))
    }

    /// Pastes a picture as a new top layer with its upper left corner at a pixel of the canvas, inside or outside, and
    /// returns its name. Colours are brought into the picture's own encoding.
    pub fn paste(&mut self, name: impl Into<String>, pixels: &Arc<Pixels>, at: (i64, i64)) -> Result<LayerId> {
        let placement = Placement::at(at.0, at.1);
        if !placement.is_sound() {
            return Err(wrong_size("the place to paste at is too far outside the picture"));
        }
        let pixels = if pixels.profile() == self.original.profile() {
            Arc::clone(pixels)
        } else {
            Arc::new(pixels.in_profile_of(&self.original)?)
        };
        let content = Content::Pasted(Piece { pixels, coverage: None, placement });
        Ok(self.add_layer("Paste picture", name.into(), content, None, self.layers.len()))
    }

    /// A new layer to paint on, above the layer `above` or on top of all, and returns its name.
    pub fn add_paint_layer(&mut self, name: impl Into<String>, above: Option<LayerId>) -> LayerId {
        let place = above.and_then(|id| self.place_of(id)).map_or(self.layers.len(), |at| at + 1);
        let content = Content::Paint(Sheet::clear(self.extent(), self.depth()));
        self.add_layer("New paint layer", name.into(), content, None, place)
    }

    /// Keeps the mask as it is now as a layer that is never seen as colour, and returns its name.
    pub fn keep_mask(&mut self, name: impl Into<String>) -> LayerId {
        let content = Content::Mask(Arc::clone(&self.mask));
        self.add_layer("Keep mask", name.into(), content, None, self.layers.len())
    }

    /// Lays a piece of picture elsewhere on the canvas; its source stays as it is. Between `begin` and `commit` a whole
    /// drag is one step. Says whether it could: the bottom layer, locked layers, paint and masks stay where they are.
    pub fn place_layer(&mut self, id: LayerId, placement: Placement) -> bool {
        let movable = |at: usize| at > 0 && !self.layers[at].locked();
        let change = Change::Place { id, placement };
        let fits = self.place_of(id).is_some_and(movable) && change.check(self).is_ok();
        if fits && self.layer(id).and_then(Layer::placement) != Some(placement) {
            self.record(Cow::Borrowed("Move layer"), change);
        }
        fits
    }

    /// Changes how a layer shows. Between `begin` and `commit` a whole drag is one step.
    pub fn set_layer(&mut self, id: LayerId, set: impl FnOnce(&mut Look)) {
        let Some(layer) = self.layer(id) else { return };
        let before = layer.look.clone();
        let mut look = before.clone();
        set(&mut look);
        look.opacity = if look.opacity.is_finite() { look.opacity.clamp(0.0, 1.0) } else { before.opacity };
        if look == before {
            return;
        }
        let name = match (&before, &look) {
            (before, look) if before.name != look.name => "Rename layer",
            (before, look) if before.opacity != look.opacity => "Layer opacity",
            (before, look) if before.blend != look.blend => "Blend mode",
            (before, look) if before.locked != look.locked => {
                if look.locked {
                    "Lock layer"
                } else {
                    "Unlock layer"
                }
            }
            (before, look) if before.group != look.group => "Group layers",
            (_, Look { visible: true, .. }) => "Show layer",
            _ => "Hide layer",
        };
        self.record(Cow::Borrowed(name), Change::SetLayer { id, look });
    }

    /// Takes a layer away. The bottom one, the opened picture, stays, and so does a locked one; says whether there is
    /// one less.
    pub fn remove_layer(&mut self, id: LayerId) -> bool {
        let Some(at) = self.place_of(id).filter(|&at| at > 0 && !self.layers[at].locked()) else { return false };
        self.record(Cow::Borrowed("Delete layer"), Change::RemoveLayer { at });
        true
    }

    /// Moves a layer to another place in the stack (0 is the bottom, which stays); says whether anything moved.
    pub fn move_layer(&mut self, from: usize, to: usize) -> bool {
        let movable = 1..self.layers.len();
        if from == to || !movable.contains(&from) || !movable.contains(&to) {
            return false;
        }
        self.record(Cow::Borrowed("Order layers"), Change::MoveLayer { from, to });
        true
    }

    /// The place of a layer in the stack, 0 at the bottom.
    pub fn place_of(&self, id: LayerId) -> Option<usize> {
        self.layers.iter().position(|layer| layer.id == id)
    }

    /// A new layer at a place in the stack, as one step.
    fn add_layer(
        &mut self,
        step: &'static str,
        name: String,
        content: Content,
        origin: Option<Recipe>,
        at: usize,
    ) -> LayerId {
        let id = LayerId(self.next_layer);
        let layer = Box::new(Layer::of(LayerParts { id, content, origin, look: Look::named(name) }));
        self.record(Cow::Borrowed(step), Change::AddLayer { at, layer });
        id
    }
}

/// 255 wherever a result may differ from what is below, 0 elsewhere.
fn covered(mask: &Mask) -> Arc<Mask> {
    Arc::new(mask.map(|value| if value == 0 { 0 } else { 255 }))
}

fn wrong_size(reason: &str) -> Error {
    Error::Size { reason: reason.to_owned() }
}
