//! How the weights of a network are packed: Winograd's forms are faster and larger, and there is a budget for them.

use std::cell::Cell;

use crate::tensor::kernel::{self, ConvShape, Form};

/// What Winograd's forms of one network may take beyond its weights; Stable Diffusion's UNet wants nearly all of it. Fixed, not a share of free memory: the same recipe must give the same bytes tomorrow.
const BUDGET: u64 = 1 << 30;
/// What layers of small pictures may take of it: they gain the least a byte, and in Stable Diffusion's UNet would take 600
/// MB.
const SMALL: u64 = 288 << 20;
/// Pixels of small pictures, at most.
const FEW: usize = 16 * 16;
/// A layer that grows by less than this is always packed in the fastest form.
const LITTLE: u64 = 4 << 20;

/// Chooses forms, the first layers first, until the budget is spent.
pub(crate) struct Packing {
    left: Cell<u64>,
    /// Of it, what layers of small pictures may still take.
    small: Cell<u64>,
    /// From so many pixels of output on, F(4×4) is worth its memory: it saves a third more than F(2×2) of work that
    /// grows with the pixels, for four times as much memory beyond the weights, which does not.
    large: usize,
}

impl Packing {
    pub(crate) fn new(large: usize) -> Self {
        Self { left: Cell::new(BUDGET), small: Cell::new(SMALL), large }
    }

    /// The form of a convolution that makes pictures of about `side`×`side`.
    pub(crate) fn form(&self, shape: &ConvShape, side: usize) -> Form {
        let fastest = kernel::form(shape, side, side);
        let dear = fastest == Form::Winograd4 && side * side < self.large && fastest.extra(shape) > LITTLE;
        let form = if dear { Form::Winograd2 } else { fastest };
        let extra = form.extra(shape);
        let of_small = if side * side <= FEW { extra } else { 0 };
        match (self.left.get().checked_sub(extra), self.small.get().checked_sub(of_small)) {
            (Some(left), Some(small)) => {
                self.left.set(left);
                self.small.set(small);
                form
            }
            _ => Form::Direct,
        }
    }

    /// Bytes beyond the weights themselves.
    pub(crate) fn spent(&self) -> u64 {
        BUDGET - self.left.get()
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
