//! Winograd's transforms of pictures, a vector of channels at a time: Bᵀ·d·B of the input's tiles, Aᵀ·m·A of the
//! products.
//!
//! `A` is the side of an input tile, 4 for F(2×2, 3×3) and 6 for F(4×4, 3×3); `M` = A − 2 the side of an output tile.

use super::after::Sink;
use super::picture::Picture;
use super::simd::{Simd, dispatch};

/// Tiles of an output picture, flat in (b, rows of tiles, tiles of a row).
#[derive(Clone, Copy)]
pub(super) struct Tiling {
    /// Height and width of the output in pixels.
    pub(super) size: (usize, usize),
    /// Rows of tiles, and tiles in a row.
    pub(super) tiles: (usize, usize),
    /// Side of an output tile.
    pub(super) side: usize,
}

impl Tiling {
    pub(super) fn new(size: (usize, usize), side: usize) -> Self {
        Self { size, tiles: (size.0.div_ceil(side), size.1.div_ceil(side)), side }
    }

    /// Picture of the batch, and the tile's first row and column in pixels.
    fn place(&self, tile: u32) -> (usize, usize, usize) {
        let (tile, (high, wide)) = (tile as usize, self.tiles);
        (tile / (high * wide), tile / wide % high * self.side, tile % wide * self.side)
    }

    /// The tile of an output pixel.
    pub(super) fn of(&self, pixel: u32) -> u32 {
        let ((h, w), pixel) = (self.size, pixel as usize);
        let (b, y, x) = (pixel / (h * w), pixel / w % h, pixel % w);
        ((b * self.tiles.0 + y / self.side) * self.tiles.1 + x / self.side) as u32
    }
}

/// Transformed tiles in memory: (tile, A·A, columns), with `stride` values from one tile to the next.
#[derive(Clone, Copy)]
pub(super) struct Domain {
    pub(super) first: *mut f32,
    pub(super) stride: usize,
    pub(super) columns: usize,
}

// SAFETY: tasks write disjoint tiles or columns of memory that outlives them.
unsafe impl Send for Domain {}
// SAFETY: as above.
unsafe impl Sync for Domain {}

impl Domain {
    /// Without the first `tiles` tiles.
    pub(super) fn after(&self, tiles: usize) -> Self {
        Self { first: self.first.wrapping_add(tiles * self.stride), ..*self }
    }
}

dispatch! {
    /// Transforms the input of some tiles; the first goes to `v.first`. `side` is M.
    pub(super) input = input_body(picture: &Picture, tiling: &Tiling, tiles: &[u32], v: &Domain)
}
dispatch! {
    /// Transforms the products of some tiles back into the columns from `column` on, with what comes after.
    pub(super) output = output_body(m: &Domain, tiling: &Tiling, tiles: &[u32], column: usize, sink: &Sink)
}

/// # Safety
/// The picture covers the tiles, and `v` has room for them.
#[inline(always)]
unsafe fn input_body<S: Simd>(picture: &Picture, tiling: &Tiling, tiles: &[u32], v: &Domain) {
    // SAFETY: the caller's promise.
    unsafe {
        if tiling.side == 4 {
            input_tiles::<S, 6>(picture, tiling, tiles, v);
        } else {
            input_tiles::<S, 4>(picture, tiling, tiles, v);
        }
    }
}

#[inline(always)]
unsafe fn input_tiles<S: Simd, const A: usize>(picture: &Picture, tiling: &Tiling, tiles: &[u32], v: &Domain) {
    for (t, &tile) in tiles.iter().enumerate() {
        let (b, y, x) = tiling.place(tile);
        let from: [[*const f32; A]; A] = std::array::from_fn(|i| std::array::from_fn(|j| picture.at(b, y + i, x + j)));
        let to = v.first.wrapping_add(t * v.stride);
        let mut c = 0;
        while c + S::LANES <= v.columns {
            // SAFETY: all LANES channels from c on are there.
            unsafe {
                let read = |p: *const f32| S::load(p.add(c));
                let write = |p: *mut f32, x: S::V| S::store(p.add(c), x);
                forward::<S, A>(&from, to, v.columns, read, write);
            }
            c += S::LANES;
        }
        let rest = v.columns - c;
        if rest > 0 {
            // SAFETY: the rest of the channels is there.
            unsafe {
                let read = |p: *const f32| S::load_some(p.add(c), rest);
                let write = |p: *mut f32, x: S::V| S::store_some(p.add(c), x, rest);
                forward::<S, A>(&from, to, v.columns, read, write);
            }
        }
    }
}

/// Bᵀ·d·B of one vector of channels.
#[inline(always)]
unsafe fn forward<S: Simd, const A: usize>(
    from: &[[*const f32; A]; A],
    to: *mut f32,
    step: usize,
    read: impl Fn(*const f32) -> S::V,
    write: impl Fn(*mut f32, S::V),
) {
    // SAFETY: the caller's promise.
    unsafe {
        let mut half = [[S::splat(0.0); A]; A];
        for j in 0..A {
            let column = spread::<S, A>(std::array::from_fn(|i| read(from[i][j])));
            for i in 0..A {
                half[i][j] = column[i];
            }
        }
        for (i, row) in half.iter().enumerate() {
            let row = spread::<S, A>(*row);
            for (j, &x) in row.iter().enumerate() {
                write(to.wrapping_add((i * A + j) * step), x);
            }
        }
    }
}

