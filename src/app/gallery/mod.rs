//! The gallery: all results of the opened picture, accepted or not, to look at, to compare, and to come back to.

mod deed;
pub mod entry;
pub mod history;
mod packer;
pub mod panel;

use std::sync::Arc;

use egui::Context;

pub use entry::{Entry, Kept};
pub use history::History;

use super::App;
use super::canvas::{Overlay, Sides};
use super::locale::t;
use crate::engine::Event;
use crate::raster::Pixels;
use packer::{Answer, Ask, Packer};

/// What can be done with a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Show it over the canvas.
    Look,
    /// All settings and the mask come back.
    Recall,
    /// Its seed comes back.
    RecallSeed,
    /// Its words come back.
    RecallWords,
    /// Small steps from its seed are run next.
    Vary,
    /// It becomes a layer.
    Accept,
    /// Star it, or take the star away.
    Star,
    /// Take it away; the last one can be put back.
    Delete,
    /// Put the split line between the picture as it is and this result, or take it away.
    Compare,
}

/// Marks a result of the gallery among the overlay's names.
const RESULT: u64 = 1 << 62;

/// The gallery as it is looked at; the results themselves are the opened picture's.
#[derive(Default)]
pub struct Gallery {
    /// The panel is there.
    open: bool,
    /// The panel was just opened: its newest result takes the keys.
    fresh: bool,
    query: String,
    only_stars: bool,
    /// The result that the buttons are for.
    chosen: Option<u64>,
    /// It lies over the canvas.
    shown: bool,
    /// Its pixels, once they are there.
    loaded: Option<(u64, Arc<Pixels>)>,
    /// The split line stands between the picture and it.
    compares: bool,
    /// What was deleted last, and where it stood.
    removed: Option<(usize, Entry)>,
    /// The document that all this is about.
    of: Option<u64>,
    /// How many had been let go when it was told.
    told: usize,
    packer: Option<Packer>,
    /// A pack was asked for and not answered, or could not be done.
    packing: bool,
}

impl App {
    /// All results of the opened picture, oldest first.
    pub fn results(&self) -> &[Entry] {
        self.opened.as_ref().map_or(&[], |opened| opened.history.entries())
    }

    /// The result of the gallery that lies over the canvas.
    pub fn looked_at_result(&self) -> Option<u64> {
        let loaded = self.gallery.loaded.as_ref().map(|(id, _)| *id);
        self.gallery.chosen.filter(|_| self.gallery.shown && loaded == self.gallery.chosen)
    }

    /// A finished candidate of an explicit run goes into the history.
    pub(super) fn remember(&mut self, event: &Event) {
        let Event::Candidate { job, candidate, output, took } = event else { return };
        let Some(run) = self.run.as_mut().filter(|run| run.id() == *job && run.is_explicit()) else { return };
        let Some(opened) = &mut self.opened else { return };
        let id = opened.history.push(Entry::new(output, run.inputs(), took.as_secs_f32()));
        run.results.push((*candidate, id));
        self.grid_takes(*job, id);
    }

    /// Before each frame: old results are packed, what was asked of the thread comes in.
    pub(super) fn tend_gallery(&mut self, ctx: &Context) {
        let document = self.document().map(crate::document::Document::id);
        if self.gallery.of != document {
            // The thread goes too: what it was asked for is by ids of the other document's results.
            let open = self.gallery.open && document.is_some();
            self.gallery = Gallery { open, of: document, ..Gallery::default() };
        }
        while let Some(answer) = self.gallery.packer.as_ref().and_then(Packer::poll) {
            match answer {
                Answer::Packed(id, bytes) => {
                    self.gallery.packing = false;
                    if let Some(opened) = &mut self.opened {
                        opened.history.packed(id, bytes);
                    }
                }
                Answer::Unpacked(id, pixels) if self.gallery.chosen == Some(id) => {
                    self.gallery.loaded = Some((id, pixels));
                }
                Answer::Unpacked(..) => {}
                Answer::Failed(sentence) => self.notices.error(t!("gallery-broken"), sentence),
            }
        }
        let Some(opened) = &self.opened else { return };
        let gone = opened.history.gone();
        if gone > std::mem::replace(&mut self.gallery.told, gone) {
            self.notices.info(t!("gallery-let-go"), t!("gallery-let-go-told", count = gone));
        }
        if !self.gallery.packing
            && let Some((id, pixels)) = opened.history.to_pack()
        {
            self.gallery.packing = self.ask_packer(ctx, Ask::Pack(id, pixels));
        }
    }

    /// Asks the gallery's thread, which is started when it is first needed; false when it can't be asked.
    fn ask_packer(&mut self, ctx: &Context, ask: Ask) -> bool {
        if self.gallery.packer.is_none() {
            let ctx = ctx.clone();
            match Packer::start(move || ctx.request_repaint()) {
                Ok(packer) => self.gallery.packer = Some(packer),
                Err(error) => self.notices.error(t!("gallery-broken"), error.to_string()),
            }
        }
        self.gallery.packer.as_ref().is_some_and(|packer| packer.ask(ask))
    }

    /// The result that lies over the canvas.
    pub(super) fn result_overlay(&self) -> Option<Overlay> {
        let id = self.looked_at_result()?;
        let opened = self.opened.as_ref()?;
        let entry = opened.history.get(id)?;
        let (_, pixels) = self.gallery.loaded.as_ref()?;
        let fits = entry.extent == opened.document.extent() && pixels.extent() == entry.rect.extent();
        fits.then(|| Overlay { id: RESULT | id, pixels: Arc::clone(pixels), rect: entry.rect, through_mask: false })
    }

    /// The picture as it is beside the result, while the two are compared.
    pub(super) fn result_sides(&self) -> Option<Sides> {
        let id = self.looked_at_result().filter(|_| self.gallery.compares)?;
        let document = self.document()?;
        let candidate = self.run.as_ref().and_then(|run| run.candidate()).map(|candidate| &candidate.output.pixels);
        let left = candidate.filter(|pixels| pixels.extent() == document.extent()).cloned();
        let names = [t!("gallery-side-now").to_owned(), t!("gallery-side-result", id = id)];
        Some(Sides { left: left.unwrap_or_else(|| document.flattened()), names })
    }

    /// Nothing of the gallery lies over the canvas any more; true when something did.
    pub(super) fn leave_result(&mut self) -> bool {
        if std::mem::take(&mut self.gallery.compares) {
            self.compare = super::canvas::Compare::Off;
        }
        std::mem::take(&mut self.gallery.shown)
    }

    /// Shows or hides the gallery.
    pub(super) fn toggle_gallery(&mut self) {
        self.gallery.open = !self.gallery.open && self.opened.is_some();
        self.gallery.fresh = self.gallery.open;
        if !self.gallery.open {
            self.leave_result();
        }
    }

    /// The gallery is there.
    pub(super) fn has_gallery(&self) -> bool {
        self.gallery.open && self.opened.is_some()
    }
}
