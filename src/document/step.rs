//! A step as the history keeps it: as it came while it is young, its tiles compressed when it is older.

use std::borrow::Cow;
use std::sync::Arc;

use super::Document;
use super::change::Change;
use super::layer::LayerId;
use crate::raster::{Tile, Tint};

/// One step of the history.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// As the menu shows it: "Brush stroke".
    pub(super) name: Cow<'static, str>,
    /// Undoes (or redoes) the step when applied last to first.
    changes: Vec<Stored>,
    /// Which state of picture and mask it leads away from.
    pub(super) before: State,
    /// Which it leads to.
    pub(super) after: State,
    /// What keeping it costs.
    pub(super) bytes: usize,
}

/// Which state picture and mask are in; equal numbers are equal bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct State {
    pub(super) picture: u64,
    pub(super) mask: u64,
}

/// A change, or one that is only tiles, which can be compressed one by one.
#[derive(Clone, Debug)]
enum Stored {
    Whole(Change),
    Mask(Vec<(usize, Kept<Tile>)>),
    Paint(LayerId, Vec<(usize, Kept<Tint>)>),
}

#[derive(Clone, Debug)]
enum Kept<T> {
    Open(T),
    Packed(Packed),
}

/// Samples of a tile, compressed by LZ4: fast enough for the window's thread.
#[derive(Clone, Debug)]
struct Packed {
    bytes: Arc<[u8]>,
    depth: SampleBytes,
}

/// How many bytes a sample of a packed tile has.
#[derive(Clone, Copy, Debug, PartialEq)]
enum SampleBytes {
    One,
    Two,
}

/// Pixels of a whole tile.
pub(super) const TILE_PX: u64 = 256 * 256;

/// Bytes that a tile costs beside its samples.
const TILE_BYTES: usize = 64;

impl Step {
    pub(super) fn of(name: Cow<'static, str>, changes: Vec<Change>, before: State, after: State) -> Self {
        let bytes = changes.iter().map(Change::bytes).sum();
        let changes = changes.into_iter().map(Stored::of).collect();
        Self { name, changes, before, after, bytes }
    }

    /// The changes, in the order in which they were given.
    pub(super) fn into_changes(self) -> Vec<Change> {
        self.changes.into_iter().map(Stored::into_change).collect()
    }

    /// Whether it changes layers, and whether it changes the mask.
    pub(super) fn touches(&self) -> (bool, bool) {
        let is_framed = |stored: &Stored| matches!(stored, Stored::Whole(change) if change.is_of_mask());
        let of_mask = |stored: &Stored| matches!(stored, Stored::Mask(_)) || is_framed(stored);
        let of_picture = |stored: &Stored| !matches!(stored, Stored::Mask(_));
        (self.changes.iter().any(of_picture), self.changes.iter().any(of_mask))
    }

    /// About how many pixels of the canvas are looked at anew when it is done.
    pub(super) fn touches_px(&self, document: &Document) -> u64 {
        let of = |change: &Stored| match change {
            Stored::Whole(change) => change.touches_px(document),
            Stored::Mask(tiles) => tiles.len() as u64 * TILE_PX,
            Stored::Paint(_, tiles) => tiles.len() as u64 * TILE_PX,
        };
        self.changes.iter().map(of).sum()
    }

    /// Compresses tiles that aren't yet, as many as `tiles` allows, which it lowers. Says whether all of them are.
    pub(super) fn pack(&mut self, tiles: &mut usize) -> bool {
        let mut all = true;
        for change in &mut self.changes {
            let (done, saved) = match change {
                Stored::Whole(_) => continue,
                Stored::Mask(kept) => pack_all(kept, tiles),
                Stored::Paint(_, kept) => pack_all(kept, tiles),
            };
            self.bytes = self.bytes.saturating_sub(saved);
            all &= done;
        }
        all
    }
}

impl Stored {
    fn of(change: Change) -> Self {
        fn open<T>(tiles: Vec<(usize, T)>) -> Vec<(usize, Kept<T>)> {
            tiles.into_iter().map(|(tile, with)| (tile, Kept::Open(with))).collect()
        }
        match change {
            Change::PaintMask { tiles } => Self::Mask(open(tiles)),
            Change::Paint { id, tiles } => Self::Paint(id, open(tiles)),
            change => Self::Whole(change),
        }
    }

    fn into_change(self) -> Change {
        fn opened<T: Samples>(tiles: Vec<(usize, Kept<T>)>) -> Vec<(usize, T)> {
            tiles.into_iter().map(|(tile, kept)| (tile, kept.into_tile())).collect()
        }
        match self {
            Self::Whole(change) => change,
            Self::Mask(tiles) => Change::PaintMask { tiles: opened(tiles) },
            Self::Paint(id, tiles) => Change::Paint { id, tiles: opened(tiles) },
        }
    }
}

