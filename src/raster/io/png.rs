//! PNG in and out, with its text chunks: what the image crate does not write.

use std::borrow::Cow;
use std::io::Cursor;

use image::{DynamicImage, ImageBuffer};
use png::text_metadata::ITXtChunk;
use png::{BitDepth, ColorType, Compression, Limits, Transformations};

use super::super::{Error, Extent, Pixels, Result};
use super::decode::Found;
use super::encode::Packed;

/// Keyword of the text chunk that holds a recipe.
const KEYWORD: &str = "palimpsest";

/// A recipe that unpacks to more is hostile.
const RECIPE_BYTES_MAX: usize = 64 << 20;

/// What the decoder may keep beside the picture: rows, profile, text.
const DECODER_BYTES_MAX: usize = 256 << 20;

pub(super) fn decode(bytes: &[u8]) -> Result<Found> {
    let wrong = |e: png::DecodingError| Error::Decode { reason: format!("the PNG file is cut or broken ({e})") };
    let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: DECODER_BYTES_MAX });
    // Palettes and few bits become 8 bits a channel, tRNS becomes alpha, 16 bits stay.
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().map_err(wrong)?;
    let size = reader.output_buffer_size().ok_or(Error::Decode { reason: "the PNG is too large".to_owned() })?;
    let mut buffer = vec![0; size];
    let frame = reader.next_frame(&mut buffer).map_err(wrong)?;
    reader.finish().map_err(wrong)?;

    let Some(image) = image_of(buffer, frame.width, frame.height, frame.color_type, frame.bit_depth) else {
        return Err(Error::Decode { reason: "the PNG holds samples of an unknown kind".to_owned() });
    };
    let info = reader.info();
    let mut notes = Vec::new();
    let recipe = recipe_of(info).unwrap_or_else(|reason| {
        notes.push(format!("the recipe in the PNG cannot be read: {reason}"));
        None
    });
    let profile = info.icc_profile.as_ref().map(|p| p.to_vec());
    let exif = info.exif_metadata.as_ref().map(|e| e.to_vec());
    Ok(Found { image, profile, exif, recipe, notes })
}

fn image_of(buffer: Vec<u8>, w: u32, h: u32, colour: ColorType, depth: BitDepth) -> Option<DynamicImage> {
    Some(match (colour, depth) {
        (ColorType::Grayscale, BitDepth::Eight) => ImageBuffer::from_raw(w, h, buffer).map(DynamicImage::ImageLuma8)?,
        (ColorType::GrayscaleAlpha, BitDepth::Eight) => {
            ImageBuffer::from_raw(w, h, buffer).map(DynamicImage::ImageLumaA8)?
        }
        (ColorType::Rgb, BitDepth::Eight) => ImageBuffer::from_raw(w, h, buffer).map(DynamicImage::ImageRgb8)?,
        (ColorType::Rgba, BitDepth::Eight) => ImageBuffer::from_raw(w, h, buffer).map(DynamicImage::ImageRgba8)?,
        (ColorType::Grayscale, BitDepth::Sixteen) => {
            ImageBuffer::from_raw(w, h, sixteen(&buffer)).map(DynamicImage::ImageLuma16)?
        }
        (ColorType::GrayscaleAlpha, BitDepth::Sixteen) => {
            ImageBuffer::from_raw(w, h, sixteen(&buffer)).map(DynamicImage::ImageLumaA16)?
        }
        (ColorType::Rgb, BitDepth::Sixteen) => {
            ImageBuffer::from_raw(w, h, sixteen(&buffer)).map(DynamicImage::ImageRgb16)?
        }
        (ColorType::Rgba, BitDepth::Sixteen) => {
            ImageBuffer::from_raw(w, h, sixteen(&buffer)).map(DynamicImage::ImageRgba16)?
        }
        _ => return None,
    })
}

fn sixteen(bytes: &[u8]) -> Vec<u16> {
    bytes.as_chunks::<2>().0.iter().map(|&b| u16::from_be_bytes(b)).collect()
}

/// The recipe of whichever kind of text chunk carries it.
fn recipe_of(info: &png::Info<'_>) -> Result<Option<String>, png::DecodingError> {
    if let Some(mut chunk) = info.utf8_text.iter().find(|c| c.keyword == KEYWORD).cloned() {
        chunk.decompress_text_with_limit(RECIPE_BYTES_MAX)?;
        return chunk.get_text().map(Some);
    }
    if let Some(mut chunk) = info.compressed_latin1_text.iter().find(|c| c.keyword == KEYWORD).cloned() {
        chunk.decompress_text_with_limit(RECIPE_BYTES_MAX)?;
        return chunk.get_text().map(Some);
    }
    Ok(info.uncompressed_latin1_text.iter().find(|c| c.keyword == KEYWORD).map(|c| c.text.clone()))
}

/// A PNG of all of `pixels` with its profile, and with `exif` and `recipe` where there are any.
pub(super) fn encode(pixels: &Pixels, exif: Option<&[u8]>, recipe: Option<&str>) -> Result<Vec<u8>> {
    let (mut info, rows) = described(pixels, exif);
    if let Some(recipe) = recipe {
        let mut chunk = ITXtChunk::new(KEYWORD, recipe);
        chunk.compressed = true;
        info.utf8_text.push(chunk);
    }
    written(info, &rows, Compression::default())
}

/// The pixels with all that belongs to them, packed in little time.
pub(super) fn encode_quickly(pixels: &Pixels) -> Result<Vec<u8>> {
    let (info, rows) = described(pixels, pixels.exif());
    written(info, &rows, Compression::Fast)
}

fn described<'a>(pixels: &'a Pixels, exif: Option<&'a [u8]>) -> (png::Info<'a>, Vec<u8>) {
    let Packed { bytes, channels, sixteen } = Packed::big_endian(pixels);
    let mut info = info_of(pixels.extent());
    info.color_type = if channels == 4 { ColorType::Rgba } else { ColorType::Rgb };
    info.bit_depth = if sixteen { BitDepth::Sixteen } else { BitDepth::Eight };
    info.icc_profile = pixels.profile().map(Cow::Borrowed);
    info.exif_metadata = exif.map(Cow::Borrowed);
    (info, bytes)
}

/// An 8-bit grey PNG.
pub(super) fn encode_grey(extent: Extent, rows: &[u8]) -> Result<Vec<u8>> {
    written(info_of(extent), rows, Compression::default())
}

fn info_of<'a>(extent: Extent) -> png::Info<'a> {
    png::Info::with_size(extent.width, extent.height)
}

fn written(info: png::Info<'_>, rows: &[u8], compression: Compression) -> Result<Vec<u8>> {
    let write = || {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::with_info(&mut bytes, info)?;
        encoder.set_compression(compression);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(rows)?;
        writer.finish()?;
        Ok(bytes)
    };
    write().map_err(|e: png::EncodingError| Error::Encode { reason: e.to_string() })
}
