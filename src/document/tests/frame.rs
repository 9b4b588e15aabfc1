//! Crop, turn, other sizes, borders: one step each, with layers, mask and original.

use super::acts::assert_same;
use super::*;
use crate::raster::{Border, Colour, Sheet, Turn};

/// A document with one layer of every kind.
fn full(depth: Depth) -> Document {
    let extent = Extent::new(530, 300);
    let mut document = Document::open("a".to_owned(), Arc::new(noise(extent, 2, depth)));
    let patch = Arc::new(noise(Extent::new(60, 40), 9, depth));
    document.accept("result", &patch, Rect::new(100, 30, 60, 40), None, None).unwrap();
    let pasted = document.paste("pasted", &patch, (500, -10)).unwrap();
    document.place_layer(pasted, Placement::at(450, 200).rotated(30.0, [480.0, 220.0]));
    let paint = document.add_paint_layer("paint", None);
    document.begin("Paint stroke");
    let ink = Ink::Colour(Colour::of_rgba8([200, 10, 10, 200]));
    document.paint(paint, Rect::new(240, 200, 120, 90), ink, |x, y| (x ^ y) as u8);
    document.commit();
    document.combine_mask("a", Some(Rect::new(50, 40, 300, 200)), Combine::Replace, 255, |x, y| (x + y) as u8);
    document.keep_mask("kept");
    document
}

fn frames() -> Vec<fn(&mut Document) -> crate::raster::Result<()>> {
    vec![
        |document| document.crop(Rect::new(90, 20, 333, 261)),
        |document| document.turn(Turn::Quarter),
        |document| document.turn(Turn::MirrorThreeQuarters),
        |document| document.resize_canvas(Extent::new(700, 257), (100, -20)),
        |document| document.resize(Extent::new(401, 222)),
        |document| document.extend(Sides { left: 40, bottom: 9, ..Sides::default() }, Border::Edge, 16),
        |document| document.turn(Turn::Half),
    ]
}

#[test]
fn every_frame_is_one_step_that_is_undone_and_done_again() {
    for depth in [Depth::Eight, Depth::Sixteen] {
        let mut document = full(depth);
        document.take_dirty_picture();
        document.take_dirty_mask();
        let mut states = vec![(document.parts(), document.flattened())];
        for frame in frames() {
            frame(&mut document).unwrap();
            let extent = document.extent();
            assert_eq!((document.flattened().extent(), document.mask().extent()), (extent, extent));
            assert_eq!(document.take_dirty_picture(), Some(extent.rect()));
            assert_eq!(document.take_dirty_mask(), Some(extent.rect()));
            assert!(Document::from_parts(document.parts()).is_ok());
            states.push((document.parts(), document.flattened()));
        }
        for state in states.iter().rev().skip(1) {
            document.undo().unwrap();
            assert_eq!((&document.parts(), &document.flattened()), (&state.0, &state.1));
            assert_eq!(document.mask_bounds(), state.0.mask.bounds());
        }
        assert_ne!(document.undo_name(), Some("Crop"));
        for state in &states[1..] {
            document.redo().unwrap();
            assert_eq!((&document.parts(), &document.flattened()), (&state.0, &state.1));
        }
    }
}

#[test]
fn a_crop_and_a_turn_show_the_same_pixels() {
    let mut document = full(Depth::Eight);
    let before = document.flattened();
    let rect = Rect::new(90, 20, 333, 261);
    document.crop(rect).unwrap();
    assert_eq!(*document.flattened(), before.crop(rect).unwrap());
    assert_eq!(*document.original(), noise(before.extent(), 2, Depth::Eight).crop(rect).unwrap());
    document.undo();
    let rotated = document.layers()[2].id();
    // What is resampled is resampled anew.
    document.set_layer(rotated, |look| look.visible = false);
    let before = document.flattened();
    for turn in Turn::ALL {
        document.turn(turn).unwrap();
        assert_eq!(*document.flattened(), before.turned(turn), "{turn:?}");
        if turn != Turn::Upright {
            document.undo();
        }
    }
}

#[test]
fn an_extended_canvas_is_masked_where_it_is_new() {
    let mut document = document_of(200, 100);
    document.extend(Sides { right: 50, ..Sides::default() }, Border::Edge, 8).unwrap();
    assert_eq!(document.extent(), Extent::new(250, 100));
    assert_eq!(document.mask_bounds(), Some(Rect::new(192, 0, 58, 100)));
    assert_eq!(document.flattened().rgba8(249, 50), [90, 90, 90, 255]);
    assert_eq!(document.undo(), Some("Extend canvas"));
    assert_eq!((document.extent(), document.has_mask()), (Extent::new(200, 100), false));
    document.extend(Sides { top: 5, left: 5, ..Sides::default() }, Border::Clear, u32::MAX).unwrap();
    assert_eq!(document.flattened().rgba8(0, 0), [0; 4]);
    assert_eq!(document.mask_bounds(), Some(document.extent().rect()), "all of the picture overlaps");
    assert!(document.extend(Sides { right: u32::MAX, ..Sides::default() }, Border::Clear, 0).is_err());
}

#[test]
fn frames_without_a_picture_are_refused_and_idle_ones_are_no_step() {
    let mut document = document_of(200, 100);
    assert!(document.crop(Rect::new(150, 0, 51, 10)).is_err() && document.crop(Rect::new(0, 0, 0, 10)).is_err());
    assert!(document.resize(Extent::new(0, 9)).is_err());
    assert!(document.resize(Extent::new(1_000_000, 1_000_000)).is_err());
    assert!(document.resize_canvas(Extent::new(10, 10), (10, 0)).is_err());
    assert!(document.resize_canvas(Extent::new(10, 10), (i64::MAX, i64::MIN)).is_err());
    document.resize(document.extent()).unwrap();
    document.crop(document.extent().rect()).unwrap();
    document.turn(Turn::Upright).unwrap();
    assert!(!document.can_undo());
}

#[test]
fn frames_are_acts_that_can_be_done_again() {
    let (mut live, mut again) = (full(Depth::Eight), full(Depth::Eight));
    live.watch();
    for frame in frames() {
        frame(&mut live).unwrap();
    }
    live.undo();
    for act in live.take_committed() {
        again.replay(act).unwrap();
    }
    assert_same(live, again);
}

#[test]
fn a_clear_paint_layer_stays_clear() {
    let mut document = document_of(600, 300);
    document.add_paint_layer("paint", None);
    document.turn(Turn::Quarter).unwrap();
    let Content::Paint(sheet) = document.layers()[1].content() else { panic!("paint") };
    assert_eq!(*sheet, Sheet::clear(document.extent(), Depth::Eight));
}

#[test]
fn a_frame_that_would_lose_a_layer_is_refused() {
    let mut document = document(530, 300);
    let patch = Arc::new(noise(Extent::new(60, 40), 9, Depth::Eight));
    let id = document.paste("patch", &patch, (10, 10)).unwrap();
    let tiny = Placement::at(10, 10).scaled(1e-3, 1e-3, [0.0, 0.0]);
    assert!(document.place_layer(id, tiny));
    let before = document.parts();
    assert!(document.resize(Extent::new(5, 3)).is_err());
    assert_eq!(document.parts(), before);
    assert!(document.resize(Extent::new(265, 150)).is_ok());
    assert!(Document::from_parts(document.parts()).is_ok(), "what is kept can be opened again");
}
