//! One result of a run, as the gallery keeps it.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::edit::recipe::Recipe;
use crate::engine::{Inputs, Output};
use crate::raster::{Error, Extent, Mask, Pixels, Rect, io};

/// Longest side of a result's small picture, pixels.
pub const THUMB_PX: u32 = 112;

/// A finished result, accepted or not. Plain data: what a project file holds of it is all of this.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Unique within a history, growing.
    pub id: u64,
    /// As it ran: its seed is the one that was used.
    pub recipe: Recipe,
    /// Size of the picture that was edited.
    pub extent: Extent,
    /// The part of it that may differ.
    pub rect: Rect,
    /// That part of the result.
    pub pixels: Kept,
    /// The mask of then, cut to `rect`; none where there was none.
    pub mask: Option<Arc<Mask>>,
    /// The part made small: at most [`THUMB_PX`] along a side.
    pub thumb: Arc<Pixels>,
    /// Kept whatever the budget says.
    pub star: bool,
    /// When it was finished, seconds since 1970 (UTC).
    pub made: u64,
    /// How long it took, seconds.
    pub seconds: f32,
}

/// Pixels as they are kept.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// As they are.
    Whole(Arc<Pixels>),
    /// As the bytes of a PNG file.
    Packed(Arc<[u8]>),
    /// Let go for want of room: the recipe makes them again.
    Gone,
}

impl Kept {
    /// Bytes that they hold.
    pub fn bytes(&self) -> u64 {
        match self {
            Self::Whole(pixels) => bytes_of(pixels),
            Self::Packed(bytes) => bytes.len() as u64,
            Self::Gone => 0,
        }
    }
}

impl Entry {
    /// The entry of a result that an edit of `inputs` made; its id is given by the history.
    pub fn new(output: &Output, inputs: &Inputs, seconds: f32) -> Self {
        let (extent, rect) = (output.pixels.extent(), output.rect);
        let part = (rect != extent.rect()).then(|| output.pixels.crop(rect).ok()).flatten();
        let part = part.map_or_else(|| Arc::clone(&output.pixels), Arc::new);
        let rect = if part.extent() == rect.extent() { rect } else { extent.rect() };
        let mask = inputs
            .mask
            .as_ref()
            .map(|mask| if rect == mask.extent().rect() { Arc::clone(mask) } else { Arc::new(mask.crop(rect)) });
        let thumb = crate::app::widget::small(&part, THUMB_PX).map_or_else(|| Arc::clone(&part), Arc::new);
        Self {
            id: 0,
            recipe: output.recipe.clone(),
            extent,
            rect,
            pixels: Kept::Whole(part),
            mask,
            thumb,
            star: false,
            made: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            seconds,
        }
    }

    /// The mask of then in the size of the picture.
    pub fn whole_mask(&self) -> Option<Mask> {
        let mut whole = Mask::filled(self.extent, 0);
        whole.replace(self.rect, self.mask.as_ref()?).ok()?;
        Some(whole)
    }

    /// Bytes that it holds beside its recipe; masks are counted as if none were shared.
    pub fn bytes(&self) -> u64 {
        let mask = self.mask.as_ref().map_or(0, |mask| mask.extent().area());
        self.pixels.bytes() + bytes_of(&self.thumb) + mask
    }

    /// What it was told, or what was asked of an instruction.
    pub fn words(&self) -> &str {
        self.recipe.prompt.target.trim()
    }

    /// Whether all words of a search are found in its words, method, model or seed.
    pub fn matches(&self, query: &str, method: &str) -> bool {
        if query.trim().is_empty() {
            return true;
        }
        let recipe = &self.recipe;
        let text = format!(
            "{}\n{}\n{}\n{}\n{}\n{}\n{}",
            recipe.prompt.target,
            recipe.prompt.source,
            recipe.prompt.negative,
            recipe.method.name(),
            method,
            recipe.model.name,
            recipe.sampling.seed
        )
        .to_lowercase();
        query.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// Bytes of pixels in memory.
fn bytes_of(pixels: &Pixels) -> u64 {
    let sample = if pixels.depth() == crate::raster::Depth::Eight { 1 } else { 2 };
    pixels.extent().area() * 4 * sample
}

/// Pixels as the bytes of a PNG file: every sample comes back.
pub fn pack(pixels: &Pixels) -> Result<Vec<u8>, Error> {
    io::keep(pixels)
}

/// And back.
pub fn unpack(bytes: &[u8]) -> Result<Pixels, Error> {
    io::kept(bytes)
}
