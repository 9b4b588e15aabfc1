//! Growing and softening the mask's edge: worked out from a snapshot wherever there is time, then taken in as one step.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Combine, Document};
use crate::raster::{Mask, select};

/// What is done to the edge of the mask.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edge {
    /// Grown (positive) or shrunk (negative) by a disc of this radius, pixels.
    Grow(i32),
    /// Softened over about this many pixels.
    Feather(f32),
    /// Rid of specks, holes and notches up to about this radius, pixels.
    Smooth(u32),
    /// Replaced by a ring of this width, pixels.
    Border(u32),
}

/// A mask with another edge, and the one that it was worked out from.
#[derive(Clone, Debug)]
pub struct Edged {
    name: Cow<'static, str>,
    before: Arc<Mask>,
    after: Mask,
}

impl Edge {
    /// Works it out. A mask of 100 megapixels takes seconds: not on the window's thread.
    pub fn of(self, mask: &Arc<Mask>) -> Edged {
        let (name, after) = match self {
            Self::Grow(radius_px) if radius_px < 0 => ("Shrink mask", mask.grown(radius_px)),
            Self::Grow(radius_px) => ("Grow mask", mask.grown(radius_px)),
            Self::Feather(radius_px) => ("Feather mask", mask.feathered(radius_px)),
            Self::Smooth(radius_px) => ("Smooth mask", select::smoothed(mask, radius_px)),
            Self::Border(width_px) => ("Mask border", select::border(mask, width_px)),
        };
        Edged { name: name.into(), before: Arc::clone(mask), after }
    }
}

impl Edged {
    /// `shape`, of the same extent, joined with the mask as the step `name`; see `Combine::joined`.
    pub fn joined(name: String, mask: &Arc<Mask>, combine: Combine, shape: &Mask) -> Self {
        Self { name: name.into(), before: Arc::clone(mask), after: combine.joined(mask, shape) }
    }
}

impl Document {
    /// Makes the mask `edged`, as one step that holds only the tiles that differ. Says whether it could: not when the
    /// mask is no longer the one that it was worked out from, or when a step is open.
    pub fn take_edge(&mut self, edged: &Edged) -> bool {
        // Whoever changes a mask that somebody holds gets another one: the same place is the same mask.
        let fits = Arc::ptr_eq(&edged.before, &self.mask) && !self.is_open();
        if fits {
            self.put_mask(edged.name.clone(), &edged.after);
        }
        fits
    }
}
