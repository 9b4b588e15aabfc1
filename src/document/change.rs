//! The undoable changes. Each one, applied, gives back the change that undoes it.

use std::mem;
use std::sync::Arc;

use super::Document;
use super::content::Content;
use super::frame::{Frame, Framed};
use super::group::Group;
use super::layer::{Layer, LayerId, Look};
use super::parts::can_be_bottom;
use super::step::TILE_PX;
use crate::raster::{Error, Placement, Rect, Result, Tile, Tint};

/// One reversible change of a document, with all that is needed to do it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change {
    /// Puts a layer at a place in the stack (0 is the bottom).
    AddLayer {
        /// Where, 1 up to the number of layers.
        at: usize,
        /// With a name that no other layer has.
        layer: Box<Layer>,
    },
    /// Takes a layer away.
    RemoveLayer {
        /// From where; never the bottom.
        at: usize,
    },
    /// Moves a layer to another place in the stack.
    MoveLayer {
        /// Never the bottom.
        from: usize,
        /// Never the bottom.
        to: usize,
    },
    /// Gives a layer another look.
    SetLayer {
        /// Which.
        id: LayerId,
        /// The new one.
        look: Look,
    },
    /// Lays a piece of picture elsewhere.
    Place {
        /// Which; never the bottom.
        id: LayerId,
        /// Where.
        placement: Placement,
    },
    /// Makes a layer of other stuff.
    SetContent {
        /// Which.
        id: LayerId,
        /// Of what.
        content: Box<Content>,
    },
    /// Puts these tiles into a paint layer.
    Paint {
        /// Which.
        id: LayerId,
        /// By their number in the grid.
        tiles: Vec<(usize, Tint)>,
    },
    /// Makes these the groups.
    SetGroups {
        /// All of them.
        groups: Vec<Group>,
    },
    /// Puts the picture into another frame.
    Frame {
        /// Which.
        frame: Frame,
    },
    /// Puts what was in an earlier frame back. Undoes [`Self::Frame`]; never part of an act.
    Reframe {
        /// All that lies in the frame.
        framed: Box<Framed>,
    },
    /// Puts these tiles into the mask.
    PaintMask {
        /// By their number in the grid.
        tiles: Vec<(usize, Tile)>,
    },
}

impl Change {
    /// Does it, and returns what undoes it. What [`Self::check`] refuses does nothing, or not what it says.
    pub(super) fn apply(self, document: &mut Document) -> Self {
        match self {
            Self::AddLayer { at, mut layer } => {
                layer.settle(document.extent());
                document.next_layer = document.next_layer.max(layer.id.0.saturating_add(1));
                document.touch_layer(&layer);
                document.layers.insert(at, *layer);
                Self::RemoveLayer { at }
            }
            Self::RemoveLayer { at } => {
                let mut layer = document.layers.remove(at);
                document.touch_layer(&layer);
                layer.shown = None;
                Self::AddLayer { at, layer: Box::new(layer) }
            }
            Self::MoveLayer { from, to } => {
                let layer = document.layers.remove(from);
                document.touch_layer(&layer);
                document.layers.insert(to, layer);
                Self::MoveLayer { from: to, to: from }
            }
            Self::SetLayer { id, mut look } => {
                document.on_layer(id, |layer| {
                    let seen = |look: &Look| (look.opacity, look.visible, look.blend, look.group);
                    let shows_otherwise = seen(&look) != seen(&layer.look);
                    mem::swap(&mut layer.look, &mut look);
                    shows_otherwise.then(|| layer.rect()).flatten()
                });
                Self::SetLayer { id, look }
            }
            Self::Place { id, mut placement } => {
                let canvas = document.extent();
                document.on_layer(id, |layer| {
                    let before = layer.rect();
                    if let Some(piece) = layer.content.piece_mut() {
                        mem::swap(&mut piece.placement, &mut placement);
                    }
                    layer.settle(canvas);
                    [before, layer.rect()].into_iter().flatten().reduce(Rect::union)
                });
                Self::Place { id, placement }
            }
            Self::SetContent { id, mut content } => {
                let canvas = document.extent();
                document.on_layer(id, |layer| {
                    let before = layer.rect();
                    mem::swap(&mut layer.content, &mut *content);
                    layer.settle(canvas);
                    [before, layer.rect()].into_iter().flatten().reduce(Rect::union)
                });
                Self::SetContent { id, content }
            }
            Self::Paint { id, mut tiles } => {
                document.on_layer(id, |layer| {
                    let Content::Paint(sheet) = &mut layer.content else { return None };
                    let grid = sheet.grid();
                    for (tile, tint) in &mut tiles {
                        *tint = sheet.swap_tile(*tile, mem::replace(tint, Tint::CLEAR));
                    }
                    tiles.iter().map(|(tile, _)| grid.rect(*tile)).reduce(Rect::union)
                });
                Self::Paint { id, tiles }
            }
            Self::SetGroups { groups } => {
                let switched = |before: &[Group], now: &[Group]| {
                    now.iter().filter(|now| !before.contains(now)).map(|group| group.id).collect::<Vec<_>>()
                };
                let ids = [switched(&groups, &document.groups), switched(&document.groups, &groups)].concat();
                document.next_group =
                    groups.iter().map(|group| group.id.0.saturating_add(1)).fold(document.next_group, u64::max);
                let groups = mem::replace(&mut document.groups, groups);
                let in_them = |layer: &&Layer| layer.look.group.is_some_and(|id| ids.contains(&id));
                let touched = document.layers.iter().filter(in_them).filter_map(Layer::rect).reduce(Rect::union);
                document.touch_picture(touched);
                Self::SetGroups { groups }
            }
            Self::Frame { frame } => Self::Reframe { framed: Box::new(document.put_in(frame)) },
            Self::Reframe { framed } => Self::Reframe { framed: Box::new(document.swap_framed(*framed)) },
            Self::PaintMask { tiles } => {
                let swap = |(tile, with): (usize, Tile)| {
                    let before = Arc::make_mut(&mut document.mask).swap_tile(tile, with);
                    document.touch_mask(tile, document.tiles.grid().rect(tile));
                    (tile, before)
                };
                Self::PaintMask { tiles: tiles.into_iter().map(swap).collect() }
            }
        }
    }

