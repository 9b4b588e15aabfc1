//! EXIF blocks: read, rewritten, and with a recipe in their user comment.
//!
//! Rewriting keeps the fields of the main picture; a thumbnail goes (it shows the picture as it was), and so does what
//! only the original place of a maker's private data explained.

use std::io::Cursor;

use exif::experimental::Writer;
use exif::{Context, Exif, Field, In, Reader, Tag, Value};

use super::super::{Error, Result};

/// Before a recipe in a user comment, after EXIF's eight bytes for the character code (all 0: undefined, ours is UTF-8).
const COMMENT_HEAD: &[u8] = b"\0\0\0\0\0\0\0\0palimpsest ";

/// APP11 segments hold a recipe that is too long for an EXIF block in a JPEG.
pub(super) const RECIPE_MARKER: u8 = 0xEB;
/// What such a segment begins with.
pub(super) const RECIPE_HEAD: &[u8] = b"palimpsest recipe\0";

/// Entries that say how the samples of a TIFF are laid out: they belong to a file, not to a picture.
const LAYOUT_TAGS: [u16; 37] = [
    254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 280, 281, 284, 292, 293, 297, 317, 320, 322, 323,
    324, 325, 330, 332, 338, 339, 340, 341, 347, 529, 530, 531, 532, 34675,
];

/// The fields of a block that go with a picture in any format.
pub(super) fn portable_fields(block: &[u8]) -> Vec<Field> {
    parsed(block).map_or_else(Vec::new, |exif| exif.fields().filter(|f| is_portable(f)).cloned().collect())
}

fn is_portable(field: &Field) -> bool {
    let layout = field.tag.context() == Context::Tiff && LAYOUT_TAGS.contains(&field.tag.number());
    field.ifd_num == In::PRIMARY && !layout && !matches!(field.value, Value::Unknown(..))
}

fn parsed(block: &[u8]) -> Option<Exif> {
    Reader::new().read_raw(block.to_vec()).ok()
}

/// The EXIF block that a TIFF file is, without its pixels; `None` where there is nothing in it.
pub(super) fn of_tiff(bytes: &[u8]) -> Option<Vec<u8>> {
    written(&portable_fields(bytes)).ok().flatten()
}

/// The recipe in a block's user comment, and the block without it (`None` when nothing else is there).
pub(super) fn split_recipe(block: &[u8]) -> Option<(String, Option<Vec<u8>>)> {
    let mut fields = portable_fields(block);
    let at = fields.iter().position(|f| f.tag == Tag::UserComment)?;
    let Value::Undefined(comment, _) = &fields[at].value else { return None };
    let recipe = String::from_utf8(comment.strip_prefix(COMMENT_HEAD)?.to_vec()).ok()?;
    fields.remove(at);
    Some((recipe, written(&fields).ok().flatten()))
}

/// The field that holds a recipe.
pub(super) fn recipe_field(recipe: &str) -> Field {
    let comment = [COMMENT_HEAD, recipe.as_bytes()].concat();
    Field { tag: Tag::UserComment, ifd_num: In::PRIMARY, value: Value::Undefined(comment, 0) }
}

/// A block of the fields of `original` and the recipe, in the place of any other user comment.
pub(super) fn with_recipe(original: Option<&[u8]>, recipe: &str) -> Result<Vec<u8>> {
    let mut fields = original.map(portable_fields).unwrap_or_default();
    fields.retain(|f| f.tag != Tag::UserComment);
    fields.push(recipe_field(recipe));
    written(&fields)?.ok_or(Error::Encode { reason: "the EXIF block is empty".to_owned() })
}

/// APP11 segments that hold `recipe` one after the other.
pub(super) fn recipe_segments(recipe: &str) -> Vec<u8> {
    let mut segments = Vec::new();
    for part in recipe.as_bytes().chunks(65_000) {
        segments.extend([0xFF, RECIPE_MARKER]);
        segments.extend(((2 + RECIPE_HEAD.len() + part.len()) as u16).to_be_bytes());
        segments.extend_from_slice(RECIPE_HEAD);
        segments.extend_from_slice(part);
    }
    segments
}

fn written(fields: &[Field]) -> Result<Option<Vec<u8>>> {
    if fields.is_empty() {
        return Ok(None);
    }
    let mut writer = Writer::new();
    for field in fields {
        writer.push_field(field);
    }
    let mut block = Cursor::new(Vec::new());
    match writer.write(&mut block, true) {
        Ok(()) => Ok(Some(block.into_inner())),
        Err(e) => Err(Error::Encode { reason: format!("the EXIF block cannot be written ({e})") }),
    }
}
