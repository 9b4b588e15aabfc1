//! Where results go, checked before any work.

use std::path::{Path, PathBuf};

use super::failure::{Failure, Result};
use crate::raster::Pixels;
use crate::raster::io::{self, Export, Format, Metadata};

/// A file that can be written: its folder is there, and it is no folder itself.
pub(super) fn file(path: &Path) -> Result<PathBuf> {
    if path.as_os_str().is_empty() || path.file_name().is_none() {
        return Err(Failure::caller(format!("the output has no file name: {}", path.display())));
    }
    if path.is_dir() {
        return Err(Failure::caller(format!("the output is a folder: {}", path.display())));
    }
    writable(parent(path)).map_err(|failure| failure.about(path))?;
    Ok(path.to_owned())
}

/// A picture file that can be written, and its format by its ending.
pub(super) fn picture(path: &Path) -> Result<(PathBuf, Format)> {
    let Some(format) = Format::of_path(path) else {
        let sentence = format!("the output must end in .png, .jpg, .webp or .tiff: {}", path.display());
        return Err(Failure::caller(sentence));
    };
    Ok((file(path)?, format))
}

/// Writes a picture and nothing beside it.
pub(super) fn save(pixels: &Pixels, path: &Path) -> Result<()> {
    let (path, format) = picture(path)?;
    Ok(io::save(pixels, &Export { format, quality: 100, metadata: Metadata::None }, &path)?)
}

/// A folder that is there, or that can be made because the one round it is there. Makes it.
pub(super) fn folder(path: &Path) -> Result<PathBuf> {
    if path.as_os_str().is_empty() {
        return Err(Failure::caller("the output folder has no name"));
    }
    if path.is_dir() {
        writable(path).map_err(|failure| failure.about(path))?;
    } else if path.exists() {
        return Err(Failure::caller(format!("the output folder is a file: {}", path.display())));
    } else {
        writable(parent(path)).map_err(|failure| failure.about(path))?;
        std::fs::create_dir(path)
            .map_err(|error| Failure::caller(format!("cannot make the folder ({error}): {}", path.display())))?;
    }
    Ok(path.to_owned())
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn writable(folder: &Path) -> Result<()> {
    if !folder.is_dir() {
        return Err(Failure::caller("there is no such folder to write into"));
    }
    tempfile::tempfile_in(folder).map_err(|error| Failure::caller(format!("cannot write there ({error})")))?;
    Ok(())
}
