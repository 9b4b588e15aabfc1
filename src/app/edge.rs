//! Work on the mask beside the window: its edge moved, or another one cut from a map. 100 megapixels take seconds.

use std::collections::VecDeque;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::App;
use super::locale::t;
use crate::document::{Combine, Document, Edge, Edged};
use crate::raster::Mask;

/// Makes a mask, or says in a sentence why it can't.
pub(super) type Make = Box<dyn FnOnce() -> Result<Mask, String> + Send>;

/// What there is to do.
enum Work {
    Edge(Edge),
    /// A shape to join with the mask.
    Cut(Shape),
    /// The same in the place of the last step, joined with the mask that was there before that.
    Again(Shape, Arc<Mask>),
}

/// What is made and joined with the mask.
struct Shape {
    /// Of the step.
    name: String,
    combine: Combine,
    make: Make,
}

/// What was done.
enum Done {
    /// Another mask, worked out from the one that was there.
    Edge(Edged),
    /// Another mask in the place of whatever is there.
    Cut(String, Mask),
    /// Another mask in the place of what the step of this name made.
    Again(String, Mask),
    /// Nothing; a sentence.
    Failed(String),
}

/// Why what was done is not in the document.
#[derive(Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The mask was changed while its edge was worked out.
    Late,
    /// No mask could be made; a sentence.
    Failed(String),
}

/// Does one thing after the other.
pub struct Edges {
    /// Its own: one that the canvas shares would keep frames waiting.
    pool: rayon::ThreadPool,
    tell: Sender<(u64, Done)>,
    told: Receiver<(u64, Done)>,
    wake: Arc<dyn Fn() + Send + Sync>,
    waiting: VecDeque<Work>,
    /// Which document's mask it is.
    document: u64,
    /// Number of the one that is worked on, while one is.
    running: Option<u64>,
    /// A step is being done again, or was since somebody asked.
    again: Again,
    next: u64,
}

/// Whether a step is done again with other settings.
#[derive(Clone, Copy, Debug, Default)]
struct Again {
    runs: bool,
    ran: bool,
}

impl Edges {
    /// Starts the threads, below the window's priority. `wake` is called when there is something to take in.
    pub fn start(threads: Option<usize>, wake: impl Fn() + Send + Sync + 'static) -> std::io::Result<Self> {
        let pool = crate::engine::pool(threads, true)?;
        // At most one is worked on and one was given up.
        let (tell, told) = bounded(2);
        let waiting = VecDeque::new();
        Ok(Self {
            pool,
            tell,
            told,
            wake: Arc::new(wake),
            waiting,
            document: 0,
            running: None,
            again: Again::default(),
            next: 0,
        })
    }

    /// Something is done to the edge of this document's mask, after what was asked before.
    pub fn ask(&mut self, edge: Edge, document: &Document) {
        self.push(Work::Edge(edge), document);
    }

    /// What `make` makes shall be joined with this document's mask, or take its place, as the step `name`.
    pub fn cut(&mut self, name: String, combine: Combine, make: Make, document: &Document) {
        self.push(Work::Cut(Shape { name, combine, make }), document);
    }

    /// The last step, which `name` says, shall be done again with what `make` makes now, joined with the mask `onto` that
    /// was there before it. Of those that wait the newest counts.
    pub fn again(&mut self, name: &str, combine: Combine, make: Make, onto: Arc<Mask>, document: &Document) {
        self.waiting.retain(|work| !matches!(work, Work::Again(..)));
        self.again.runs = true;
        self.push(Work::Again(Shape { name: name.to_owned(), combine, make }, onto), document);
    }

    /// A step is being done again.
    pub fn is_again(&self) -> bool {
        self.again.runs && self.is_busy()
    }

    /// Whether a step was done again since the last call.
    pub fn take_was_again(&mut self) -> bool {
        std::mem::take(&mut self.again.ran)
    }

    fn push(&mut self, work: Work, document: &Document) {
        if self.document != document.id() {
            self.cancel();
            self.document = document.id();
        }
        self.waiting.push_back(work);
    }

