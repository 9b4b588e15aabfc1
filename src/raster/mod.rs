//! Pixel buffers, masks, rectangles, reading and writing files.

mod error;
pub mod io;
mod mask;
mod paste;
mod pixels;
mod rect;

pub use error::{Error, Result};
pub use mask::Mask;
pub use paste::paste;
pub use pixels::{Depth, Pixels, Samples};
pub use rect::{Extent, Rect};
