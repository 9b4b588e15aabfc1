//! Tools are dragged over documents; no window is needed.

use std::sync::Arc;

use egui::{Modifiers, Pos2, pos2};

use super::*;
use crate::raster::{Extent, Pixels, Rect};

const NONE: Modifiers = Modifiers::NONE;

fn document() -> Document {
    Document::open("test".to_owned(), Arc::new(Pixels::filled(Extent::new(300, 200), [50, 60, 70, 255])))
}

fn drag_with(tools: &mut Toolbox, document: &mut Document, way: &[Pos2], modifiers: Modifiers, erase: bool) -> Outcome {
    tools.event(&ToolEvent::Press { at: way[0], modifiers, erase }, document);
    for &at in &way[1..] {
        tools.event(&ToolEvent::Move { at, modifiers }, document);
    }
    tools.event(&ToolEvent::Release { at: way[way.len() - 1], modifiers }, document)
}

fn drag(tools: &mut Toolbox, document: &mut Document, way: &[Pos2]) -> Outcome {
    drag_with(tools, document, way, NONE, false)
}

fn toolbox(kind: ToolKind, size_px: f32, hardness: f32) -> Toolbox {
    let mut tools = Toolbox::new();
    tools.choose(kind);
    tools.brush = BrushSettings { size_px, hardness, value: 1.0 };
    tools
}

fn area(document: &Document) -> f64 {
    document.mask().coverage().iter().map(|&value| f64::from(value) / 255.0).sum()
}

#[test]
fn a_click_of_a_hard_brush_is_a_disc() {
    let (mut tools, mut document) = (toolbox(ToolKind::Brush, 60.0, 1.0), document());
    let outcome = drag(&mut tools, &mut document, &[pos2(150.0, 100.0)]);
    assert!(outcome.ended);
    let disc = std::f64::consts::PI * 30.0 * 30.0;
    assert!((area(&document) / disc - 1.0).abs() < 0.01, "{} of {disc}", area(&document));
    assert_eq!(document.undo(), Some("Brush stroke"));
    assert!(!document.has_mask());
}

#[test]
fn a_stroke_is_the_same_in_few_moves_and_in_many_and_is_one_step() {
    let stroke = |moves: usize| {
        let (mut tools, mut document) = (toolbox(ToolKind::Brush, 30.0, 0.3), document());
        let way: Vec<Pos2> = (0..=moves).map(|i| pos2(40.0 + 200.0 * i as f32 / moves as f32, 90.0)).collect();
        drag(&mut tools, &mut document, &way);
        assert!(document.undo().is_some() && document.undo().is_none());
        document.redo();
        Arc::clone(document.mask())
    };
    let (few, many) = (stroke(1), stroke(64));
    let worst = few.coverage().iter().zip(many.coverage()).map(|(a, b)| a.abs_diff(b)).max().unwrap();
    assert!(worst <= 2, "{worst}");
    assert_eq!(few.at(140, 90), 255);
}

#[test]
fn a_soft_brush_falls_off_and_the_value_is_reached_not_passed() {
    let (mut tools, mut document) = (toolbox(ToolKind::Brush, 80.0, 0.0), document());
    tools.brush.value = 0.5;
    drag(&mut tools, &mut document, &[pos2(100.0, 100.0), pos2(110.0, 100.0), pos2(100.0, 100.0)]);
    let row: Vec<u8> = (105..150).map(|x| document.mask().at(x, 100)).collect();
    assert_eq!(row[0], 128);
    assert!(row.is_sorted_by(|a, b| a >= b), "{row:?}");
    assert_eq!(document.mask().at(152, 100), 0);
    drag(&mut tools, &mut document, &[pos2(100.0, 100.0)]);
    assert_eq!(document.mask().at(100, 100), 128, "a second stroke at the same value changes nothing");
}

