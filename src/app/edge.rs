//! The mask's edge, moved beside the window: a mask of 100 megapixels takes seconds.

use std::collections::VecDeque;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::App;
use crate::document::{Document, Edge, Edged};

/// Works on one edge after the other.
pub struct Edges {
    /// Its own: one that the canvas shares would keep frames waiting.
    pool: rayon::ThreadPool,
    tell: Sender<(u64, Edged)>,
    told: Receiver<(u64, Edged)>,
    wake: Arc<dyn Fn() + Send + Sync>,
    waiting: VecDeque<Edge>,
    /// Which document the edges are of.
    document: u64,
    /// Number of the one that is worked on, while one is.
    running: Option<u64>,
    next: u64,
}

impl Edges {
    /// Starts the threads, below the window's priority. `wake` is called when there is something to take in.
    pub fn start(threads: Option<usize>, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let pool = crate::engine::pool(threads, true)?;
        // At most one is worked on and one was given up.
        let (tell, told) = bounded(2);
        let waiting = VecDeque::new();
        Ok(Self { pool, tell, told, wake: Arc::new(wake), waiting, document: 0, running: None, next: 0 })
    }

    /// Something is done to the edge of this document's mask, after what was asked before.
    pub fn ask(&mut self, edge: Edge, document: &Document) {
        if self.document != document.id() {
            self.cancel();
            self.document = document.id();
        }
        self.waiting.push_back(edge);
    }

    /// An edge is being worked on, or waits for it.
    pub fn is_busy(&self) -> bool {
        self.running.is_some() || !self.waiting.is_empty()
    }

    /// Gives up what is not done yet; says whether there was anything.
    pub fn cancel(&mut self) -> bool {
        let was_busy = self.is_busy();
        self.waiting.clear();
        self.running = None;
        was_busy
    }

    /// Takes in what is done and begins what waits; says whether a result came too late, for another mask. While a
    /// stroke goes on it waits.
    pub fn go_on(&mut self, document: &mut Document) -> bool {
        if self.document != document.id() {
            self.cancel();
        }
        if document.is_open() {
            return false;
        }
        let mut late = false;
        while let Ok((number, edged)) = self.told.try_recv() {
            if self.running == Some(number) {
                self.running = None;
                late |= !document.take_edge(&edged);
            }
        }
        if self.running.is_none()
            && let Some(edge) = self.waiting.pop_front()
        {
            self.next += 1;
            self.running = Some(self.next);
            let (number, mask, tell, wake) =
                (self.next, Arc::clone(document.mask()), self.tell.clone(), Arc::clone(&self.wake));
            self.pool.spawn(move || {
                // Full or gone: nobody waits for it any more.
                if tell.try_send((number, edge.of(&mask))).is_ok() {
                    wake();
                }
            });
        }
        late
    }
}

impl App {
    /// Asks for another edge of the mask.
    pub(super) fn edge(&mut self, edge: Edge) {
        if let Some(opened) = self.opened.as_ref().filter(|opened| opened.document.has_mask()) {
            self.edges.ask(edge, &opened.document);
        }
    }

    /// Takes in edges that are done.
    pub(super) fn go_on_with_edges(&mut self) {
        let Some(opened) = &mut self.opened else { return };
        if self.edges.go_on(&mut opened.document) {
            self.notices.info("The mask's edge stays", "The mask was changed while its new edge was worked out");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;
    use crate::raster::{Extent, Pixels, Rect};

    fn document() -> Document {
        let mut document =
            Document::open("a".to_owned(), Arc::new(Pixels::filled(Extent::new(300, 200), [9, 9, 9, 255])));
        stroke(&mut document, 100);
        document
    }

    fn stroke(document: &mut Document, x: u32) {
        document.begin("Brush stroke");
        document.paint_mask(Rect::new(x, 100, 20, 20), 255, |_, _| 255);
        document.commit();
    }

    /// Until nothing is worked on; says whether anything came too late.
    fn wait(edges: &mut Edges, document: &mut Document) -> bool {
        let (since, mut late) = (Instant::now(), false);
        while edges.is_busy() {
            late |= edges.go_on(document);
            assert!(since.elapsed() < Duration::from_mins(1), "waited in vain");
            std::thread::sleep(Duration::from_millis(1));
        }
        late
    }

    #[test]
    fn edges_are_moved_one_after_the_other() {
        let (mut edges, mut document) = (Edges::start(Some(1), || {}).unwrap(), document());
        edges.ask(Edge::Grow(5), &document);
        edges.ask(Edge::Grow(-2), &document);
        assert!(edges.is_busy() && !wait(&mut edges, &mut document));
        assert_eq!(document.mask_bounds(), Some(Rect::new(97, 97, 26, 26)));
        assert_eq!(document.undo(), Some("Shrink mask"));
        assert_eq!(document.undo_name(), Some("Grow mask"));
    }

    #[test]
    fn a_mask_that_was_changed_meanwhile_keeps_its_edge() {
        let (mut edges, mut document) = (Edges::start(Some(1), || {}).unwrap(), document());
        edges.ask(Edge::Feather(9.0), &document);
        assert!(!edges.go_on(&mut document), "begun");
        stroke(&mut document, 150);
        assert!(wait(&mut edges, &mut document), "too late");
        assert_eq!(document.undo_name(), Some("Brush stroke"));
    }

    #[test]
    fn what_is_given_up_and_what_was_of_another_picture_is_not_taken() {
        let (mut edges, mut first) = (Edges::start(Some(1), || {}).unwrap(), document());
        edges.ask(Edge::Grow(5), &first);
        edges.go_on(&mut first);
        assert!(edges.cancel() && !edges.cancel());
        edges.ask(Edge::Grow(1), &first);
        assert!(!wait(&mut edges, &mut first));
        assert_eq!(first.mask_bounds(), Some(Rect::new(99, 99, 22, 22)));
        let mut second = document();
        edges.ask(Edge::Grow(5), &first);
        edges.go_on(&mut first);
        assert!(!edges.go_on(&mut second) && !edges.is_busy());
        assert_eq!(second.undo_name(), Some("Brush stroke"));
    }
}
