//! Blobs as PNGs.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Error, Result};
use crate::document::stored::Blob;
use crate::raster::{Mask, Sheet, io};

/// What a PNG of a project is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    /// A picture with its profile and EXIF.
    Pixels,
    /// A mask: grey.
    Mask,
    /// What was painted.
    Sheet,
}

impl Kind {
    /// Strokes are no part of a project.
    pub(super) fn of(blob: &Blob) -> Result<Self> {
        match blob {
            Blob::Pixels(_) => Ok(Self::Pixels),
            Blob::Mask(_) => Ok(Self::Mask),
            Blob::Sheet(_) => Ok(Self::Sheet),
            Blob::Tiles(_) | Blob::Tints(_) => Err(Error::Unsound("a result holds strokes".to_owned())),
        }
    }
}

/// As a PNG.
pub(super) fn written(blob: &Blob) -> Result<Vec<u8>> {
    Ok(match blob {
        Blob::Pixels(pixels) => io::keep(pixels)?,
        Blob::Mask(mask) => mask.to_png()?,
        Blob::Sheet(sheet) => io::keep(&sheet.to_pixels())?,
        Blob::Tiles(_) | Blob::Tints(_) => return Err(Error::Unsound("a result holds strokes".to_owned())),
    })
}

/// From a PNG.
pub(super) fn read(kind: Kind, png: &[u8]) -> Result<Blob> {
    let pixels = io::kept(png)?;
    Ok(match kind {
        Kind::Pixels => Blob::Pixels(Arc::new(pixels)),
        Kind::Mask => Blob::Mask(Arc::new(Mask::from_pixels(&pixels))),
        Kind::Sheet => Blob::Sheet(Sheet::of(&pixels)),
    })
}
