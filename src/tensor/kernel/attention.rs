//! Attention softmax(q kᵀ · scale) v in tiles: never a matrix of queries × keys.
//!
//! The lanes of a vector are queries. A task takes one block of them for one head, turned to (width, queries), and goes
//! over the keys a tile at a time: scores (keys, queries) = k q, a running maximum and sum for each query, then
//! (width, queries) += vᵀ weights. So keys and values are only ever read one number at a time, from packed copies that
//! all blocks share, maxima and sums need no step across lanes, and what a query gets depends on no other query.

mod block;
mod pack;
mod turn;

#[cfg(test)]
mod tests;

use super::Isa;
use super::share::Shared;
use block::{Block, Scratch, block_run, grain};
use pack::Packed;
use rayon::prelude::*;
use std::ops::Range;

/// Queries, keys or values of a batch: (b, n, heads · width) with any distance between tokens.
///
/// `data` starts at the operand's first value, so that all three may lie in one (b, n, 3 c) array; picture i starts at
/// i · n · stride.
#[derive(Clone, Copy)]
pub struct Tokens<'a> {
    /// The values.
    pub data: &'a [f32],
    /// Tokens a picture.
    pub n: usize,
    /// Values from one token to the next.
    pub stride: usize,
}

impl Tokens<'_> {
    /// Panics unless all tokens lie inside.
    fn assert_holds(&self, heads: Heads) {
        let (tokens, wide) = (heads.batch * self.n, heads.heads * heads.width);
        assert!(self.stride >= wide, "tokens overlap");
        assert!(tokens == 0 || self.data.len() >= (tokens - 1) * self.stride + wide, "tokens are missing");
    }

    /// The part of a head in token `row` of all pictures' tokens.
    fn head(&self, row: usize, head: usize, width: usize) -> &[f32] {
        &self.data[row * self.stride + head * width..][..width]
    }
}

/// How the values of a token are shared out.
#[derive(Clone, Copy)]
pub struct Heads {
    /// Pictures.
    pub batch: usize,
    /// Heads.
    pub heads: usize,
    /// Values a head.
    pub width: usize,
}

/// Values in all keys of a picture that fit into a core's second cache, with as many values, and leave room.
const FEW: usize = 32 << 10;

/// The size of the register tiles of an instruction set.
#[derive(Clone, Copy)]
struct Grain {
    /// Queries in a vector.
    lanes: usize,
    /// Vectors of queries in a block, at most.
    vectors: usize,
    /// Keys, and values of a head, that are packed together.
    rows: usize,
}

/// Attention of all queries: `out` (b, n_q, heads · width). With `causal`, query i sees the keys up to i only.
#[expect(clippy::too_many_arguments, reason = "operands, sizes and an output, as in the formula")]
pub fn attention(
    isa: Isa,
    q: Tokens<'_>,
    k: Tokens<'_>,
    v: Tokens<'_>,
    heads: Heads,
    scale: f32,
    causal: bool,
    out: &mut [f32],
) {
    let Heads { batch, heads: count, width } = heads;
    for tokens in [q, k, v] {
        tokens.assert_holds(heads);
    }
    assert_eq!(k.n, v.n);
    assert_eq!(out.len(), batch * q.n * count * width);
    if out.is_empty() {
        return;
    }
    assert!(k.n > 0, "no keys");
    // SAFETY: it reads and writes nothing.
    let grain = unsafe { grain(isa) };
    let packed = Packed::new(k, v, heads, grain);
    let mut blocks: Vec<(usize, usize, Range<usize>)> = (0..batch)
        .flat_map(|at| split(q.n, grain).flat_map(move |rows| (0..count).map(move |head| (at, head, rows.clone()))))
        .collect();
    // What is near in this order shares a cache: queries where a picture's keys are few, else the keys of a head.
    if k.n * count * width > FEW {
        blocks.sort_by_key(|(at, head, _)| (*at, *head));
    }
    // Operations of a block; a task of twenty microseconds or more has 250 000 for each lane of a vector.
    let cost = 4 * grain.lanes * grain.vectors * k.n * width;
    let out = Shared::new(out);
    blocks.par_iter().with_min_len(250_000 * grain.lanes / cost + 1).for_each_init(
        || Scratch::new(width, grain),
        |scratch, (at, head, rows)| {
            let (at, head, rows) = (*at, *head, rows.clone());
            let first = at * q.n;
            let block = Block { q, heads, head, rows, first, keys: packed.keys(at, head), scale, causal, out: &out };
            // SAFETY: each row and head is in one block.
            unsafe { block_run(isa, &block, scratch) }
        },
    );
}

/// The `n` queries of a picture in blocks of nearly the same number of vectors each.
fn split(n: usize, grain: Grain) -> impl Iterator<Item = Range<usize>> {
    let vectors = n.div_ceil(grain.lanes);
    let blocks = vectors.div_ceil(grain.vectors);
    (0..blocks).map(move |i| {
        let edge = |i: usize| (vectors * i / blocks * grain.lanes).min(n);
        edge(i)..edge(i + 1)
    })
}
