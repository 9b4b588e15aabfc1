//! Whole documents, without their history.

use serde::{Deserialize, Serialize};

use super::{Blobs, StoredLayer};
use crate::document::{Group, Parts};
use crate::raster::Result;

/// A document, its pixels by the numbers of their blobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredParts {
    name: String,
    original: usize,
    layers: Vec<StoredLayer>,
    groups: Vec<Group>,
    mask: usize,
    next_layer: u64,
    next_group: u64,
}

impl StoredParts {
    /// As the title shows it.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// Describes a document.
    pub fn of(parts: &Parts, blobs: &mut Blobs) -> Self {
        Self {
            name: parts.name.clone(),
            original: blobs.pixels(&parts.original),
            layers: parts.layers.iter().map(|layer| StoredLayer::of(layer, blobs)).collect(),
            groups: parts.groups.clone(),
            mask: blobs.mask(&parts.mask),
            next_layer: parts.next_layer,
            next_group: parts.next_group,
        }
    }
    /// What is described; whether it makes a document is asked by [`crate::document::Document::from_parts`].
    pub fn parts(self, blobs: &Blobs) -> Result<Parts> {
        Ok(Parts {
            name: self.name,
            original: blobs.pixels_of(self.original)?,
            layers: self.layers.into_iter().map(|layer| layer.layer(blobs)).collect::<Result<_>>()?,
            groups: self.groups,
            mask: blobs.mask_of(self.mask)?,
            next_layer: self.next_layer,
            next_group: self.next_group,
        })
    }
}
