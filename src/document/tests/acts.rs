//! Acts that are kept and done again, and documents of parts.

use super::*;
use crate::raster::{Blend, Sheet};

/// All that a person can tell two documents apart by, down to the first step of the history and back.
pub(in crate::document) fn assert_same(mut a: Document, mut b: Document) {
    loop {
        assert_eq!(a.parts(), b.parts());
        assert_eq!(a.flattened(), b.flattened());
        assert_eq!((a.undo_name(), a.redo_name()), (b.undo_name(), b.redo_name()));
        assert_eq!((a.has_edits(), a.mask_bounds()), (b.has_edits(), b.mask_bounds()));
        if (a.undo().is_none(), b.undo().is_none()) == (true, true) {
            break;
        }
    }
    while a.redo().is_some() {
        assert!(b.redo().is_some());
        assert_eq!(a.parts(), b.parts());
        assert_eq!(a.flattened(), b.flattened());
    }
    assert!(b.redo().is_none());
}

/// Something of everything.
pub(in crate::document) fn busy(document: &mut Document) {
    let patch = Arc::new(noise(Extent::new(60, 40), 9, Depth::Eight));
    document.begin("Brush stroke");
    spot(document, Rect::new(10, 10, 300, 200), 255);
    document.commit();
    let a = document.accept("a", &patch, Rect::new(0, 0, 60, 40), None, None).unwrap();
    document.begin("drag");
    for step in 0..5 {
        document.set_layer(a, |look| look.opacity = 0.1 * step as f32);
        document.place_layer(a, Placement::at(3 * step, step));
    }
    spot(document, Rect::new(0, 0, 9, 9), 0);
    document.set_layer(a, |look| look.blend = Blend::Screen);
    document.commit();
    let b = document.paste("b", &patch, (-30, 7)).unwrap();
    document.undo();
    document.redo();
    document.begin("given up");
    document.add_paint_layer("never", None);
    document.abort();
    let group = document.group_layers("run", &[a, b]);
    document.set_group(group, |group| group.visible = false);
    document.keep_mask("kept");
    document.add_paint_layer("Paint", Some(a));
    document.move_layer(1, 3);
    document.invert_mask();
    document.undo();
    document.remove_layer(b);
    document.undo();
    document.undo();
}

#[test]
fn acts_done_again_make_the_same_document_with_the_same_history() {
    let (mut live, mut again) = (document(530, 300), document(530, 300));
    live.watch();
    assert!(live.take_committed().is_empty());
    busy(&mut live);
    let acts = live.take_committed();
    assert!(acts.len() > 12 && live.take_committed().is_empty());
    for act in acts {
        again.replay(act).unwrap();
    }
    assert_same(live, again);
}

#[test]
fn acts_that_do_not_fit_change_nothing() {
    let mut live = document(530, 300);
    live.watch();
    busy(&mut live);
    for act in live.take_committed() {
        let mut other = document_of(64, 64);
        let before = other.parts();
        if other.replay(act.clone()).is_err() {
            assert_eq!((other.parts(), other.can_undo(), other.is_open()), (before, false, false), "{act:?}");
        }
    }
    let mut empty = document_of(8, 8);
    assert!(empty.replay(Act::Undo).is_err() && empty.replay(Act::Redo).is_err());
}

#[test]
fn parts_make_the_same_document() {
    let mut document = document(530, 300);
    busy(&mut document);
    let again = Document::from_parts(document.parts()).unwrap();
    assert_eq!(again.parts(), document.parts());
    assert_eq!(again.flattened(), document.flattened());
    assert_eq!(again.mask_bounds(), document.mask_bounds());
    assert!(!again.can_undo() && !again.is_dirty());
}

#[test]
fn parts_that_lie_are_refused() {
    let mut document = document(530, 300);
    busy(&mut document);
    let lies: [fn(&mut Parts); 12] = [
        |parts| parts.layers.clear(),
        |parts| parts.layers.swap(0, 1),
        |parts| parts.layers[1].id = parts.layers[0].id,
        |parts| parts.layers[1].look.opacity = f32::NAN,
        |parts| parts.layers[1].look.group = Some(GroupId::of(77)),
        |parts| parts.next_layer = 1,
        |parts| parts.next_layer = u64::MAX,
        |parts| parts.next_group = 0,
        |parts| parts.mask = Arc::new(Mask::filled(Extent::new(3, 3), 1)),
        |parts| parts.layers[1].content = Content::Mask(Arc::new(Mask::filled(Extent::new(3, 3), 1))),
        |parts| parts.layers[1].content = Content::Paint(Sheet::clear(Extent::new(530, 300), Depth::Sixteen)),
        |parts| parts.original = Arc::new(Pixels::filled(Extent::new(3, 3), [0; 4])),
    ];
    assert!(Document::from_parts(document.parts()).is_ok());
    for (number, lie) in lies.iter().enumerate() {
        let mut parts = document.parts();
        lie(&mut parts);
        assert!(Document::from_parts(parts).is_err(), "lie {number}");
    }
}
