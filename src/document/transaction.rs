//! Begin, commit, abort; undo and redo.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Document;
use super::change::Change;
use super::history::Step;
use crate::raster::Tile;

/// A step in the making.
#[derive(Debug)]
pub(super) struct Transaction {
    name: Cow<'static, str>,
    /// Undo what was done so far, in the order of doing.
    undo: Vec<Change>,
    /// Tiles of the mask that the open stroke touched.
    pub(super) stroke: BTreeMap<usize, StrokeTile>,
}

/// What a stroke knows of a tile that it touched.
#[derive(Debug)]
pub(super) struct StrokeTile {
    /// As it was when the transaction began; shared with whoever holds the mask of then.
    pub(super) before: Tile,
    /// How much of the stroke lies on each pixel: the largest of its stamps.
    pub(super) stamped: Box<[u8]>,
}

impl Document {
    /// Opens a step of the history that collects all changes until [`Self::commit`]. One that is open is committed.
    pub fn begin(&mut self, name: impl Into<Cow<'static, str>>) {
        self.commit();
        self.open = Some(Transaction { name: name.into(), undo: Vec::new(), stroke: BTreeMap::new() });
    }

    /// Closes the open step. One that changed nothing leaves no trace.
    pub fn commit(&mut self) {
        let Some(Transaction { name, mut undo, stroke }) = self.open.take() else { return };
        undo.extend(self.undo_of_stroke(stroke));
        if undo.is_empty() {
            return;
        }
        let state = self.next_state;
        self.next_state += 1;
        let picture = undo.iter().any(Change::is_of_picture).then_some(state);
        let mask = undo.iter().any(|change| !change.is_of_picture()).then_some(state);
        self.history.push(Step { name, changes: undo, picture, mask });
    }

    /// Takes back all of the open step.
    pub fn abort(&mut self) {
        let Some(Transaction { undo, stroke, .. }) = self.open.take() else { return };
        let undo_stroke = self.undo_of_stroke(stroke);
        for change in undo.into_iter().chain(undo_stroke).rev() {
            change.apply(self);
        }
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
        self.history.next_redo()
    }

    /// Does the last undone step again and says its name.
    pub fn redo(&mut self) -> Option<&str> {
        self.commit();
        let step = self.history.take_undone()?;
        let step = self.reverse(step);
        self.history.keep(step);
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

    /// Does `changes` as part of the open step, or as one of its own.
    pub(super) fn record(&mut self, name: Cow<'static, str>, change: Change) {
        let alone = self.open.is_none();
        if alone {
            self.begin(name);
        }
        if matches!(change, Change::PaintMask { .. }) {
            self.close_stroke();
        }
        let again = match (&change, self.open.as_ref().and_then(|open| open.undo.last())) {
            // A dragged slider sets the same layer many times: the first undo is the one that counts.
            (Change::SetLayer { id, .. }, Some(Change::SetLayer { id: last, .. })) => id == last,
            _ => false,
        };
        let undo = change.apply(self);
        if let Some(open) = &mut self.open
            && !again
        {
            open.undo.push(undo);
        }
        if alone {
            self.commit();
        }
        self.refresh();
    }

    /// What was painted so far becomes a change of its own, so that what follows is taken back before it.
    fn close_stroke(&mut self) {
        let Some(stroke) = self.open.as_mut().map(|open| std::mem::take(&mut open.stroke)) else { return };
        let undo = self.undo_of_stroke(stroke);
        if let Some(open) = &mut self.open {
            open.undo.extend(undo);
        }
    }

    /// Applies a step's changes, last first, and returns the step that reverses it.
    fn reverse(&mut self, step: Step) -> Step {
        let Step { name, changes, picture, mask } = step;
        let changes = changes.into_iter().rev().map(|change| change.apply(self)).collect();
        self.refresh();
        Step { name, changes, picture, mask }
    }

    /// What takes a stroke back: the tiles that it really changed.
    fn undo_of_stroke(&self, stroke: BTreeMap<usize, StrokeTile>) -> Option<Change> {
        let tiles: Vec<_> = stroke
            .into_iter()
            .filter(|(tile, touched)| *self.mask.tile(*tile) != touched.before)
            .map(|(tile, touched)| (tile, touched.before))
            .collect();
        (!tiles.is_empty()).then_some(Change::PaintMask { tiles })
    }
}
