//! A folder of ready-made results, of whatever made them: `ID.png` a scene, and `ID.mask.png` where a mask was found.

use std::path::PathBuf;

use super::scenes::{Entry, covered};
use super::{Error, Result};
use crate::raster::{Extent, Mask, Pixels, io};

/// A row of the table that no method makes, or one seed of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Results {
    /// What the row is called.
    pub name: String,
    /// Where they lie.
    pub folder: PathBuf,
}

/// One of them.
pub(super) struct Made {
    /// Planar sRGB in [0, 1].
    pub(super) planes: Vec<f32>,
    /// One flag a pixel.
    pub(super) mask: Option<Vec<bool>>,
}

impl Results {
    /// NAME=DIR.
    pub fn parse(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, folder)) if !name.trim().is_empty() && !folder.is_empty() => {
                Ok(Self { name: name.trim().to_owned(), folder: folder.into() })
            }
            _ => Err("results are typed as NAME=DIR".to_owned()),
        }
    }

    /// That of a scene.
    pub(super) fn load(&self, entry: &Entry, extent: Extent) -> Result<Made> {
        let pixels = self.picture(&format!("{}.png", entry.id), entry, extent)?;
        let mask = format!("{}.mask.png", entry.id);
        let mask = self.folder.join(&mask).is_file().then(|| self.picture(&mask, entry, extent)).transpose()?;
        let planes = pixels.to_srgb_planes(extent.rect())?.0;
        Ok(Made { planes, mask: mask.map(|mask| covered(&Mask::from_pixels(&mask))) })
    }

    fn picture(&self, file: &str, entry: &Entry, extent: Extent) -> Result<Pixels> {
        let path = self.folder.join(file);
        let about = |reason: String| Error::Scenes { reason, path: path.clone() };
        if !path.is_file() {
            return Err(about(format!("{} has no result of scene {}", self.name, entry.id)));
        }
        let pixels = io::open(&path)
            .map_err(|error| about(format!("{} has a result that can't be read ({error})", self.name)))?
            .pixels;
        if pixels.extent() == extent {
            Ok(pixels)
        } else {
            Err(about(format!("{} has a result that is not of the scene's size", self.name)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_folder() {
        let found = Results::parse("the others=a=b/c").unwrap();
        assert_eq!((&*found.name, found.folder), ("the others", PathBuf::from("a=b/c")));
        for wrong in ["", "name", "=folder", " =folder", "name="] {
            assert!(Results::parse(wrong).is_err(), "{wrong}");
        }
    }
}
