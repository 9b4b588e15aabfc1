//! Picture → bytes.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{ExtendedColorType, ImageEncoder};

use super::super::pixels::to_eight;
use super::super::{Error, Extent, Pixels, Result, Samples};
use super::{Export, Format, Metadata, blocks, png, tiff};

/// Most pixels along a side that JPEG and WebP can say.
const JPEG_SIDE_MAX: u32 = 65_535;
const WEBP_SIDE_MAX: u32 = 16_384;

/// Most bytes of a JPEG segment beside its length: what an EXIF block with its name must fit in.
const SEGMENT_MAX: usize = 65_533;

pub(super) fn encode(pixels: &Pixels, export: &Export) -> Result<Vec<u8>> {
    let (original, recipe) = match &export.metadata {
        Metadata::None => (None, None),
        Metadata::Original => (pixels.exif(), None),
        Metadata::Recipe(recipe) => (pixels.exif(), Some(recipe.as_str())),
    };
    match export.format {
        Format::Png => png::encode(pixels, original, recipe),
        Format::Tiff => tiff::encode(pixels, original, recipe),
        Format::WebP => webp(pixels, with_recipe(original, recipe)?),
        Format::Jpeg => jpeg(pixels, export.quality, original, recipe),
    }
}

fn with_recipe(original: Option<&[u8]>, recipe: Option<&str>) -> Result<Option<Vec<u8>>> {
    match recipe {
        Some(recipe) => blocks::with_recipe(original, recipe).map(Some),
        None => Ok(original.map(<[u8]>::to_vec)),
    }
}

fn jpeg(pixels: &Pixels, quality: u8, original: Option<&[u8]>, recipe: Option<&str>) -> Result<Vec<u8>> {
    let Extent { width, height } = within(pixels.extent(), JPEG_SIDE_MAX, "JPEG")?;
    let fits = |block: &Option<Vec<u8>>| block.as_ref().is_none_or(|b| b.len() + 6 <= SEGMENT_MAX);
    let mut block = with_recipe(original, recipe)?;
    // A recipe with a mask in it may be longer than an EXIF block in a JPEG can be: it then gets segments of its own.
    let mut segments = Vec::new();
    if let Some(recipe) = recipe.filter(|_| !fits(&block)) {
        segments = blocks::recipe_segments(recipe);
        block = original.map(<[u8]>::to_vec);
    }
    if !fits(&block) {
        let reason = "its EXIF block is larger than a JPEG can carry; export without metadata".to_owned();
        return Err(Error::Encode { reason });
    }
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100));
    attach(&mut encoder, pixels.profile(), block)?;
    encoder.write_image(&over_white(pixels), width, height, ExtendedColorType::Rgb8).map_err(in_words)?;
    // Behind SOI and APP0: what readers look for first stays there.
    let at = 2 + usize::from(bytes[2..4] == [0xFF, 0xE0]) * (2 + usize::from(u16::from_be_bytes([bytes[4], bytes[5]])));
    bytes.splice(at..at, segments);
    Ok(bytes)
}

fn webp(pixels: &Pixels, block: Option<Vec<u8>>) -> Result<Vec<u8>> {
    let Extent { width, height } = within(pixels.extent(), WEBP_SIDE_MAX, "WebP")?;
    let (rows, channels) = without_opaque_alpha(&pixels.to_rgba8(), 255);
    let colour = if channels == 4 { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
    let mut bytes = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut bytes);
    attach(&mut encoder, pixels.profile(), block)?;
    encoder.write_image(&rows, width, height, colour).map_err(in_words)?;
    Ok(bytes)
}

fn attach(encoder: &mut impl ImageEncoder, profile: Option<&[u8]>, block: Option<Vec<u8>>) -> Result<()> {
    let refused = |e: image::error::UnsupportedError| Error::Encode { reason: e.to_string() };
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile.to_vec()).map_err(refused)?;
    }
    if let Some(block) = block {
        encoder.set_exif_metadata(block).map_err(refused)?;
    }
    Ok(())
}

fn within(extent: Extent, side_max: u32, name: &str) -> Result<Extent> {
    let Extent { width, height } = extent;
    if width.max(height) > side_max {
        let reason = format!("a {name} has at most {side_max} pixels along a side, this picture has {width}×{height}");
        return Err(Error::Encode { reason });
    }
    Ok(extent)
}

/// RGB over white at 8 bits, rounded.
fn over_white(pixels: &Pixels) -> Vec<u8> {
    match pixels.samples() {
        Samples::Eight(s) => flattened(s, 255, |v| v as u8),
        Samples::Sixteen(s) => flattened(s, 65535, |v| to_eight(v as u16)),
    }
}

fn flattened<T: Copy + Into<u64>>(samples: &[T], full: u64, sample: impl Fn(u64) -> u8) -> Vec<u8> {
    let over = |v: T, a: u64| sample((v.into() * a + full * (full - a) + full / 2) / full);
    let pixels = samples.as_chunks::<4>().0.iter();
    pixels.flat_map(|&[r, g, b, a]| [r, g, b].map(|v| over(v, a.into()))).collect()
}

/// Samples as a file has them: three channels where all is opaque.
pub(super) struct Packed {
    pub(super) bytes: Vec<u8>,
    pub(super) channels: u8,
    pub(super) sixteen: bool,
}

impl Packed {
    pub(super) fn big_endian(pixels: &Pixels) -> Self {
        Self::of(pixels, u16::to_be_bytes)
    }
    pub(super) fn little_endian(pixels: &Pixels) -> Self {
        Self::of(pixels, u16::to_le_bytes)
    }
    fn of(pixels: &Pixels, bytes_of: impl Fn(u16) -> [u8; 2]) -> Self {
        match pixels.samples() {
            Samples::Eight(s) => {
                let (bytes, channels) = without_opaque_alpha(s, 255);
                Self { bytes, channels, sixteen: false }
            }
            Samples::Sixteen(s) => {
                let (samples, channels) = without_opaque_alpha(s, 65535);
                let bytes = samples.into_iter().flat_map(bytes_of).collect();
                Self { bytes, channels, sixteen: true }
            }
        }
    }
}

/// The samples without alpha where that is `full` everywhere, and the number of channels left.
fn without_opaque_alpha<T: Copy + PartialEq>(samples: &[T], full: T) -> (Vec<T>, u8) {
    let pixels = samples.as_chunks::<4>().0;
    if pixels.iter().all(|p| p[3] == full) {
        (pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect(), 3)
    } else {
        (samples.to_vec(), 4)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err wants")]
fn in_words(error: image::ImageError) -> Error {
    Error::Encode { reason: error.to_string() }
}