#[test]
fn the_right_button_and_the_eraser_take_away() {
    for (kind, erase) in [(ToolKind::Brush, true), (ToolKind::Eraser, false)] {
        let mut document = document();
        document.select_all();
        let mut tools = toolbox(kind, 40.0, 1.0);
        drag_with(&mut tools, &mut document, &[pos2(50.0, 50.0), pos2(90.0, 50.0)], NONE, erase);
        assert_eq!([document.mask().at(70, 50), document.mask().at(70, 90)], [0, 255]);
        assert_eq!(document.undo_name(), Some("Eraser stroke"));
    }
}

#[test]
fn shift_and_click_draws_a_line_from_the_last_point() {
    let (mut tools, mut document) = (toolbox(ToolKind::Brush, 10.0, 1.0), document());
    drag(&mut tools, &mut document, &[pos2(20.0, 20.0)]);
    drag_with(&mut tools, &mut document, &[pos2(220.0, 120.0)], Modifiers::SHIFT, false);
    assert_eq!(document.mask().at(120, 70), 255);
    document.undo();
    assert_eq!([document.mask().at(120, 70), document.mask().at(20, 20)], [0, 255]);
}

#[test]
fn strokes_work_past_the_border_and_far_outside() {
    let (mut tools, mut document) = (toolbox(ToolKind::Brush, 50.0, 1.0), document());
    let way = [pos2(-400.0, 100.0), pos2(-10.0, 100.0), pos2(310.0, 100.0), pos2(1e6, 1e6), pos2(f32::NAN, 0.0)];
    drag(&mut tools, &mut document, &way);
    assert_eq!([document.mask().at(0, 100), document.mask().at(299, 100)], [255, 255]);
    assert_eq!(document.mask().at(150, 10), 0);
}

#[test]
fn escape_takes_the_stroke_back() {
    let mut document = document();
    let drawn =
        [ToolKind::Brush, ToolKind::Eraser, ToolKind::Rectangle, ToolKind::Ellipse, ToolKind::Lasso, ToolKind::Polygon];
    for kind in drawn {
        let mut tools = toolbox(kind, 50.0, 0.5);
        document.select_all();
        document.combine_mask("half", Some(Rect::new(0, 0, 150, 200)), Combine::Subtract, 255, |_, _| 255);
        let before = Arc::clone(document.mask());
        tools.event(&ToolEvent::Press { at: pos2(100.0, 50.0), modifiers: NONE, erase: false }, &mut document);
        tools.event(&ToolEvent::Move { at: pos2(200.0, 150.0), modifiers: NONE }, &mut document);
        assert!(tools.is_drawing(), "{kind:?}");
        assert!(tools.event(&ToolEvent::Cancel, &mut document).ended);
        assert!(!tools.is_drawing());
        assert_eq!(document.mask(), &before, "{kind:?}");
        assert_eq!(document.undo_name(), Some("half"));
        let late = tools.event(&ToolEvent::Release { at: pos2(200.0, 150.0), modifiers: NONE }, &mut document);
        assert_eq!(late, Outcome::default());
    }
}

#[test]
fn rectangles_replace_add_subtract_and_intersect() {
    let (mut tools, mut document) = (toolbox(ToolKind::Rectangle, 1.0, 1.0), document());
    let add = Modifiers::SHIFT;
    let subtract = Modifiers::ALT;
    drag(&mut tools, &mut document, &[pos2(10.0, 10.0), pos2(30.0, 20.0)]);
    assert_eq!(area(&document), 200.0);
    drag(&mut tools, &mut document, &[pos2(120.0, 60.0), pos2(100.0, 50.0)]);
    assert_eq!(document.mask_bounds(), Some(Rect::new(100, 50, 20, 10)));
    drag_with(&mut tools, &mut document, &[pos2(110.0, 50.0), pos2(130.0, 60.0)], add, false);
    assert_eq!(area(&document), 300.0);
    drag_with(&mut tools, &mut document, &[pos2(100.0, 50.0), pos2(105.0, 60.0)], subtract, false);
    assert_eq!(document.mask_bounds(), Some(Rect::new(105, 50, 25, 10)));
    drag_with(&mut tools, &mut document, &[pos2(0.0, 55.0), pos2(110.0, 999.0)], add | subtract, false);
    assert_eq!(document.mask_bounds(), Some(Rect::new(105, 55, 5, 5)));
    assert_eq!(area(&document), 25.0);
    drag(&mut tools, &mut document, &[pos2(5.0, 5.0)]);
    assert!(!document.has_mask(), "a click without a drag clears");
    assert_eq!(document.undo(), Some("Clear mask"));
    for _ in 0..5 {
        assert_eq!(document.undo(), Some("Rectangle"));
    }
    assert!(!document.can_undo());
}

