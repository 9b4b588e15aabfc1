//! What a person relies on: exact bytes, one step an act, undo of everything, cost by tiles.

pub(super) mod acts;
mod figures;
mod frame;
mod layers;
mod paint;
mod property;

use super::*;
use crate::raster::{Samples, Tile, paste};

fn noise(extent: Extent, seed: u64, depth: Depth) -> Pixels {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    let count = 4 * extent.area() as usize;
    let samples = match depth {
        Depth::Eight => Samples::Eight((0..count).map(|_| next() as u8).collect()),
        Depth::Sixteen => Samples::Sixteen((0..count).map(|_| next() as u16).collect()),
    };
    Pixels::new(extent, samples).unwrap()
}

fn document(width: u32, height: u32) -> Document {
    let picture = noise(Extent::new(width, height), 1, Depth::Eight);
    Document::open("test.png".to_owned(), Arc::new(picture))
}

fn document_of(width: u32, height: u32) -> Document {
    let picture = Pixels::filled(Extent::new(width, height), [90, 90, 90, 255]);
    Document::open("big".to_owned(), Arc::new(picture))
}

fn edge(document: &mut Document, edge: Edge) {
    let edged = edge.of(document.mask());
    assert!(document.take_edge(&edged));
}

fn spot(document: &mut Document, rect: Rect, value: u8) {
    document.paint_mask(rect, value, |_, _| 255);
}

#[test]
fn an_accepted_result_gives_its_bytes_exactly_and_leaves_the_rest() {
    for depth in [Depth::Eight, Depth::Sixteen] {
        let extent = Extent::new(333, 517);
        let picture = Arc::new(noise(extent, 2, depth));
        let mut document = Document::open("a".to_owned(), Arc::clone(&picture));
        let rect = Rect::new(40, 250, 201, 130);
        let coverage = (0..extent.area()).map(|i| if i % 3 == 0 { 0 } else { (i % 251) as u8 }).collect::<Vec<_>>();
        let mask = Mask::new(extent, coverage).unwrap();
        let patch = noise(rect.extent(), 3, depth);
        let result = Arc::new(paste(&picture, &patch, rect, &mask).unwrap());

        document.accept("result", &result, rect, Some(&mask), None).unwrap();
        assert_eq!(document.flattened().differing(&result), 0, "{depth:?}");
        assert!(document.flattened().differing(&picture) > 0);
        assert!(document.is_dirty());

        let id = document.layers()[1].id();
        document.set_layer(id, |look| look.visible = false);
        assert_eq!(document.flattened().differing(&picture), 0, "{depth:?}");
        document.undo();
        document.undo();
        assert_eq!(document.flattened().differing(&picture), 0, "{depth:?}");
        assert!(!document.is_dirty());
        assert_eq!(document.redo(), Some("Accept result"));
        assert_eq!(document.flattened().differing(&result), 0, "{depth:?}");
    }
}

#[test]
fn half_opacity_is_the_mean_and_a_drag_is_one_step() {
    let extent = Extent::new(4, 4);
    let mut document = Document::open("a".to_owned(), Arc::new(Pixels::filled(extent, [0, 100, 200, 255])));
    let white = Arc::new(Pixels::filled(Extent::new(2, 2), [255, 255, 255, 255]));
    let id = document.accept("white", &white, Rect::new(1, 1, 2, 2), None, None).unwrap();
    document.begin("Layer opacity");
    for opacity in [0.9, 0.7, 0.5] {
        document.set_layer(id, |look| look.opacity = opacity);
    }
    document.commit();
    assert_eq!(document.flattened().rgba8(1, 1), [128, 178, 228, 255]);
    assert_eq!(document.flattened().rgba8(0, 0), [0, 100, 200, 255]);
    document.undo();
    assert_eq!(document.layer(id).unwrap().opacity(), 1.0);
    assert_eq!(document.flattened().rgba8(1, 1), [255; 4]);
}

#[test]
fn the_bottom_layer_stays_and_others_move_and_go() {
    let mut document = document(8, 8);
    let one = Arc::new(Pixels::filled(Extent::new(8, 8), [1, 1, 1, 255]));
    let two = Arc::new(Pixels::filled(Extent::new(8, 8), [2, 2, 2, 255]));
    let all = document.extent().rect();
    let bottom = document.layers()[0].id();
    let first = document.accept("1", &one, all, None, None).unwrap();
    document.accept("2", &two, all, None, None).unwrap();
    assert!(!document.remove_layer(bottom));
    assert!(!document.move_layer(0, 1));
    assert!(document.move_layer(1, 2));
    assert_eq!(document.flattened().rgba8(0, 0)[0], 1);
    assert!(document.remove_layer(first));
    assert_eq!(document.flattened().rgba8(0, 0)[0], 2);
    document.undo();
    document.undo();
    assert_eq!(document.flattened().rgba8(0, 0)[0], 2);
    assert_eq!(document.layers().len(), 3);
    assert!(document.original().differing(&document.flattened()) > 0);
}

