//! One layer: what it is, where it lies, and how it shows.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::content::{Content, Piece, Shown};
use super::group::GroupId;
use crate::edit::recipe::Recipe;
use crate::raster::{Blend, Extent, Mask, Pixels, Placement, Rect};

/// A layer's name for the life of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LayerId(pub(super) u64);

impl LayerId {
    /// As a file has it.
    pub const fn of(number: u64) -> Self {
        Self(number)
    }
}

/// A picture, paint or a kept mask in the stack of a document.
#[derive(Clone, Debug)]
pub struct Layer {
    pub(super) id: LayerId,
    pub(super) content: Content,
    /// The recipe that made it; `None` for what no edit made.
    pub(super) origin: Option<Recipe>,
    pub(super) look: Look,
    /// What is seen of a piece of picture, kept while the layer is in a document.
    pub(super) shown: Option<Shown>,
}

/// Everything about a layer that a file must keep.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerParts {
    /// Its name for the life of the document.
    pub id: LayerId,
    /// What it is made of.
    pub content: Content,
    /// The recipe that made it.
    pub origin: Option<Recipe>,
    /// How it shows.
    pub look: Look,
}

/// What can be changed about how a layer shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Look {
    /// As the layers list shows it.
    pub name: String,
    /// 0…1; at 1 the layer's own bytes are what is seen.
    pub opacity: f32,
    /// Whether it takes part in the picture.
    pub visible: bool,
    /// What it does to the colours below it.
    pub blend: Blend,
    /// Whether its pixels and its place are kept from change; its look is not.
    pub locked: bool,
    /// The group that it belongs to.
    pub group: Option<GroupId>,
}

impl Look {
    /// A layer that shows as it is.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), opacity: 1.0, visible: true, blend: Blend::Normal, locked: false, group: None }
    }
    /// Whether its numbers are what they say: those of a file may not be.
    pub(super) fn is_sound(&self) -> bool {
        (0.0..=1.0).contains(&self.opacity)
    }
}

impl Layer {
    /// From what a file kept.
    pub fn of(parts: LayerParts) -> Self {
        let LayerParts { id, content, origin, look } = parts;
        Self { id, content, origin, look, shown: None }
    }
    /// What a file must keep; shares all pixels.
    pub fn parts(&self) -> LayerParts {
        let Self { id, content, origin, look, .. } = self;
        LayerParts { id: *id, content: content.clone(), origin: origin.clone(), look: look.clone() }
    }
    /// Its name for the life of the document.
    pub fn id(&self) -> LayerId {
        self.id
    }
    /// What it is made of.
    pub fn content(&self) -> &Content {
        &self.content
    }
    /// How it shows.
    pub fn look(&self) -> &Look {
        &self.look
    }
    /// As the layers list shows it.
    pub fn name(&self) -> &str {
        &self.look.name
    }
    /// 0…1.
    pub fn opacity(&self) -> f32 {
        self.look.opacity
    }
    /// Whether it takes part in the picture (its group has a say, too).
    pub fn visible(&self) -> bool {
        self.look.visible
    }
    /// Whether its pixels and its place are kept from change.
    pub fn locked(&self) -> bool {
        self.look.locked
    }
    /// The piece of picture that it is, if it is one.
    pub fn piece(&self) -> Option<&Piece> {
        self.content.piece()
    }
    /// Where its source lies on the canvas, if it is a piece of picture.
    pub fn placement(&self) -> Option<Placement> {
        self.piece().map(|piece| piece.placement)
    }
    /// The source pixels of a piece of picture.
    pub fn pixels(&self) -> Option<&Arc<Pixels>> {
        self.piece().map(|piece| &piece.pixels)
    }
    /// Where a piece of picture covers what is below, in its source's pixels; `None` is everywhere.
    pub fn coverage(&self) -> Option<&Arc<Mask>> {
        self.piece().and_then(|piece| piece.coverage.as_ref())
    }
    /// What of the canvas it may change; `None` when it shows nothing there.
    pub fn rect(&self) -> Option<Rect> {
        match &self.content {
            Content::Picture(_) | Content::Pasted(_) => self.shown.as_ref().map(|shown| shown.rect),
            Content::Paint(sheet) => sheet.bounds(),
            Content::Mask(_) => None,
        }
    }
    /// The recipe that made it; `None` for what no edit made.
    pub fn origin(&self) -> Option<&Recipe> {
        self.origin.as_ref()
    }

    /// Looks again at what a canvas of this extent shows of it.
    pub(super) fn settle(&mut self, canvas: Extent) {
        self.shown = self.content.shown(canvas);
    }
    /// Bytes that keeping it costs.
    pub(super) fn bytes(&self) -> usize {
        self.content.bytes()
    }
}
