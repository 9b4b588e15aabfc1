//! The last word of every edit: full-resolution compositing, exact where the mask is 0.

use super::{Mask, Pixels, Rect, Result};

/// `original` with `patch` laid over `at` through `mask` (of the original's extent, or of the rectangle's).
///
/// Where the mask is 0 every sample, alpha included, is the original's byte for byte; where it is 255 colours are the
/// patch's. The alpha of the result is always the original's. `patch` has the extent of `at` and the depth of `original`.
pub fn paste(original: &Pixels, patch: &Pixels, at: Rect, mask: &Mask) -> Result<Pixels> {
    let _ = (original, patch, at, mask);
    todo!()
}
