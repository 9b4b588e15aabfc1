//! Quarter turns and flips: every pixel keeps its bytes.

use super::{Extent, Mask, Pixels, Samples, Sheet};

/// One of the eight ways in which a rectangle falls onto a rectangle of the same sides: turned = matrix · upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// As it is.
    Upright,
    /// A quarter clockwise.
    Quarter,
    /// Upside down.
    Half,
    /// A quarter counter-clockwise.
    ThreeQuarters,
    /// Left and right swapped.
    Mirror,
    /// Mirrored, then a quarter clockwise.
    MirrorQuarter,
    /// Top and bottom swapped.
    MirrorHalf,
    /// Mirrored, then a quarter counter-clockwise.
    MirrorThreeQuarters,
}

impl Turn {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Upright,
        Self::Quarter,
        Self::Half,
        Self::ThreeQuarters,
        Self::Mirror,
        Self::MirrorQuarter,
        Self::MirrorHalf,
        Self::MirrorThreeQuarters,
    ];

    /// Row by row; x to the right, y down.
    pub const fn matrix(self) -> [i8; 4] {
        match self {
            Self::Upright => [1, 0, 0, 1],
            Self::Quarter => [0, -1, 1, 0],
            Self::Half => [-1, 0, 0, -1],
            Self::ThreeQuarters => [0, 1, -1, 0],
            Self::Mirror => [-1, 0, 0, 1],
            Self::MirrorQuarter => [0, -1, -1, 0],
            Self::MirrorHalf => [1, 0, 0, -1],
            Self::MirrorThreeQuarters => [0, 1, 1, 0],
        }
    }
    /// The size of what had `extent`.
    pub const fn extent(self, extent: Extent) -> Extent {
        if self.matrix()[0] == 0 { Extent::new(extent.height, extent.width) } else { extent }
    }
}

impl Pixels {
    /// Turned.
    pub fn turned(&self, turn: Turn) -> Self {
        if turn == Turn::Upright {
            return self.clone();
        }
        let samples = match self.samples() {
            Samples::Eight(rows) => Samples::Eight(turned::<_, 4>(rows, self.extent(), turn)),
            Samples::Sixteen(rows) => Samples::Sixteen(turned::<_, 4>(rows, self.extent(), turn)),
        };
        self.with_samples(turn.extent(self.extent()), samples).expect("as many samples as before")
    }
}

impl Mask {
    /// Turned.
    pub fn turned(&self, turn: Turn) -> Self {
        let extent = turn.extent(self.extent());
        match self.uniform(self.extent().rect()) {
            Some(value) => Self::filled(extent, value),
            None => Self::new(extent, turned::<_, 1>(&self.coverage(), self.extent(), turn))
                .expect("as many values as before"),
        }
    }
}

impl Sheet {
    /// Turned.
    pub fn turned(&self, turn: Turn) -> Self {
        match self.bounds() {
            None => Self::clear(turn.extent(self.extent()), self.depth()),
            Some(_) => Self::of(&self.to_pixels().turned(turn)),
        }
    }
}

/// Rows of `extent` and of `N` values a pixel, turned.
fn turned<T: Copy, const N: usize>(rows: &[T], extent: Extent, turn: Turn) -> Vec<T> {
    let [a, b, c, d] = turn.matrix().map(i64::from);
    let to = turn.extent(extent);
    let (width, height) = (i64::from(to.width), i64::from(to.height));
    // The inverse of a turn is its transpose; what would be negative counts from the other side.
    let from_end = |sign: i64, side: i64| if sign < 0 { side - 1 } else { 0 };
    let (x0, y0) = (from_end(a, width) + from_end(c, height), from_end(b, width) + from_end(d, height));
    let pixels = rows.as_chunks::<N>().0;
    let (stride, step) = (i64::from(extent.width), a + b * i64::from(extent.width));
    let mut out = Vec::with_capacity(rows.len());
    for v in 0..height {
        let first = (y0 + d * v) * stride + x0 + c * v;
        out.extend((0..width).flat_map(|u| pixels[(first + u * step) as usize]));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_move_every_pixel_to_its_place() {
        let extent = Extent::new(3, 2);
        // 0 1 2
        // 3 4 5
        let mask = Mask::new(extent, [0, 1, 2, 3, 4, 5]).unwrap();
        assert_eq!(mask.turned(Turn::Quarter).coverage(), [3, 0, 4, 1, 5, 2]);
        assert_eq!(mask.turned(Turn::ThreeQuarters).coverage(), [2, 5, 1, 4, 0, 3]);
        assert_eq!(mask.turned(Turn::Half).coverage(), [5, 4, 3, 2, 1, 0]);
        assert_eq!(mask.turned(Turn::Mirror).coverage(), [2, 1, 0, 5, 4, 3]);
        assert_eq!(mask.turned(Turn::MirrorHalf).coverage(), [3, 4, 5, 0, 1, 2]);
        for turn in [Turn::MirrorQuarter, Turn::MirrorThreeQuarters] {
            assert_eq!(mask.turned(turn).turned(turn), mask, "a flip about a diagonal is its own inverse");
        }
        assert_eq!(mask.turned(Turn::MirrorQuarter), mask.turned(Turn::Mirror).turned(Turn::Quarter));
        assert_eq!(mask.turned(Turn::MirrorThreeQuarters), mask.turned(Turn::Mirror).turned(Turn::ThreeQuarters));
    }

    #[test]
    fn pixels_and_sheets_turn_alike() {
        let extent = Extent::new(300, 7);
        let samples = (0..extent.area() * 4).map(|i| (i * 7919 % 65536) as u16).collect();
        let pixels = Pixels::new(extent, Samples::Sixteen(samples)).unwrap();
        for turn in Turn::ALL {
            assert_eq!(Sheet::of(&pixels).turned(turn).to_pixels(), pixels.turned(turn));
        }
        assert_eq!(pixels.turned(Turn::Quarter).turned(Turn::ThreeQuarters), pixels);
    }
}
