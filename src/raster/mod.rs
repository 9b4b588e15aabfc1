//! Pixel buffers, masks, rectangles, reading and writing files.

mod blend;
mod colour;
mod error;
mod feather;
mod frame;
mod grow;
mod hash;
pub mod io;
mod mask;
mod palette;
mod paste;
mod pixels;
mod place;
mod psnr;
mod rect;
mod resample;
mod sample;
pub mod select;
mod shade;
mod sheet;
mod tile;
mod turn;

pub use blend::{Blend, fade_into, lay_over};
pub use error::{Error, Result};
pub use frame::Border;
pub use mask::Mask;
pub use paste::paste;
pub use pixels::{Depth, Pixels, Samples};
pub use place::{Placement, placed};
pub use psnr::psnr;
pub use rect::{Extent, Rect};
pub use sample::Sample;
pub use shade::Colour;
pub use sheet::{Sheet, Tint};
pub use tile::{Grid, Tile};
pub use turn::Turn;
