//! Everything that a file must keep of a document, and the way back.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Document;
use super::content::{Content, Piece};
use super::group::Group;
use super::layer::{Layer, LayerParts};
use crate::raster::{Depth, Error, Extent, Mask, Pixels, Placement, Result};

/// A document without its history.
#[derive(Clone, Debug, PartialEq)]
pub struct Parts {
    /// As the title shows it.
    pub name: String,
    /// The picture as opened; lends extent, depth and profile.
    pub original: Arc<Pixels>,
    /// Bottom first. The bottom one is the whole picture.
    pub layers: Vec<LayerParts>,
    /// In the order in which they were made.
    pub groups: Vec<Group>,
    /// Of the original's extent.
    pub mask: Arc<Mask>,
    /// The name of the next layer; larger than that of any there is.
    pub next_layer: u64,
    /// The name of the next group; larger than that of any there is.
    pub next_group: u64,
}

impl Document {
    /// What a file must keep; shares all pixels. A step that is open is in it as far as it went.
    pub fn parts(&self) -> Parts {
        Parts {
            name: self.name.clone(),
            original: Arc::clone(&self.original),
            layers: self.layers.iter().map(Layer::parts).collect(),
            groups: self.groups.clone(),
            mask: Arc::clone(&self.mask),
            next_layer: self.next_layer,
            next_group: self.next_group,
        }
    }

    /// A document of what a file kept, with nothing to undo. Errors say what doesn't fit; nothing is believed.
    pub fn from_parts(parts: Parts) -> Result<Self> {
        parts.check()?;
        let Parts { name, original, layers, groups, mask, next_layer, next_group } = parts;
        let mut document = Self::open(name, original);
        let extent = document.extent();
        document.layers = layers.into_iter().map(Layer::of).collect();
        for layer in &mut document.layers {
            layer.settle(extent);
        }
        (document.groups, document.mask) = (groups, mask);
        (document.next_layer, document.next_group) = (next_layer, next_group);
        for tile in 0..document.tiles.grid().count() {
            document.tiles.refresh(&document.mask, tile);
        }
        document.touch_picture(Some(extent.rect()));
        document.refresh();
        Ok(document)
    }
}

impl Parts {
    /// Errors when they don't make a document.
    pub(super) fn check(&self) -> Result<()> {
        let Self { original, layers, groups, mask, next_layer, next_group, .. } = self;
        let (extent, depth) = (original.extent(), original.depth());
        if mask.extent() != extent {
            return Err(wrong("the mask is not of the picture's size"));
        }
        let group_ids: BTreeSet<_> = groups.iter().map(|group| group.id).collect();
        let layer_ids: BTreeSet<_> = layers.iter().map(|layer| layer.id).collect();
        if group_ids.len() != groups.len() || layer_ids.len() != layers.len() {
            return Err(wrong("two layers or groups have the same number"));
        }
        let free = |next: u64, last: Option<u64>| next < u64::MAX / 2 && last.is_none_or(|last| last < next);
        if !free(*next_layer, layer_ids.last().map(|id| id.0)) || !free(*next_group, group_ids.last().map(|id| id.0)) {
            return Err(wrong("a layer or group has a number that is not its own"));
        }
        if !layers.first().is_some_and(|bottom| can_be_bottom(&bottom.content, extent, depth)) {
            return Err(wrong("the bottom layer is not the picture"));
        }
        for LayerParts { content, look, .. } in layers {
            content.check(extent, depth)?;
            if !look.is_sound() || look.group.is_some_and(|group| !group_ids.contains(&group)) {
                return Err(wrong("a layer has an opacity or a group that does not exist"));
            }
        }
        Ok(())
    }
}

/// Whether this can be the bottom layer of a canvas: all of it, pixel by pixel.
pub(super) fn can_be_bottom(content: &Content, extent: Extent, depth: Depth) -> bool {
    let Content::Picture(Piece { pixels, coverage: None, placement }) = content else { return false };
    pixels.extent() == extent && pixels.depth() == depth && *placement == Placement::at(0, 0)
}

fn wrong(reason: &str) -> Error {
    Error::Size { reason: reason.to_owned() }
}
