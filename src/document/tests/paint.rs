//! Strokes, fills, gradients, merging.

use super::acts::assert_same;
use super::*;
use crate::raster::{Blend, Colour};

fn red(alpha: u8) -> Ink {
    Ink::Colour(Colour::of_rgba8([255, 0, 0, alpha]))
}

fn pixel(document: &Document, x: u32, y: u32) -> [u8; 4] {
    document.flattened().rgba8(x, y)
}

#[test]
fn a_stroke_does_not_build_up_and_is_one_step_in_both_depths() {
    for depth in [Depth::Eight, Depth::Sixteen] {
        let picture = Arc::new(noise(Extent::new(600, 300), 3, depth));
        let mut document = Document::open("a".to_owned(), Arc::clone(&picture));
        let id = document.add_paint_layer("Paint", None);
        assert!(!document.paint(id, Rect::new(0, 0, 9, 9), red(255), |_, _| 255), "no step is open");
        document.begin("Paint stroke");
        for x in 0..20 {
            assert!(document.paint(id, Rect::new(240 + x, 100, 30, 30), red(255), |_, _| 128));
        }
        let layer = document.layer(id).unwrap();
        let Content::Paint(sheet) = layer.content() else { panic!("paint") };
        assert_eq!((sheet.at(250, 110).rgba8(), sheet.at(280, 110).rgba8()), ([255, 0, 0, 128], [255, 0, 0, 128]));
        assert_eq!(sheet.at(290, 110), Colour::CLEAR);
        document.paint(id, Rect::new(240, 100, 30, 30), red(255), |_, _| 255);
        assert_eq!(pixel(&document, 250, 110), [255, 0, 0, 255]);
        document.commit();
        let painted = document.flattened();
        assert_eq!(document.undo(), Some("Paint stroke"));
        assert_eq!(document.flattened().differing(&picture), 0);
        document.redo();
        assert_eq!(document.flattened(), painted);
        document.begin("given up");
        document.paint(id, Rect::new(0, 0, 300, 300), red(90), |x, _| x as u8);
        document.abort();
        assert_eq!(document.flattened(), painted);
    }
}

#[test]
fn what_is_rubbed_out_is_gone_and_costs_nothing() {
    let mut document = document_of(300, 300);
    let id = document.add_paint_layer("Paint", None);
    let bytes = document.layer(id).unwrap().bytes();
    document.begin("Paint stroke");
    document.paint(id, Rect::new(10, 10, 20, 20), red(255), |_, _| 255);
    document.commit();
    document.begin("Eraser stroke");
    document.paint(id, Rect::new(0, 0, 20, 300), Ink::Erase, |_, _| 51);
    document.commit();
    let Content::Paint(sheet) = document.layer(id).unwrap().content() else { panic!("paint") };
    assert_eq!((sheet.at(15, 15).rgba8(), sheet.at(25, 15).rgba8()), ([255, 0, 0, 204], [255, 0, 0, 255]));
    document.begin("Eraser stroke");
    document.paint(id, Rect::new(0, 0, 300, 300), Ink::Erase, |_, _| 255);
    document.commit();
    assert_eq!(document.layer(id).unwrap().rect(), None);
    assert_eq!(document.layer(id).unwrap().bytes(), bytes);
    document.set_layer(id, |look| look.locked = true);
    document.begin("Paint stroke");
    assert!(!document.paint(id, Rect::new(10, 10, 20, 20), red(255), |_, _| 255), "locked");
    let bottom = document.layers()[0].id();
    assert!(!document.paint(bottom, Rect::new(10, 10, 20, 20), red(255), |_, _| 255), "no paint layer");
}

