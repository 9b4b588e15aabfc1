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
    /// The file's name, where it is the picture of a way to begin.
    name: Option<String>,
    /// What was painted roughly, in the place of a sample: shapes on nothing, the lowest first.
    paint: Option<Vec<Shape>>,
    sample: Option<String>,
    settings: BTreeMap<String, String>,
    /// What is masked: left, top, right, bottom as shares of the picture.
    hole: Option<[f64; 4]>,
}

/// A flat ellipse, or rectangle, of paint.
#[derive(serde::Deserialize)]
struct Shape {
    colour: [u8; 3],
    /// Left, top, right, bottom as shares of the picture.
    within: [f64; 4],
    #[serde(default)]
    round: bool,
}

impl Row {
    /// The file that it makes.
    fn file(&self) -> String {
        format!("{}.jpg", self.name.as_ref().unwrap_or(&self.method))
    }
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

/// What was painted.
fn painted(shapes: &[Shape]) -> Pixels {
    let extent = Extent::new(2 * SIDE, 2 * SIDE);
    let share = |at: u32| (f64::from(at) + 0.5) / f64::from(2 * SIDE);
    rgba(extent, |x, y| {
        let is_on = |shape: &&Shape| {
            let [left, top, right, bottom] = shape.within;
            let from = |at: f64, low: f64, high: f64| (2.0 * at - low - high) / (high - low);
            let (across, down) = (from(share(x), left, right), from(share(y), top, bottom));
            if shape.round { across.hypot(down) <= 1.0 } else { across.abs().max(down.abs()) <= 1.0 }
        };
        let [r, g, b] = shapes.iter().rev().find(is_on).map_or([255; 3], |shape| shape.colour);
        [r, g, b, 255]
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
    let sample = row.sample.as_ref().map(|file| {
        let sample = samples().iter().find(|sample| sample.file == file).unwrap();
        Arc::new(io::decode(sample.bytes).unwrap().pixels)
    });
    let picture = sample.or_else(|| row.paint.as_ref().map(|shapes| Arc::new(painted(shapes))));
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
        io::write_atomically(&finest, &folder().join(row.file())).unwrap();
    }
}

#[test]
fn every_method_has_one() {
    let rows = rows();
    assert_eq!(
        rows.iter().filter(|row| row.name.is_none()).map(|row| row.method.as_str()).collect::<Vec<_>>(),
        METHODS.iter().map(|info| info.name).collect::<Vec<_>>()
    );
    for row in rows {
        let info = METHODS.iter().find(|info| info.name == row.method).unwrap();
        let path = folder().join(row.file());
        let halves = if unavailable(info, &model().card).is_none() { 2 } else { 1 };
        assert!(std::fs::metadata(&path).unwrap().len() <= MOST as u64, "{path:?}");
        let picture = io::open(&path).unwrap();
        assert_eq!(picture.pixels.extent(), Extent::new(SIDE * halves, SIDE), "{path:?}");
        assert!(picture.recipe.is_none(), "{path:?} carries a recipe");
    }
}