/// Bᵀ·d for one column.
#[inline(always)]
unsafe fn spread<S: Simd, const A: usize>(d: [S::V; A]) -> [S::V; A] {
    // SAFETY: the caller's promise.
    unsafe {
        let mut r = d;
        if A == 4 {
            r[0] = S::sub(d[0], d[2]);
            r[1] = S::add(d[1], d[2]);
            r[2] = S::sub(d[2], d[1]);
            r[3] = S::sub(d[1], d[3]);
        } else {
            let [two, four, five] = [2.0, -4.0, -5.0].map(|x| S::splat(x));
            let (even, odd) = (S::fma(four, d[2], d[4]), S::fma(four, d[1], d[3]));
            let (close, far) = (S::sub(d[4], d[2]), S::mul(two, S::sub(d[3], d[1])));
            let plus = S::splat(4.0);
            r[0] = S::fma(plus, d[0], S::fma(five, d[2], d[4]));
            r[1] = S::add(even, odd);
            r[2] = S::sub(even, odd);
            r[3] = S::add(close, far);
            r[4] = S::sub(close, far);
            r[5] = S::fma(plus, d[1], S::fma(five, d[3], d[5]));
        }
        r
    }
}

/// # Safety
/// `m` holds the tiles' products, and the tiles lie in `sink`.
#[inline(always)]
unsafe fn output_body<S: Simd>(m: &Domain, tiling: &Tiling, tiles: &[u32], column: usize, sink: &Sink) {
    // SAFETY: the caller's promise.
    unsafe {
        if tiling.side == 4 {
            output_tiles::<S, 6, 4>(m, tiling, tiles, column, sink);
        } else {
            output_tiles::<S, 4, 2>(m, tiling, tiles, column, sink);
        }
    }
}

#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "a transposition; nested closures instead are not inlined")]
unsafe fn output_tiles<S: Simd, const A: usize, const M: usize>(
    m: &Domain,
    tiling: &Tiling,
    tiles: &[u32],
    column: usize,
    sink: &Sink,
) {
    let (h, w) = tiling.size;
    for (t, &tile) in tiles.iter().enumerate() {
        let (b, y, x) = tiling.place(tile);
        let from = m.first.wrapping_add(t * m.stride);
        let bias = sink.bias_of((b * h + y) * w + x);
        let mut c = 0;
        while c < m.columns && column + c < sink.n {
            let n = (sink.n - column - c).min(S::LANES);
            let whole = n == S::LANES;
            // SAFETY: n channels from column + c on lie in the sink, and all LANES columns from c on in m.
            unsafe {
                let read = |p: *const f32| if whole { S::load(p) } else { S::load_some(p, n) };
                let mut half = [[S::splat(0.0); A]; M];
                for j in 0..A {
                    let products = std::array::from_fn(|i| S::load(from.add((i * A + j) * m.columns + c)));
                    let column = gather::<S, A, M>(products);
                    for i in 0..M {
                        half[i][j] = column[i];
                    }
                }
                for (i, row) in half.iter().enumerate().take(h - y) {
                    let row = gather::<S, A, M>(*row);
                    for (j, &sum) in row.iter().enumerate().take(w - x) {
                        let at = ((b * h + y + i) * w + x + j) * sink.stride + column + c;
                        let mut sum = sum;
                        if !bias.is_null() {
                            sum = S::add(sum, read(bias.add(column + c)));
                        }
                        if !sink.add.is_null() {
                            sum = S::add(sum, read(sink.add.add(at)));
                        }
                        let out = sink.out.add(at);
                        if whole { S::store(out, sum) } else { S::store_some(out, sum, n) }
                    }
                }
            }
            c += S::LANES;
        }
    }
}

/// Aᵀ·m for one column.
#[inline(always)]
unsafe fn gather<S: Simd, const A: usize, const M: usize>(m: [S::V; A]) -> [S::V; M] {
    // SAFETY: the caller's promise.
    unsafe {
        let mut r = [m[0]; M];
        let (sum, difference) = (S::add(m[1], m[2]), S::sub(m[1], m[2]));
        if A == 4 {
            r[0] = S::add(m[0], sum);
            r[1] = S::sub(difference, m[3]);
        } else {
            let (far, wide) = (S::add(m[3], m[4]), S::sub(m[3], m[4]));
            r[0] = S::add(S::add(m[0], sum), far);
            r[1] = S::fma(S::splat(2.0), wide, difference);
            r[2] = S::fma(S::splat(4.0), far, sum);
            r[3] = S::add(S::fma(S::splat(8.0), wide, difference), m[5]);
        }
        r
    }
}
