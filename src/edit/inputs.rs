//! The pictures and masks that a recipe works on.
use crate::raster::{Mask, Pixels};
use std::sync::Arc;
/// What a run is given beside the recipe.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// The picture.
    pub image: Option<Arc<Pixels>>,
    /// Where it may change; none means everywhere.
    pub mask: Option<Arc<Mask>>,
}
