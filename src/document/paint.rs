//! Painting in colour: strokes, fills and gradients on paint layers, and the colours of the picture.

use std::borrow::Cow;

use super::Document;
use super::change::Change;
use super::content::Content;
use super::layer::{Layer, LayerId};
use super::stroke::{ColourStroke, ColourTile};
use crate::raster::{Blend, Colour, Depth, Mask, Rect, Sample, Sheet, Tile, Tint, lay_over};

/// What a stroke leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// This colour; its alpha is the opacity of the stroke.
    Colour(Colour),
    /// Less of what is there.
    Erase,
}

/// A straight change from one colour to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradient {
    /// Where it begins, pixels of the canvas.
    pub from: [f64; 2],
    /// Where it ends. Beyond both ends the colours go on.
    pub to: [f64; 2],
    /// At the beginning.
    pub start: Colour,
    /// At the end.
    pub end: Colour,
}

impl Gradient {
    /// The colour of a pixel: mixed by alpha, so that a clear end takes the other's colour.
    pub fn at(&self, x: u32, y: u32) -> Colour {
        let way = [self.to[0] - self.from[0], self.to[1] - self.from[1]];
        let length_sq = way[0] * way[0] + way[1] * way[1];
        let place = [f64::from(x) + 0.5 - self.from[0], f64::from(y) + 0.5 - self.from[1]];
        let along = (place[0] * way[0] + place[1] * way[1]) / length_sq;
        // Both ends on one point: the end's colour everywhere.
        let share = if along.is_finite() { along.clamp(0.0, 1.0) } else { 1.0 };
        let (Colour(start), Colour(end)) = (self.start, self.end);
        let (kept, added) = (f64::from(start[3]) * (1.0 - share), f64::from(end[3]) * share);
        let alpha = kept + added;
        if alpha <= 0.0 {
            return Colour::CLEAR;
        }
        let mixed = |a: u16, b: u16| ((f64::from(a) * kept + f64::from(b) * added) / alpha).round() as u16;
        Colour([mixed(start[0], end[0]), mixed(start[1], end[1]), mixed(start[2], end[2]), alpha.round() as u16])
    }
}

impl Document {
    /// Draws on a paint layer by `cover(x, y)` (0…255) in `rect`, as part of the open step. Says whether it could: a step
    /// is open, and the layer is one of paint and not locked.
    ///
    /// Within one step overlapping covers do not build up: each pixel gets the largest that it has met, on what it was
    /// when the step began.
    pub fn paint(&mut self, id: LayerId, rect: Rect, ink: Ink, cover: impl Fn(u32, u32) -> u8) -> bool {
        if self.open.is_none() || !self.is_paintable(id) {
            return false;
        }
        let Some(rect) = rect.intersection(self.extent().rect()) else { return true };
        match self.depth() {
            Depth::Eight => self.paint_samples::<u8>(id, rect, ink, cover),
            Depth::Sixteen => self.paint_samples::<u16>(id, rect, ink, cover),
        }
        self.refresh();
        true
    }

    /// Lays one colour on a paint layer through a mask of the picture's extent (`None` is everywhere), as one step. Says
    /// whether it could.
    pub fn fill_layer(&mut self, id: LayerId, colour: Colour, through: Option<&Mask>) -> bool {
        self.cover_layer(id, "Fill", through, |_, _| colour, Some(colour))
    }

    /// Lays a gradient on a paint layer through a mask of the picture's extent (`None` is everywhere), as one step. Says
    /// whether it could.
    pub fn draw_gradient(&mut self, id: LayerId, gradient: Gradient, through: Option<&Mask>) -> bool {
        self.cover_layer(id, "Gradient", through, |x, y| gradient.at(x, y), None)
    }

    /// The colour that is seen at a pixel; `None` outside.
    pub fn colour_at(&self, x: u32, y: u32) -> Option<Colour> {
        let inside = x < self.extent().width && y < self.extent().height;
        inside.then(|| Colour(self.flat.rgba16(x, y)))
    }

    /// Whether a layer can be painted on now: one of paint that is not locked.
    pub fn is_paintable(&self, id: LayerId) -> bool {
        self.layer(id).is_some_and(|layer| matches!(layer.content, Content::Paint(_)) && !layer.locked())
    }

    fn paint_samples<S: Sample>(&mut self, id: LayerId, rect: Rect, ink: Ink, cover: impl Fn(u32, u32) -> u8) {
        if self.open.as_ref().and_then(|open| open.colour.as_ref()).is_some_and(|stroke| stroke.id != id) {
            self.close_stroke();
        }
        let Some(open) = &mut self.open else { return };
        let Some(layer) = self.layers.iter_mut().find(|layer| layer.id == id) else { return };
        let Content::Paint(sheet) = &mut layer.content else { return };
        let stroke = open.colour.get_or_insert_with(|| ColourStroke::on(id));
        let grid = sheet.grid();
        let mut touched: Option<Rect> = None;
        for tile in grid.touching(rect) {
            let area = grid.rect(tile);
            let Some(shared) = area.intersection(rect) else { continue };
            let stroke = stroke.tiles.entry(tile).or_insert_with(|| ColourTile::of(sheet.tile(tile), area));
            if stamp(stroke, sheet, tile, area, shared, &Pen::<S>::of(ink), &cover) {
                touched = Some(touched.map_or(shared, |touched| touched.union(shared)));
            }
        }
        self.touch_picture(touched);
    }

