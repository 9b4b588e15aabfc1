//! The undoable changes. Each one, applied, gives back the change that undoes it.

use std::mem;
use std::sync::Arc;

use super::Document;
use super::layer::{Layer, LayerId, Look};
use crate::raster::Tile;

/// One reversible act on a document.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Puts a layer at a place in the stack (0 is the bottom).
    AddLayer { at: usize, layer: Box<Layer> },
    /// Takes a layer away.
    RemoveLayer { at: usize },
    /// Moves a layer to another place in the stack.
    MoveLayer { from: usize, to: usize },
    /// Gives a layer another name, opacity or visibility.
    SetLayer { id: LayerId, look: Look },
    /// Puts these tiles into the mask.
    PaintMask { tiles: Vec<(usize, Tile)> },
}

impl Change {
    /// Does it, and returns what undoes it.
    pub(super) fn apply(self, document: &mut Document) -> Self {
        match self {
            Self::AddLayer { at, layer } => {
                document.touch_picture(layer.rect);
                document.layers.insert(at, *layer);
                Self::RemoveLayer { at }
            }
            Self::RemoveLayer { at } => {
                let layer = document.layers.remove(at);
                document.touch_picture(layer.rect);
                Self::AddLayer { at, layer: Box::new(layer) }
            }
            Self::MoveLayer { from, to } => {
                let layer = document.layers.remove(from);
                document.touch_picture(layer.rect);
                document.layers.insert(to, layer);
                Self::MoveLayer { from: to, to: from }
            }
            Self::SetLayer { id, mut look } => {
                let mut touched = None;
                if let Some(layer) = document.layers.iter_mut().find(|layer| layer.id == id) {
                    let shows_otherwise = (look.opacity, look.visible) != (layer.look.opacity, layer.look.visible);
                    touched = shows_otherwise.then_some(layer.rect);
                    mem::swap(&mut layer.look, &mut look);
                }
                if let Some(rect) = touched {
                    document.touch_picture(rect);
                }
                Self::SetLayer { id, look }
            }
            Self::PaintMask { tiles } => {
                let swap = |(tile, with): (usize, Tile)| {
                    let before = Arc::make_mut(&mut document.mask).swap_tile(tile, with);
                    document.touch_mask(tile, document.tiles.grid().rect(tile));
                    (tile, before)
                };
                Self::PaintMask { tiles: tiles.into_iter().map(swap).collect() }
            }
        }
    }

    /// Whether it changes layers rather than the mask.
    pub(super) fn is_of_picture(&self) -> bool {
        !matches!(self, Self::PaintMask { .. })
    }

    /// Bytes that keeping it costs.
    pub(super) fn bytes(&self) -> usize {
        mem::size_of::<Self>()
            + match self {
                Self::AddLayer { layer, .. } => layer.bytes(),
                Self::PaintMask { tiles } => tiles.iter().map(|(_, tile)| 32 + tile.bytes()).sum(),
                Self::RemoveLayer { .. } | Self::MoveLayer { .. } | Self::SetLayer { .. } => 0,
            }
    }
}
