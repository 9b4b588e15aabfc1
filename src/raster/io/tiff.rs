//! TIFF out: one uncompressed strip after the other, little-endian, with profile, EXIF fields and recipe.
//!
//! The image crate's encoder writes no EXIF; a block of fields is a TIFF without a picture, so its writer does both.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Context, Field, In, Tag, Value};

use super::super::{Error, Extent, Pixels, Result};
use super::blocks;
use super::encode::Packed;

/// Bytes of a strip, about: readers take one at a time.
const STRIP_BYTES: usize = 1 << 20;

/// A TIFF of all of `pixels` with its profile, the fields of `block` (no thumbnail), and `recipe` as user comment.
pub(super) fn encode(pixels: &Pixels, block: Option<&[u8]>, recipe: Option<&str>) -> Result<Vec<u8>> {
    let Extent { width, height } = pixels.extent();
    let Packed { bytes, channels, sixteen } = Packed::little_endian(pixels);
    let row = bytes.len() / height as usize;
    let rows_per_strip = (STRIP_BYTES / row).max(1);
    let strips: Vec<&[u8]> = bytes.chunks(rows_per_strip * row).collect();

    let mut fields = block.map(blocks::portable_fields).unwrap_or_default();
    let field = |number, value| Field { tag: Tag(Context::Tiff, number), ifd_num: In::PRIMARY, value };
    fields.extend([
        field(256, Value::Long(vec![width])),
        field(257, Value::Long(vec![height])),
        field(258, Value::Short(vec![if sixteen { 16 } else { 8 }; channels.into()])), // bits a sample
        field(259, Value::Short(vec![1])),                                             // not compressed
        field(262, Value::Short(vec![2])),                                             // RGB
        field(274, Value::Short(vec![1])),                                             // upright
        field(277, Value::Short(vec![channels.into()])),
        field(278, Value::Long(vec![rows_per_strip as u32])),
        field(284, Value::Short(vec![1])), // interleaved
    ]);
    if channels == 4 {
        fields.push(field(338, Value::Short(vec![2]))); // straight alpha
    }
    if let Some(profile) = pixels.profile() {
        fields.push(field(34675, Value::Undefined(profile.to_vec(), 0)));
    }
    if let Some(recipe) = recipe {
        fields.retain(|f| f.tag != Tag::UserComment);
        fields.push(blocks::recipe_field(recipe));
    }
    let mut writer = Writer::new();
    for field in &fields {
        writer.push_field(field);
    }
    writer.set_strips(&strips, In::PRIMARY);
    let mut file = Cursor::new(Vec::new());
    match writer.write(&mut file, true) {
        Ok(()) => Ok(file.into_inner()),
        Err(e) => Err(Error::Encode { reason: format!("the TIFF cannot be written ({e})") }),
    }
}
