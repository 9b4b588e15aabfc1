//! The sample pictures inside the program: something to edit in the first minute.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::raster::{Extent, Mask, Rect};

/// A sample picture and what to try on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// File name.
    pub file: &'static str,
    /// Name to show: "Cat on beach".
    pub name: String,
    /// What it shows, in the built-in model's words.
    pub caption: String,
    /// Prompts to try.
    pub edits: Vec<String>,
    /// The PNG file.
    pub bytes: &'static [u8],
    /// Where its thing is, as (left, top, right, bottom) shares of width and height.
    pub thing: [f32; 4],
}

impl Sample {
    /// A mask over the sample's thing for a picture of `extent`: its box with room round it, corners round, edge soft.
    pub fn mask(&self, extent: Extent) -> Mask {
        let mut mask = Mask::filled(extent, 0);
        mask.fill(self.bounds(extent), 255);
        let room = extent.width.max(extent.height) / 16;
        mask.grown(room as i32).feathered(room as f32 / 2.0)
    }

    /// Smallest rectangle round the sample's thing in a picture of `extent`.
    pub fn bounds(&self, extent: Extent) -> Rect {
        let [left, top, right, bottom] = self.thing;
        let at = |share: f32, side: u32| (share * side as f32) as u32;
        let (x, y) = (at(left, extent.width), at(top, extent.height));
        Rect::new(x, y, at(right, extent.width) - x, at(bottom, extent.height) - y)
    }
}

/// `samples.json`.
#[derive(Deserialize)]
struct Entry {
    file: String,
    caption: String,
    edits: Vec<String>,
    thing: [f32; 4],
}

macro_rules! pictures {
    ($($file:literal),*) => { [$(($file, include_bytes!(concat!("../../assets/sample/", $file)).as_slice())),*] };
}

static PICTURES: [(&str, &[u8]); 5] = pictures![
    "cat-on-beach.png",
    "house-on-grass.png",
    "boat-at-sunset.png",
    "horse-in-mountains.png",
    "apple-on-table.png"
];

static SAMPLES: LazyLock<Vec<Sample>> = LazyLock::new(|| {
    let entries: Vec<Entry> =
        serde_json::from_str(include_str!("../../assets/sample/samples.json")).unwrap_or_default();
    let sample = |(file, bytes): (&'static str, &'static [u8])| {
        let entry = entries.iter().find(|entry| entry.file == file)?;
        let mut name = file.trim_end_matches(".png").replace('-', " ");
        name.get_mut(..1)?.make_ascii_uppercase();
        let (caption, edits) = (entry.caption.clone(), entry.edits.clone());
        Some(Sample { file, name, caption, edits, bytes, thing: entry.thing })
    };
    PICTURES.into_iter().filter_map(sample).collect()
});

/// All of them.
pub fn samples() -> &'static [Sample] {
    &SAMPLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_opens_and_has_words_and_a_thing() {
        assert_eq!(samples().len(), PICTURES.len());
        for sample in samples() {
            let pixels = crate::raster::io::decode(sample.bytes).unwrap().pixels;
            let mask = sample.mask(pixels.extent());
            let bounds = mask.bounds().unwrap();
            assert!(bounds.extent().area() < pixels.extent().area(), "{}", sample.file);
            assert!(!sample.caption.is_empty() && sample.edits.len() == 2);
            assert!(sample.name.starts_with(char::is_uppercase));
        }
    }
}