    /// Errors when it cannot be done to the document as it is.
    pub(super) fn check(&self, document: &Document) -> Result<()> {
        let count = document.layers.len();
        let grid = document.tiles.grid();
        let pixels = |tile: usize| grid.rect(tile).extent().area() as usize;
        let is_piece = |id| document.layer(id).is_some_and(|layer| layer.piece().is_some());
        let is_bottom = |id: LayerId| document.layers.first().is_some_and(|layer| layer.id == id);
        let fits = match self {
            Self::AddLayer { at, layer } => {
                layer.content.check(document.extent(), document.depth())?;
                (1..=count).contains(at) && document.layer(layer.id).is_none() && layer.look.is_sound()
            }
            Self::RemoveLayer { at } => (1..count).contains(at),
            Self::MoveLayer { from, to } => (1..count).contains(from) && (1..count).contains(to),
            Self::SetLayer { id, look } => document.layer(*id).is_some() && look.is_sound(),
            Self::Place { id, placement } => is_piece(*id) && !is_bottom(*id) && placement.is_sound(),
            Self::SetContent { id, content } => {
                content.check(document.extent(), document.depth())?;
                document.layer(*id).is_some()
                    && (!is_bottom(*id) || can_be_bottom(content, document.extent(), document.depth()))
            }
            Self::Paint { id, tiles } => {
                let fits =
                    |(tile, tint): &(usize, Tint)| *tile < grid.count() && tint.fits(pixels(*tile), document.depth());
                let is_paint = |layer: &Layer| matches!(layer.content, Content::Paint(_));
                document.layer(*id).is_some_and(is_paint) && tiles.iter().all(fits)
            }
            Self::SetGroups { .. } => true,
            Self::Frame { frame } => return frame.check(document.extent(), &document.layers),
            Self::Reframe { .. } => false,
            Self::PaintMask { tiles } => {
                tiles.iter().all(|(tile, with)| *tile < grid.count() && with.fits(pixels(*tile)))
            }
        };
        let reason = || Error::Size { reason: "a kept change does not fit the picture that it was made on".to_owned() };
        fits.then_some(()).ok_or_else(reason)
    }

    /// About how many pixels of the canvas are looked at anew when it is done.
    pub(super) fn touches_px(&self, document: &Document) -> u64 {
        let tile_px = |tiles: usize| tiles as u64 * TILE_PX;
        let area = |rect: Option<Rect>| rect.map_or(0, |rect| rect.extent().area());
        let layer_px = |layer: Option<&Layer>| area(layer.and_then(Layer::rect));
        match self {
            Self::AddLayer { layer, .. } => content_px(&layer.content),
            Self::RemoveLayer { at } | Self::MoveLayer { from: at, .. } => layer_px(document.layers.get(*at)),
            Self::SetLayer { id, .. } => layer_px(document.layer(*id)),
            Self::Place { id, placement } => {
                let layer = document.layer(*id);
                let source = layer.and_then(Layer::pixels).map_or(0, |pixels| pixels.extent().area());
                let [across, down] = placement.scale();
                layer_px(layer) + (source as f64 * across * down) as u64
            }
            Self::SetContent { id, content } => layer_px(document.layer(*id)) + content_px(content),
            Self::Paint { tiles, .. } => tile_px(tiles.len()),
            Self::PaintMask { tiles } => tile_px(tiles.len()),
            Self::SetGroups { .. } | Self::Frame { .. } | Self::Reframe { .. } => document.extent().area(),
        }
    }

    /// Whether it changes the mask.
    pub(super) fn is_of_mask(&self) -> bool {
        matches!(self, Self::PaintMask { .. } | Self::Frame { .. } | Self::Reframe { .. })
    }

    /// Whether doing `next` after it makes doing it needless: a dragged slider sets the same thing many times.
    pub(super) fn is_overruled_by(&self, next: &Self) -> bool {
        match (self, next) {
            (Self::SetLayer { id, .. }, Self::SetLayer { id: next, .. })
            | (Self::Place { id, .. }, Self::Place { id: next, .. }) => id == next,
            _ => false,
        }
    }

    /// Bytes that keeping it costs.
    pub(super) fn bytes(&self) -> usize {
        mem::size_of::<Self>()
            + match self {
                Self::AddLayer { layer, .. } => layer.bytes(),
                Self::SetContent { content, .. } => content.bytes(),
                Self::Paint { tiles, .. } => tiles.iter().map(|(_, tint)| 32 + tint.bytes()).sum(),
                Self::PaintMask { tiles } => tiles.iter().map(|(_, tile)| 32 + tile.bytes()).sum(),
                Self::Reframe { framed } => framed.bytes(),
                Self::RemoveLayer { .. }
                | Self::MoveLayer { .. }
                | Self::SetLayer { .. }
                | Self::Place { .. }
                | Self::Frame { .. }
                | Self::SetGroups { .. } => 0,
            }
    }
}

/// Pixels of the canvas that it may cover.
fn content_px(content: &Content) -> u64 {
    match content {
        Content::Picture(piece) | Content::Pasted(piece) => piece.pixels.extent().area(),
        Content::Paint(sheet) => sheet.bounds().map_or(0, |rect| rect.extent().area()),
        Content::Mask(_) => 0,
    }
}
