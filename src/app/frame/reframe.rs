//! The picture's frame: crop, turn, flip, another size, a border to be painted.

use super::form::{Extending, Resizing};
use super::{Act, Form};
use crate::app::App;
use crate::app::dialog::Dialog;
use crate::app::locale::t;
use crate::app::tool::{CropRect, ToolKind};
use crate::document::{Document, Sides};
use crate::edit::recipe::Fill;
use crate::raster::{Border, Rect, Result};

/// t₀ for a border that shows nothing yet.
const FROM_NOTHING: f64 = 0.95;

impl App {
    /// Does what changes the frame.
    pub(super) fn reframe(&mut self, act: Act) {
        match act {
            Act::Turn(turn) => self.in_frame(move |document| document.turn(turn), |_| {}),
            Act::Crop => self.crop(),
            Act::AskResize => {
                let form = self.document().map(|document| Form::Resize(Resizing::of(document.extent())));
                self.dialog = form.map(Dialog::Frame).or(self.dialog.take());
            }
            Act::AskExtend => self.dialog = Some(Dialog::Frame(Form::Extend(self.frame.extending))),
            Act::Resize(extent) => self.in_frame(move |document| document.resize(extent), |_| {}),
            Act::Extend(extending) => {
                self.frame.extending = extending;
                let Extending { sides, overlap, .. } = extending;
                self.in_frame(move |document| document.extend(sides, Border::Edge, overlap), Self::paint_border);
            }
            Act::PlaceFile | Act::OpenPasted | Act::Lay(..) | Act::Fit(_) => {}
        }
    }

    /// Changes the frame, and goes on with `then` when it could; results that are not accepted no longer fit it.
    fn in_frame(
        &mut self,
        change: impl Fn(&mut Document) -> Result<()> + Send + Sync + 'static,
        then: impl FnOnce(&mut Self) + 'static,
    ) {
        let Some(before) = self.document().map(Document::extent) else { return };
        let work = move |document: &mut Document| change(document).map(|()| None).map_err(|error| error.to_string());
        self.change(work, move |app, answer| {
            if let Err(reason) = answer {
                app.notices.error(t!("frame-cannot"), reason);
                return;
            }
            app.drop_run();
            if app.document().is_some_and(|document| document.extent() != before) {
                app.toolbox.crop.take();
                app.canvas_fit();
            }
            then(app);
        });
    }

    /// Cuts the picture to the crop tool's rectangle; where that reaches beyond it, there will be a border to paint.
    fn crop(&mut self) {
        let Some(extent) = self.document().map(Document::extent) else { return };
        let rect = self.toolbox.crop.take().unwrap_or_else(|| CropRect::of(extent));
        self.toolbox.choose(ToolKind::Brush);
        let kept = rect.within(extent);
        let sides = rect.beyond(extent);
        let overlap = self.frame.extending.overlap;
        let Some(kept) = kept else {
            self.notices.error(t!("frame-cannot"), t!("frame-crop-outside"));
            return;
        };
        if sides == Sides::default() {
            self.in_frame(move |document| document.crop(kept), |_| {});
        } else {
            self.in_frame(move |document| cut_and_extend(document, kept, sides, overlap), Self::paint_border);
        }
    }

    /// The draft is for painting what the border shows.
    fn paint_border(&mut self) {
        if !self.mask_is_set() {
            return;
        }
        self.choose_blend(self.frame.extending.fill, FROM_NOTHING);
        self.show_mask = true;
        self.notices.info(t!("frame-extended"), t!("frame-extended-more"));
    }
}

/// Both as one step.
fn cut_and_extend(document: &mut Document, kept: Rect, sides: Sides, overlap: u32) -> Result<()> {
    document.begin("Extend canvas");
    let done = document.crop(kept).and_then(|()| document.extend(sides, Border::Edge, overlap));
    match done {
        Ok(()) => document.commit(),
        Err(_) => document.abort(),
    }
    done
}

/// What a border starts from, in the order of the menu.
pub(in crate::app) const FILLS: [Fill; 5] = [Fill::Keep, Fill::Border, Fill::Blur, Fill::Neutral, Fill::Noise];
