//! The frame: crop, turn, flip, other sizes, borders to be painted beyond the picture. Layers, mask and original follow.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Document;
use super::change::Change;
use super::content::{Content, Piece};
use super::layer::{Layer, LayerParts};
use super::tile::Tiles;
use crate::raster::{Border, Error, Extent, Mask, Pixels, Placement, Rect, Result, Turn};

/// A change of the whole picture's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Frame {
    /// A canvas of another extent round the picture.
    Canvas {
        /// The new one.
        extent: Extent,
        /// Where the upper left pixel of the picture comes to lie.
        at: (i64, i64),
        /// What the bottom layer is beyond the picture.
        border: Border,
    },
    /// Turned or flipped.
    Turn(Turn),
    /// Resampled to another extent.
    Resize(Extent),
}

/// What lies in the frame: what a step that changes it is undone by.
#[derive(Clone, Debug)]
pub struct Framed {
    original: Arc<Pixels>,
    layers: Vec<Layer>,
    mask: Arc<Mask>,
}

/// Pixels on each side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// Pixels.
    pub left: u32,
    /// Pixels.
    pub top: u32,
    /// Pixels.
    pub right: u32,
    /// Pixels.
    pub bottom: u32,
}

impl Document {
    /// Keeps only `rect` of the picture, as one step. Pasted pictures and results keep what lies outside.
    pub fn crop(&mut self, rect: Rect) -> Result<()> {
        if !self.extent().rect().contains(rect) {
            return Err(Error::Size { reason: "what is kept of the picture must lie in it".to_owned() });
        }
        let at = (-i64::from(rect.x), -i64::from(rect.y));
        self.reframe("Crop", Frame::Canvas { extent: rect.extent(), at, border: Border::Clear })
    }

    /// Turns or flips the picture with all layers, as one step; every pixel keeps its bytes.
    pub fn turn(&mut self, turn: Turn) -> Result<()> {
        let name = match turn {
            Turn::Upright => return Ok(()),
            Turn::Quarter | Turn::Half | Turn::ThreeQuarters => "Rotate picture",
            _ => "Flip picture",
        };
        self.reframe(name, Frame::Turn(turn))
    }

    /// Another canvas round the picture, whose upper left pixel comes to lie `at`, as one step.
    pub fn resize_canvas(&mut self, extent: Extent, at: (i64, i64)) -> Result<()> {
        self.reframe("Resize canvas", Frame::Canvas { extent, at, border: Border::Clear })
    }

    /// Resamples the picture with all layers to another extent, as one step. Pasted pictures and results keep their
    /// sources.
    pub fn resize(&mut self, extent: Extent) -> Result<()> {
        self.reframe("Resize picture", Frame::Resize(extent))
    }

    /// Adds a border and makes it the mask, with `overlap` pixels of the picture beside it, so that the next edit paints
    /// beyond the picture. One step.
    pub fn extend(&mut self, sides: Sides, border: Border, overlap: u32) -> Result<()> {
        let before = self.extent();
        let wider = |side: u32, low: u32, high: u32| side.saturating_add(low).saturating_add(high);
        let extent =
            Extent::new(wider(before.width, sides.left, sides.right), wider(before.height, sides.top, sides.bottom));
        let at = (i64::from(sides.left), i64::from(sides.top));
        let frame = Frame::Canvas { extent, at, border };
        Change::Frame { frame }.check(self)?;
        let mut mask = Mask::filled(extent, 255);
        // What stays of the picture: all of it but the overlap beside a new border.
        let inset = |side: u32| if side > 0 { overlap } else { 0 };
        let (left, top) = (inset(sides.left), inset(sides.top));
        let width = before.width.saturating_sub(left.saturating_add(inset(sides.right)));
        let height = before.height.saturating_sub(top.saturating_add(inset(sides.bottom)));
        mask.fill(Rect::new(sides.left.saturating_add(left), sides.top.saturating_add(top), width, height), 0);
        self.as_one("Extend canvas", |document| {
            document.reframe("Extend canvas", frame)?;
            document.put_mask(Cow::Borrowed("Extend canvas"), &mask);
            Ok(())
        })
    }

    fn reframe(&mut self, name: &'static str, frame: Frame) -> Result<()> {
        let change = Change::Frame { frame };
        change.check(self)?;
        if !frame.is_idle(self.extent()) {
            self.record(Cow::Borrowed(name), change);
        }
        Ok(())
    }

    /// Puts the picture into another frame and returns what was in the one before.
    pub(super) fn put_in(&mut self, frame: Frame) -> Framed {
        let from = self.extent();
        let original = frame.of_pixels(&self.original);
        let of_bottom = |pixels: &Arc<Pixels>| {
            // Where nothing was merged into it, it still is the original.
            if Arc::ptr_eq(pixels, &self.original) { Arc::clone(&original) } else { frame.of_pixels(pixels) }
        };
        let in_frame = |(at, layer): (usize, &Layer)| {
            let mut parts = layer.parts();
            match &mut parts.content {
                Content::Picture(piece) if at == 0 => piece.pixels = of_bottom(&piece.pixels),
                Content::Picture(Piece { placement, .. }) | Content::Pasted(Piece { placement, .. }) => {
                    *placement = placement.then(frame.placement(from));
                }
                Content::Paint(sheet) => *sheet = frame.of_sheet(sheet),
                Content::Mask(mask) => *mask = Arc::new(frame.of_mask(mask)),
            }
            Layer::of(parts)
        };
        let layers = self.layers.iter().enumerate().map(in_frame).collect();
        let mask = Arc::new(frame.of_mask(&self.mask));
        self.swap_framed(Framed { original, layers, mask })
    }

