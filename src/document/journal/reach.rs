//! How far back a journal knows the steps of a document.

use crate::document::Act;

/// Steps that stand in a journal and can be undone, or done again, by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    done: usize,
    undone: usize,
}

impl Reach {
    /// So many steps can be undone by it.
    pub fn of(done: usize) -> Self {
        Self { done, undone: 0 }
    }

    /// An act happened. False when the journal cannot do it again, for it takes back a step that was done before the
    /// journal began: then it must begin anew.
    #[must_use]
    pub fn follow(&mut self, act: &Act) -> bool {
        let (from, to) = match act {
            Act::Step { .. } => {
                self.undone = 0;
                self.done += 1;
                return true;
            }
            Act::Undo => (&mut self.done, &mut self.undone),
            Act::Redo => (&mut self.undone, &mut self.done),
        };
        let can = *from > 0;
        if can {
            *from -= 1;
            *to += 1;
        }
        can
    }
}
