//! Results of runs and what accepted edits were given, as a project file and a journal hold them.

use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::app::gallery::entry::{pack, unpack};
use crate::app::gallery::{Entry, History, Kept};
use crate::document::LayerId;
use crate::document::journal::Note;
use crate::document::project::Error;
use crate::document::stored::{Blob, Blobs};
use crate::edit::recipe::Recipe;
use crate::engine::Inputs;
use crate::raster::{Extent, Pixels, Rect};

/// Kind of the note of a result: its blobs are the small picture, the part that may differ and the mask, where it has them.
const RESULT: &str = "result";
/// Kind of the note of what an accepted edit was given: its blob is the mask.
const MADE: &str = "made";

/// What a result says of itself.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    id: u64,
    recipe: Recipe,
    extent: [u32; 2],
    /// Left, top, width, height.
    rect: [u32; 4],
    star: bool,
    made: u64,
    seconds: f32,
    /// Whether the pixels are there: the recipe makes them again where not.
    has_pixels: bool,
    has_mask: bool,
}

/// What an accepted edit says.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Made {
    layer: LayerId,
}

/// Results and masks of accepted edits as notes.
pub(super) fn notes(results: &[Entry], made: &BTreeMap<LayerId, Inputs>) -> Result<Vec<Note>, Error> {
    let mut notes = results.iter().map(note).collect::<Result<Vec<_>, _>>()?;
    for (&layer, inputs) in made {
        if let Some(mask) = &inputs.mask {
            let mut blobs = Blobs::default();
            blobs.mask(mask);
            notes.push(Note { kind: MADE.into(), words: serde_json::to_value(Made { layer })?, blobs });
        }
    }
    Ok(notes)
}

/// A result as a note.
pub fn note(entry: &Entry) -> Result<Note, Error> {
    let Entry { id, recipe, extent, rect, pixels, mask, thumb, star, made, seconds } = entry;
    let mut blobs = Blobs::default();
    blobs.put(Blob::Pixels(Arc::clone(thumb)));
    let whole = match pixels {
        Kept::Whole(pixels) => Some(Arc::clone(pixels)),
        Kept::Packed(bytes) => Some(Arc::new(unpack(bytes)?)),
        Kept::Gone => None,
    };
    let (has_pixels, has_mask) = (whole.is_some(), mask.is_some());
    blobs.0.extend(whole.map(Blob::Pixels));
    blobs.0.extend(mask.clone().map(Blob::Mask));
    let words = Words {
        id: *id,
        recipe: recipe.clone(),
        extent: [extent.width, extent.height],
        rect: [rect.x, rect.y, rect.width, rect.height],
        star: *star,
        made: *made,
        seconds: *seconds,
        has_pixels,
        has_mask,
    };
    Ok(Note { kind: RESULT.into(), words: serde_json::to_value(words)?, blobs })
}

/// The same back.
pub fn read(notes: Vec<Note>) -> Result<(History, BTreeMap<LayerId, Inputs>), Error> {
    let (mut entries, mut made) = (Vec::new(), BTreeMap::new());
    for note in notes {
        match note.kind.as_str() {
            RESULT => entries.push(entry(note)?),
            MADE => {
                let Made { layer } = serde_json::from_value(note.words)?;
                made.insert(layer, Inputs { image: None, mask: Some(note.blobs.mask_of(0)?) });
            }
            _ => return Err(unsound()),
        }
    }
    pack_old(&mut entries)?;
    Ok((History::from_entries(entries), made))
}

fn entry(note: Note) -> Result<Entry, Error> {
    let words: Words = serde_json::from_value(note.words)?;
    let ([width, height], [x, y, across, down]) = (words.extent, words.rect);
    let (extent, rect) = (Extent::new(width, height), Rect::new(x, y, across, down));
    let within = |at: u32, size: u32, limit: u32| size > 0 && u64::from(at) + u64::from(size) <= u64::from(limit);
    let thumb = note.blobs.pixels_of(0)?;
    let pixels = words.has_pixels.then(|| note.blobs.pixels_of(1)).transpose()?;
    let mask = words.has_mask.then(|| note.blobs.mask_of(1 + usize::from(words.has_pixels))).transpose()?;
    let fits = extent.area() <= MOST
        && within(x, across, width)
        && within(y, down, height)
        && pixels.as_ref().is_none_or(|pixels| pixels.extent() == rect.extent())
        && mask.as_ref().is_none_or(|mask| mask.extent() == rect.extent());
    if !fits {
        return Err(unsound());
    }
    Ok(Entry {
        id: words.id,
        recipe: words.recipe,
        extent,
        rect,
        pixels: pixels.map_or(Kept::Gone, Kept::Whole),
        mask,
        thumb,
        star: words.star,
        made: words.made,
        seconds: words.seconds,
    })
}

