//! The sheet as one picture: the cells in their rows, the values beside and above them, and a title.

use std::sync::Arc;

use egui::Context;

use super::label::Label;
use super::{Cell, Line, Sheet};
use crate::app::locale::t;
use crate::raster::{Error, Extent, Pixels, Samples};

/// Between cells and round all, pixels.
const GAP: usize = 12;
/// Height of the letters, pixels.
const LETTERS: f32 = 20.0;
/// Most pixels that labels beside the rows are wide.
const BESIDE: f32 = 200.0;
/// Paper and ink.
const PAPER: [u8; 4] = [255, 255, 255, 255];
const INK: [u8; 3] = [24, 25, 28];
/// Where a cell has no picture.
const EMPTY: [u8; 4] = [226, 227, 229, 255];

/// The values of a cell, as they are told.
pub(super) fn values_of(at: usize, x: &Line, y: Option<&Line>) -> String {
    let columns = x.values.len().max(1);
    let across = x.values.get(at % columns).map_or("", String::as_str);
    match y.and_then(|y| y.values.get(at / columns)) {
        Some(down) => t!("grid-values-of", x = across, y = down.as_str()),
        None => across.to_owned(),
    }
}

/// A sheet that is ready to be put together, on a thread that has time.
#[derive(Debug)]
pub struct Layout {
    columns: usize,
    title: Label,
    above: Vec<Label>,
    beside: Vec<Label>,
    cells: Vec<Option<Arc<Pixels>>>,
    /// Size of the largest picture.
    cell: Extent,
}

impl Layout {
    /// Takes pictures of a sheet and draws its labels.
    pub fn new(ctx: &Context, sheet: &Sheet, title: &str) -> Self {
        let cells: Vec<_> = sheet.cells.iter().map(|cell: &Cell| cell.picture.clone()).collect();
        let sides = cells.iter().flatten().map(|pixels| pixels.extent());
        let (width, height) = sides.fold((64, 64), |(w, h), side| (side.width.max(w), side.height.max(h)));
        let columns = sheet.x.values.len();
        let all = (columns as f32) * width as f32;
        let label = |value: &String, most: f32| Label::draw(ctx, value, LETTERS, most);
        Self {
            columns,
            title: Label::draw(ctx, title, LETTERS, all.max(300.0)),
            above: sheet.x.values.iter().map(|value| label(value, width as f32)).collect(),
            beside: sheet.y.iter().flat_map(|y| &y.values).map(|value| label(value, BESIDE)).collect(),
            cells,
            cell: Extent::new(width, height),
        }
    }

    /// Puts the picture together.
    pub fn draw(&self) -> Result<Pixels, Error> {
        let (cell_w, cell_h) = (self.cell.width as usize, self.cell.height as usize);
        let widest = |labels: &[Label]| labels.iter().map(|label| label.width).max().unwrap_or(0);
        let tallest = |labels: &[Label]| labels.iter().map(|label| label.height).max().unwrap_or(0);
        let rows = self.cells.len().div_ceil(self.columns.max(1));
        let left = if self.beside.is_empty() { GAP } else { 2 * GAP + widest(&self.beside) };
        let top = 3 * GAP + self.title.height + tallest(&self.above);
        let width = (left + self.columns * (cell_w + GAP)).max(self.title.width + 2 * GAP);
        let height = top + rows * (cell_h + GAP);
        let mut paper = Paper { width, rows: PAPER.repeat(width * height) };
        paper.ink(&self.title, GAP, GAP);
        for (column, label) in self.above.iter().enumerate() {
            let middle = left + column * (cell_w + GAP) + cell_w.saturating_sub(label.width) / 2;
            paper.ink(label, middle, 2 * GAP + self.title.height);
        }
        for (row, label) in self.beside.iter().enumerate() {
            let middle = top + row * (cell_h + GAP) + cell_h.saturating_sub(label.height) / 2;
            paper.ink(label, GAP, middle);
        }
        for (at, picture) in self.cells.iter().enumerate() {
            let (x, y) = (left + at % self.columns * (cell_w + GAP), top + at / self.columns * (cell_h + GAP));
            paper.paste(picture.as_deref(), (x, y), (cell_w, cell_h));
        }
        Pixels::new(Extent::new(width as u32, height as u32), Samples::Eight(paper.rows))
    }
}

