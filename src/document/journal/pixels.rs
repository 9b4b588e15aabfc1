//! Blobs as bytes: a kind, sizes, then samples.

use std::sync::Arc;

use super::bytes::{Bytes, put_run};
use super::{Error, Result, packed};
use crate::document::stored::Blob;
use crate::raster::{Colour, Depth, Extent, Grid, Mask, Pixels, Samples, Sheet, Tile, Tint};

/// Appends a blob.
pub(super) fn put(out: &mut Vec<u8>, blob: &Blob) {
    match blob {
        Blob::Pixels(pixels) => {
            out.push(1);
            put_extent(out, pixels.extent());
            for part in [pixels.profile(), pixels.exif()] {
                out.push(u8::from(part.is_some()));
                put_run(out, part.unwrap_or_default());
            }
            put_samples(out, pixels.samples());
        }
        Blob::Mask(mask) => {
            out.push(2);
            put_extent(out, mask.extent());
            (0..mask.grid().count()).for_each(|tile| put_tile(out, mask.tile(tile)));
        }
        Blob::Sheet(sheet) => {
            out.push(3);
            put_extent(out, sheet.extent());
            out.push(bits(sheet.depth()));
            (0..sheet.grid().count()).for_each(|tile| put_tint(out, sheet.tile(tile)));
        }
        Blob::Tiles(tiles) => {
            out.push(4);
            put_listed(out, tiles, put_tile);
        }
        Blob::Tints(tints) => {
            out.push(5);
            put_listed(out, tints, put_tint);
        }
    }
}

/// Takes a blob.
pub(super) fn take(bytes: &mut Bytes<'_>) -> Result<Blob> {
    Ok(match bytes.u8()? {
        1 => {
            let extent = take_extent(bytes)?;
            let mut part = || -> Result<Option<Arc<[u8]>>> {
                let is_there = bytes.u8()? != 0;
                let run = bytes.run()?;
                Ok(is_there.then(|| run.into()))
            };
            let (profile, exif) = (part()?, part()?);
            let pixels = Pixels::new(extent, take_samples(bytes, 4 * extent.area())?)?;
            Blob::Pixels(Arc::new(pixels.with_profile(profile).with_exif(exif)))
        }
        2 => {
            let grid = take_grid(bytes)?;
            let mut mask = Mask::filled(grid.extent(), 0);
            for tile in 0..grid.count() {
                let with = take_tile(bytes)?;
                if !with.fits(grid.rect(tile).extent().area() as usize) {
                    return Err(unsound("a tile of a mask does not fit its place"));
                }
                mask.swap_tile(tile, with);
            }
            Blob::Mask(Arc::new(mask))
        }
        3 => {
            let grid = take_grid(bytes)?;
            let depth = match bytes.u8()? {
                8 => Depth::Eight,
                16 => Depth::Sixteen,
                _ => return Err(unsound("a paint layer has an unknown depth")),
            };
            let tiles = (0..grid.count()).map(|_| take_tint(bytes)).collect::<Result<_>>()?;
            Blob::Sheet(Sheet::from_tiles(grid.extent(), depth, tiles)?)
        }
        4 => Blob::Tiles(take_listed(bytes, take_tile)?),
        5 => Blob::Tints(take_listed(bytes, take_tint)?),
        _ => return Err(unsound("a record holds pixels of an unknown kind")),
    })
}

fn put_extent(out: &mut Vec<u8>, extent: Extent) {
    out.extend(extent.width.to_le_bytes());
    out.extend(extent.height.to_le_bytes());
}

/// Pixels: far above what is ever opened, and far below where sizes overflow.
const SIDE_MOST: u32 = 1 << 20;

fn take_extent(bytes: &mut Bytes<'_>) -> Result<Extent> {
    let (width, height) = (bytes.u32()?, bytes.u32()?);
    let is_sound = (1..=SIDE_MOST).contains(&width) && (1..=SIDE_MOST).contains(&height);
    is_sound.then_some(Extent::new(width, height)).ok_or_else(|| unsound("a picture has no size that can be"))
}

