//! One layer: a piece of picture, where it lies, and how it shows.

use std::sync::Arc;

use crate::edit::recipe::Recipe;
use crate::raster::{Depth, Mask, Pixels, Rect};

/// A layer's name for the life of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId(pub(super) u64);

/// A piece of picture laid over what is below it.
#[derive(Clone, Debug)]
pub struct Layer {
    pub(super) id: LayerId,
    /// Where it lies in the picture.
    pub(super) rect: Rect,
    /// Samples of `rect`'s extent.
    pub(super) pixels: Arc<Pixels>,
    /// Of `rect`'s extent: 0 lets what is below through byte for byte. `None` covers all of `rect`.
    pub(super) coverage: Option<Arc<Mask>>,
    /// The recipe that made it; `None` for the opened picture.
    pub(super) origin: Option<Recipe>,
    pub(super) look: Look,
}

/// What can be changed about a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// As the layers list shows it.
    pub name: String,
    /// 0…1; at 1 the layer's own bytes are what is seen.
    pub opacity: f32,
    /// Whether it takes part in the picture.
    pub visible: bool,
}

impl Layer {
    /// Its name for the life of the document.
    pub fn id(&self) -> LayerId {
        self.id
    }
    /// As the layers list shows it.
    pub fn name(&self) -> &str {
        &self.look.name
    }
    /// 0…1.
    pub fn opacity(&self) -> f32 {
        self.look.opacity
    }
    /// Whether it takes part in the picture.
    pub fn visible(&self) -> bool {
        self.look.visible
    }
    /// Where it lies in the picture.
    pub fn rect(&self) -> Rect {
        self.rect
    }
    /// Its samples, of `rect`'s extent.
    pub fn pixels(&self) -> &Arc<Pixels> {
        &self.pixels
    }
    /// Where it covers what is below; `None` is everywhere.
    pub fn coverage(&self) -> Option<&Arc<Mask>> {
        self.coverage.as_ref()
    }
    /// The recipe that made it; `None` for the opened picture.
    pub fn origin(&self) -> Option<&Recipe> {
        self.origin.as_ref()
    }

    /// Bytes that keeping it costs.
    pub(super) fn bytes(&self) -> usize {
        let sample = match self.pixels.depth() {
            Depth::Eight => 4,
            Depth::Sixteen => 8,
        };
        self.rect.extent().area() as usize * (sample + usize::from(self.coverage.is_some()))
    }
}