/// RGBA rows that are drawn on.
struct Paper {
    width: usize,
    rows: Vec<u8>,
}

impl Paper {
    /// A label with its left upper corner at a place.
    fn ink(&mut self, label: &Label, x: usize, y: usize) {
        for (at, &coverage) in label.coverage.iter().enumerate() {
            let (x, y) = (x + at % label.width, y + at / label.width);
            let start = (y * self.width + x) * 4;
            if let Some(pixel) = self.rows.get_mut(start..start + 3).filter(|_| x < self.width) {
                for (under, ink) in pixel.iter_mut().zip(INK) {
                    let (a, u, i) = (u32::from(coverage), u32::from(*under), u32::from(ink));
                    *under = ((u * (255 - a) + i * a + 127) / 255) as u8;
                }
            }
        }
    }

    /// A picture in the middle of its room; grey where there is none.
    fn paste(&mut self, picture: Option<&Pixels>, at: (usize, usize), room: (usize, usize)) {
        let Some(picture) = picture else {
            for y in 0..room.1 {
                let start = ((at.1 + y) * self.width + at.0) * 4;
                self.rows[start..start + room.0 * 4].copy_from_slice(&EMPTY.repeat(room.0));
            }
            return;
        };
        let (width, height) = (picture.extent().width as usize, picture.extent().height as usize);
        let (x, y) = (at.0 + (room.0 - width) / 2, at.1 + (room.1 - height) / 2);
        for (row, line) in picture.to_rgba8().chunks_exact(width * 4).enumerate() {
            let start = ((y + row) * self.width + x) * 4;
            self.rows[start..start + width * 4].copy_from_slice(line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;
    use crate::app::grid::label::tests::in_a_frame;
    use crate::engine::Inputs;

    #[test]
    fn cells_stand_in_their_rows_with_their_values() {
        let recipe = Draft::new().recipe;
        let cell = |n: u8, side: u32| Cell {
            recipe: recipe.clone(),
            waiting: 0,
            job: None,
            result: None,
            whole: None,
            picture: (n > 0).then(|| Arc::new(Pixels::filled(Extent::new(side, side), [n, n, n, 255]))),
        };
        let line = |label: &str, values: &[&str]| Line {
            label: label.into(),
            values: values.iter().map(|&value| value.to_owned()).collect(),
        };
        let sheet = Sheet {
            x: line("strength", &["0.4", "1"]),
            y: Some(line("guidance", &["2", "8"])),
            cells: vec![cell(10, 80), cell(20, 80), cell(30, 60), cell(0, 0)],
            base: recipe.clone(),
            inputs: Inputs::default(),
            of: None,
        };
        let ctx = Context::default();
        let layout = in_a_frame(&ctx, |ctx| Layout::new(ctx, &sheet, "A title"));
        let drawn = layout.draw().unwrap();
        let extent = drawn.extent();
        let at = |x: u32, y: u32| drawn.rgba8(extent.width - x, extent.height - y);
        let (gap, step) = (GAP as u32, 80 + GAP as u32);
        assert_eq!(at(gap + 40, gap + 40), EMPTY, "no picture in the last");
        assert_eq!(at(gap + step + 40, gap + 40), [30, 30, 30, 255], "the small one in the middle of its room");
        assert_eq!(at(gap + step + 3, gap + 3), PAPER);
        assert_eq!((at(gap + 40, gap + step + 40)[0], at(gap + step + 40, gap + step + 40)[0]), (20, 10));
        let dark = |y: std::ops::Range<u32>| {
            y.flat_map(|y| (0..extent.width).map(move |x| (x, y))).filter(|&(x, y)| drawn.rgba8(x, y)[0] < 100).count()
        };
        assert!(dark(0..40) > 50, "the title is drawn");
    }
}
