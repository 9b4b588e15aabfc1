//! Selections: masks from a picture's colours, its alpha or its differences, and from another mask's shape.
//!
//! A colour is as far from another as the channel that differs most, alpha counted; two pixels that can't be seen at all
//! are alike. Distances are told on a scale of 255, whatever the picture's depth.

mod border;
mod colour;
mod difference;
mod import;
mod range;
mod smooth;
mod wand;

pub use border::border;
pub use difference::{alpha, difference};
pub use import::of_picture;
pub use range::Range;
pub use smooth::smoothed;
pub use wand::Wand;
