//! Layers made of layers: duplicates, merging down.

use std::borrow::Cow;
use std::sync::Arc;

use super::Document;
use super::change::Change;
use super::content::{Content, Piece};
use super::flatten;
use super::layer::{Layer, LayerId, LayerParts};
use crate::raster::{Blend, Depth, Pixels, Placement, Rect, Sample, Sheet, Tint};

impl Document {
    /// A copy of a layer above it, as one step, and its name; `None` when there is no such layer. A copy of the bottom
    /// layer can be moved.
    pub fn duplicate_layer(&mut self, id: LayerId, name: impl Into<String>) -> Option<LayerId> {
        let at = self.place_of(id)?;
        let parts = self.layers[at].parts();
        let mut look = parts.look;
        (look.name, look.locked) = (name.into(), false);
        let new = LayerId(self.next_layer);
        let layer = Box::new(Layer::of(LayerParts { id: new, look, ..parts }));
        self.record(Cow::Borrowed("Duplicate layer"), Change::AddLayer { at: at + 1, layer });
        Some(new)
    }

    /// Whether [`Self::merge_down`] would do something.
    pub fn can_merge_down(&self, id: LayerId) -> bool {
        let Some(at) = self.place_of(id).filter(|&at| at > 0) else { return false };
        let fits = |layer: &Layer| {
            !layer.locked() && flatten::shows(layer, &self.groups) && !matches!(layer.content, Content::Mask(_))
        };
        fits(&self.layers[at]) && fits(&self.layers[at - 1])
    }

    /// Makes a layer and the one below it one layer, as one step, and says whether it could: both are shown, neither is
    /// locked, neither is a kept mask.
    ///
    /// What both show together, on nothing, takes the place of the lower one, at full opacity and with its blend mode.
    pub fn merge_down(&mut self, id: LayerId) -> bool {
        if !self.can_merge_down(id) {
            return false;
        }
        self.close_stroke();
        let Some(at) = self.place_of(id) else { return false };
        let (below, above) = (&self.layers[at - 1], &self.layers[at]);
        let content = match self.depth() {
            Depth::Eight => self.merged::<u8>(below, above),
            Depth::Sixteen => self.merged::<u16>(below, above),
        };
        let below = below.id;
        self.as_one("Merge down", |document| {
            document.record("Merge down".into(), Change::RemoveLayer { at });
            if let Some(content) = content {
                document.record("Merge down".into(), Change::SetContent { id: below, content: Box::new(content) });
                document.set_layer(below, |look| look.opacity = 1.0);
            }
        });
        true
    }

    /// What two layers show together; `None` when the upper one shows nothing.
    fn merged<S: Sample>(&self, below: &Layer, above: &Layer) -> Option<Content> {
        let shown = above.rect()?;
        // The lower one lies on nothing, where every blend mode is a copy.
        let mut lower = below.clone();
        lower.look.blend = Blend::Normal;
        let both = [&lower, above];
        if let (Content::Paint(sheet), Content::Paint(_)) = (&below.content, &above.content) {
            return Some(Content::Paint(merged_sheet::<S>(sheet, both)));
        }
        let is_bottom = self.layers.first().is_some_and(|bottom| bottom.id == below.id);
        let rect = match below.rect() {
            _ if is_bottom => self.extent().rect(),
            Some(rect) => rect.union(shown),
            None => shown,
        };
        let pixels = Pixels::new(rect.extent(), S::samples(rows_of(both, rect))).ok()?;
        let pixels = pixels.with_profile(self.original.profile().map(Arc::from));
        let pixels = Arc::new(pixels.with_exif(self.original.exif().map(Arc::from)));
        let placement = Placement::at(i64::from(rect.x), i64::from(rect.y));
        let piece = Piece { pixels, coverage: None, placement };
        Some(if is_bottom { Content::Picture(piece) } else { Content::Pasted(piece) })
    }
}

/// Two paint layers as one: only where the upper one has paint is there anything to do.
fn merged_sheet<S: Sample>(below: &Sheet, both: [&Layer; 2]) -> Sheet {
    let mut sheet = below.clone();
    let grid = sheet.grid();
    let Content::Paint(above) = &both[1].content else { return sheet };
    for tile in (0..grid.count()).filter(|&tile| *above.tile(tile) != Tint::CLEAR || both[0].look.opacity < 1.0) {
        sheet.swap_tile(tile, Tint::new::<S>(&rows_of(both, grid.rect(tile))));
    }
    sheet
}

/// What layers show of `rect`, on nothing.
fn rows_of<S: Sample>(layers: [&Layer; 2], rect: Rect) -> Vec<S> {
    let mut rows = vec![S::default(); 4 * rect.extent().area() as usize];
    for layer in layers {
        flatten::lay(&mut rows, rect, layer);
    }
    rows
}