/// The grid of an extent of which each tile takes at least two bytes of what is left.
fn take_grid(bytes: &mut Bytes<'_>) -> Result<Grid> {
    let grid = Grid::new(take_extent(bytes)?);
    (2 * grid.count() <= bytes.left.len())
        .then_some(grid)
        .ok_or_else(|| unsound("a mask has fewer tiles than its size says"))
}

const fn bits(depth: Depth) -> u8 {
    match depth {
        Depth::Eight => 8,
        Depth::Sixteen => 16,
    }
}

fn put_samples(out: &mut Vec<u8>, samples: &Samples) {
    match samples {
        Samples::Eight(rows) => put_eight(out, rows),
        Samples::Sixteen(rows) => put_sixteen(out, rows),
    }
}

fn put_eight(out: &mut Vec<u8>, rows: &[u8]) {
    out.push(8);
    packed::put(out, rows);
}

fn put_sixteen(out: &mut Vec<u8>, rows: &[u16]) {
    out.push(16);
    // Little-endian on every machine that we build for.
    packed::put(out, bytemuck::cast_slice(rows));
}

fn take_samples(bytes: &mut Bytes<'_>, count: u64) -> Result<Samples> {
    match bytes.u8()? {
        8 => Ok(Samples::Eight(packed::take(bytes, count)?)),
        16 => Ok(Samples::Sixteen(sixteen(&packed::take(bytes, 2 * count)?))),
        _ => Err(unsound("a picture has an unknown depth")),
    }
}

fn sixteen(bytes: &[u8]) -> Vec<u16> {
    bytes.as_chunks::<2>().0.iter().map(|&sample| u16::from_le_bytes(sample)).collect()
}

fn put_tile(out: &mut Vec<u8>, tile: &Tile) {
    match tile {
        Tile::Uniform(value) => out.extend([0, *value]),
        Tile::Rows(rows) => {
            out.push(1);
            out.extend((rows.len() as u32).to_le_bytes());
            packed::put(out, rows);
        }
    }
}

fn take_tile(bytes: &mut Bytes<'_>) -> Result<Tile> {
    match bytes.u8()? {
        0 => Ok(Tile::Uniform(bytes.u8()?)),
        1 => {
            let length = u64::from(bytes.u32()?);
            Ok(Tile::Rows(packed::take(bytes, length)?.into()))
        }
        _ => Err(unsound("a tile of a mask is of an unknown kind")),
    }
}

fn put_tint(out: &mut Vec<u8>, tint: &Tint) {
    match tint {
        Tint::Uniform(Colour(samples)) => {
            out.push(0);
            out.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        }
        Tint::Eight(rows) => {
            out.push(1);
            out.extend((rows.len() as u32).to_le_bytes());
            put_eight(out, rows);
        }
        Tint::Sixteen(rows) => {
            out.push(1);
            out.extend((rows.len() as u32).to_le_bytes());
            put_sixteen(out, rows);
        }
    }
}

fn take_tint(bytes: &mut Bytes<'_>) -> Result<Tint> {
    match bytes.u8()? {
        0 => Ok(Tint::Uniform(Colour([bytes.u16()?, bytes.u16()?, bytes.u16()?, bytes.u16()?]))),
        1 => {
            let length = u64::from(bytes.u32()?);
            Ok(match take_samples(bytes, length)? {
                Samples::Eight(rows) => Tint::Eight(rows.into()),
                Samples::Sixteen(rows) => Tint::Sixteen(rows.into()),
            })
        }
        _ => Err(unsound("a tile of paint is of an unknown kind")),
    }
}

fn put_listed<T>(out: &mut Vec<u8>, tiles: &[(usize, T)], put: impl Fn(&mut Vec<u8>, &T)) {
    out.extend((tiles.len() as u32).to_le_bytes());
    for (number, tile) in tiles {
        out.extend((*number as u32).to_le_bytes());
        put(out, tile);
    }
}

fn take_listed<T>(bytes: &mut Bytes<'_>, take: impl Fn(&mut Bytes<'_>) -> Result<T>) -> Result<Vec<(usize, T)>> {
    let count = bytes.u32()?;
    let mut tiles = Vec::new();
    for _ in 0..count {
        tiles.push((bytes.u32()? as usize, take(bytes)?));
    }
    Ok(tiles)
}

fn unsound(what: &str) -> Error {
    Error::Unsound(what.to_owned())
}
