//! What a layer is made of.

use std::sync::Arc;

use crate::raster::{Depth, Error, Extent, Mask, Pixels, Placement, Rect, Result, Sheet, Turn, placed};

/// What a layer is made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// The opened picture, or a result: where it covers, what is below is replaced, alpha too.
    Picture(Piece),
    /// A pasted picture: lies over what is below it.
    Pasted(Piece),
    /// What was painted, over the whole of the canvas.
    Paint(Sheet),
    /// A mask that is kept for later; never seen as colour.
    Mask(Arc<Mask>),
}

/// A picture that lies somewhere on the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Its source, never changed by moving it.
    pub pixels: Arc<Pixels>,
    /// Of the source's extent: 0 lets what is below through byte for byte. `None` covers all of it.
    pub coverage: Option<Arc<Mask>>,
    /// Where the source lies.
    pub placement: Placement,
}

/// What a canvas shows of a piece.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// On the canvas.
    pub(super) rect: Rect,
    /// Holds `rect` of the canvas at `corner`.
    pub(super) pixels: Arc<Pixels>,
    /// Of the extent of `pixels`.
    pub(super) coverage: Option<Arc<Mask>>,
    pub(super) corner: (u32, u32),
    /// Lies over what is below it rather than replacing it.
    pub(super) over: bool,
}

impl Content {
    /// The piece of picture that it is.
    pub fn piece(&self) -> Option<&Piece> {
        match self {
            Self::Picture(piece) | Self::Pasted(piece) => Some(piece),
            Self::Paint(_) | Self::Mask(_) => None,
        }
    }

    pub(super) fn piece_mut(&mut self) -> Option<&mut Piece> {
        match self {
            Self::Picture(piece) | Self::Pasted(piece) => Some(piece),
            Self::Paint(_) | Self::Mask(_) => None,
        }
    }

    /// Errors unless it can be a layer of a document of this extent and depth.
    pub(super) fn check(&self, canvas: Extent, depth: Depth) -> Result<()> {
        let fits = match self {
            Self::Picture(Piece { pixels, coverage, placement })
            | Self::Pasted(Piece { pixels, coverage, placement }) => {
                placement.is_sound() && coverage.as_ref().is_none_or(|mask| mask.extent() == pixels.extent())
            }
            Self::Paint(sheet) => sheet.extent() == canvas && sheet.depth() == depth,
            Self::Mask(mask) => mask.extent() == canvas,
        };
        let reason = || Error::Size { reason: "a layer does not fit the picture that it belongs to".to_owned() };
        fits.then_some(()).ok_or_else(reason)
    }

    /// What a canvas shows of it, where it is a piece of picture.
    pub(super) fn shown(&self, canvas: Extent) -> Option<Shown> {
        let Piece { pixels, coverage, placement } = self.piece()?;
        let over = matches!(self, Self::Pasted(_));
        let Some((turn, x, y)) = placement.exact(pixels.extent()) else {
            let (rect, pixels) = placed(pixels, coverage.as_deref(), *placement, canvas)?;
            return Some(Shown { rect, pixels: Arc::new(pixels), coverage: None, corner: (0, 0), over: true });
        };
        let Extent { width, height } = turn.extent(pixels.extent());
        let span = |at: i64, side: u32, limit: u32| {
            let end = (at + i64::from(side)).min(i64::from(limit));
            let start = at.max(0);
            (start < end).then(|| (start as u32, (end - start) as u32, (start - at) as u32))
        };
        let ((x, width, left), (y, height, top)) = (span(x, width, canvas.width)?, span(y, height, canvas.height)?);
        let (pixels, coverage) = match turn {
            Turn::Upright => (Arc::clone(pixels), coverage.clone()),
            turn => (Arc::new(pixels.turned(turn)), coverage.as_ref().map(|mask| Arc::new(mask.turned(turn)))),
        };
        Some(Shown { rect: Rect::new(x, y, width, height), pixels, coverage, corner: (left, top), over })
    }

    /// Bytes that keeping it costs, when nobody shares it.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Picture(piece) | Self::Pasted(piece) => {
                let sample = match piece.pixels.depth() {
                    Depth::Eight => 4,
                    Depth::Sixteen => 8,
                };
                piece.pixels.extent().area() as usize * (sample + usize::from(piece.coverage.is_some()))
            }
            Self::Paint(sheet) => sheet.bytes(),
            Self::Mask(mask) => (0..mask.grid().count()).map(|tile| mask.tile(tile).bytes()).sum(),
        }
    }
}
