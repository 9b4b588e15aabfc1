//! Winograd's convolutions F(2×2, 3×3) and F(4×4, 3×3) of stride 1.

use super::after::Sink;
use super::awake::threads;
use super::buffer::Scratch;
use super::isa::Isa;
use super::panels::Panels;
use super::picture::Picture;
use super::product::{TASK, block, share};
use super::tile::Rows;
use super::winograd_transform::{Domain, Tiling, input, output};
use super::winograd_weights::{restore, transform};
use std::ops::Range;

/// Values of transformed input that a block of tiles takes at most, if that leaves it 64 tiles.
const INPUT: usize = 1 << 20;
/// The same where the weights are light, and 16 tiles are enough.
const NEAR: usize = 1 << 17;
/// Values of transformed weights that every block may read again.
const LIGHT: usize = 1 << 20;
/// Values of products that a task takes.
const PRODUCTS: usize = 1 << 18;
/// Values between tiles, so that their lines do not all fall into the same set of a cache.
const GAP: usize = 16;

/// The transformed weights: one product for each of the A·A points.
pub(super) struct Winograd {
    points: Vec<Panels>,
    side: usize,
    from: usize,
    to: usize,
}

impl Winograd {
    /// Packs OIHW weights for output tiles of `side` = 2 or 4 pixels.
    pub(super) fn pack(isa: Isa, side: usize, from: usize, to: usize, w: &[f32]) -> Self {
        let points = transform(isa, side, from, to, w);
        Self { points, side, from, to }
    }

    /// OIHW weights again, to rounding.
    pub(super) fn unpack(&self) -> Vec<f32> {
        restore(&self.points, self.side, self.from, self.to)
    }

    pub(super) fn bytes(&self) -> usize {
        self.points.iter().map(Panels::bytes).sum()
    }

    /// Side of an output tile.
    pub(super) fn side(&self) -> usize {
        self.side
    }

    /// Computes the tiles `tiles`.
    ///
    /// # Safety
    /// The picture covers all tiles, which lie in `sink`.
    pub(super) unsafe fn run(&self, picture: &Picture, tiling: &Tiling, tiles: &[u32], sink: &Sink) {
        let threads = threads();
        let (blocks, apart) = self.cut(tiles.len(), threads);
        if apart {
            // Each thread carries its own blocks through all three steps.
            share(blocks, |i| {
                let tiles = &tiles[piece(tiles.len(), blocks, i)];
                let mut memory = Scratch::of(tiles.len() * self.stride(self.from));
                let v = self.domain(&mut memory, self.from);
                let groups = self.groups(tiles.len(), 1);
                // SAFETY: there is room for all tiles, the rest is the caller's promise.
                unsafe {
                    input(self.isa(), picture, tiling, tiles, &v);
                    for group in 0..groups {
                        self.columns(&v, tiling, tiles, piece(self.points[0].count(), groups, group), sink);
                    }
                }
            });
            return;
        }
        for i in 0..blocks {
            // All threads work on one block: first on its tiles, then on its columns.
            let tiles = &tiles[piece(tiles.len(), blocks, i)];
            let mut memory = Scratch::of(tiles.len() * self.stride(self.from));
            let v = self.domain(&mut memory, self.from);
            let parts = (4 * threads).min(tiles.len() * self.from / 512).max(1);
            share(parts, |i| {
                let part = piece(tiles.len(), parts, i);
                // SAFETY: as above.
                unsafe { input(self.isa(), picture, tiling, &tiles[part.clone()], &v.after(part.start)) };
            });
            let groups = self.groups(tiles.len(), threads);
            share(groups, |group| {
                let columns = piece(self.points[0].count(), groups, group);
                // SAFETY: as above.
                unsafe { self.columns(&v, tiling, tiles, columns, sink) };
            });
        }
    }

    /// The products of transformed tiles with some panels, and their way back into the picture.
    ///
    /// # Safety
    /// `v` holds the tiles, which lie in `sink`.
    unsafe fn columns(&self, v: &Domain, tiling: &Tiling, tiles: &[u32], panels: Range<usize>, sink: &Sink) {
        let (width, padded) = (self.points[0].width(), self.points[0].padded());
        let first = panels.start * width;
        let columns = (panels.end * width).min(padded) - first;
        let mut memory = Scratch::of(tiles.len() * self.stride(columns));
        let m = self.domain(&mut memory, columns);
        let which: Vec<u32> = (0..tiles.len() as u32).collect();
        let table: Vec<*const f32> =
            (0..tiles.len()).map(|t| v.first.wrapping_add(t * v.stride).cast_const()).collect();
        for (e, point) in self.points.iter().enumerate() {
            let rows = Rows {
                table: table.as_ptr(),
                pitch: table.len(),
                depth: self.from,
                skip: e * self.from,
                which: which.as_ptr(),
            };
            // The panels count their columns from the first of all.
            let products = Sink::plain(m.first.wrapping_add(e * columns).wrapping_sub(first), m.stride, padded);
            let then = self.points.get(e + 1).map(|point| point.place(panels.start, 0));
            // SAFETY: rows and products lie in v and m.
            unsafe { block(self.isa(), point, &rows, tiles.len(), panels.clone(), &products, then) };
        }
        // SAFETY: the caller's promise.
        unsafe { output(self.isa(), &m, tiling, tiles, first, sink) };
    }

    fn isa(&self) -> Isa {
        self.points[0].isa
    }

    /// Values of one transformed tile.
    fn stride(&self, columns: usize) -> usize {
        self.points.len() * columns + GAP
    }

    fn domain(&self, memory: &mut Scratch, columns: usize) -> Domain {
        Domain { first: memory.as_mut_ptr(), stride: self.stride(columns), columns }
    }

    /// Into how many blocks so many tiles are cut, and whether each thread works on blocks of its own. Light weights
    /// allow for small blocks that stay near their core; heavy ones must be read as seldom as possible.
    fn cut(&self, tiles: usize, threads: usize) -> (usize, bool) {
        let values = self.points.len() * self.from;
        let light = values * self.to <= LIGHT;
        let most = if light { (NEAR / values).max(16) } else { (INPUT / values).max(64) };
        let blocks = tiles.div_ceil(most).max(1);
        let worth = (tiles / 8).min(tiles * values * self.to / TASK);
        let apart = if light { blocks.max((2 * threads).min(worth)) } else { blocks };
        if threads == 1 { (blocks, true) } else { (apart, apart >= 2 * threads || light) }
    }

    /// Into how many groups of panels the products of so many tiles are cut.
    fn groups(&self, tiles: usize, threads: usize) -> usize {
        let panels = self.points[0].count();
        let values = self.points.len() * tiles * self.points[0].padded();
        values.div_ceil(PRODUCTS).next_multiple_of(threads).min(panels)
    }
}

/// The i-th of `parts` about equal pieces of 0‥n.
fn piece(n: usize, parts: usize, i: usize) -> Range<usize> {
    i * n / parts..(i + 1) * n / parts
}
