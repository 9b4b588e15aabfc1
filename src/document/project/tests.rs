//! What is saved comes back; what was not saved by us is refused with a sentence.

mod hostile;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::document::journal::{pack, unpack};
use crate::document::stored::{Blob, Blobs};
use crate::document::tests::acts::busy;
use crate::document::{Document, Ink};
use crate::raster::{Colour, Depth, Extent, Mask, Rect, Samples};

/// Samples of all values, transparent ones with a colour among them.
fn picture(extent: Extent, depth: Depth) -> Arc<Pixels> {
    let count = 4 * extent.area();
    let samples = match depth {
        Depth::Eight => {
            Samples::Eight((0..count).map(|i| if i % 16 == 3 { 0 } else { (i * 31 % 251) as u8 }).collect())
        }
        Depth::Sixteen => {
            Samples::Sixteen((0..count).map(|i| if i % 16 == 3 { 0 } else { (i * 7919 % 65_536) as u16 }).collect())
        }
    };
    let pixels = Pixels::new(extent, samples).unwrap();
    Arc::new(pixels.with_profile(Some([1, 2, 3].into())).with_exif(Some([4, 5].into())))
}

/// A project with something of everything.
fn project(depth: Depth) -> Project {
    let mut document = Document::open("A picture".into(), picture(Extent::new(330, 300), depth));
    busy(&mut document);
    let paint = document.add_paint_layer("Strokes", None);
    document.begin("Stroke");
    let ink = Ink::Colour(Colour::of_rgba8([200, 10, 30, 90]));
    document.paint(paint, Rect::new(5, 5, 300, 20), ink, |x, y| (x * y % 256) as u8);
    document.commit();
    let mut blobs = Blobs::default();
    blobs.pixels(&document.original());
    blobs.pixels(&picture(Extent::new(7, 5), depth));
    blobs.mask(document.mask());
    let note = Note { kind: "result".into(), words: json!({ "star": true, "seconds": 0.1 }), blobs };
    Project {
        parts: document.parts(),
        candidates: vec![note, Note { kind: "other".into(), words: json!(null), blobs: Blobs::default() }],
        view: Some(json!({ "zoom": 1.5 })),
        draft: None,
        thumbnail: Some(picture(Extent::new(32, 29), Depth::Eight)),
        past: pack(&document.past(usize::MAX)).unwrap(),
    }
}

fn saved(project: &Project) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.palimpsest");
    save(project, &path).unwrap();
    (folder, path)
}

#[test]
fn what_is_saved_is_what_is_opened() {
    for depth in [Depth::Eight, Depth::Sixteen] {
        let project = project(depth);
        let (_folder, path) = saved(&project);
        let again = open(&path).unwrap();
        assert_eq!(again, project);
        assert_eq!(again.parts.original.profile(), project.parts.original.profile());
        assert_eq!(again.parts.original.exif(), project.parts.original.exif());
        let Blob::Pixels(shared) = &again.candidates[0].blobs.0[0] else { panic!("a picture") };
        assert!(Arc::ptr_eq(shared, &again.parts.original), "what was shared is shared");
        let document = Document::from_parts(again.parts).unwrap();
        assert_eq!(document.parts(), project.parts);
        assert_eq!(super::thumbnail(&path).unwrap().as_ref(), project.thumbnail.as_deref());
    }
}

#[test]
fn the_same_project_is_the_same_file() {
    let (project, read) = (project(Depth::Eight), |path| std::fs::read(path).unwrap());
    let ((_one, first), (_two, second)) = (saved(&project), saved(&project));
    assert_eq!(read(first), read(second));
}

#[test]
fn what_cannot_be_saved_leaves_the_file_that_was_there() {
    let mut project = project(Depth::Eight);
    let (_folder, path) = saved(&project);
    let before = std::fs::read(&path).unwrap();
    project.candidates[0].blobs.put(Blob::Tiles(Vec::new()));
    assert!(matches!(save(&project, &path), Err(Error::Unsound(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    assert!(save(&project, &path.join("b.palimpsest")).is_err());
}

/// A small document as the fixtures have it.
fn small() -> Project {
    let mut document = Document::open("cat.png".into(), picture(Extent::new(24, 18), Depth::Sixteen));
    let patch = picture(Extent::new(9, 7), Depth::Eight);
    let pasted = document.paste("Patch", &patch, (-2, 3)).unwrap();
    let result = document.accept("Result", &patch, Rect::new(1, 1, 9, 7), None, None).unwrap();
    document.group_layers("Run", &[pasted, result]);
    document.begin("Brush stroke");
    document.paint_mask(Rect::new(4, 4, 10, 8), 255, |x, _| (x * 17 % 256) as u8);
    document.commit();
    document.keep_mask("Kept");
    let paint = document.add_paint_layer("Paint", None);
    document.begin("Stroke");
    document.paint(paint, Rect::new(2, 2, 9, 9), Ink::Colour(Colour::of_rgba8([200, 10, 30, 90])), |_, _| 200);
    document.commit();
    let mut blobs = Blobs::default();
    blobs.pixels(&patch);
    blobs.mask(&Arc::new(Mask::filled(Extent::new(9, 7), 77)));
    Project {
        parts: document.parts(),
        candidates: vec![Note { kind: "result".into(), words: json!({ "seed": 7 }), blobs }],
        view: Some(json!({ "zoom": 2.0 })),
        draft: Some(json!({ "prompt": "a cat" })),
        thumbnail: Some(picture(Extent::new(8, 6), Depth::Eight)),
        past: pack(&document.past(usize::MAX)).unwrap(),
    }
}

/// A file of each version that there was.
const FIXTURES: [&[u8]; VERSION as usize] =
    [include_bytes!("tests/version_1.palimpsest"), include_bytes!("tests/version_2.palimpsest")];

#[test]
fn a_file_of_each_version_opens() {
    for (number, bytes) in FIXTURES.iter().enumerate() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.palimpsest");
        std::fs::write(&path, bytes).unwrap();
        let mut project = open(&path).unwrap();
        let past = unpack(&std::mem::take(&mut project.past)).unwrap();
        assert_eq!(project, Project { past: Vec::new(), ..small() }, "version {}", number + 1);
        // The first version had no undo steps.
        assert_eq!(past.is_empty(), number == 0);
        let mut document = Document::from_parts(project.parts).unwrap();
        document.remember(past).unwrap();
        while document.undo().is_some() {}
        assert_eq!(document.layers().len() == 1, number > 0);
    }
}

#[test]
fn undo_steps_that_are_damaged_cost_nothing_else() {
    let (_folder, path) = saved(&small());
    let mut bytes = std::fs::read(&path).unwrap();
    let past = small().past;
    let at = bytes.windows(past.len()).position(|part| part == past).unwrap();
    bytes[at + past.len() / 2] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(open(&path).unwrap(), Project { past: Vec::new(), ..small() });
}

/// Run by hand once for each new version: it writes the fixture.
#[test]
#[ignore = "writes into the sources"]
fn write_the_fixture() {
    let path = format!("{}/src/document/project/tests/version_{VERSION}.palimpsest", env!("CARGO_MANIFEST_DIR"));
    save(&small(), path.as_ref()).unwrap();
}
