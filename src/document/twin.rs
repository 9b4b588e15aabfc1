//! What takes long is done to a twin of the document, wherever there is time, and then taken over as the steps it is.

use std::sync::Arc;

use super::Document;

/// A document as it was at a moment, to be changed beside it. It shares all pixels and the whole history.
#[derive(Debug)]
pub struct Twin {
    document: Document,
    /// Of the document when its twin was made.
    revision: u64,
}

impl Twin {
    /// Does what takes long. A step that is left open is committed.
    pub fn change<T>(&mut self, work: impl FnOnce(&mut Document) -> T) -> T {
        let made = work(&mut self.document);
        self.document.commit();
        made
    }
}

impl Document {
    /// A twin of the document; `None` while a step is open.
    pub fn twin(&self) -> Option<Twin> {
        if self.is_open() {
            return None;
        }
        let document = Self {
            id: self.id,
            name: self.name.clone(),
            original: Arc::clone(&self.original),
            layers: self.layers.clone(),
            next_layer: self.next_layer,
            groups: self.groups.clone(),
            next_group: self.next_group,
            flat: Arc::clone(&self.flat),
            mask: Arc::clone(&self.mask),
            tiles: self.tiles.clone(),
            history: self.history.clone(),
            open: None,
            committed: Vec::new(),
            // Whoever watches the document gets the acts of its twin.
            is_watched: true,
            is_batch: false,
            revision: self.revision,
            next_state: self.next_state,
            saved: self.saved,
            stale: None,
            dirty_picture: None,
            dirty_mask: None,
        };
        Some(Twin { document, revision: self.revision })
    }

    /// About how many pixels of the canvas the next undo, or redo, looks at anew.
    pub fn walk_px(&self, is_back: bool) -> u64 {
        self.history.next(is_back).map_or(0, |step| step.touches_px(self))
    }

    /// Becomes what its twin is by now, with the steps that were done to that, and hands back what it was, to be dropped
    /// where there is time. `None` where it was changed since the twin was made, or a step is open: then nothing happens.
    pub fn take_over(&mut self, twin: Twin) -> Option<Self> {
        let Twin { document: mut now, revision } = twin;
        if now.id != self.id || revision != self.revision || self.is_open() {
            return None;
        }
        // What changed none of the pixels: the name, what is saved, who watches, what is still to be drawn.
        std::mem::swap(&mut now.name, &mut self.name);
        now.saved = self.saved;
        now.is_watched = self.is_watched;
        let acts = std::mem::replace(&mut now.committed, std::mem::take(&mut self.committed));
        if self.is_watched {
            now.committed.extend(acts);
        }
        let whole = now.extent().rect();
        let union = |a, b| [a, b].into_iter().flatten().reduce(crate::raster::Rect::union);
        now.dirty_picture = union(self.dirty_picture, now.dirty_picture).and_then(|dirty| dirty.intersection(whole));
        now.dirty_mask = union(self.dirty_mask, now.dirty_mask).and_then(|dirty| dirty.intersection(whole));
        now.history.limit_as(&self.history);
        Some(std::mem::replace(self, now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Ink, LayerId};
    use crate::raster::{Colour, Extent, Pixels, Rect};

    type Work<'a> = &'a dyn Fn(&mut Document, LayerId);

    fn document() -> (Document, LayerId) {
        let pixels = Arc::new(Pixels::filled(Extent::new(300, 200), [9, 9, 9, 255]));
        let mut document = Document::open("a".to_owned(), pixels);
        document.watch();
        let layer = document.add_paint_layer("paint", None);
        stroke(&mut document, layer);
        (document, layer)
    }

    fn stroke(document: &mut Document, layer: LayerId) {
        document.begin("Stroke");
        document.paint(layer, Rect::new(5, 5, 9, 9), Ink::Colour(Colour::WHITE), |_, _| 255);
        document.commit();
    }

    #[test]
    fn a_twin_that_is_taken_over_is_what_doing_it_at_once_would_be() {
        let ((mut beside, layer), (mut at_once, same)) = (document(), document());
        assert_eq!((beside.take_committed().len(), at_once.take_committed().len()), (2, 2));
        let works: [Work<'_>; 4] = [
            &|document, layer| {
                document.fill_layer(layer, Colour::BLACK, None);
            },
            &|document, _| {
                document.undo();
            },
            &|document, _| {
                document.redo();
            },
            &|document, _| document.crop(Rect::new(10, 10, 50, 40)).unwrap(),
        ];
        for work in works {
            let mut twin = beside.twin().unwrap();
            twin.change(|document| work(document, layer));
            beside.rename("b".to_owned());
            beside.take_dirty_picture();
            assert!(beside.take_over(twin).is_some());
            work(&mut at_once, same);
            assert_eq!(*beside.flattened(), *at_once.flattened());
            assert_eq!((beside.undo_name(), beside.redo_name()), (at_once.undo_name(), at_once.redo_name()));
            assert_eq!((beside.name(), beside.revision()), ("b", at_once.revision()));
            assert_eq!(beside.take_committed().len(), at_once.take_committed().len());
            assert!(beside.dirty_picture.is_some_and(|dirty| beside.extent().rect().contains(dirty)));
        }
        while beside.undo().is_some() {
            at_once.undo();
            assert_eq!(*beside.flattened(), *at_once.flattened());
        }
        assert!(!at_once.can_undo() && !beside.is_dirty());
    }

    #[test]
    fn a_twin_of_what_was_changed_meanwhile_is_not_taken_over() {
        let (mut document, layer) = document();
        let mut twin = document.twin().unwrap();
        twin.change(|document| document.fill_layer(layer, Colour::BLACK, None));
        document.begin("Stroke");
        assert!(document.twin().is_none(), "a step is open");
        document.abort();
        stroke(&mut document, layer);
        let before = document.flattened();
        // The same stroke again changes nothing, and something else does.
        document.set_layer(layer, |look| look.opacity = 0.5);
        assert!(document.take_over(twin).is_none());
        assert_eq!(document.undo_name(), Some("Layer opacity"));
        document.undo();
        assert_eq!(document.flattened(), before);
    }
}
