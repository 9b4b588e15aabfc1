//! Bytes → picture: checked whole, decoded, orientation applied, profile and EXIF attached.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::tiff::TiffDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, Limits};

use super::super::{Error, Extent, Pixels, Result, Samples, colour};
use super::whole::{self, Kind, Segments, Whole};
use super::{Picture, blocks, png};

/// What a decoder finds in a file; orientation not applied yet.
pub(super) struct Found {
    pub(super) image: DynamicImage,
    pub(super) profile: Option<Vec<u8>>,
    pub(super) exif: Option<Vec<u8>>,
    pub(super) recipe: Option<String>,
    pub(super) notes: Vec<String>,
}

pub(super) fn decode(bytes: &[u8]) -> Result<Picture> {
    let whole = whole::check(bytes)?;
    let (found, orientation) = match whole.kind {
        Kind::Png => (png::decode(bytes)?, None),
        Kind::Jpeg => (from_image(JpegDecoder::new(Cursor::new(bytes)), bytes, &whole)?, None),
        Kind::WebP => (from_image(WebPDecoder::new(Cursor::new(bytes)), bytes, &whole)?, None),
        Kind::Gif => (from_image(GifDecoder::new(Cursor::new(bytes)), bytes, &whole)?, None),
        // A TIFF tells its orientation beside its pixels, not in an EXIF block.
        Kind::Tiff => {
            let mut decoder = TiffDecoder::new(Cursor::new(bytes)).map_err(|e| in_words(whole.kind, &e))?;
            let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
            (from_image(Ok(decoder), bytes, &whole)?, Some(orientation))
        }
    };
    let Found { mut image, profile, mut exif, mut recipe, mut notes } = found;
    notes.extend(note_of_more(&whole));
    // Old writers put the name of JPEG's segment before the block in other formats too.
    if let Some(block) = exif.as_mut().filter(|block| block.starts_with(b"Exif\0\0")) {
        block.drain(..6);
    }
    let in_block = exif.as_mut().and_then(|block| Orientation::remove_from_exif_chunk(block));
    image.apply_orientation(orientation.or(in_block).unwrap_or(Orientation::NoTransforms));
    // A recipe belongs to the picture that was opened; the next export decides anew whether it carries one.
    if let Some((carried, rest)) = exif.as_deref().and_then(blocks::split_recipe) {
        recipe = recipe.or(Some(carried));
        exif = rest;
    }
    let profile = profile.filter(|p| {
        let usable = colour::is_rgb(p);
        if !usable {
            notes.push("the colour profile is not one for RGB and was left out".to_owned());
        }
        usable
    });
    let pixels = to_pixels(image)?;
    let pixels = if whole.premultiplied { straightened(&pixels)? } else { pixels };
    let pixels = pixels.with_profile(profile.map(Arc::from)).with_exif(exif.map(Arc::from));
    Ok(Picture { pixels, recipe, notes })
}

fn note_of_more(whole: &Whole) -> Option<String> {
    let name = whole.kind.name();
    match whole.kind {
        _ if whole.pictures < 2 => None,
        Kind::Tiff => Some(format!("TIFF of {} pages: only the first is opened", whole.pictures)),
        _ => Some(format!("animated {name}: only the first frame is opened")),
    }
}

/// Reads all that one of the image crate's decoders has.
fn from_image<D: ImageDecoder>(decoder: image::ImageResult<D>, bytes: &[u8], whole: &Whole) -> Result<Found> {
    let wrong = |e: image::ImageError| in_words(whole.kind, &e);
    let mut decoder = decoder.map_err(wrong)?;
    let (width, height) = decoder.dimensions();
    let extent = whole::sized(width.into(), height.into())?;
    // The structure said the same, or one of the two readers is being lied to.
    if extent != whole.extent {
        let reason = format!("the {} file contradicts itself about its size", whole.kind.name());
        return Err(Error::Decode { reason });
    }
    let profile = decoder.icc_profile().unwrap_or_default();
    let (exif, recipe) = match whole.kind {
        Kind::Tiff => (blocks::of_tiff(bytes), None),
        Kind::Jpeg => (decoder.exif_metadata().unwrap_or_default(), long_recipe(bytes)),
        _ => (decoder.exif_metadata().unwrap_or_default(), None),
    };
    let mut limits = Limits::no_limits();
    // Set late, as the TIFF decoder counts its profile by them too (it lies in the file, so it is no larger than that). The
    // samples, and as much again and a little for what the decoder keeps beside them.
    limits.max_alloc = Some(2 * decoder.total_bytes() + (64 << 20));
    decoder.set_limits(limits).map_err(wrong)?;
    let image = DynamicImage::from_decoder(decoder).map_err(wrong)?;
    Ok(Found { image, profile, exif, recipe, notes: Vec::new() })
}

/// The recipe of a JPEG that is longer than one segment, see [`blocks::recipe_segments`].
fn long_recipe(bytes: &[u8]) -> Option<String> {
    let segments = Segments::of(bytes).flatten().filter(|(marker, _)| *marker == blocks::RECIPE_MARKER);
    let parts: Vec<&[u8]> = segments.filter_map(|(_, payload)| payload.strip_prefix(blocks::RECIPE_HEAD)).collect();
    String::from_utf8(parts.concat()).ok().filter(|recipe| !recipe.is_empty())
}

/// RGBA of the depth that holds what was decoded: floats and 16 bits as 16, all else as 8.
pub(super) fn to_pixels(image: DynamicImage) -> Result<Pixels> {
    use DynamicImage::{ImageLuma16, ImageLumaA16, ImageRgb16, ImageRgb32F, ImageRgba16, ImageRgba32F};
    let extent = Extent::new(image.width(), image.height());
    let samples = match image {
        ImageLuma16(_) | ImageLumaA16(_) | ImageRgb16(_) | ImageRgba16(_) | ImageRgb32F(_) | ImageRgba32F(_) => {
            Samples::Sixteen(image.into_rgba16().into_raw())
        }
        _ => Samples::Eight(image.into_rgba8().into_raw()),
    };
    Pixels::new(extent, samples)
}

/// Colours divided by alpha again, rounded.
fn straightened(pixels: &Pixels) -> Result<Pixels> {
    let extent = pixels.extent();
    let samples = match pixels.samples() {
        Samples::Eight(s) => Samples::Eight(divided(s, 255, |v| v as u8)),
        Samples::Sixteen(s) => Samples::Sixteen(divided(s, 65535, |v| v as u16)),
    };
    Pixels::new(extent, samples)
}

fn divided<T: Copy + Into<u64>>(samples: &[T], full: u64, back: impl Fn(u64) -> T) -> Vec<T> {
    let pixels = samples.as_chunks::<4>().0.iter();
    let straight = pixels.flat_map(|&[r, g, b, a]| {
        let alpha: u64 = a.into();
        // Under no alpha at all the colour is what it is.
        let colour = |v: T| (v.into() * full + alpha / 2).checked_div(alpha).map_or(v, |c| back(c.min(full)));
        [colour(r), colour(g), colour(b), a]
    });
    straight.collect()
}

fn in_words(kind: Kind, error: &image::ImageError) -> Error {
    let name = kind.name();
    let reason = match error {
        image::ImageError::Unsupported(e) => format!("a kind of {name} that cannot be opened ({e})"),
        image::ImageError::Limits(_) => format!("the {name} file asks for more memory than its pixels need"),
        _ => format!("the {name} file is cut or broken ({error})"),
    };
    Error::Decode { reason }
}
