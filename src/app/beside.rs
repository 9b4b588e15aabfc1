//! Changes of the document that take long, worked out beside the window on a twin of it, and taken in as steps.

use std::collections::VecDeque;
use std::sync::Arc;

use crossbeam_channel::{Receiver, Sender, bounded};

use super::App;
use super::tool::AT_ONCE_PX;
use crate::document::{Document, Layer, LayerId, Twin};

/// The layer that the change is about, where it is about one, or why it could not be.
pub(super) type Answer = Result<Option<LayerId>, String>;
type Work = Arc<dyn Fn(&mut Document) -> Answer + Send + Sync>;
type After = Box<dyn FnOnce(&mut App, Answer)>;

/// Something to do to a document.
struct Task {
    document: u64,
    work: Work,
    after: After,
    /// It goes along the history: undo doesn't give it up but takes one more step back.
    is_walk: bool,
}

/// What is being done, and what waits for it.
pub struct Beside {
    tell: Sender<(u64, Twin, Answer)>,
    told: Receiver<(u64, Twin, Answer)>,
    waiting: VecDeque<Task>,
    running: Option<(u64, Task)>,
    next: u64,
}

impl Default for Beside {
    fn default() -> Self {
        // At most one is worked on and one was given up.
        let (tell, told) = bounded(2);
        Self { tell, told, waiting: VecDeque::new(), running: None, next: 0 }
    }
}

impl Beside {
    fn is_busy(&self) -> bool {
        self.running.is_some() || !self.waiting.is_empty()
    }

    /// Gives up all that is not done yet; says whether there was anything.
    pub fn cancel(&mut self) -> bool {
        let was_busy = self.is_busy();
        self.waiting.clear();
        self.running = None;
        was_busy
    }

    /// Gives up what was asked last, unless that was undo or redo; says whether there was anything to give up.
    fn take_back(&mut self) -> bool {
        let last = self.waiting.back().or(self.running.as_ref().map(|(_, task)| task));
        if last.is_none_or(|task| task.is_walk) {
            return false;
        }
        if self.waiting.pop_back().is_none() {
            self.running = None;
        }
        true
    }
}

impl App {
    /// Changes the document: at once where the picture is small, else beside the window. `after` hears what came of it.
    pub(super) fn change(
        &mut self,
        work: impl Fn(&mut Document) -> Answer + Send + Sync + 'static,
        after: impl FnOnce(&mut Self, Answer) + 'static,
    ) {
        let px = self.document().map_or(0, |document| document.extent().area());
        self.change_of(px, work, after);
    }

    /// The same of what takes long on any picture.
    pub(super) fn change_beside(
        &mut self,
        work: impl Fn(&mut Document) -> Answer + Send + Sync + 'static,
        after: impl FnOnce(&mut Self, Answer) + 'static,
    ) {
        self.change_of(u64::MAX, work, after);
    }

    /// Changes the mask by what can't fail.
    pub(super) fn alter_mask(&mut self, work: fn(&mut Document)) {
        let work = move |document: &mut Document| {
            work(document);
            Ok(None)
        };
        self.change(work, |_, _| {});
    }

    /// Changes a layer by what can't fail: at once where the layer is small.
    pub(super) fn alter_layer(&mut self, id: LayerId, work: impl Fn(&mut Document) + Send + Sync + 'static) {
        let work = move |document: &mut Document| {
            work(document);
            Ok(None)
        };
        self.change_of(self.layer_px(id), work, |_, _| {});
    }

    /// Pixels of the canvas that a layer covers.
    pub(super) fn layer_px(&self, id: LayerId) -> u64 {
        let rect = self.document().and_then(|document| document.layer(id)).and_then(Layer::rect);
        rect.map_or(0, |rect| rect.extent().area())
    }

    /// Goes along the history. What is still worked on is the last that was asked: undo takes that back first.
    pub(super) fn walk(&mut self, is_back: bool) {
        if is_back && (self.edges.cancel() || self.beside.take_back()) {
            return;
        }
        let work = move |document: &mut Document| {
            if is_back {
                document.undo()
            } else {
                document.redo()
            };
            Ok(None)
        };
        let Some((px, extent)) = self.document().map(|it| (it.walk_px(is_back), it.extent())) else { return };
        let after = move |app: &mut Self, _| {
            if app.document().is_some_and(|document| document.extent() != extent) {
                // What was drawn on the other frame means nothing on this one.
                app.toolbox.crop.take();
                app.canvas_fit();
            }
        };
        self.begin_task(px, Arc::new(work), Box::new(after), true);
    }

    /// Changes about so many pixels of the canvas: at once where these are few.
    pub(super) fn change_of(
        &mut self,
        px: u64,
        work: impl Fn(&mut Document) -> Answer + Send + Sync + 'static,
        after: impl FnOnce(&mut Self, Answer) + 'static,
    ) {
        self.begin_task(px, Arc::new(work), Box::new(after), false);
    }

    fn begin_task(&mut self, px: u64, work: Work, after: After, is_walk: bool) {
        let Some(opened) = &mut self.opened else { return };
        let document = &mut opened.document;
        // A step that is open is of what moves under the hand.
        if document.is_open() || (px <= AT_ONCE_PX && !self.beside.is_busy()) {
            let answer = work(document);
            after(self, answer);
        } else {
            self.beside.waiting.push_back(Task { document: document.id(), work, after, is_walk });
        }
    }

    /// Takes in what is done and begins what waits. A stroke is waited for.
    pub(super) fn tend_beside(&mut self, ctx: &egui::Context) {
        let Some(id) = self.document().map(Document::id) else { return };
        self.beside.waiting.retain(|task| task.document == id);
        self.beside.running.take_if(|(_, task)| task.document != id);
        if self.document().is_some_and(Document::is_open) {
            return;
        }
        while let Ok((number, twin, answer)) = self.beside.told.try_recv() {
            let Some((_, task)) = self.beside.running.take_if(|(running, _)| *running == number) else { continue };
            let Some(opened) = self.opened.as_mut() else { return };
            if answer.is_ok() {
                let Some(former) = opened.document.take_over(twin) else {
                    // Changed meanwhile: it is done to what is there now.
                    self.beside.waiting.push_front(task);
                    continue;
                };
                self.edges.spawn(move || drop(former));
            }
            (task.after)(self, answer);
        }
        if self.beside.running.is_none()
            && !self.beside.waiting.is_empty()
            && let Some(mut twin) = self.document().and_then(Document::twin)
            && let Some(task) = self.beside.waiting.pop_front()
        {
            self.beside.next += 1;
            let (number, work) = (self.beside.next, Arc::clone(&task.work));
            let (tell, ctx) = (self.beside.tell.clone(), ctx.clone());
            self.beside.running = Some((number, task));
            self.edges.spawn(move || {
                let answer = twin.change(&*work);
                // Full or gone: nobody waits for it any more.
                if tell.try_send((number, twin, answer)).is_ok() {
                    ctx.request_repaint();
                }
            });
        }
    }

    /// The picture is being changed beside the window.
    pub fn is_changing(&self) -> bool {
        self.beside.is_busy()
    }

    /// Tools act on the layer that an answer names.
    pub(super) fn choose_answer(&mut self, answer: Answer) {
        if let (Some(opened), Ok(Some(layer))) = (&mut self.opened, answer) {
            opened.choose(layer);
        }
    }
}
