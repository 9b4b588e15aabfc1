//! What an open stroke knows of the tiles that it touched.

use std::collections::BTreeMap;

use super::layer::LayerId;
use crate::raster::{Rect, Tile, Tint};

/// A tile of the mask under a stroke.
#[derive(Debug)]
pub(super) struct StrokeTile {
    /// As it was when the transaction began; shared with whoever holds the mask of then.
    pub(super) before: Tile,
    /// How much of the stroke lies on each pixel: the largest of its stamps.
    pub(super) stamped: Box<[u8]>,
}

/// A stroke in colour on one layer.
#[derive(Debug)]
pub(super) struct ColourStroke {
    pub(super) id: LayerId,
    pub(super) tiles: BTreeMap<usize, ColourTile>,
}

/// A tile of a paint layer under a stroke.
#[derive(Debug)]
pub(super) struct ColourTile {
    /// As it was when the stroke began.
    pub(super) before: Tint,
    /// How much of the stroke lies on each pixel: the largest of its stamps.
    pub(super) stamped: Box<[u8]>,
}

impl ColourStroke {
    /// Nothing drawn yet.
    pub(super) fn on(id: LayerId) -> Self {
        Self { id, tiles: BTreeMap::new() }
    }
}

impl ColourTile {
    /// A tile that covers `area`, nothing drawn on it yet.
    pub(super) fn of(before: &Tint, area: Rect) -> Self {
        Self { before: before.clone(), stamped: vec![0; area.extent().area() as usize].into() }
    }
}
