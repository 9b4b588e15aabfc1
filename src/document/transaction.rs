//! Begin, commit, abort; undo and redo.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Document;
use super::act::Act;
use super::change::Change;
use super::content::Content;
use super::step::{State, Step};
use super::stroke::{ColourStroke, StrokeTile};
use crate::raster::Tint;

/// A step in the making.
#[derive(Debug)]
pub(super) struct Transaction {
    name: Cow<'static, str>,
    /// What was done so far, in the order of doing, with all that doing it again needs.
    done: Vec<Change>,
    /// Undo it, in the order of doing.
    undo: Vec<Change>,
    /// What the counters were.
    next: (u64, u64),
    /// Tiles of the mask that the open stroke touched.
    pub(super) stroke: BTreeMap<usize, StrokeTile>,
    /// The open stroke in colour.
    pub(super) colour: Option<ColourStroke>,
}

impl Document {
    /// Opens a step of the history that collects all changes until [`Self::commit`]. One that is open is committed.
    pub fn begin(&mut self, name: impl Into<Cow<'static, str>>) {
        self.commit();
        self.open = Some(Transaction {
            name: name.into(),
            done: Vec::new(),
            undo: Vec::new(),
            next: (self.next_layer, self.next_group),
            stroke: BTreeMap::new(),
            colour: None,
        });
    }

    /// Closes the open step. One that changed nothing leaves no trace.
    pub fn commit(&mut self) {
        self.close_stroke();
        let Some(Transaction { name, done, undo, .. }) = self.open.take() else { return };
        if undo.is_empty() {
            return;
        }
        self.tell(|| Act::Step { name: name.clone(), changes: done });
        self.keep_step(Step::of(name, undo, State::default(), State::default()));
    }

    /// Takes back all of the open step.
    pub fn abort(&mut self) {
        self.close_stroke();
        let Some(Transaction { undo, next, .. }) = self.open.take() else { return };
        for change in undo.into_iter().rev() {
            change.apply(self);
        }
        (self.next_layer, self.next_group) = next;
        self.refresh();
    }

    /// Whether a step is open.
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Takes the last step back and says its name. An open step is aborted instead.
    pub fn undo(&mut self) -> Option<&str> {
        if self.open.is_some() {
            self.abort();
            return Some("Unfinished change");
        }
        let step = self.history.take_done()?;
        let step = self.reverse(step);
        self.history.keep_undone(step);
        self.tell(|| Act::Undo);
        self.history.next_redo()
    }

    /// Does the last undone step again and says its name.
    pub fn redo(&mut self) -> Option<&str> {
        self.commit();
        let step = self.history.take_undone()?;
        let step = self.reverse(step);
        self.history.keep(step);
        self.tell(|| Act::Redo);
        self.history.next_undo()
    }

    /// Whether [`Self::undo`] would do something.
    pub fn can_undo(&self) -> bool {
        self.open.is_some() || self.history.next_undo().is_some()
    }
    /// Name of the step that [`Self::undo`] takes back.
    pub fn undo_name(&self) -> Option<&str> {
        self.history.next_undo()
    }
    /// Name of the step that [`Self::redo`] does again.
    pub fn redo_name(&self) -> Option<&str> {
        self.history.next_redo()
    }

    /// Does `change` as part of the open step, or as one of its own.
    pub(super) fn record(&mut self, name: Cow<'static, str>, change: Change) {
        let alone = self.open.is_none();
        if alone {
            self.begin(name);
        }
        self.close_stroke();
        let done = self.is_watched.then(|| change.clone());
        let undo = change.apply(self);
        if let Some(open) = &mut self.open {
            // A dragged slider sets the same layer many times: the first undo and the last doing are what counts.
            let again = open.undo.last().is_some_and(|last| last.is_overruled_by(&undo));
            if again {
                open.done.pop();
            } else {
                open.undo.push(undo);
            }
            open.done.extend(done);
        }
        if alone {
            self.commit();
        }
        if !self.is_batch {
            self.refresh();
        }
    }

    /// All that `acts` does as one step, or as part of the open one; the picture is composed once.
    pub(super) fn as_one<T>(&mut self, name: &'static str, acts: impl FnOnce(&mut Self) -> T) -> T {
        let (alone, outer) = (self.open.is_none(), self.is_batch);
        if alone {
            self.begin(name);
        }
        self.is_batch = true;
        let made = acts(self);
        self.is_batch = outer;
        if alone {
            self.commit();
        }
        if !outer {
            self.refresh();
        }
        made
    }

    /// What was painted so far becomes a change of its own, so that what follows is taken back before it.
    pub(super) fn close_stroke(&mut self) {
        let Some(open) = &mut self.open else { return };
        let (stroke, colour) = (std::mem::take(&mut open.stroke), open.colour.take());
        let changes = [self.undo_of_mask_stroke(stroke), colour.and_then(|stroke| self.undo_of_colour_stroke(stroke))];
        let Some(open) = &mut self.open else { return };
        for (done, undo) in changes.into_iter().flatten() {
            open.done.extend(self.is_watched.then_some(done));
            open.undo.push(undo);
        }
    }

    /// What a stroke did to the mask, and what takes it back: the tiles that it really changed.
    fn undo_of_mask_stroke(&self, stroke: BTreeMap<usize, StrokeTile>) -> Option<(Change, Change)> {
        let mut touched: Vec<_> = stroke.into_iter().map(|(tile, touched)| (tile, touched.before)).collect();
        touched.retain(|(tile, before)| self.mask.tile(*tile) != before);
        let now = touched.iter().map(|(tile, _)| (*tile, self.mask.tile(*tile).clone())).collect();
        (!touched.is_empty()).then_some((Change::PaintMask { tiles: now }, Change::PaintMask { tiles: touched }))
    }

    /// The same of a stroke in colour.
    fn undo_of_colour_stroke(&mut self, ColourStroke { id, tiles }: ColourStroke) -> Option<(Change, Change)> {
        let layer = self.layers.iter_mut().find(|layer| layer.id == id)?;
        let Content::Paint(sheet) = &mut layer.content else { return None };
        let mut touched: Vec<_> = tiles.into_iter().map(|(tile, touched)| (tile, touched.before)).collect();
        touched.retain(|(tile, before)| {
            let is_same = sheet.tile(*tile) == before;
            if is_same {
                sheet.swap_tile(*tile, before.clone());
            } else if *sheet.tile(*tile) == Tint::CLEAR {
                // What was rubbed out costs nothing.
                sheet.swap_tile(*tile, Tint::CLEAR);
            }
            !is_same
        });
        let now = touched.iter().map(|(tile, _)| (*tile, sheet.tile(*tile).clone())).collect();
        (!touched.is_empty()).then_some((Change::Paint { id, tiles: now }, Change::Paint { id, tiles: touched }))
    }

    /// Applies a step's changes, last first, and returns the step that reverses it.
    fn reverse(&mut self, step: Step) -> Step {
        let (name, before, after) = (step.name.clone(), step.before, step.after);
        let changes = step.into_changes().into_iter().rev().map(|change| change.apply(self)).collect();
        self.refresh();
        Step::of(name, changes, before, after)
    }
}
