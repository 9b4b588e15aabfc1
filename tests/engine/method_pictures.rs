//! The pictures of the methods (`assets/method`): made again on request, by the recipes beside them.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use palimpsest::edit::method::{METHODS, unavailable};
use palimpsest::edit::recipe::{ModelId, Recipe};
use palimpsest::edit::{self, Inputs, Memo};
use palimpsest::engine::samples;
use palimpsest::raster::io::{Export, Format, Metadata};
use palimpsest::raster::{Extent, Mask, Pixels, Rect, Samples, io};
use palimpsest::tensor::Noise;

use crate::methods::model;

/// Side of each half, pixels.
const SIDE: u32 = 128;
/// Most that one may take, bytes.
const MOST: usize = 10 * 1024;

/// A row of `recipes.json`.
#[derive(serde::Deserialize)]
struct Row {
    method: String,
    sample: Option<String>,
    settings: BTreeMap<String, String>,
    /// What is masked: left, top, right, bottom as shares of the picture.
    hole: Option<[f64; 4]>,
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/method")
}

fn rows() -> Vec<Row> {
    serde_json::from_str(&std::fs::read_to_string(folder().join("recipes.json")).unwrap()).unwrap()
}

/// A hole with round corners and a soft edge.
fn mask(extent: Extent, [left, top, right, bottom]: [f64; 4]) -> Mask {
    let at = |share: f64, side: u32| (share * f64::from(side)) as u32;
    let (x, y) = (at(left, extent.width), at(top, extent.height));
    let mut mask = Mask::filled(extent, 0);
    mask.fill(Rect::new(x, y, at(right, extent.width) - x, at(bottom, extent.height) - y), 255);
    mask.feathered(8.0)
}

fn rgba(extent: Extent, colour: impl Fn(u32, u32) -> [u8; 4]) -> Pixels {
    let places = (0..extent.height).flat_map(|y| (0..extent.width).map(move |x| (x, y)));
    Pixels::new(extent, Samples::Eight(places.flat_map(|(x, y)| colour(x, y)).collect())).unwrap()
}

/// The picture with what is masked hatched.
fn hatched(picture: &Pixels, mask: &Mask) -> Pixels {
    let line = picture.extent().width / 32;
    rgba(picture.extent(), |x, y| {
        if mask.at(x, y) < 128 {
            return picture.rgba8(x, y);
        }
        if ((x + y) / line).is_multiple_of(2) { [228, 228, 232, 255] } else { [206, 207, 212, 255] }
    })
}

/// What a picture from words begins with.
fn noise() -> Pixels {
    let extent = Extent::new(SIDE / 4, SIDE / 4);
    let draws = Noise::new(1);
    let level = |at: u32, channel: u32| 56 + draws.below(u64::from(3 * at + channel), 144) as u8;
    rgba(extent, |x, y| {
        let at = y * extent.width + x;
        [level(at, 0), level(at, 1), level(at, 2), 255]
    })
}

/// Both halves, or the left one alone.
fn make(row: &Row) -> Pixels {
    let picture = row.sample.as_ref().map(|file| {
        let sample = samples().iter().find(|sample| sample.file == file).unwrap();
        Arc::new(io::decode(sample.bytes).unwrap().pixels)
    });
    let mask = picture.as_ref().zip(row.hole).map(|(picture, hole)| mask(picture.extent(), hole));
    let before = match (&picture, &mask) {
        (None, _) => noise(),
        (Some(picture), None) => Pixels::clone(picture),
        (Some(picture), Some(mask)) => hatched(picture, mask),
    };
    let info = METHODS.iter().find(|info| info.name == row.method).unwrap();
    let after = unavailable(info, &model().card).is_none().then(|| {
        let mut recipe = Recipe::new((info.default)(), ModelId { name: "builtin".into(), hash: String::new() });
        for (key, value) in &row.settings {
            recipe.set(key, value).unwrap();
        }
        let inputs = Inputs { image: picture.clone(), mask: mask.map(Arc::new) };
        edit::run(&recipe, &inputs, model(), &mut Memo::new(1 << 28), &mut ()).unwrap().pixels
    });
    let half = Extent::new(SIDE, SIDE);
    let halves = [Some(before.resized(half)), after.map(|after| after.resized(half))];
    let halves: Vec<_> = halves.into_iter().flatten().collect();
    rgba(Extent::new(SIDE * halves.len() as u32, SIDE), |x, y| halves[(x / SIDE) as usize].rgba8(x % SIDE, y))
}

#[test]
#[ignore = "writes assets/method; a minute of work"]
fn are_made_again() {
    for row in rows() {
        let picture = make(&row);
        let of = |quality| Export { format: Format::Jpeg, quality, metadata: Metadata::None };
        let files = (50..=92).rev().step_by(2).map(|quality| io::encode(&picture, &of(quality)).unwrap());
        let finest = files.into_iter().find(|bytes| bytes.len() <= MOST).unwrap();
        io::write_atomically(&finest, &folder().join(format!("{}.jpg", row.method))).unwrap();
    }
}

#[test]
fn every_method_has_one() {
    let rows = rows();
    assert_eq!(
        rows.iter().map(|row| row.method.as_str()).collect::<Vec<_>>(),
        METHODS.iter().map(|info| info.name).collect::<Vec<_>>()
    );
    for info in METHODS {
        let path = folder().join(format!("{}.jpg", info.name));
        let halves = if unavailable(info, &model().card).is_none() { 2 } else { 1 };
        assert!(std::fs::metadata(&path).unwrap().len() <= MOST as u64, "{}", info.name);
        assert_eq!(io::open(&path).unwrap().pixels.extent(), Extent::new(SIDE * halves, SIDE), "{}", info.name);
    }
}
