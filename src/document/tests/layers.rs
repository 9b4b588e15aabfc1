//! Kinds of layers, how they show, groups.

use super::*;
use crate::raster::{Blend, Colour, Sheet, Turn};

fn pixel(document: &Document, x: u32, y: u32) -> [u8; 4] {
    document.flattened().rgba8(x, y)
}

#[test]
fn blend_modes_change_colours_and_normal_keeps_bytes() {
    let mut document = document_of(8, 8);
    let grey = Arc::new(Pixels::filled(Extent::new(4, 4), [51, 102, 204, 255]));
    let id = document.paste("grey", &grey, (2, 2)).unwrap();
    assert_eq!(pixel(&document, 2, 2), [51, 102, 204, 255]);
    document.set_layer(id, |look| look.blend = Blend::Multiply);
    assert_eq!(pixel(&document, 5, 5), [18, 36, 72, 255]);
    assert_eq!(document.undo_name(), Some("Blend mode"));
    document.set_layer(id, |look| look.opacity = 0.0);
    assert_eq!(pixel(&document, 5, 5), [90, 90, 90, 255]);
    assert_eq!(pixel(&document, 6, 6), [90, 90, 90, 255]);
}

#[test]
fn a_result_replaces_alpha_and_a_pasted_picture_lies_over() {
    let clear = Arc::new(Pixels::filled(Extent::new(4, 4), [1, 2, 3, 0]));
    let mut document = document_of(8, 8);
    document.paste("pasted", &clear, (0, 0)).unwrap();
    assert_eq!(pixel(&document, 0, 0), [90, 90, 90, 255]);
    document.accept("result", &clear, Rect::new(0, 0, 4, 4), None, None).unwrap();
    assert_eq!(pixel(&document, 0, 0), [1, 2, 3, 0]);
}

#[test]
fn a_placed_picture_keeps_its_source_and_whole_moves_its_bytes() {
    for depth in [Depth::Eight, Depth::Sixteen] {
        let picture = Arc::new(noise(Extent::new(300, 280), 4, depth));
        let mut document = Document::open("a".to_owned(), picture);
        let patch = Arc::new(noise(Extent::new(20, 10), 5, depth));
        let id = document.accept("patch", &patch, Rect::new(0, 0, 20, 10), None, None).unwrap();
        let before = document.flattened();
        assert!(document.place_layer(id, Placement::at(290, -4)));
        assert_eq!(document.layer(id).unwrap().rect(), Some(Rect::new(290, 0, 10, 6)));
        let part = document.flattened().crop(Rect::new(290, 0, 10, 6)).unwrap();
        assert_eq!(part, patch.crop(Rect::new(0, 4, 10, 6)).unwrap());
        assert!(document.place_layer(id, Placement::at(40, 40).rotated(90.0, [50.0, 45.0])));
        let rect = document.layer(id).unwrap().rect().unwrap();
        assert_eq!(document.flattened().crop(rect).unwrap(), patch.turned(Turn::Quarter));
        assert!(document.place_layer(id, Placement::at(900, 0)));
        assert_eq!(document.layer(id).unwrap().rect(), None);
        assert!(
            document.place_layer(id, Placement::at(9, 9).scaled(0.37, 1.9, [0.0, 0.0]).rotated(33.0, [20.0, 20.0]))
        );
        assert!(document.place_layer(id, Placement::at(0, 0)));
        assert_eq!(document.flattened(), before);
        let bottom = document.layers()[0].id();
        assert!(!document.place_layer(bottom, Placement::at(1, 1)));
        document.set_layer(id, |look| look.locked = true);
        assert!(!document.place_layer(id, Placement::at(1, 1)) && !document.remove_layer(id));
    }
}

#[test]
fn paint_shows_over_what_is_below_and_a_kept_mask_never_does() {
    let mut document = document_of(600, 300);
    let id = document.add_paint_layer("Paint", None);
    assert_eq!(document.layer(id).unwrap().rect(), None);
    let mut sheet = Sheet::clear(document.extent(), document.depth());
    sheet.paint_tile::<u8>(1)[..4].copy_from_slice(&[200, 0, 0, 255]);
    sheet.swap_tile(2, crate::raster::Tint::Uniform(Colour::of_rgba8([0, 0, 200, 51])));
    let content = Box::new(Content::Paint(sheet));
    document.record("paint".into(), Change::SetContent { id, content });
    assert_eq!(pixel(&document, 256, 0), [200, 0, 0, 255]);
    assert_eq!(pixel(&document, 599, 0), [72, 72, 112, 255]);
    document.undo();
    assert_eq!(pixel(&document, 256, 0), [90, 90, 90, 255]);

    document.combine_mask("a", Some(Rect::new(5, 5, 90, 90)), Combine::Replace, 255, |_, _| 255);
    let (kept, flat) = (Arc::clone(document.mask()), document.flattened());
    let layer = document.keep_mask("Kept");
    document.clear_mask();
    assert_eq!(document.flattened(), flat);
    assert!(!document.has_mask());
    assert_eq!(document.layer(layer).unwrap().content(), &Content::Mask(kept));
}

#[test]
fn groups_hide_their_layers_together_as_one_step() {
    let mut document = document_of(8, 8);
    let patch = Arc::new(Pixels::filled(Extent::new(8, 8), [1, 2, 3, 255]));
    let layers = ["a", "b"].map(|name| document.paste(name, &patch, (0, 0)).unwrap());
    let group = document.group_layers("Run 1", &layers);
    document.set_group(group, |group| group.visible = false);
    assert_eq!(pixel(&document, 0, 0), [90, 90, 90, 255]);
    assert!(!document.shows(layers[0]) && document.layer(layers[0]).unwrap().visible());
    assert_eq!(document.undo(), Some("Hide group"));
    assert_eq!(document.undo(), Some("Group layers"));
    assert!(document.groups().is_empty() && document.layer(layers[1]).unwrap().look().group.is_none());
    document.redo();
    document.redo();
    document.ungroup(group);
    assert_eq!(pixel(&document, 0, 0), [1, 2, 3, 255]);
    assert_eq!(document.undo(), Some("Ungroup layers"));
    assert_eq!(pixel(&document, 0, 0), [90, 90, 90, 255]);
}