    /// Does something else below the window's priority; what comes of it goes its own way.
    pub fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        self.pool.spawn(work);
    }

    /// Something is being worked on, or waits for it.
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

    /// Takes in what is done and begins what waits; says why a result was not taken in. While a stroke goes on it waits.
    pub fn go_on(&mut self, document: &mut Document) -> Option<Trouble> {
        if self.document != document.id() {
            self.cancel();
        }
        if document.is_open() {
            return None;
        }
        let mut trouble = None;
        while let Ok((number, done)) = self.told.try_recv() {
            if self.running == Some(number) {
                self.running = None;
                self.again.ran |= matches!(done, Done::Again(..));
                trouble = done.enter(document).err();
            }
        }
        self.again.runs &= self.is_busy();
        if self.running.is_none()
            && let Some(work) = self.waiting.pop_front()
        {
            self.next += 1;
            self.running = Some(self.next);
            let (number, mask, tell, wake) =
                (self.next, Arc::clone(document.mask()), self.tell.clone(), Arc::clone(&self.wake));
            self.pool.spawn(move || {
                // Full or gone: nobody waits for it any more.
                if tell.try_send((number, work.done(&mask))).is_ok() {
                    wake();
                }
            });
        }
        trouble
    }
}

impl Work {
    fn done(self, mask: &Arc<Mask>) -> Done {
        match self {
            Self::Edge(edge) => Done::Edge(edge.of(mask)),
            Self::Cut(Shape { name, combine, make }) => match make() {
                Err(reason) => Done::Failed(reason),
                Ok(shape) if combine == Combine::Replace || shape.extent() != mask.extent() => Done::Cut(name, shape),
                Ok(shape) => Done::Edge(Edged::joined(name, mask, combine, &shape)),
            },
            Self::Again(Shape { name, combine, make }, onto) => match make() {
                Err(reason) => Done::Failed(reason),
                Ok(shape) if combine == Combine::Replace || shape.extent() != onto.extent() => Done::Again(name, shape),
                Ok(shape) => Done::Again(name, combine.joined(&onto, &shape)),
            },
        }
    }
}

impl Done {
    fn enter(self, document: &mut Document) -> Result<(), Trouble> {
        match self {
            Self::Edge(edged) => document.take_edge(&edged).then_some(()).ok_or(Trouble::Late),
            // One that doesn't fit is refused here.
            Self::Cut(name, mask) => document.set_mask(name, &mask).map_err(|error| Trouble::Failed(error.to_string())),
            Self::Again(name, mask) => {
                if document.undo_name() != Some(name.as_str()) || mask.extent() != document.extent() {
                    return Err(Trouble::Late);
                }
                document.undo();
                document.set_mask(name, &mask).map_err(|error| Trouble::Failed(error.to_string()))
            }
            Self::Failed(reason) => Err(Trouble::Failed(reason)),
        }
    }
}

impl App {
    /// Asks for another edge of the mask.
    pub(super) fn edge(&mut self, edge: Edge) {
        if let Some(opened) = self.opened.as_ref().filter(|opened| opened.document.has_mask()) {
            self.edges.ask(edge, &opened.document);
        }
    }

    /// Asks for what `make` makes to be joined with the mask, which is seen once it is there.
    pub(super) fn cut(
        &mut self,
        name: impl Into<String>,
        combine: Combine,
        make: impl FnOnce() -> Result<Mask, String> + Send + 'static,
    ) {
        if let Some(opened) = &self.opened {
            self.edges.cut(name.into(), combine, Box::new(make), &opened.document);
            self.show_mask = true;
        }
    }