#[test]
fn the_lasso_fills_what_it_goes_round() {
    let (mut tools, mut document) = (toolbox(ToolKind::Lasso, 1.0, 1.0), document());
    let circle: Vec<Pos2> = (0..90)
        .map(|i| (i as f32 * 4.0).to_radians())
        .map(|angle| pos2(150.0 + 60.0 * angle.cos(), 100.0 + 60.0 * angle.sin()))
        .collect();
    drag(&mut tools, &mut document, &circle);
    let disc = std::f64::consts::PI * 3600.0;
    assert!((area(&document) / disc - 1.0).abs() < 0.01, "{} of {disc}", area(&document));
    assert_eq!(document.mask().at(150, 100), 255);
    assert!(tools.outline().is_empty());
}

#[test]
fn the_eraser_is_put_away_by_its_own_key_and_no_tool_changes_in_mid_stroke() {
    let (mut tools, mut document) = (Toolbox::new(), document());
    tools.choose(ToolKind::Eraser);
    tools.choose(ToolKind::Eraser);
    assert_eq!(tools.active, ToolKind::Brush);
    tools.event(&ToolEvent::Press { at: pos2(9.0, 9.0), modifiers: NONE, erase: false }, &mut document);
    tools.choose(ToolKind::Lasso);
    assert_eq!(tools.active, ToolKind::Brush);
}

fn ellipse(press: Modifiers, later: Modifiers) -> (Toolbox, Document) {
    let (mut tools, mut document) = (toolbox(ToolKind::Ellipse, 1.0, 1.0), document());
    document.select_all();
    tools.event(&ToolEvent::Press { at: pos2(100.0, 100.0), modifiers: press, erase: false }, &mut document);
    tools.event(&ToolEvent::Move { at: pos2(120.0, 105.0), modifiers: NONE }, &mut document);
    tools.event(&ToolEvent::Move { at: pos2(160.0, 130.0), modifiers: later }, &mut document);
    tools.event(&ToolEvent::Release { at: pos2(160.0, 130.0), modifiers: later }, &mut document);
    (tools, document)
}

#[test]
fn an_ellipse_fills_its_box_and_keys_pressed_later_make_a_circle_or_centre_it() {
    let quarter = std::f64::consts::PI / 4.0;
    for (later, bounds) in [
        (NONE, Rect::new(100, 100, 60, 30)),
        (Modifiers::SHIFT, Rect::new(100, 100, 60, 60)),
        (Modifiers::ALT, Rect::new(40, 70, 120, 60)),
        (Modifiers::SHIFT | Modifiers::ALT, Rect::new(40, 40, 120, 120)),
    ] {
        let (_, mut document) = ellipse(NONE, later);
        assert_eq!(document.mask_bounds(), Some(bounds), "{later:?}");
        let expected = quarter * bounds.extent().area() as f64;
        assert!((area(&document) / expected - 1.0).abs() < 0.01, "{} of {expected}", area(&document));
        assert_eq!(document.undo(), Some("Ellipse"));
    }
    // Held at the press, they say how it is joined.
    let (_, document) = ellipse(Modifiers::ALT, NONE);
    assert_eq!([document.mask().at(130, 115), document.mask().at(10, 10)], [0, 255]);
}

fn click(tools: &mut Toolbox, document: &mut Document, at: Pos2) {
    drag(tools, document, &[at]);
}

