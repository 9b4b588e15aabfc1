//! Some of a document's layers as they are at a moment, to be composed wherever there is time.

use std::sync::Arc;

use super::Document;
use super::flatten::flatten;
use super::group::Group;
use super::layer::{Layer, LayerId};
use crate::raster::{Blend, Pixels};

/// Layers, bottom first. It shares all pixels with the document.
#[derive(Clone, Debug)]
pub struct Stack {
    base: Arc<Pixels>,
    layers: Vec<Layer>,
    groups: Vec<Group>,
}

impl Stack {
    /// What they make together, of the document's extent and depth. It takes seconds for 100 megapixels.
    pub fn composed(&self) -> Arc<Pixels> {
        flatten(&self.base, Arc::clone(&self.base), &self.layers, &self.groups, self.base.extent().rect())
    }
}

impl Document {
    /// The layer by itself, where nothing is below it: shown, and covering as much as it can.
    pub fn layer_alone(&self, id: LayerId) -> Option<Stack> {
        let mut layer = shown(self.layer(id)?);
        (layer.look.opacity, layer.look.blend) = (1.0, Blend::Normal);
        Some(self.stack(vec![layer]))
    }

    /// What is below the layer, and the same with the layer shown on it.
    pub fn layer_and_below(&self, id: LayerId) -> Option<[Stack; 2]> {
        let at = self.place_of(id)?;
        let below = self.layers[..at].to_vec();
        let mut with = below.clone();
        with.push(shown(&self.layers[at]));
        Some([self.stack(below), self.stack(with)])
    }

    fn stack(&self, layers: Vec<Layer>) -> Stack {
        Stack { base: self.original(), layers, groups: self.groups.clone() }
    }
}

/// The layer as it shows when it does.
fn shown(layer: &Layer) -> Layer {
    let mut layer = layer.clone();
    (layer.look.visible, layer.look.group) = (true, None);
    layer
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::{Extent, Mask, Rect, select};

    #[test]
    fn a_layer_alone_is_where_it_covers_and_differs_from_what_is_below() {
        let extent = Extent::new(30, 20);
        let mut document = Document::open("a".into(), Arc::new(Pixels::filled(extent, [10, 20, 30, 255])));
        let rect = Rect::new(5, 5, 10, 10);
        let patch = Arc::new(Pixels::filled(rect.extent(), [90, 20, 30, 255]));
        let id = document.accept("patch", &patch, rect, None, None).unwrap();
        let mut expected = Mask::filled(extent, 0);
        expected.fill(rect, 255);
        document.set_layer(id, |look| (look.opacity, look.visible) = (0.5, false));
        let alone = document.layer_alone(id).unwrap().composed();
        assert_eq!(select::alpha(&alone).unwrap(), expected);
        let [below, with] = document.layer_and_below(id).unwrap().map(|stack| stack.composed());
        assert_eq!(below.rgba8(9, 9), [10, 20, 30, 255]);
        assert_eq!(select::difference(&below, &with, 39.0).unwrap(), expected, "half of 80 shows");
        assert_eq!(select::difference(&below, &with, 40.0).unwrap().bounds(), None);
        assert!(document.layer_alone(LayerId::of(99)).is_none());
    }
}