    /// Takes in what is done.
    pub(super) fn go_on_with_edges(&mut self) {
        let Some(opened) = &mut self.opened else { return };
        match self.edges.go_on(&mut opened.document) {
            None => {}
            Some(Trouble::Late) => {
                self.notices.info(t!("notice-edge-stays"), t!("notice-edge-stays-more"));
            }
            Some(Trouble::Failed(reason)) => self.notices.error(t!("notice-no-mask"), reason),
        }
        self.tend_pick();
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

    /// Until nothing is worked on; says what was not taken in.
    fn wait(edges: &mut Edges, document: &mut Document) -> Option<Trouble> {
        let (since, mut trouble) = (Instant::now(), None);
        while edges.is_busy() {
            trouble = edges.go_on(document).or(trouble);
            assert!(since.elapsed() < Duration::from_mins(1), "waited in vain");
            std::thread::sleep(Duration::from_millis(1));
        }
        trouble
    }

    #[test]
    fn edges_are_moved_one_after_the_other() {
        let (mut edges, mut document) = (Edges::start(Some(1), || {}).unwrap(), document());
        edges.ask(Edge::Grow(5), &document);
        edges.ask(Edge::Grow(-2), &document);
        assert!(edges.is_busy());
        assert_eq!(wait(&mut edges, &mut document), None);
        assert_eq!(document.mask_bounds(), Some(Rect::new(97, 97, 26, 26)));
        assert_eq!(document.undo(), Some("Shrink mask"));
        assert_eq!(document.undo_name(), Some("Grow mask"));
    }

    #[test]
    fn a_mask_that_was_changed_meanwhile_keeps_its_edge() {
        let (mut edges, mut document) = (Edges::start(Some(1), || {}).unwrap(), document());
        edges.ask(Edge::Feather(9.0), &document);
        assert_eq!(edges.go_on(&mut document), None, "begun");
        stroke(&mut document, 150);
        assert_eq!(wait(&mut edges, &mut document), Some(Trouble::Late));
        assert_eq!(document.undo_name(), Some("Brush stroke"));
    }

    #[test]
    fn what_is_given_up_and_what_was_of_another_picture_is_not_taken() {
        let (mut edges, mut first) = (Edges::start(Some(1), || {}).unwrap(), document());
        edges.ask(Edge::Grow(5), &first);
        edges.go_on(&mut first);
        assert!(edges.cancel() && !edges.cancel());
        edges.ask(Edge::Grow(1), &first);
        assert_eq!(wait(&mut edges, &mut first), None);
        assert_eq!(first.mask_bounds(), Some(Rect::new(99, 99, 22, 22)));
        let mut second = document();
        edges.ask(Edge::Grow(5), &first);
        edges.go_on(&mut first);
        assert!(edges.go_on(&mut second).is_none() && !edges.is_busy());
        assert_eq!(second.undo_name(), Some("Brush stroke"));
    }

    #[test]
    fn a_mask_that_is_cut_comes_as_one_step_or_not_at_all() {
        let (mut edges, mut document) = (Edges::start(Some(1), || {}).unwrap(), document());
        let extent = document.extent();
        edges.cut(
            "Mask from “dog”".into(),
            Combine::Replace,
            Box::new(move || Ok(Mask::filled(extent, 255))),
            &document,
        );
        assert_eq!(edges.go_on(&mut document), None, "begun");
        stroke(&mut document, 150);
        assert_eq!(wait(&mut edges, &mut document), None, "it takes the mask's place, whatever that is");
        assert_eq!(document.mask_bounds(), Some(extent.rect()));
        assert_eq!(document.undo(), Some("Mask from “dog”"));
        assert_eq!(document.undo_name(), Some("Brush stroke"));
        edges.cut("None".into(), Combine::Add, Box::new(|| Err("no such word".into())), &document);
        assert_eq!(wait(&mut edges, &mut document), Some(Trouble::Failed("no such word".into())));
        assert_eq!(document.undo_name(), Some("Brush stroke"));
    }
    #[test]
    fn a_shape_is_joined_with_the_mask_that_it_was_asked_for_or_not_at_all() {
        let (mut edges, mut document) = (Edges::start(Some(1), || {}).unwrap(), document());
        let extent = document.extent();
        let half = move || {
            let mut half = Mask::filled(extent, 0);
            half.fill(Rect::new(0, 0, 110, 200), 255);
            Ok(half)
        };
        for (combine, bounds) in [
            (Combine::Intersect, Rect::new(100, 100, 10, 20)),
            (Combine::Add, Rect::new(0, 0, 110, 200)),
            (Combine::Subtract, Rect::new(110, 100, 10, 20)),
        ] {
            edges.cut("Half".into(), combine, Box::new(half), &document);
            assert_eq!(wait(&mut edges, &mut document), None);
            let joined = document.mask_bounds().unwrap();
            let expected = if combine == Combine::Add { bounds.union(Rect::new(100, 100, 20, 20)) } else { bounds };
            assert_eq!(joined, expected, "{combine:?}");
            assert_eq!(document.undo(), Some("Half"));
        }
        edges.cut("Half".into(), Combine::Add, Box::new(half), &document);
        edges.go_on(&mut document);
        stroke(&mut document, 150);
        assert_eq!(wait(&mut edges, &mut document), Some(Trouble::Late));
        edges.cut("Small".into(), Combine::Add, Box::new(|| Ok(Mask::filled(Extent::new(9, 9), 255))), &document);
        assert!(matches!(wait(&mut edges, &mut document), Some(Trouble::Failed(_))), "another picture's");
    }
}