#[test]
fn results_of_another_size_are_refused() {
    let mut document = document(8, 8);
    let pixels = Arc::new(Pixels::filled(Extent::new(4, 4), [1, 1, 1, 255]));
    assert!(document.accept("x", &pixels, Rect::new(6, 6, 4, 4), None, None).is_err());
    assert!(document.accept("x", &pixels, Rect::new(0, 0, 3, 4), None, None).is_err());
    let mask = Mask::filled(Extent::new(5, 5), 1);
    assert!(document.accept("x", &pixels, Rect::new(0, 0, 4, 4), Some(&mask), None).is_err());
    assert!(document.set_mask("x", &mask).is_err());
    assert!(!document.can_undo());
}

#[test]
fn a_stroke_is_one_step_and_overlaps_do_not_build_up() {
    let mut document = document(600, 400);
    document.begin("Brush stroke");
    for x in 0..10 {
        document.paint_mask(Rect::new(100 + x, 100, 300, 200), 200, |_, _| 128);
    }
    document.commit();
    assert_eq!(document.mask().at(250, 200), 100);
    assert_eq!(document.mask_bounds(), Some(Rect::new(100, 100, 309, 200)));
    let painted = Arc::clone(document.mask());
    assert_eq!(document.undo(), Some("Brush stroke"));
    assert!(!document.has_mask());
    assert!(!document.can_undo());
    assert_eq!(document.redo(), Some("Brush stroke"));
    assert_eq!(document.mask(), &painted);
    assert!(document.is_dirty() && !document.has_edits(), "a painted mask is work");
    document.mark_saved();
    assert!(!document.is_dirty());
    document.clear_mask();
    assert!(!document.is_dirty(), "an empty mask is no loss");
    document.undo();
    assert!(!document.is_dirty(), "undo leads back to what was exported");
}

#[test]
fn abort_leaves_no_trace_and_undo_in_mid_stroke_aborts() {
    let mut document = document(300, 300);
    document.begin("first");
    spot(&mut document, Rect::new(0, 0, 50, 50), 255);
    document.commit();
    let before = Arc::clone(document.mask());
    document.begin("second");
    spot(&mut document, Rect::new(20, 20, 270, 270), 0);
    document.invert_mask();
    spot(&mut document, Rect::new(100, 100, 20, 20), 77);
    document.abort();
    assert_eq!(document.mask(), &before);
    document.begin("third");
    spot(&mut document, Rect::new(20, 20, 270, 270), 255);
    assert!(document.undo().is_some());
    assert_eq!(document.mask(), &before);
    assert_eq!(document.undo_name(), Some("first"));
    document.begin("nothing");
    spot(&mut document, Rect::new(0, 0, 50, 50), 255);
    document.commit();
    assert_eq!(document.undo_name(), Some("first"), "a step that changed nothing is none");
}

#[test]
fn random_acts_undo_to_the_beginning_and_redo_to_the_end() {
    let mut document = document(530, 300);
    let mut states = vec![(Arc::clone(document.mask()), document.flattened())];
    let patch = Arc::new(Pixels::filled(Extent::new(60, 60), [9, 8, 7, 255]));
    for act in 0..24_u32 {
        match act % 8 {
            0 => document.select_all(),
            1 => document.invert_mask(),
            2 => document.combine_mask("a", Some(Rect::new(10 * act, 3, 99, 200)), Combine::Add, 200, |x, _| x as u8),
            3 => edge(&mut document, Edge::Grow(5)),
            4 => document.combine_mask("b", Some(Rect::new(200, 20, 150, 99)), Combine::Subtract, 255, |_, y| y as u8),
            5 => edge(&mut document, Edge::Feather(6.0)),
            6 => drop(document.accept("p", &patch, Rect::new(act * 10, act, 60, 60), None, None).unwrap()),
            _ => document.combine_mask("c", Some(Rect::new(0, 0, 280, 280)), Combine::Intersect, 255, |_, _| 250),
        }
        states.push((Arc::clone(document.mask()), document.flattened()));
    }
    states.dedup();
    assert!(states.len() > 18);
    for state in states.iter().rev().skip(1) {
        assert!(document.undo().is_some());
        assert_eq!((document.mask(), &document.flattened()), (&state.0, &state.1));
    }
    assert!(document.undo().is_none());
    for state in &states[1..] {
        assert!(document.redo().is_some());
        assert_eq!((document.mask(), &document.flattened()), (&state.0, &state.1));
    }
    assert!(document.redo().is_none());
}

