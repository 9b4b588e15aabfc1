//! Numbers of a layer that are dragged: they act under the hand where the layer is small, and else when the hand lets go.

use super::App;
use super::frame::Lay;
use super::tool::AT_ONCE_PX;
use crate::document::{Document, Layer, LayerId};
use crate::raster::Placement;

/// What a number of a large layer was dragged to by now.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slide {
    /// Nowhere yet.
    Begun,
    /// Opacity, 0…1.
    Opacity(LayerId, f32),
    /// Another place, size or turn.
    Lies(LayerId, Lay, Placement),
}

impl App {
    /// A number is taken hold of: the drag will be the step `name`.
    pub(super) fn begin_slide(&mut self, id: LayerId, name: &'static str) {
        if self.layer_px(id) > AT_ONCE_PX || self.is_changing() {
            self.slide = Some(Slide::Begun);
        } else if let Some(opened) = &mut self.opened {
            opened.document.begin(name);
        }
    }

    /// The number is let go.
    pub(super) fn end_slide(&mut self) {
        match self.slide.take() {
            None => {
                if let Some(opened) = &mut self.opened {
                    opened.document.commit();
                }
            }
            Some(Slide::Begun) => {}
            Some(Slide::Opacity(id, opacity)) => self.set_opacity(id, opacity),
            Some(Slide::Lies(id, lay, placement)) => self.place(id, lay, placement),
        }
    }

    /// Gives a layer this opacity, now or when the hand lets go.
    pub(super) fn set_opacity(&mut self, id: LayerId, opacity: f32) {
        match &mut self.slide {
            Some(slide) => *slide = Slide::Opacity(id, opacity),
            None => self.alter_layer(id, move |document| document.set_layer(id, |look| look.opacity = opacity)),
        }
    }

    /// Lays a piece of picture otherwise: as a step, as part of the one that is open, or when the hand lets go.
    pub(super) fn lay(&mut self, id: LayerId, lay: Lay) {
        let Some(document) = self.document() else { return };
        let Some(layer) = document.layer(id) else { return };
        let Some((now, piece)) = self.placement_of(layer).zip(layer.pixels().map(|pixels| pixels.extent())) else {
            return;
        };
        let next = lay.of(now, piece, document.extent());
        match &mut self.slide {
            Some(slide) => *slide = Slide::Lies(id, lay, next),
            None => self.place(id, lay, next),
        }
    }

    fn place(&mut self, id: LayerId, lay: Lay, placement: Placement) {
        self.alter_layer(id, move |document: &mut Document| {
            let alone = !document.is_open();
            if alone {
                document.begin(lay.step());
            }
            document.place_layer(id, placement);
            if alone {
                document.commit();
            }
        });
    }

    /// The opacity of a layer as the hand sees it.
    pub(super) fn opacity_of(&self, layer: &Layer) -> f32 {
        match self.slide {
            Some(Slide::Opacity(id, opacity)) if id == layer.id() => opacity,
            _ => layer.opacity(),
        }
    }

    /// Where a layer lies as the hand sees it.
    pub(super) fn placement_of(&self, layer: &Layer) -> Option<Placement> {
        match self.slide {
            Some(Slide::Lies(id, _, placement)) if id == layer.id() => Some(placement),
            _ => layer.placement(),
        }
    }
}
