//! Pixel buffers, masks, rectangles, reading and writing files.

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
mod psnr;
mod rect;
mod resample;
mod ssim;
mod tile;

pub use compare::{Area, Comparison, INSIDE, OUTSIDE, similarity};
pub use error::{Error, Result};
pub use mask::Mask;
pub use paste::paste;
pub use pixels::{Depth, Pixels, Samples};
pub use psnr::psnr;
pub use rect::{Extent, Rect};
pub use ssim::{luma, ssim_within};
pub use tile::{Grid, Tile};