    /// Puts another original, layers and mask, which fit each other, in the place of those that are there.
    pub(super) fn swap_framed(&mut self, framed: Framed) -> Framed {
        let Framed { original, layers, mask } = framed;
        let before = Framed {
            original: std::mem::replace(&mut self.original, original),
            layers: std::mem::replace(&mut self.layers, layers),
            mask: std::mem::replace(&mut self.mask, mask),
        };
        let extent = self.extent();
        for layer in &mut self.layers {
            layer.settle(extent);
        }
        self.tiles = Tiles::new(extent);
        for tile in 0..self.tiles.grid().count() {
            self.tiles.refresh(&self.mask, tile);
        }
        self.revision += 1;
        (self.stale, self.dirty_picture) = (Some(extent.rect()), None);
        self.dirty_mask = Some(extent.rect());
        let Framed { original, mut layers, mask } = before;
        for layer in &mut layers {
            layer.shown = None;
        }
        Framed { original, layers, mask }
    }
}

impl Frame {
    /// Whether nothing would change.
    fn is_idle(self, from: Extent) -> bool {
        match self {
            Self::Canvas { extent, at, .. } => extent == from && at == (0, 0),
            Self::Turn(turn) => turn == Turn::Upright,
            Self::Resize(extent) => extent == from,
        }
    }

    /// Errors when nothing of the picture would be left, or the frame is no size for one.
    pub(super) fn check(self, from: Extent, layers: &[Layer]) -> Result<()> {
        match self {
            Self::Canvas { extent, at: (x, y), .. } => {
                let extent = extent.checked()?;
                let meets = |at: i64, side: u32, limit: u32| {
                    at < i64::from(limit) && at.checked_add(i64::from(side)).is_some_and(|end| end > 0)
                };
                if !(meets(x, from.width, extent.width) && meets(y, from.height, extent.height)) {
                    return Err(Error::Size { reason: "nothing of the picture lies in the new canvas".to_owned() });
                }
            }
            Self::Turn(_) => {}
            Self::Resize(extent) => {
                extent.checked()?;
            }
        }
        // The bottom layer gets other pixels, the others another place.
        let placed = self.placement(from);
        let others = layers.iter().skip(1).filter_map(Layer::placement);
        let fits = others.map(|placement| placement.then(placed)).all(Placement::is_sound);
        let reason = || Error::Size { reason: "a layer would become too small, or lie too far away".to_owned() };
        fits.then_some(()).ok_or_else(reason)
    }

    /// Where what lies on a canvas of `from` comes to lie.
    fn placement(self, from: Extent) -> Placement {
        let (width, height) = (f64::from(from.width), f64::from(from.height));
        match self {
            Self::Canvas { at: (x, y), .. } => Placement::at(x, y),
            Self::Turn(turn) => {
                let [a, b, c, d] = turn.matrix().map(f64::from);
                // What would be negative counts from the other side.
                let (x, y) =
                    ((a * width).min(0.0) + (b * height).min(0.0), (c * width).min(0.0) + (d * height).min(0.0));
                Placement::of([a, b, -x, c, d, -y]).unwrap_or(Placement::at(0, 0))
            }
            Self::Resize(extent) => {
                let scale = [f64::from(extent.width) / width, f64::from(extent.height) / height];
                Placement::at(0, 0).scaled(scale[0], scale[1], [0.0, 0.0])
            }
        }
    }

    fn of_pixels(self, pixels: &Arc<Pixels>) -> Arc<Pixels> {
        match self {
            Self::Canvas { extent, at, border } => {
                pixels.framed(extent, at, border).map_or_else(|_| Arc::clone(pixels), Arc::new)
            }
            Self::Turn(turn) => Arc::new(pixels.turned(turn)),
            Self::Resize(extent) => Arc::new(pixels.resized(extent)),
        }
    }

    fn of_sheet(self, sheet: &crate::raster::Sheet) -> crate::raster::Sheet {
        match self {
            Self::Canvas { extent, at, .. } => sheet.framed(extent, at).unwrap_or_else(|_| sheet.clone()),
            Self::Turn(turn) => sheet.turned(turn),
            Self::Resize(extent) => sheet.resized(extent),
        }
    }

    fn of_mask(self, mask: &Mask) -> Mask {
        match self {
            Self::Canvas { extent, at, .. } => mask.framed(extent, at).unwrap_or_else(|_| mask.clone()),
            Self::Turn(turn) => mask.turned(turn),
            Self::Resize(extent) => mask.resized(extent),
        }
    }
}

impl Framed {
    /// Of what a file kept; whether it fits together is asked when it is used.
    pub(super) fn of(original: Arc<Pixels>, layers: Vec<LayerParts>, mask: Arc<Mask>) -> Self {
        Self { original, layers: layers.into_iter().map(Layer::of).collect(), mask }
    }

    /// What a file must keep.
    pub(super) fn parts(&self) -> (Arc<Pixels>, Vec<LayerParts>, Arc<Mask>) {
        let layers = self.layers.iter().map(Layer::parts).collect();
        (Arc::clone(&self.original), layers, Arc::clone(&self.mask))
    }

    /// Bytes that keeping it costs.
    pub(super) fn bytes(&self) -> usize {
        let original = Content::Picture(Piece {
            pixels: Arc::clone(&self.original),
            coverage: None,
            placement: Placement::at(0, 0),
        });
        // The bottom layer usually is the original.
        let shares = |layer: &&Layer| layer.pixels().is_none_or(|pixels| !Arc::ptr_eq(pixels, &self.original));
        let layers = self.layers.iter().filter(shares).map(Layer::bytes).sum::<usize>();
        original.bytes() + layers + Content::Mask(Arc::clone(&self.mask)).bytes()
    }
}