#[test]
fn edges_are_the_whole_masks() {
    let mut document = document(700, 500);
    document.begin("x");
    spot(&mut document, Rect::new(0, 230, 90, 80), 255);
    spot(&mut document, Rect::new(400, 255, 3, 190), 130);
    document.commit();
    let start = Arc::clone(document.mask());
    edge(&mut document, Edge::Grow(11));
    assert_eq!(**document.mask(), start.grown(11));
    document.undo();
    edge(&mut document, Edge::Grow(-9));
    assert_eq!(**document.mask(), start.grown(-9));
    document.undo();
    edge(&mut document, Edge::Feather(13.0));
    assert_eq!(**document.mask(), start.feathered(13.0));
    assert_eq!(document.undo(), Some("Feather mask"));
    assert_eq!(document.mask(), &start);
}

#[test]
fn an_edge_that_was_worked_out_from_another_mask_is_not_taken() {
    let mut document = document(300, 300);
    document.begin("Brush stroke");
    spot(&mut document, Rect::new(20, 20, 50, 50), 255);
    let early = Edge::Grow(3).of(document.mask());
    assert!(!document.take_edge(&early), "a stroke goes on");
    document.commit();
    assert!(document.take_edge(&early));
    assert_eq!(document.mask_bounds(), Some(Rect::new(17, 17, 56, 56)));
    assert_eq!(document.undo(), Some("Grow mask"));
    let late = Edge::Feather(3.0).of(document.mask());
    document.begin("Brush stroke");
    spot(&mut document, Rect::new(200, 20, 1, 1), 255);
    document.commit();
    assert!(!document.take_edge(&late));
    assert_eq!(document.undo_name(), Some("Brush stroke"));
}

#[test]
fn a_stroke_under_a_held_mask_copies_what_it_touches_and_no_more() {
    let mut document = document_of(12_000, 9_000);
    document.invert_mask();
    document.begin("Brush stroke");
    spot(&mut document, Rect::new(5_000, 5_000, 2_000, 2_000), 77);
    document.commit();
    let held = Arc::clone(document.mask());
    let before = held.rows(Rect::new(4_900, 4_900, 2_200, 2_200));
    document.begin("Brush stroke");
    spot(&mut document, Rect::new(5_300, 5_300, 40, 40), 0);
    document.commit();
    assert_eq!(held.rows(Rect::new(4_900, 4_900, 2_200, 2_200)), before, "who holds a mask keeps it");
    assert_eq!((held.at(5_310, 5_310), document.mask().at(5_310, 5_310)), (77, 0));
    let own = |tile: &usize| match (document.mask().tile(*tile), held.tile(*tile)) {
        (Tile::Rows(now), Tile::Rows(then)) => !Arc::ptr_eq(now, then),
        (now, then) => now != then,
    };
    assert_eq!((0..held.grid().count()).filter(own).count(), 1, "one tile was painted, one is copied");
    document.undo();
    assert_eq!(document.mask(), &held);
}

#[test]
fn the_cost_of_a_stroke_does_not_grow_with_the_picture() {
    let cost = |width, height| {
        let mut document = document_of(width, height);
        document.take_dirty_mask();
        document.begin("Brush stroke");
        for step in 0..20 {
            document.paint_mask(Rect::new(300 + 4 * step, 300, 40, 40), 255, |_, _| 255);
        }
        document.commit();
        (document.history_bytes(), document.take_dirty_mask().unwrap())
    };
    let (bytes, dirty) = cost(12_000, 9_000);
    assert_eq!((bytes, dirty), cost(1_024, 1_024));
    assert_eq!(dirty, Rect::new(300, 300, 116, 40));
    assert!(bytes < 1_000, "empty tiles are one byte each, not {bytes}");
}

#[test]
fn a_whole_mask_command_on_a_big_empty_mask_costs_next_to_nothing() {
    let mut document = document(4_000, 3_000);
    document.invert_mask();
    assert_eq!(document.mask_bounds(), Some(document.extent().rect()));
    assert!(document.history_bytes() < 32_000, "{}", document.history_bytes());
    document.clear_mask();
    assert!(!document.has_mask());
}