#[test]
fn fills_and_gradients_stay_in_their_mask() {
    let mut document = document_of(700, 300);
    let id = document.add_paint_layer("Paint", None);
    let mut mask = Mask::filled(document.extent(), 0);
    mask.fill(Rect::new(100, 100, 400, 50), 255);
    assert!(document.fill_layer(id, Colour::of_rgba8([0, 0, 255, 255]), Some(&mask)));
    assert_eq!((pixel(&document, 100, 100), pixel(&document, 99, 100)), ([0, 0, 255, 255], [90, 90, 90, 255]));
    assert_eq!(document.undo(), Some("Fill"));
    let clear = document.layer(id).unwrap().bytes();
    document.fill_layer(id, Colour::WHITE, None);
    assert_eq!((pixel(&document, 699, 299), document.layer(id).unwrap().bytes()), ([255; 4], clear));
    document.undo();
    let gradient = Gradient { from: [100.0, 0.0], to: [500.0, 0.0], start: Colour::WHITE, end: Colour::CLEAR };
    assert!(document.draw_gradient(id, gradient, Some(&mask)));
    let Content::Paint(sheet) = document.layer(id).unwrap().content() else { panic!("paint") };
    assert_eq!(sheet.at(300, 120).rgba8(), [255, 255, 255, 127]);
    assert_eq!((sheet.at(99, 120), sheet.at(300, 99)), (Colour::CLEAR, Colour::CLEAR));
    assert_eq!(document.colour_at(100, 120).unwrap().rgba8(), [255, 255, 255, 255]);
    assert_eq!(document.colour_at(700, 0), None);
    assert!(!document.fill_layer(id, Colour::WHITE, Some(&Mask::filled(Extent::new(3, 3), 9))));
    let point = Gradient { from: [1.0, 1.0], to: [1.0, 1.0], ..gradient };
    assert_eq!(point.at(5, 5), Colour::CLEAR);
}

#[test]
fn merging_down_keeps_what_is_seen_and_is_one_step() {
    let mut document = document_of(600, 300);
    let patch = Arc::new(noise(Extent::new(90, 80), 7, Depth::Eight));
    let paint = document.add_paint_layer("one", None);
    let other = document.add_paint_layer("two", None);
    for (id, alpha, x) in [(paint, 255, 200), (other, 100, 240)] {
        document.begin("Paint stroke");
        document.paint(id, Rect::new(x, 20, 60, 90), red(alpha), |x, _| x as u8);
        document.commit();
    }
    document.set_layer(other, |look| look.opacity = 0.6);
    let pasted = document.paste("patch", &patch, (210, 60)).unwrap();
    document.set_layer(pasted, |look| look.opacity = 0.5);
    let before = document.flattened();
    let near = |document: &Document| {
        let (now, then) = (document.flattened().to_rgba8().into_owned(), before.to_rgba8());
        // Composing in two steps rounds twice.
        assert!(now.iter().zip(then.iter()).all(|(a, b)| a.abs_diff(*b) <= 2));
    };
    assert!(!document.can_merge_down(document.layers()[0].id()));
    for id in [other, pasted] {
        assert!(document.merge_down(id));
        near(&document);
    }
    assert_eq!(document.layers().len(), 2);
    assert!(document.merge_down(paint));
    near(&document);
    assert_eq!(document.layers().len(), 1);
    assert!(document.original().differing(&document.flattened()) > 0);
    for _ in 0..3 {
        assert_eq!(document.undo(), Some("Merge down"));
    }
    assert_eq!(document.flattened(), before);
    let hidden = document.keep_mask("mask");
    assert!(!document.merge_down(hidden));
    let copy = document.duplicate_layer(pasted, "copy").unwrap();
    assert_eq!(document.place_of(copy), document.place_of(pasted).map(|at| at + 1));
    assert_eq!(document.layer(copy).unwrap().pixels(), document.layer(pasted).unwrap().pixels());
}

#[test]
fn painting_is_an_act_that_can_be_done_again() {
    let (mut live, mut again) = (document(530, 300), document(530, 300));
    live.watch();
    let [one, two] = ["one", "two"].map(|name| live.add_paint_layer(name, None));
    live.begin("both");
    live.paint(one, Rect::new(10, 10, 300, 90), red(255), |x, y| (x ^ y) as u8);
    live.paint(two, Rect::new(200, 50, 300, 90), red(77), |x, y| (x + y) as u8);
    spot(&mut live, Rect::new(0, 0, 50, 50), 200);
    live.paint(one, Rect::new(0, 0, 300, 90), Ink::Erase, |x, y| (x * y) as u8);
    live.set_layer(one, |look| look.blend = Blend::Overlay);
    live.commit();
    live.fill_layer(two, Colour::of_rgba8([4, 5, 6, 70]), None);
    live.merge_down(two);
    live.undo();
    for act in live.take_committed() {
        again.replay(act).unwrap();
    }
    assert_same(live, again);
}
