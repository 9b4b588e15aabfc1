//! What the dialogs of the frame hold.

use crate::document::Sides;
use crate::edit::recipe::Fill;
use crate::raster::Extent;

/// A dialog of the frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Form {
    /// Another size.
    Resize(Resizing),
    /// A border to be painted.
    Extend(Extending),
}

/// Another size of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Resizing {
    /// Now.
    pub before: Extent,
    /// Then.
    pub after: Extent,
    /// Width and height change together.
    pub keep_ratio: bool,
}

/// A border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extending {
    /// Pixels on each side.
    pub sides: Sides,
    /// Pixels of the picture beside it that may change, too.
    pub overlap: u32,
    /// What it starts from.
    pub fill: Fill,
}

impl Default for Extending {
    fn default() -> Self {
        Self { sides: Sides::default(), overlap: 16, fill: Fill::Keep }
    }
}

impl Resizing {
    /// As it is.
    pub fn of(before: Extent) -> Self {
        Self { before, after: before, keep_ratio: true }
    }
    /// Another width; the height follows where the ratio is kept.
    pub fn set_width(&mut self, width: u32) {
        self.after.width = width.max(1);
        if self.keep_ratio {
            self.after.height = follow(width, self.before.width, self.before.height);
        }
    }
    /// Another height; the width follows where the ratio is kept.
    pub fn set_height(&mut self, height: u32) {
        self.after.height = height.max(1);
        if self.keep_ratio {
            self.after.width = follow(height, self.before.height, self.before.width);
        }
    }
    /// So many per cent of what it was, both ways.
    pub fn set_percent(&mut self, percent: f64) {
        let side = |side: u32| (f64::from(side) * percent / 100.0).round().clamp(1.0, f64::from(u32::MAX)) as u32;
        self.after = Extent::new(side(self.before.width), side(self.before.height));
    }
    /// Width of what it was, per cent.
    pub fn percent(&self) -> f64 {
        f64::from(self.after.width) / f64::from(self.before.width.max(1)) * 100.0
    }
}

/// The other side in the same ratio.
fn follow(now: u32, of: u32, other: u32) -> u32 {
    let side = f64::from(now) * f64::from(other) / f64::from(of.max(1));
    side.round().clamp(1.0, f64::from(u32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_side_follows_while_the_ratio_is_kept() {
        let mut form = Resizing::of(Extent::new(300, 200));
        form.set_width(150);
        assert_eq!(form.after, Extent::new(150, 100));
        form.set_height(400);
        assert_eq!((form.after, form.percent()), (Extent::new(600, 400), 200.0));
        form.keep_ratio = false;
        form.set_width(0);
        assert_eq!(form.after, Extent::new(1, 400));
        form.set_percent(10.0);
        assert_eq!(form.after, Extent::new(30, 20));
    }
}