/// Compresses what `budget` allows; says whether all tiles are, and how many bytes less they cost.
fn pack_all<T: Samples>(tiles: &mut [(usize, Kept<T>)], budget: &mut usize) -> (bool, usize) {
    let mut saved = 0;
    for (_, kept) in tiles {
        let Kept::Open(tile) = kept else { continue };
        let Some((rows, depth)) = tile.rows() else { continue };
        if *budget == 0 {
            return (false, saved);
        }
        *budget -= 1;
        let packed = Packed { bytes: squeezed(&rows), depth };
        saved += (rows.len() + 32).saturating_sub(packed.bytes.len() + TILE_BYTES);
        *kept = Kept::Packed(packed);
    }
    (true, saved)
}

impl<T: Samples> Kept<T> {
    fn into_tile(self) -> T {
        match self {
            Self::Open(tile) => tile,
            Self::Packed(Packed { bytes, depth }) => T::of_rows(&opened(&bytes), depth),
        }
    }
}

/// A tile that may have samples to compress.
trait Samples {
    /// Its rows as bytes; `None` where it is of one value.
    fn rows(&self) -> Option<(Cow<'_, [u8]>, SampleBytes)>;
    /// The tile of these rows.
    fn of_rows(rows: &[u8], depth: SampleBytes) -> Self;
}

impl Samples for Tile {
    fn rows(&self) -> Option<(Cow<'_, [u8]>, SampleBytes)> {
        match self {
            Self::Uniform(_) => None,
            Self::Rows(rows) => Some((Cow::Borrowed(rows), SampleBytes::One)),
        }
    }
    fn of_rows(rows: &[u8], _: SampleBytes) -> Self {
        Self::Rows(rows.into())
    }
}

impl Samples for Tint {
    fn rows(&self) -> Option<(Cow<'_, [u8]>, SampleBytes)> {
        match self {
            Self::Uniform(_) => None,
            Self::Eight(rows) => Some((Cow::Borrowed(rows), SampleBytes::One)),
            Self::Sixteen(rows) => Some((Cow::Borrowed(bytemuck::cast_slice(rows)), SampleBytes::Two)),
        }
    }
    fn of_rows(rows: &[u8], depth: SampleBytes) -> Self {
        match depth {
            SampleBytes::One => Self::Eight(rows.into()),
            SampleBytes::Two => {
                let samples = rows.as_chunks::<2>().0.iter().map(|&pair| u16::from_ne_bytes(pair));
                Self::Sixteen(samples.collect::<Arc<[u16]>>())
            }
        }
    }
}

fn squeezed(rows: &[u8]) -> Arc<[u8]> {
    lz4_flex::compress_prepend_size(rows).into()
}

fn opened(bytes: &[u8]) -> Vec<u8> {
    lz4_flex::decompress_size_prepended(bytes).expect("it was squeezed in this process")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raster::Colour;

    #[test]
    fn packed_tiles_come_back_as_they_were() {
        let ramp: Vec<u8> = (0..65_536_u32).map(|i| (i / 300) as u8).collect();
        let wide: Arc<[u16]> = (0..40_000_u32).map(|i| (i / 300) as u16).collect();
        let mask = vec![(0, Tile::Rows(ramp.clone().into())), (3, Tile::Uniform(7))];
        let eight = vec![(5, Tint::Eight(ramp.into())), (9, Tint::Uniform(Colour::WHITE))];
        let sixteen = vec![(1, Tint::Sixteen(wide))];
        let id = LayerId(4);
        let changes = vec![
            Change::PaintMask { tiles: mask.clone() },
            Change::Paint { id, tiles: eight.clone() },
            Change::RemoveLayer { at: 1 },
            Change::Paint { id, tiles: sixteen.clone() },
        ];
        let mut step = Step::of("x".into(), changes, State::default(), State::default());
        let before = step.bytes;
        assert!(!step.pack(&mut 2), "three tiles have rows");
        assert!(step.pack(&mut 1) && step.pack(&mut 0));
        assert!(step.bytes < before / 4, "{} of {before}", step.bytes);
        let back = step.into_changes();
        let [Change::PaintMask { tiles: a }, Change::Paint { tiles: b, .. }, _, Change::Paint { id: of, tiles: c }] =
            back.as_slice()
        else {
            panic!("{back:?}")
        };
        assert_eq!((a, b, c, *of), (&mask, &eight, &sixteen, id));
    }
}
