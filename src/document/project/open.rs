//! Reading a project.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use super::parts::{Archive, GIBIBYTES_MOST, THUMBNAIL, WORDS, blob};
use super::words::Words;
use super::{Error, Project, Result, pictures, upgrade};
use crate::document::stored::Blobs;
use crate::raster::{Extent, Pixels, io};

/// Opens a project, of this version or an older one.
pub fn open(path: &Path) -> Result<Project> {
    let mut archive = Archive::open(File::open(path)?)?;
    let words = serde_json::from_slice(&archive.read(WORDS)?)?;
    let words: Words = serde_json::from_value(upgrade::upgraded(words)?)?;
    check(&mut archive, words.blobs.len())?;
    let mut blobs = Blobs::default();
    for (number, kind) in words.blobs.iter().enumerate() {
        let name = blob(number);
        let png = archive.read(&name)?;
        blobs.0.push(pictures::read(*kind, &png)?);
    }
    let mut project = words.project(&blobs)?;
    if archive.has(THUMBNAIL) {
        project.thumbnail = Some(Arc::new(small(&mut archive)?));
    }
    Ok(project)
}

/// The small picture of a project, if it has one; the rest is not read.
pub fn thumbnail(path: &Path) -> Result<Option<Pixels>> {
    let mut archive = Archive::open(File::open(path)?)?;
    archive.has(THUMBNAIL).then(|| small(&mut archive)).transpose()
}

/// Longest side of a small picture that is believed to be one.
const SIDE_MOST: u32 = 1024;

fn small(archive: &mut Archive) -> Result<Pixels> {
    if archive.pixel_bytes(THUMBNAIL)? > 8 * Extent::new(SIDE_MOST, SIDE_MOST).area() {
        return Err(Error::Bomb(THUMBNAIL.to_owned()));
    }
    Ok(io::kept(&archive.read(THUMBNAIL)?)?)
}

/// All parts that are counted are there, and no others; together they are of a size that can be.
fn check(archive: &mut Archive, blobs: usize) -> Result<()> {
    let mut total = 0_u64;
    for number in 0..blobs {
        let name = blob(number);
        if !archive.has(&name) {
            return Err(Error::Missing(name));
        }
        total = total.saturating_add(archive.pixel_bytes(&name)?);
    }
    if total > GIBIBYTES_MOST << 30 {
        return Err(Error::Large(total >> 30));
    }
    let counted = blobs + 1 + usize::from(archive.has(THUMBNAIL));
    if archive.count() > counted {
        return Err(Error::Unsound(format!("it holds {} parts and counts {counted}", archive.count())));
    }
    Ok(())
}
