//! What is written comes back, whatever happened to the end of the file, or to any of its bytes.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use super::*;
use crate::document::stored::{Blob, Blobs};
use crate::document::tests::acts::{assert_same, busy};
use crate::document::{Document, Ink};
use crate::raster::{Border, Colour, Depth, Extent, Pixels, Rect, Samples};

/// Numbers that look like none, the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
}

fn picture(extent: Extent, depth: Depth) -> Arc<Pixels> {
    let count = 4 * extent.area();
    let samples = match depth {
        Depth::Eight => Samples::Eight((0..count).map(|i| (i * 31 % 251) as u8).collect()),
        Depth::Sixteen => Samples::Sixteen((0..count).map(|i| (i * 7919 % 65_536) as u16).collect()),
    };
    let pixels = Pixels::new(extent, samples).unwrap();
    Arc::new(pixels.with_profile(Some([1, 2, 3].into())).with_exif(Some([4].into())))
}

/// A document to which all kinds of things were done, and the records of that.
fn session(depth: Depth) -> (Document, Vec<Record>) {
    let mut document = Document::open("A picture".into(), picture(Extent::new(530, 300), depth));
    document.watch();
    let mut records = vec![Record::Begin { parts: Box::new(document.parts()), project: None, unsaved: false }];
    busy(&mut document);
    let paint = document.add_paint_layer("Strokes", None);
    document.begin("Stroke");
    let ink = Ink::Colour(Colour::of_rgba8([200, 10, 30, 255]));
    document.paint(paint, Rect::new(5, 5, 300, 20), ink, |x, y| (x * y % 256) as u8);
    document.commit();
    document.crop(Rect::new(3, 4, 500, 200)).unwrap();
    document.extend(crate::document::Sides { left: 20, ..Default::default() }, Border::Edge, 4).unwrap();
    document.undo();
    records.extend(document.take_committed().into_iter().map(Record::Act));
    let mut blobs = Blobs::default();
    blobs.pixels(&picture(Extent::new(7, 5), depth));
    blobs.put(Blob::Tiles(Vec::new()));
    let note = Note { kind: "result".into(), words: serde_json::json!({ "star": true, "part": 0 }), blobs };
    records.insert(4, Record::Note(note));
    (document, records)
}

fn write(records: &[Record]) -> (tempfile::TempDir, PathBuf, Vec<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let mut writer = Writer::begin(File::create(&path).unwrap()).unwrap();
    let mut ends = vec![writer.bytes()];
    for record in records {
        writer.append(record).unwrap();
        ends.push(writer.bytes());
    }
    writer.sync().unwrap();
    assert!(writer.take_loose().unwrap().is_none());
    assert_eq!(std::fs::metadata(&path).unwrap().len(), *ends.last().unwrap());
    (folder, path, ends)
}

fn read(path: &std::path::Path) -> Result<Option<Recovered>> {
    recover(Reader::new(File::open(path)?)?)
}

#[test]
fn what_is_recovered_is_what_was_with_its_history() {
    for depth in [Depth::Eight, Depth::Sixteen] {
        let (live, records) = session(depth);
        let (_folder, path, _) = write(&records);
        let again = read(&path).unwrap().unwrap();
        assert!(!again.is_torn && again.lost.is_none() && again.document.is_dirty());
        assert_eq!(again.unsaved, records.len() - 2);
        let Record::Note(note) = &records[4] else { panic!("the note stands there") };
        assert_eq!(again.notes, std::slice::from_ref(note));
        let mut document = again.document;
        assert_eq!(document.original().profile(), live.original().profile());
        assert_eq!(document.original().exif(), live.original().exif());
        // Both are as far from being saved.
        let mut live = live;
        live.mark_unsaved();
        document.mark_unsaved();
        assert_same(document, live);
    }
}

#[test]
fn what_was_saved_is_not_unsaved() {
    let (_, mut records) = session(Depth::Eight);
    records.push(Record::Saved("cat.palimpsest".into()));
    records.push(Record::Window(serde_json::json!({ "prompt": "a dog" })));
    records.push(Record::Window(serde_json::json!({ "prompt": "a cat" })));
    let (_folder, path, _) = write(&records);
    let again = read(&path).unwrap().unwrap();
    assert_eq!((again.unsaved, again.project.as_deref()), (0, Some("cat.palimpsest".as_ref())));
    assert_eq!((again.notes.len(), again.saved_notes), (1, 1));
    assert_eq!(again.window.unwrap()["prompt"], "a cat");
    assert!(!again.document.is_dirty());
    let glance = glance(Reader::new(File::open(&path).unwrap()).unwrap()).unwrap().unwrap();
    assert_eq!((glance.unsaved, glance.notes), (0, 0));
}

