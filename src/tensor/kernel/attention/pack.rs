//! Keys and values of each picture and head, in the order in which the register tiles read them.

use super::turn::rows_to_columns;
use super::{Grain, Heads, Tokens};
use rayon::prelude::*;
use std::mem::MaybeUninit;

/// Keys in a tile. What a query gets depends on it, so that it's the same for all sizes.
pub(super) const TILE: usize = 128;

/// All keys and values that a call needs, one tile after the other.
pub(super) struct Packed {
    data: Vec<f32>,
    heads: usize,
    layout: Layout,
}

/// Where things lie in the keys and values of one picture and head.
#[derive(Clone, Copy)]
struct Layout {
    /// Keys.
    n: usize,
    /// Values a head.
    width: usize,
    /// The register tiles' rows.
    rows: usize,
    /// Keys that a tile has room for.
    room: usize,
    /// Tiles.
    tiles: usize,
}

impl Layout {
    /// Values in the first part of a tile: groups of `rows` keys, (width, rows) each.
    fn keys_len(self) -> usize {
        self.room * self.width
    }

    /// Values in a tile: the keys, then panels of `rows` values of a head, (keys, rows) each.
    fn len(self) -> usize {
        self.keys_len() + self.room * self.width.next_multiple_of(self.rows)
    }
}

/// The keys and values of one picture and head.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    data: &'a [f32],
    layout: Layout,
}

/// Some keys and their values.
#[derive(Clone, Copy)]
pub(super) struct Tile<'a> {
    /// The number of the first key.
    pub(super) first: usize,
    /// Keys.
    pub(super) n: usize,
    /// Groups of `rows` keys, (width, rows) each; the last key is repeated where there are none left.
    pub(super) keys: &'a [f32],
    /// Panels of `rows` values of a head, (`room`, rows) each, with zeros past the end.
    pub(super) values: &'a [f32],
    /// Keys that a panel has room for.
    pub(super) room: usize,
}

impl Packed {
    /// Packs all of them.
    pub(super) fn new(k: Tokens<'_>, v: Tokens<'_>, heads: Heads, grain: Grain) -> Self {
        let room = TILE.min(k.n).next_multiple_of(grain.rows);
        let layout = Layout { n: k.n, width: heads.width, rows: grain.rows, room, tiles: k.n.div_ceil(room) };
        let len = heads.batch * heads.heads * layout.tiles * layout.len();
        let mut data = Vec::with_capacity(len);
        let tiles = data.spare_capacity_mut()[..len].par_chunks_mut(layout.len());
        tiles.with_min_len((16 << 10) / layout.len() + 1).enumerate().for_each(|(at, tile)| {
            // Here and not for all at once, as now it's spread over threads and stays in the cache.
            tile.fill(MaybeUninit::new(0.0));
            // SAFETY: it has just been filled.
            let tile = unsafe { tile.assume_init_mut() };
            let (tile_at, head) = (at % layout.tiles, at / layout.tiles % heads.heads);
            let picture = at / layout.tiles / heads.heads;
            let first = picture * layout.n + tile_at * room;
            let count = room.min(layout.n - tile_at * room);
            let (keys, values) = tile.split_at_mut(layout.keys_len());
            pack_keys(keys, k, first, count, head, layout);
            pack_values(values, v, first, count, head, layout);
        });
        // SAFETY: the tiles are all of it and have been filled.
        unsafe { data.set_len(len) };
        Self { data, heads: heads.heads, layout }
    }

    /// Those of a picture and head.
    pub(super) fn keys(&self, picture: usize, head: usize) -> Keys<'_> {
        let len = self.layout.tiles * self.layout.len();
        Keys { data: &self.data[(picture * self.heads + head) * len..][..len], layout: self.layout }
    }
}

impl<'a> Keys<'a> {
    /// All tiles, in order.
    pub(super) fn tiles(self) -> impl Iterator<Item = Tile<'a>> {
        let layout = self.layout;
        self.data.chunks(layout.len()).enumerate().map(move |(at, tile)| {
            let first = at * layout.room;
            let (keys, values) = tile.split_at(layout.keys_len());
            Tile { first, n: layout.room.min(layout.n - first), keys, values, room: layout.room }
        })
    }
}

/// Packs `count` keys of a head from token `first` on.
fn pack_keys(out: &mut [f32], k: Tokens<'_>, first: usize, count: usize, head: usize, layout: Layout) {
    let Layout { width, rows, .. } = layout;
    for (group, out) in out.chunks_mut(width * rows).enumerate().take(count.div_ceil(rows)) {
        // The last key again, which doesn't change a maximum.
        let key = |row: usize| k.head(first + (group * rows + row).min(count - 1), head, width);
        let fours = rows - rows % 4;
        for row in (0..fours).step_by(4) {
            rows_to_columns([key(row), key(row + 1), key(row + 2), key(row + 3)], 1.0, out, rows, row);
        }
        for row in fours..rows {
            for (out, &x) in out.iter_mut().skip(row).step_by(rows).zip(key(row)) {
                *out = x;
            }
        }
    }
}

/// Packs `count` tokens of values of a head from token `first` on.
fn pack_values(out: &mut [f32], v: Tokens<'_>, first: usize, count: usize, head: usize, layout: Layout) {
    match layout.rows {
        8 => pack_panels::<8>(out, v, first, count, head, layout),
        6 => pack_panels::<6>(out, v, first, count, head, layout),
        _ => pack_panels::<4>(out, v, first, count, head, layout),
    }
}

/// [`pack_values`] for panels of `R` values.
fn pack_panels<const R: usize>(
    out: &mut [f32],
    v: Tokens<'_>,
    first: usize,
    count: usize,
    head: usize,
    layout: Layout,
) {
    let Layout { width, room, .. } = layout;
    for key in 0..count {
        let (whole, rest) = v.head(first + key, head, width).as_chunks::<R>();
        for (panel, value) in whole.iter().enumerate() {
            out[(panel * room + key) * R..][..R].copy_from_slice(value);
        }
        if !rest.is_empty() {
            out[(whole.len() * room + key) * R..][..rest.len()].copy_from_slice(rest);
        }
    }
}
