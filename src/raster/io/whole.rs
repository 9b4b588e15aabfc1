//! Whether a file is all there, told from its structure alone before any decoder sees it.
//!
//! Decoders go on where a file is cut and fill the rest with grey; here a cut file is an error, and so is a header that
//! asks for more pixels than we open.

mod gif;
mod jpeg;
mod png;
mod tiff;
mod webp;

use super::super::{Error, Extent, Result};

pub(super) use jpeg::Segments;

/// Megapixels that can be opened.
pub(in crate::raster) const MEGAPIXELS_MAX: u64 = 300;

/// Formats that can be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Png,
    Jpeg,
    WebP,
    Tiff,
    Gif,
}

impl Kind {
    /// From the first bytes, never from a name.
    pub(super) fn of(bytes: &[u8]) -> Result<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Ok(Self::Png),
            [0xFF, 0xD8, 0xFF, ..] => Ok(Self::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Self::WebP),
            [b'I', b'I', 42 | 43, 0, ..] | [b'M', b'M', 0, 42 | 43, ..] => Ok(Self::Tiff),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Self::Gif),
            [] => Err(broken("there is nothing in it")),
            _ => Err(broken("not a picture format that can be opened (PNG, JPEG, WebP, TIFF, GIF)")),
        }
    }
    /// What a person calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::WebP => "WebP",
            Self::Tiff => "TIFF",
            Self::Gif => "GIF",
        }
    }
}

/// What the structure of a file tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Whole {
    pub(super) kind: Kind,
    pub(super) extent: Extent,
    /// Pictures in it: frames of an animation, pages of a TIFF. At least 1.
    pub(super) pictures: usize,
    /// Colours are already multiplied by alpha (TIFF only).
    pub(super) premultiplied: bool,
}

/// Errors unless all of a picture of a size that can be opened is there.
pub(super) fn check(bytes: &[u8]) -> Result<Whole> {
    let kind = Kind::of(bytes)?;
    let whole = match kind {
        Kind::Png => png::check(bytes),
        Kind::Jpeg => jpeg::check(bytes),
        Kind::WebP => webp::check(bytes),
        Kind::Tiff => tiff::check(bytes),
        Kind::Gif => gif::check(bytes),
    };
    whole.unwrap_or_else(|| Err(broken(&format!("the {} file is cut or broken", kind.name()))))
}

/// Refuses empty and too large extents.
pub(super) fn sized(width: u64, height: u64) -> Result<Extent> {
    if width == 0 || height == 0 {
        return Err(broken(&format!("the picture has no pixels ({width}×{height})")));
    }
    if width.saturating_mul(height) > MEGAPIXELS_MAX * 1_000_000 {
        return Err(Error::TooLarge { width, height, limit: MEGAPIXELS_MAX });
    }
    Ok(Extent::new(width as u32, height as u32))
}

fn broken(reason: &str) -> Error {
    Error::Decode { reason: reason.to_owned() }
}

/// `None` as soon as a file ends too early, an error where something else is wrong.
type Found = Option<Result<Whole>>;

fn whole(kind: Kind, extent: Extent, pictures: usize) -> Whole {
    Whole { kind, extent, pictures, premultiplied: false }
}

/// [`sized`], whose error returns from functions of [`Found`].
macro_rules! sized_or_return {
    ($width:expr, $height:expr) => {
        match super::sized($width.into(), $height.into()) {
            Ok(extent) => extent,
            Err(e) => return Some(Err(e)),
        }
    };
}
use sized_or_return;

/// `N` bytes from `at`; `None` where the file ends before.
fn take<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}