#[test]
fn what_could_be_undone_when_it_began_can_be_undone() {
    let (mut live, _) = session(Depth::Eight);
    drop(live.take_committed());
    let begin = Record::Begin { parts: Box::new(live.parts()), project: None, unsaved: false };
    let past: Vec<_> = live.past(usize::MAX).acts().map(Record::Past).collect();
    for _ in 0..4 {
        assert!(live.undo().is_some());
    }
    let acts: Vec<_> = live.take_committed().into_iter().map(Record::Act).collect();
    let (_folder, path, _) = write(&[vec![begin], past.clone(), acts].concat());
    let again = read(&path).unwrap().unwrap();
    assert_eq!((again.lost, again.unsaved), (None, 4));
    assert_eq!(again.reach, {
        let mut reach = Reach::of(past.len());
        (0..4).for_each(|_| assert!(reach.follow(&crate::document::Act::Undo)));
        reach
    });
    let mut document = again.document;
    loop {
        assert_eq!((document.parts(), document.undo_name()), (live.parts(), live.undo_name()));
        if (document.undo().is_none(), live.undo().is_none()) == (true, true) {
            break;
        }
    }
}

#[test]
fn what_was_done_while_it_was_saved_is_unsaved() {
    let (_, mut records) = session(Depth::Eight);
    records.push(Record::Project("cat.palimpsest".into()));
    let (_folder, path, _) = write(&records);
    let again = read(&path).unwrap().unwrap();
    assert_eq!((again.unsaved, again.saved_notes), (records.len() - 3, 0));
    assert_eq!(again.project.as_deref(), Some("cat.palimpsest".as_ref()));
    assert!(again.document.is_dirty());
    let glance = glance(Reader::new(File::open(&path).unwrap()).unwrap()).unwrap().unwrap();
    assert_eq!((glance.unsaved, glance.notes, glance.project), (again.unsaved, 1, again.project));
}

#[test]
fn a_torn_tail_costs_only_the_record_that_is_torn() {
    let (_, records) = session(Depth::Eight);
    let (_folder, path, ends) = write(&records);
    let whole = std::fs::read(&path).unwrap();
    let mut dice = Dice(1);
    let cuts = (0..60).map(|_| dice.roll(whole.len()) as u64).chain(ends.iter().flat_map(|&end| [end - 1, end]));
    for cut in cuts {
        std::fs::write(&path, &whole[..cut as usize]).unwrap();
        let kept = ends.iter().filter(|&&end| end <= cut).count().saturating_sub(1);
        let reader = Reader::new(File::open(&path).unwrap()).unwrap();
        assert_eq!(reader.map(Result::unwrap).count(), kept, "cut at {cut}");
        let found = read(&path).unwrap();
        assert_eq!(found.is_some(), kept > 0);
        if let Some(found) = found {
            assert_eq!(found.is_torn, !ends.contains(&cut), "cut at {cut}");
            assert_eq!(found.lost, None);
        }
    }
}

#[test]
fn no_flipped_bit_loses_an_earlier_record_or_panics() {
    let (_, records) = session(Depth::Eight);
    let (_folder, path, ends) = write(&records);
    let whole = std::fs::read(&path).unwrap();
    let mut dice = Dice(2);
    for _ in 0..120 {
        let at = dice.roll(whole.len());
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << dice.roll(8);
        std::fs::write(&path, &bytes).unwrap();
        let Ok(reader) = Reader::new(File::open(&path).unwrap()) else {
            assert!(at < MAGIC.len());
            continue;
        };
        let before = ends.iter().filter(|&&end| end <= at as u64).count() - 1;
        assert_eq!(reader.take_while(Result::is_ok).count(), before, "flipped at {at}");
        assert!(read(&path).is_ok());
    }
}

#[test]
fn records_that_lie_are_refused_without_believing_their_sizes() {
    let mut dice = Dice(3);
    let (_, records) = session(Depth::Sixteen);
    for record in &records {
        let payload = record.payload().unwrap();
        for _ in 0..40 {
            let mut bytes = payload.clone();
            for _ in 0..=dice.roll(4) {
                let at = dice.roll(bytes.len());
                bytes[at] = dice.roll(256) as u8;
            }
            bytes.truncate(1 + dice.roll(bytes.len()));
            // Whatever it is: an error, or another sound record.
            if let Ok(Record::Begin { parts, .. }) = Record::of_payload(&bytes) {
                drop(Document::from_parts(*parts));
            }
        }
    }
}

#[test]
fn another_file_is_no_journal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    std::fs::write(&path, b"PALIMPJ2 and more").unwrap();
    assert!(matches!(read(&path), Err(Error::Foreign)));
    std::fs::write(&path, b"").unwrap();
    assert!(read(&path).unwrap().is_none(), "an empty file is a journal that was not begun");
}