    /// Lays `shade(x, y)` on a paint layer through a mask, tile by tile.
    fn cover_layer(
        &mut self,
        id: LayerId,
        name: &'static str,
        through: Option<&Mask>,
        shade: impl Fn(u32, u32) -> Colour,
        flat: Option<Colour>,
    ) -> bool {
        if !self.is_paintable(id) || through.is_some_and(|mask| mask.extent() != self.extent()) {
            return false;
        }
        self.close_stroke();
        let Some(Content::Paint(sheet)) = self.layer(id).map(Layer::content) else { return false };
        let tiles = (0..sheet.grid().count()).filter_map(|tile| {
            let all = Tile::Uniform(255);
            let cover = through.map_or(&all, |mask| mask.tile(tile));
            let covered = match (cover, flat) {
                (Tile::Uniform(0), _) => return None,
                // What covers all of a tile is one colour and no rows.
                (Tile::Uniform(255), Some(colour)) if colour.0[3] == u16::MAX => Tint::Uniform(colour),
                _ => match sheet.depth() {
                    Depth::Eight => covered::<u8>(sheet, tile, cover, &shade),
                    Depth::Sixteen => covered::<u16>(sheet, tile, cover, &shade),
                },
            };
            (covered != *sheet.tile(tile)).then_some((tile, covered))
        });
        let tiles: Vec<_> = tiles.collect();
        if !tiles.is_empty() {
            self.record(Cow::Borrowed(name), Change::Paint { id, tiles });
        }
        true
    }
}

/// An ink in the samples of a picture.
struct Pen<S> {
    colour: [S; 4],
    erases: bool,
}

impl<S: Sample> Pen<S> {
    fn of(ink: Ink) -> Self {
        match ink {
            Ink::Colour(colour) => Self { colour: colour.samples(), erases: false },
            Ink::Erase => Self { colour: [S::default(); 4], erases: true },
        }
    }

    /// What the pixel `before` becomes under `cover` of 255.
    fn on(&self, before: [S; 4], cover: u8) -> [S; 4] {
        let share = f32::from(cover) / 255.0;
        let mut pixel = before;
        if !self.erases {
            lay_over(&mut pixel, &self.colour, Blend::Normal, |_| share);
            return pixel;
        }
        pixel[3] = S::from_f32(before[3].to_f32() * (1.0 - share));
        // What is gone has no colour, so that a tile of it is a clear one.
        if pixel[3] == S::default() { [S::default(); 4] } else { pixel }
    }
}

/// One stamp on one tile; says whether it changed anything.
fn stamp<S: Sample>(
    stroke: &mut ColourTile,
    sheet: &mut Sheet,
    tile: usize,
    area: Rect,
    shared: Rect,
    pen: &Pen<S>,
    cover: &impl Fn(u32, u32) -> u8,
) -> bool {
    let flat = match &stroke.before {
        Tint::Uniform(colour) => colour.samples::<S>(),
        Tint::Eight(_) | Tint::Sixteen(_) => [S::default(); 4],
    };
    let before = S::tint(&stroke.before).map(|rows| rows.as_chunks::<4>().0);
    let rows = sheet.paint_tile::<S>(tile).as_chunks_mut::<4>().0;
    let mut changed = false;
    for y in shared.y..shared.bottom() {
        let start = ((y - area.y) * area.width + (shared.x - area.x)) as usize;
        for (column, at) in (start..start + shared.width as usize).enumerate() {
            if stroke.stamped[at] == 255 {
                continue;
            }
            let now = cover(shared.x + column as u32, y);
            if now > stroke.stamped[at] {
                stroke.stamped[at] = now;
                rows[at] = pen.on(before.map_or(flat, |rows| rows[at]), now);
                changed = true;
            }
        }
    }
    changed
}

/// A tile with `shade` laid on it through `cover`.
fn covered<S: Sample>(sheet: &Sheet, tile: usize, cover: &Tile, shade: impl Fn(u32, u32) -> Colour) -> Tint {
    let area = sheet.grid().rect(tile);
    let mut tint = sheet.tile(tile).clone();
    let rows = tint.rows_mut::<S>(area.extent().area() as usize);
    let places = (area.y..area.bottom()).flat_map(|y| (area.x..area.right()).map(move |x| (x, y)));
    for (at, (pixel, (x, y))) in rows.as_chunks_mut::<4>().0.iter_mut().zip(places).enumerate() {
        let share = f32::from(cover.at(at)) / 255.0;
        if share > 0.0 {
            lay_over(pixel, &shade(x, y).samples::<S>(), Blend::Normal, |_| share);
        }
    }
    Tint::new::<S>(rows)
}
