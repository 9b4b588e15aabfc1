//! Files in and out: what is kept, what is refused.

mod files;
mod kept;
mod refused;

use std::io::Cursor;
use std::sync::Arc;

use exif::{In, Tag, Value};
use image::{DynamicImage, ImageEncoder as _, ImageFormat};

use super::super::{Depth, Mask, Samples};
use super::*;

/// A little of everything: all alphas, transparent pixels with colours, every value of a sample's low byte.
fn picture(extent: Extent, depth: Depth) -> Pixels {
    let value = |i: u64| i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
    let alpha = |i: u64, full: u64| [0, 1, full / 2, full, full][(i / 4 % 5) as usize];
    let all = |full: u64| {
        (0..extent.area() * 4).map(move |i| if i % 4 == 3 { alpha(i, full) } else { value(i) * full / 65535 })
    };
    let samples = match depth {
        Depth::Eight => Samples::Eight(all(255).map(|v| v as u8).collect()),
        Depth::Sixteen => Samples::Sixteen(all(65535).map(|v| v as u16).collect()),
    };
    Pixels::new(extent, samples).unwrap()
}

fn opaque(extent: Extent) -> Pixels {
    // Smooth, so that JPEG keeps it.
    let colour = |i: u64| {
        let (x, y) = ((i % u64::from(extent.width)) as u8, (i / u64::from(extent.width)) as u8);
        [x.saturating_mul(3), y.saturating_mul(3), 90, 255]
    };
    Pixels::new(extent, Samples::Eight((0..extent.area()).flat_map(colour).collect())).unwrap()
}

fn export(format: Format, metadata: Metadata) -> Export {
    Export { format, quality: 95, metadata }
}

const FORMATS: [Format; 4] = [Format::Png, Format::Jpeg, Format::WebP, Format::Tiff];

fn profile() -> Arc<[u8]> {
    moxcms::ColorProfile::new_display_p3().encode().unwrap().into()
}

/// A block with a camera's name, an orientation and a user comment of somebody else's.
fn block(orientation: u16) -> Vec<u8> {
    let field = |tag, value| exif::Field { tag, ifd_num: In::PRIMARY, value };
    let fields = [
        field(Tag::Make, Value::Ascii(vec![b"Pinhole".to_vec()])),
        field(Tag::Orientation, Value::Short(vec![orientation])),
        field(Tag::ISOSpeed, Value::Long(vec![400])),
        field(Tag::GPSLatitudeRef, Value::Ascii(vec![b"N".to_vec()])),
    ];
    let mut writer = exif::experimental::Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    let mut bytes = Cursor::new(Vec::new());
    writer.write(&mut bytes, false).unwrap();
    bytes.into_inner()
}

fn make_of(block: &[u8]) -> Option<Vec<u8>> {
    let parsed = exif::Reader::new().read_raw(block.to_vec()).unwrap();
    match &parsed.get_field(Tag::Make, In::PRIMARY)?.value {
        Value::Ascii(words) => words.first().cloned(),
        _ => None,
    }
}

fn animation() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    for value in [10, 200] {
        let frame = image::RgbaImage::from_pixel(9, 7, image::Rgba([value, 0, 0, 255]));
        encoder.encode_frame(image::Frame::new(frame)).unwrap();
    }
    drop(encoder);
    bytes
}
