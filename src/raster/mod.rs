//! Pixel buffers, masks, rectangles, reading and writing files.

mod blend;
mod colour;
mod compare;
mod error;
mod feather;
mod grow;
mod hash;
pub mod io;
mod mask;
mod paste;
mod pixels;
mod place;
mod psnr;
mod rect;
mod resample;
mod sample;
mod shade;
mod sheet;
mod ssim;
mod tile;
mod turn;

pub use blend::{Blend, fade_into, lay_over};
pub use compare::{Area, Comparison, INSIDE, OUTSIDE, similarity};
pub use error::{Error, Result};
pub use mask::Mask;
pub use paste::paste;
pub use pixels::{Depth, Pixels, Samples};
pub use place::{Placement, placed};
pub use psnr::psnr;
pub use rect::{Extent, Rect};
pub use sample::Sample;
pub use shade::Colour;
pub use sheet::{Sheet, Tint};
pub use ssim::{luma, ssim_within};
pub use tile::{Grid, Tile};
pub use turn::Turn;
