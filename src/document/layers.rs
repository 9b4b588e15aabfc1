//! What can be done to layers.

use std::borrow::Cow;
use std::sync::Arc;

use super::Document;
use super::change::Change;
use super::layer::{Layer, LayerId, Look};
use crate::edit::recipe::Recipe;
use crate::raster::{Error, Mask, Pixels, Rect, Result};

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
        let id = LayerId(self.next_layer);
        self.next_layer += 1;
        let look = Look { name: name.into(), opacity: 1.0, visible: true };
        let layer = Layer { id, rect, pixels, coverage, origin: recipe, look };
        let at = self.layers.len();
        self.record(Cow::Borrowed("Accept result"), Change::AddLayer { at, layer: Box::new(layer) });
        Ok(id)
    }

    /// Changes a layer's name, opacity or visibility. Between `begin` and `commit` a whole drag is one step.
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
            (_, Look { visible: true, .. }) => "Show layer",
            _ => "Hide layer",
        };
        self.record(Cow::Borrowed(name), Change::SetLayer { id, look });
    }

    /// Takes a layer away. The bottom one, the opened picture, stays; says whether there is one less.
    pub fn remove_layer(&mut self, id: LayerId) -> bool {
        let at = self.layers.iter().position(|layer| layer.id == id);
        let Some(at) = at.filter(|&at| at > 0) else { return false };
        self.record(Cow::Borrowed("Delete layer"), Change::RemoveLayer { at });
        true
    }

    /// Moves a layer to another place in the stack (0 is the bottom, which stays); says whether anything moved.
    pub fn move_layer(&mut self, from: usize, to: usize) -> bool {
        let movable = 1..self.layers.len();
        if from == to || !movable.contains(&from) || !movable.contains(&to) {
            return false;
        }
        self.record(Cow::Borrowed("Move layer"), Change::MoveLayer { from, to });
        true
    }
}

/// 255 wherever a result may differ from what is below, 0 elsewhere.
fn covered(mask: &Mask) -> Arc<Mask> {
    Arc::new(mask.map(|value| if value == 0 { 0 } else { 255 }))
}

fn wrong_size(reason: &str) -> Error {
    Error::Size { reason: reason.to_owned() }
}
