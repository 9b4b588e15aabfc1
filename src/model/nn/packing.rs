//! How the weights of a network are packed: Winograd's forms are faster and larger, and there is a budget for them.

use std::cell::Cell;

use crate::tensor::kernel::{self, ConvShape, Form};

/// What Winograd's forms of one network may take beyond its weights; the outer levels of Stable Diffusion want most
/// of it. Fixed, not a share of free memory: the same recipe must give the same bytes tomorrow.
const BUDGET: u64 = 1 << 30;

/// Chooses forms, the first layers first, until the budget is spent.
pub(crate) struct Packing {
    left: Cell<u64>,
    spent: Cell<u64>,
}

impl Packing {
    pub(crate) fn new() -> Self {
        Self { left: Cell::new(BUDGET), spent: Cell::new(0) }
    }

    /// The form of a convolution that makes pictures of about `side`×`side`.
    pub(crate) fn form(&self, shape: &ConvShape, side: usize) -> Form {
        let form = kernel::form(shape, side, side);
        let extra = form.extra(shape);
        match self.left.get().checked_sub(extra) {
            Some(left) => {
                self.left.set(left);
                self.spent.set(self.spent.get() + extra);
                form
            }
            None => Form::Direct,
        }
    }

    /// Bytes beyond the weights themselves.
    pub(crate) fn spent(&self) -> u64 {
        self.spent.get()
    }
}

/// Where in a network a layer stands: how large its pictures are, as a rule, and what packs it.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) packing: &'a Packing,
    pub(crate) side: usize,
}

impl At<'_> {
    pub(crate) fn halved(self) -> Self {
        Self { side: self.side.div_ceil(2), ..self }
    }

    pub(crate) fn doubled(self) -> Self {
        Self { side: self.side * 2, ..self }
    }
}
