//! The sample pictures of the empty state.

use egui::{Context, TextureHandle};

use super::widget::texture_of;
use crate::engine::Sample;
use crate::raster::io;

/// A sample as the empty state shows it.
#[derive(Clone)]
pub struct SampleCard {
    /// The sample.
    pub sample: &'static Sample,
    /// The words that are filled in.
    pub prompt: String,
    /// Its thumbnail.
    pub texture: TextureHandle,
}

/// The samples' cards; made once.
pub fn cards(ctx: &Context) -> Vec<SampleCard> {
    crate::engine::samples()
        .iter()
        .filter_map(|sample| {
            let picture = io::decode(sample.bytes).ok()?;
            Some(SampleCard {
                sample,
                prompt: sample.edits.first().unwrap_or(&sample.caption).clone(),
                texture: texture_of(ctx, sample.file, &picture.pixels),
            })
        })
        .collect()
}
