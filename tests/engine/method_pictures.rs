//! The pictures of the methods and of the ways to begin (`assets/method`): made again on request, by the recipes beside
//! them.
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
    /// The way to begin that it stands for; the method itself otherwise.
    way: Option<String>,
    method: String,
    sample: Option<String>,
    settings: BTreeMap<String, String>,
    /// What is masked.
    hole: Option<Bounds>,
    /// What is painted by hand where there is no sample.
    #[serde(default)]
    strokes: Vec<Stroke>,
    /// What is pasted on the sample.
    patch: Option<Patch>,
}

/// Left, top, right, bottom as shares of the picture.
type Bounds = [f64; 4];

/// A line of a round brush; places and radius as shares of the picture's side.
#[derive(serde::Deserialize)]
struct Stroke {
    colour: [u8; 3],
    radius: f64,
    points: Vec<[f64; 2]>,
}

/// A piece of another sample and where it goes.
#[derive(serde::Deserialize)]
struct Patch {
    sample: String,
    cut: Bounds,
    at: Bounds,
}

impl Row {
    /// Name of its picture.
    fn name(&self) -> &str {
        self.way.as_ref().unwrap_or(&self.method)
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/method")
}

fn rows() -> Vec<Row> {
    serde_json::from_str(&std::fs::read_to_string(folder().join("recipes.json")).unwrap()).unwrap()
}

fn sample(file: &str) -> Pixels {
    let sample = samples().iter().find(|sample| sample.file == file).unwrap();
    io::decode(sample.bytes).unwrap().pixels
}

fn rect(extent: Extent, [left, top, right, bottom]: Bounds) -> Rect {
    let at = |share: f64, side: u32| (share * f64::from(side)) as u32;
    let (x, y) = (at(left, extent.width), at(top, extent.height));
    Rect::new(x, y, at(right, extent.width) - x, at(bottom, extent.height) - y)
}

/// A hole with round corners and a soft edge.
fn mask(extent: Extent, hole: Bounds) -> Mask {
    let mut mask = Mask::filled(extent, 0);
    mask.fill(rect(extent, hole), 255);
    mask.feathered(8.0)
}

/// Strokes over each other, with smooth edges.
fn painted(strokes: &[Stroke]) -> Pixels {
    let fine = Extent::new(8 * SIDE, 8 * SIDE);
    let touches = |stroke: &Stroke, x: f64, y: f64| {
        let lines = stroke.points.windows(2);
        lines.into_iter().any(|line| {
            let (from, way) = (line[0], [line[1][0] - line[0][0], line[1][1] - line[0][1]]);
            let (x, y) = (x - from[0], y - from[1]);
            let along = (x * way[0] + y * way[1]) / (way[0] * way[0] + way[1] * way[1]).max(1e-9);
            let along = along.clamp(0.0, 1.0);
            (x - along * way[0]).hypot(y - along * way[1]) <= stroke.radius
        })
    };
    let share = |at: u32| (f64::from(at) + 0.5) / f64::from(8 * SIDE);
    let fine = rgba(fine, |x, y| {
        let top = strokes.iter().rev().find(|stroke| touches(stroke, share(x), share(y)));
        top.map_or([255; 4], |stroke| [stroke.colour[0], stroke.colour[1], stroke.colour[2], 255])
    });
    fine.resized(Extent::new(2 * SIDE, 2 * SIDE))
}

/// The picture that is edited; none where words alone make one.
fn picture(row: &Row) -> Option<Pixels> {
    let mut picture = match &row.sample {
        Some(file) => sample(file),
        None if row.strokes.is_empty() => return None,
        None => painted(&row.strokes),
    };
    if let Some(patch) = &row.patch {
        let from = sample(&patch.sample);
        let at = rect(picture.extent(), patch.at);
        let piece = from.crop(rect(from.extent(), patch.cut)).unwrap().resized(at.extent());
        picture.replace(at, &piece).unwrap();
    }
    Some(picture)
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
    let picture = picture(row).map(Arc::new);
    let mask = picture.as_ref().zip(row.hole).map(|(picture, hole)| mask(picture.extent(), hole));
    let before = match (&picture, &mask) {
        (None, _) => noise(),
        (Some(picture), Some(mask)) if row.patch.is_none() => hatched(picture, mask),
        (Some(picture), _) => Pixels::clone(picture),
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
#[ignore = "writes assets/method; a minute of work; ONLY=names makes some"]
fn are_made_again() {
    let only = std::env::var("ONLY").unwrap_or_default();
    for row in rows().into_iter().filter(|row| only.is_empty() || only.split(',').any(|name| name == row.name())) {
        let picture = make(&row);
        let of = |quality| Export { format: Format::Jpeg, quality, metadata: Metadata::None };
        let files = (50..=92).rev().step_by(2).map(|quality| io::encode(&picture, &of(quality)).unwrap());
        let finest = files.into_iter().find(|bytes| bytes.len() <= MOST).unwrap();
        io::write_atomically(&finest, &folder().join(format!("{}.jpg", row.name()))).unwrap();
    }
}

#[test]
fn every_method_and_way_has_one() {
    let rows = rows();
    let names: Vec<_> = METHODS.iter().map(|info| info.name).chain(["paint_roughly", "make_it_fit"]).collect();
    assert_eq!(rows.iter().map(Row::name).collect::<Vec<_>>(), names);
    for row in &rows {
        let info = METHODS.iter().find(|info| info.name == row.method).unwrap();
        let path = folder().join(format!("{}.jpg", row.name()));
        let halves = if unavailable(info, &model().card).is_none() { 2 } else { 1 };
        assert!(std::fs::metadata(&path).unwrap().len() <= MOST as u64, "{}", row.name());
        assert_eq!(io::open(&path).unwrap().pixels.extent(), Extent::new(SIDE * halves, SIDE), "{}", row.name());
    }
}
