//! Reading a project.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::parts::{Archive, GIBIBYTES_MOST, PAST, THUMBNAIL, WORDS, blob};
use super::words::Words;
use super::{Error, Project, Result, pictures, upgrade};
use crate::document::stored::Blobs;
use crate::raster::{Extent, Pixels, io};

/// Opens a project, of this version or an older one.
pub fn open(path: &Path) -> Result<Project> {
    let mut archive = Archive::open(File::open(path)?)?;
    let words = serde_json::from_slice(&archive.read(WORDS)?)?;
    let words: Words = serde_json::from_value(upgrade::upgraded(words)?)?;
    archive.check_names()?;
    check(&mut archive, words.blobs.len())?;
    let packed = words.blobs.iter().enumerate().map(|(number, kind)| Ok((*kind, archive.read(&blob(number))?)));
    let packed = packed.collect::<Result<Vec<_>>>()?;
    let blobs = packed.into_par_iter().map(|(kind, png)| pictures::read(kind, &png)).collect::<Result<_>>();
    let blobs = Blobs(blobs?);
    let mut project = words.project(&blobs)?;
    if archive.has(THUMBNAIL) {
        project.thumbnail = Some(Arc::new(small(&mut archive)?));
    }
    if archive.has(PAST) {
        // Where that is damaged the rest is whole.
        project.past = archive.read(PAST).unwrap_or_default();
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
    let counted = blobs + 1 + usize::from(archive.has(THUMBNAIL)) + usize::from(archive.has(PAST));
    if archive.count() > counted {
        return Err(Error::Unsound(format!("it holds {} parts and counts {counted}", archive.count())));
    }
    Ok(())
}
