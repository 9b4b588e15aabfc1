//! Acts: what a journal keeps.

use serde::{Deserialize, Serialize};

use super::{Blob, Blobs, StoredContent, StoredLayer, missing};
use crate::document::{Act, Change, Frame, Framed, Group, Layer, LayerId, Look};
use crate::raster::{Placement, Result};

/// An act, its pixels by the numbers of their blobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredAct {
    /// A step that was committed.
    Step {
        /// As the menu shows it.
        name: String,
        /// In the order of doing.
        changes: Vec<StoredChange>,
    },
    /// The last step was taken back.
    Undo,
    /// The last undone step was done again.
    Redo,
}

/// A change of a step; see [`Change`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredChange {
    AddLayer { at: usize, layer: Box<StoredLayer> },
    RemoveLayer { at: usize },
    MoveLayer { from: usize, to: usize },
    SetLayer { id: LayerId, look: Look },
    Place { id: LayerId, placement: [f64; 6] },
    SetContent { id: LayerId, content: StoredContent },
    Paint { id: LayerId, tiles: usize },
    SetGroups { groups: Vec<Group> },
    Frame { frame: Frame },
    Reframe { original: usize, layers: Vec<StoredLayer>, mask: usize },
    PaintMask { tiles: usize },
}

impl StoredAct {
    /// Describes an act.
    pub fn of(act: &Act, blobs: &mut Blobs) -> Self {
        match act {
            Act::Step { name, changes } => Self::Step {
                name: name.clone().into_owned(),
                changes: changes.iter().map(|change| StoredChange::of(change, blobs)).collect(),
            },
            Act::Undo => Self::Undo,
            Act::Redo => Self::Redo,
        }
    }
    /// The act that is described; whether it fits a document is asked when it is replayed.
    pub fn act(self, blobs: &Blobs) -> Result<Act> {
        Ok(match self {
            Self::Step { name, changes } => Act::Step {
                name: name.into(),
                changes: changes.into_iter().map(|change| change.change(blobs)).collect::<Result<_>>()?,
            },
            Self::Undo => Act::Undo,
            Self::Redo => Act::Redo,
        })
    }
}

impl StoredChange {
    fn of(change: &Change, blobs: &mut Blobs) -> Self {
        match change {
            Change::AddLayer { at, layer } => {
                Self::AddLayer { at: *at, layer: Box::new(StoredLayer::of(&layer.parts(), blobs)) }
            }
            Change::RemoveLayer { at } => Self::RemoveLayer { at: *at },
            Change::MoveLayer { from, to } => Self::MoveLayer { from: *from, to: *to },
            Change::SetLayer { id, look } => Self::SetLayer { id: *id, look: look.clone() },
            Change::Place { id, placement } => Self::Place { id: *id, placement: placement.matrix() },
            Change::SetContent { id, content } => {
                Self::SetContent { id: *id, content: StoredContent::of(content, blobs) }
            }
            Change::Paint { id, tiles } => Self::Paint { id: *id, tiles: blobs.put(Blob::Tints(tiles.clone())) },
            Change::SetGroups { groups } => Self::SetGroups { groups: groups.clone() },
            Change::Frame { frame } => Self::Frame { frame: *frame },
            Change::PaintMask { tiles } => Self::PaintMask { tiles: blobs.put(Blob::Tiles(tiles.clone())) },
            Change::Reframe { framed } => {
                let (original, layers, mask) = framed.parts();
                let layers = layers.iter().map(|layer| StoredLayer::of(layer, blobs)).collect();
                Self::Reframe { original: blobs.pixels(&original), layers, mask: blobs.mask(&mask) }
            }
        }
    }

    fn change(self, blobs: &Blobs) -> Result<Change> {
        let placed = |matrix| Placement::of(matrix).ok_or_else(|| missing("the place of a layer"));
        Ok(match self {
            Self::AddLayer { at, layer } => Change::AddLayer { at, layer: Box::new(Layer::of(layer.layer(blobs)?)) },
            Self::RemoveLayer { at } => Change::RemoveLayer { at },
            Self::MoveLayer { from, to } => Change::MoveLayer { from, to },
            Self::SetLayer { id, look } => Change::SetLayer { id, look },
            Self::Place { id, placement } => Change::Place { id, placement: placed(placement)? },
            Self::SetContent { id, content } => Change::SetContent { id, content: Box::new(content.content(blobs)?) },
            Self::Paint { id, tiles } => Change::Paint { id, tiles: blobs.tints_of(tiles)? },
            Self::SetGroups { groups } => Change::SetGroups { groups },
            Self::Frame { frame } => Change::Frame { frame },
            Self::Reframe { original, layers, mask } => {
                let layers = layers.into_iter().map(|layer| layer.layer(blobs)).collect::<Result<_>>()?;
                let framed = Framed::of(blobs.pixels_of(original)?, layers, blobs.mask_of(mask)?);
                Change::Reframe { framed: Box::new(framed) }
            }
            Self::PaintMask { tiles } => Change::PaintMask { tiles: blobs.tiles_of(tiles)? },
        })
    }
}