/// Pixels of the largest picture that can be opened.
const MOST: u64 = 300_000_000;
/// Results that are not packed.
const NEWEST: usize = 4;

/// Packs all but the newest, as they were: else there would be no room for all that there was room for.
fn pack_old(entries: &mut [Entry]) -> Result<(), Error> {
    let old = entries.len().saturating_sub(NEWEST);
    entries[..old].par_iter_mut().try_for_each(|entry| {
        if let Kept::Whole(pixels) = &entry.pixels {
            entry.pixels = Kept::Packed(packed(pixels)?);
        }
        Ok(())
    })
}

fn packed(pixels: &Pixels) -> Result<Arc<[u8]>, Error> {
    Ok(pack(pixels)?.into())
}

fn unsound() -> Error {
    Error::Unsound(crate::app::locale::t!("project-no-result").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::draft::Draft;
    use crate::engine::Output;
    use crate::raster::Mask;

    fn entries() -> Vec<Entry> {
        let extent = Extent::new(300, 200);
        let entry = |id: u64| {
            let pixels = Arc::new(Pixels::filled(extent, [id as u8, 2, 3, 255]));
            let (recipe, rect) = (Draft::new().recipe, Rect::new(20, 30, 100, 90));
            let output = Output {
                recipe,
                pixels,
                rect,
                frames: Vec::new(),
                unet_calls: 0,
                reused: 0,
                shallow_calls: 0,
                patched: None,
            };
            let mask = Some(Arc::new(Mask::filled(extent, 77)));
            Entry { id, star: id == 3, ..Entry::new(&output, &Inputs { image: None, mask }, 1.5) }
        };
        (1..8).map(entry).collect()
    }

    /// With pixels that are not packed.
    fn unpacked(entries: &[Entry]) -> Vec<Entry> {
        let whole = |entry: &Entry| match &entry.pixels {
            Kept::Packed(bytes) => Entry { pixels: Kept::Whole(Arc::new(unpack(bytes).unwrap())), ..entry.clone() },
            _ => entry.clone(),
        };
        entries.iter().map(whole).collect()
    }

    #[test]
    fn results_come_back() {
        let mut before = entries();
        before[0].pixels = Kept::Gone;
        let mask = Arc::new(Mask::filled(Extent::new(9, 9), 5));
        let made = BTreeMap::from([(LayerId::of(4), Inputs { image: None, mask: Some(Arc::clone(&mask)) })]);
        let (history, again) = read(notes(&before, &made).unwrap()).unwrap();
        assert!(matches!(history.entries()[1].pixels, Kept::Packed(_)));
        assert_eq!(unpacked(history.entries()), before);
        assert_eq!(again[&LayerId::of(4)].mask, Some(mask));
        let twice = read(notes(history.entries(), &again).unwrap()).unwrap().0;
        assert_eq!(unpacked(twice.entries()), before);
    }

    #[test]
    fn results_that_do_not_fit_are_refused() {
        let sound = notes(&entries()[..1], &BTreeMap::new()).unwrap();
        let refused = |change: &dyn Fn(&mut Note)| {
            let mut notes = sound.clone();
            change(&mut notes[0]);
            read(notes).is_err()
        };
        assert!(!refused(&|_| {}));
        assert!(refused(&|note| note.kind = "other".into()));
        assert!(refused(&|note| note.words["other"] = 1.into()));
        assert!(refused(&|note| note.words["extent"] = serde_json::json!([u32::MAX, u32::MAX])));
        assert!(refused(&|note| note.words["rect"] = serde_json::json!([u32::MAX, 0, 100, 90])));
        assert!(refused(&|note| note.words["rect"] = serde_json::json!([0, 0, 99, 90])));
        assert!(refused(&|note| note.blobs.0.truncate(2)));
    }
}
