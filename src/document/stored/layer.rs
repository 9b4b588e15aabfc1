//! Layers.

use serde::{Deserialize, Serialize};

use super::{Blob, Blobs, missing};
use crate::document::{Content, LayerId, LayerParts, Look, Piece};
use crate::edit::recipe::Recipe;
use crate::raster::{Placement, Result};

/// A layer, its pixels by the numbers of their blobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredLayer {
    id: LayerId,
    content: StoredContent,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    origin: Option<Recipe>,
    look: Look,
}

/// What a layer is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredContent {
    /// The opened picture or a result.
    Picture(StoredPiece),
    /// A pasted picture.
    Pasted(StoredPiece),
    /// A sheet.
    Paint(usize),
    /// A mask that is kept for later.
    Mask(usize),
}

/// A picture that lies somewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoredPiece {
    pixels: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    coverage: Option<usize>,
    /// As [`Placement::matrix`].
    placement: [f64; 6],
}

impl StoredLayer {
    /// Describes a layer.
    pub fn of(layer: &LayerParts, blobs: &mut Blobs) -> Self {
        let content = StoredContent::of(&layer.content, blobs);
        Self { id: layer.id, content, origin: layer.origin.clone(), look: layer.look.clone() }
    }
    /// The layer that is described.
    pub fn layer(self, blobs: &Blobs) -> Result<LayerParts> {
        let Self { id, content, origin, look } = self;
        Ok(LayerParts { id, content: content.content(blobs)?, origin, look })
    }
}

impl StoredContent {
    /// Describes it.
    pub fn of(content: &Content, blobs: &mut Blobs) -> Self {
        match content {
            Content::Picture(piece) => Self::Picture(StoredPiece::of(piece, blobs)),
            Content::Pasted(piece) => Self::Pasted(StoredPiece::of(piece, blobs)),
            Content::Paint(sheet) => Self::Paint(blobs.put(Blob::Sheet(sheet.clone()))),
            Content::Mask(mask) => Self::Mask(blobs.mask(mask)),
        }
    }
    /// What is described.
    pub fn content(self, blobs: &Blobs) -> Result<Content> {
        Ok(match self {
            Self::Picture(piece) => Content::Picture(piece.piece(blobs)?),
            Self::Pasted(piece) => Content::Pasted(piece.piece(blobs)?),
            Self::Paint(sheet) => Content::Paint(blobs.sheet_of(sheet)?),
            Self::Mask(mask) => Content::Mask(blobs.mask_of(mask)?),
        })
    }
}

impl StoredPiece {
    fn of(piece: &Piece, blobs: &mut Blobs) -> Self {
        let Piece { pixels, coverage, placement } = piece;
        let coverage = coverage.as_ref().map(|mask| blobs.mask(mask));
        Self { pixels: blobs.pixels(pixels), coverage, placement: placement.matrix() }
    }
    fn piece(self, blobs: &Blobs) -> Result<Piece> {
        let coverage = self.coverage.map(|mask| blobs.mask_of(mask)).transpose()?;
        let placement = Placement::of(self.placement).ok_or_else(|| missing("the place of a layer"))?;
        Ok(Piece { pixels: blobs.pixels_of(self.pixels)?, coverage, placement })
    }
}