#[test]
fn a_polygon_is_closed_at_its_first_corner_or_by_enter() {
    let corners = [pos2(20.0, 20.0), pos2(120.0, 20.0), pos2(120.0, 100.0), pos2(20.0, 100.0)];
    for by_click in [true, false] {
        let (mut tools, mut document) = (toolbox(ToolKind::Polygon, 1.0, 1.0), document());
        tools.reach_px = 4.0;
        for corner in corners {
            click(&mut tools, &mut document, corner);
            assert!(tools.is_drawing() && !document.has_mask());
        }
        tools.event(&ToolEvent::Move { at: pos2(60.0, 60.0), modifiers: NONE }, &mut document);
        assert_eq!(tools.outline().len(), 5, "the side to come follows the pointer");
        if by_click {
            click(&mut tools, &mut document, pos2(22.0, 21.0));
        } else {
            tools.event(&ToolEvent::Finish, &mut document);
        }
        assert!(!tools.is_drawing());
        assert_eq!(area(&document), 8000.0, "{by_click}");
        assert_eq!(document.undo(), Some("Polygon"));
    }
}

#[test]
fn corners_are_taken_back_one_by_one_and_two_of_them_enclose_nothing() {
    let (mut tools, mut document) = (toolbox(ToolKind::Polygon, 1.0, 1.0), document());
    click(&mut tools, &mut document, pos2(20.0, 20.0));
    click(&mut tools, &mut document, pos2(120.0, 20.0));
    click(&mut tools, &mut document, pos2(120.0, 100.0));
    assert!(!tools.event(&ToolEvent::Back, &mut document).ended);
    assert!(tools.event(&ToolEvent::Finish, &mut document).ended);
    assert!(!document.can_undo());
    click(&mut tools, &mut document, pos2(20.0, 20.0));
    assert!(tools.event(&ToolEvent::Back, &mut document).ended && !tools.is_drawing());
    assert_eq!(tools.event(&ToolEvent::Back, &mut document), Outcome::default());
}

#[test]
fn the_wand_says_which_pixel_and_how_to_join() {
    let (mut tools, mut document) = (toolbox(ToolKind::Wand, 1.0, 1.0), document());
    let mut pick = |tools: &mut Toolbox, at, modifiers| {
        tools.event(&ToolEvent::Press { at, modifiers, erase: false }, &mut document).pick
    };
    let at = |combine| Some(Pick { x: 299, y: 0, combine });
    assert_eq!(pick(&mut tools, pos2(299.9, 0.1), NONE), at(Combine::Replace));
    assert_eq!(pick(&mut tools, pos2(299.9, 0.1), Modifiers::SHIFT), at(Combine::Add));
    tools.join = Combine::Intersect;
    assert_eq!(pick(&mut tools, pos2(299.9, 0.1), NONE), at(Combine::Intersect), "as it is set");
    assert_eq!(pick(&mut tools, pos2(299.9, 0.1), Modifiers::ALT), at(Combine::Subtract), "unless a key says more");
    for outside in [pos2(-0.1, 5.0), pos2(300.0, 5.0), pos2(5.0, 200.0), pos2(f32::NAN, 5.0)] {
        assert_eq!(pick(&mut tools, outside, NONE), None);
    }
    assert!(!tools.is_drawing());
}

#[test]
fn shapes_are_joined_as_it_is_set() {
    let (mut tools, mut document) = (toolbox(ToolKind::Rectangle, 1.0, 1.0), document());
    tools.join = Combine::Add;
    drag(&mut tools, &mut document, &[pos2(10.0, 10.0), pos2(20.0, 20.0)]);
    drag(&mut tools, &mut document, &[pos2(40.0, 10.0), pos2(50.0, 20.0)]);
    assert_eq!(area(&document), 200.0);
    drag(&mut tools, &mut document, &[pos2(90.0, 90.0)]);
    assert_eq!(area(&document), 200.0, "a click adds nothing and clears nothing");
}
