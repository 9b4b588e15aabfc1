//! Sizes and rectangles in picture pixels.

use serde::{Deserialize, Serialize};

/// Width and height in pixels, both at least 1 for anything that holds pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Extent {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl Extent {
    /// An extent of `width` × `height` pixels.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }
    /// Number of pixels.
    pub const fn area(self) -> u64 {
        self.width as u64 * self.height as u64
    }
    /// The rectangle that covers all of it.
    pub const fn rect(self) -> Rect {
        Rect { x: 0, y: 0, width: self.width, height: self.height }
    }
}

/// A rectangle inside a picture; `x`, `y` is its upper left pixel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[must_use]
pub struct Rect {
    /// Left column.
    pub x: u32,
    /// Top row.
    pub y: u32,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl Rect {
    /// A rectangle from its upper left pixel and its size.
    pub const fn new(x: u32, y: u32, width: u32, height: u32) -> Self {
        Self { x, y, width, height }
    }
    /// Its size.
    pub const fn extent(self) -> Extent {
        Extent { width: self.width, height: self.height }
    }
    /// First column right of it (saturating: a rectangle may come from a hostile file).
    pub const fn right(self) -> u32 {
        self.x.saturating_add(self.width)
    }
    /// First row below it (saturating).
    pub const fn bottom(self) -> u32 {
        self.y.saturating_add(self.height)
    }
    /// Whether `other` lies in it completely.
    pub const fn contains(self, other: Self) -> bool {
        other.x >= self.x && other.y >= self.y && other.right() <= self.right() && other.bottom() <= self.bottom()
    }
    /// Larger by `by` pixels on every side, as far as `extent` reaches.
    pub fn expanded(self, by: u32, extent: Extent) -> Self {
        let (x, y) = (self.x.saturating_sub(by), self.y.saturating_sub(by));
        let right = self.right().saturating_add(by).min(extent.width).max(x);
        let bottom = self.bottom().saturating_add(by).min(extent.height).max(y);
        Self { x, y, width: right - x, height: bottom - y }
    }
    /// The smallest rectangle that holds both.
    pub fn union(self, other: Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self { x, y, width: self.right().max(other.right()) - x, height: self.bottom().max(other.bottom()) - y }
    }
    /// What both share; `None` when they do not touch.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let (x, y) = (self.x.max(other.x), self.y.max(other.y));
        let (right, bottom) = (self.right().min(other.right()), self.bottom().min(other.bottom()));
        (right > x && bottom > y).then(|| Self { x, y, width: right - x, height: bottom - y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expanded_stops_at_the_border() {
        let extent = Extent::new(20, 10);
        assert_eq!(Rect::new(2, 3, 4, 5).expanded(3, extent), Rect::new(0, 0, 9, 10));
        assert_eq!(Rect::new(2, 3, 4, 5).expanded(u32::MAX, extent), extent.rect());
    }

    #[test]
    fn a_hostile_rectangle_neither_overflows_nor_touches() {
        let hostile = Rect::new(u32::MAX, u32::MAX, u32::MAX, u32::MAX);
        assert_eq!(hostile.intersection(Extent::new(9, 9).rect()), None);
        assert!(!Extent::new(9, 9).rect().contains(hostile));
        assert!(Extent::new(9, 9).rect().contains(Rect::new(8, 8, 1, 1)));
    }
}
