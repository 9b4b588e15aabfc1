//! Any sequence of changes: undone it is the first document, redone the last, done again from its acts the same.

use super::acts::assert_same;
use super::*;
use crate::raster::{Blend, Border, Colour, Turn};

/// SplitMix64: every sequence by its number.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    fn below(&mut self, limit: u32) -> u32 {
        (self.roll() % u64::from(limit.max(1))) as u32
    }
    /// A rectangle that lies in `extent`.
    fn rect(&mut self, extent: Extent) -> Rect {
        let (x, y) = (self.below(extent.width), self.below(extent.height));
        Rect::new(x, y, 1 + self.below(extent.width - x), 1 + self.below(extent.height - y))
    }
    fn colour(&mut self) -> Colour {
        Colour::of_rgba8(self.roll().to_le_bytes()[..4].try_into().unwrap())
    }
    fn layer(&mut self, document: &Document) -> LayerId {
        document.layers()[self.below(document.layers().len() as u32) as usize].id()
    }
}

/// A layer to paint on, if need be a new one.
fn paint_layer(document: &mut Document) -> LayerId {
    let found = document.layers().iter().map(Layer::id).find(|&id| document.is_paintable(id));
    found.unwrap_or_else(|| document.add_paint_layer("paint", None))
}

/// One change of any kind.
fn change(document: &mut Document, dice: &mut Dice) {
    let extent = document.extent();
    let (rect, id) = (dice.rect(extent), dice.layer(document));
    let at = (i64::from(rect.x) - 20, i64::from(rect.y) - 20);
    let patch = Arc::new(noise(Extent::new(40, 30), dice.roll(), document.depth()));
    let salt = dice.roll() as u32;
    match dice.below(30) {
        0..4 => {
            let id = paint_layer(document);
            document.begin("Paint stroke");
            let ink = if dice.below(3) == 0 { Ink::Erase } else { Ink::Colour(dice.colour()) };
            document.paint(id, rect, ink, |x, y| (x.wrapping_mul(salt) ^ y) as u8);
            document.paint(id, dice.rect(extent), ink, |x, y| (x + y) as u8);
            document.commit();
        }
        4..7 => {
            document.begin("Brush stroke");
            document.paint_mask(rect, salt as u8, |x, y| (x ^ y) as u8);
            document.commit();
        }
        7 => document.combine_mask("Lasso", Some(rect), Combine::Add, 255, |x, y| (x * y) as u8),
        8 => document.invert_mask(),
        9 => drop(document.accept("result", &patch, Rect::new(0, 0, 40, 30), None, None)),
        10 => drop(document.paste("pasted", &patch, at).unwrap()),
        11 => document.set_layer(id, |look| look.opacity = (salt % 101) as f32 / 100.0),
        12 => document.set_layer(id, |look| look.blend = Blend::ALL[salt as usize % 4]),
        13 => document.set_layer(id, |look| look.visible = !look.visible),
        14 => drop(document.remove_layer(id)),
        15 => drop(document.move_layer(1 + salt as usize % 3, 1 + salt as usize % 5)),
        16 => drop(document.merge_down(id)),
        17 => drop(document.duplicate_layer(id, "copy")),
        18 => drop(document.place_layer(id, Placement::at(at.0, at.1))),
        19 => {
            let turned =
                Placement::at(at.0, at.1).scaled(0.8, 1.3, [50.0, 40.0]).rotated(f64::from(salt % 360), [40.0, 40.0]);
            document.place_layer(id, turned);
        }
        20 => drop(document.keep_mask("kept")),
        21 => {
            if let Some(Content::Mask(mask)) = document.layer(id).map(Layer::content) {
                let mask = Arc::clone(mask);
                document.combine_mask("Load mask", mask.bounds(), Combine::Subtract, 255, |x, y| mask.at(x, y));
            }
        }
        22 => {
            let id = paint_layer(document);
            document.fill_layer(id, dice.colour(), Some(&Arc::clone(document.mask())));
        }
        23 => {
            let id = paint_layer(document);
            let gradient = Gradient { from: [0.0, 0.0], to: [90.0, 50.0], start: dice.colour(), end: Colour::CLEAR };
            document.draw_gradient(id, gradient, None);
        }
        24 => drop(document.group_layers("run", &[id])),
        25 => match document.groups().first().map(|group| group.id) {
            Some(group) if salt.is_multiple_of(2) => document.set_group(group, |group| group.visible = !group.visible),
            Some(group) => document.ungroup(group),
            None => {}
        },
        26 => document.crop(Rect::new(0, 0, extent.width - extent.width / 9, extent.height)).unwrap(),
        27 => document.turn(Turn::ALL[salt as usize % 8]).unwrap(),
        28 => drop(document.resize(Extent::new(200 + salt % 150, 150 + salt % 90))),
        _ => {
            let sides = Sides { left: salt % 30, bottom: salt % 7, ..Sides::default() };
            document.extend(sides, Border::Edge, 5).unwrap();
        }
    }
}

fn state(document: &Document) -> (Parts, Arc<Pixels>) {
    let mut parts = document.parts();
    // Names are not given twice, also not when what had them is undone.
    (parts.next_layer, parts.next_group) = (0, 0);
    (parts, document.flattened())
}

fn first(depth: Depth) -> Document {
    Document::open("first".to_owned(), Arc::new(noise(Extent::new(290, 210), 6, depth)))
}

#[test]
fn any_sequence_undone_is_the_first_document_and_redone_the_last() {
    for seed in 0..3 {
        let depth = if seed % 3 == 2 { Depth::Sixteen } else { Depth::Eight };
        let (mut dice, mut document) = (Dice(seed), first(depth));
        let mut states = vec![state(&document)];
        for _ in 0..40 {
            change(&mut document, &mut dice);
            states.push(state(&document));
            assert!(Document::from_parts(document.parts()).is_ok());
        }
        states.dedup();
        let last = state(&document);
        let mut ahead = states.clone();
        ahead.pop();
        while document.undo().is_some() {
            // Some changes are two steps, so that there are states between.
            ahead.pop_if(|next| *next == state(&document));
        }
        assert!(ahead.is_empty(), "seed {seed}: {} states were not met again", ahead.len());
        assert_eq!(state(&document), states[0], "seed {seed}");
        while document.redo().is_some() {}
        assert_eq!(state(&document), last, "seed {seed}");
    }
}

#[test]
fn acts_of_any_sequence_make_the_same_document_within_any_budget() {
    for (seed, budget) in [(11, usize::MAX), (12, 600_000), (13, 60_000)] {
        let (mut dice, mut live, mut again) = (Dice(seed), first(Depth::Eight), first(Depth::Eight));
        for document in [&mut live, &mut again] {
            document.limit_history(budget);
        }
        live.watch();
        for _ in 0..40 {
            match dice.below(8) {
                0 => drop(live.undo().map(str::len)),
                1 => drop(live.redo().map(str::len)),
                2 => {
                    live.begin("given up");
                    change(&mut live, &mut dice);
                    live.abort();
                }
                _ => change(&mut live, &mut dice),
            }
            for act in live.take_committed() {
                again.replay(act).unwrap();
            }
        }
        assert_eq!(live.history_bytes(), again.history_bytes());
        assert_same(live, again);
    }
}

#[test]
fn what_could_be_undone_can_be_undone_after_a_restart() {
    for seed in 20..23 {
        let depth = if seed == 22 { Depth::Sixteen } else { Depth::Eight };
        let (mut dice, mut live) = (Dice(seed), first(depth));
        for _ in 0..40 {
            match dice.below(9) {
                0 => drop(live.undo().map(str::len)),
                _ => change(&mut live, &mut dice),
            }
        }
        let bytes = journal::pack(&live.past(usize::MAX)).unwrap();
        let mut again = Document::from_parts(live.parts()).unwrap();
        again.remember(journal::unpack(&bytes).unwrap()).unwrap();
        assert!(!again.is_dirty());
        assert_eq!((again.parts(), again.flattened()), (live.parts(), live.flattened()), "seed {seed}");
        // Step by step the same, to the first document, and back to the last.
        let last = state(&live);
        loop {
            assert_eq!((state(&again), again.undo_name()), (state(&live), live.undo_name()), "seed {seed}");
            if (again.undo().is_none(), live.undo().is_none()) == (true, true) {
                break;
            }
        }
        assert_eq!(state(&again), state(&first(depth)), "seed {seed}");
        assert!(again.is_dirty());
        while again.redo().is_some() {}
        assert_eq!(state(&again), last, "seed {seed}");
    }
}

#[test]
fn steps_of_another_document_or_broken_ones_are_not_taken() {
    let (mut dice, mut live) = (Dice(31), first(Depth::Eight));
    for _ in 0..25 {
        change(&mut live, &mut dice);
    }
    let bytes = journal::pack(&live.past(usize::MAX)).unwrap();
    let mut other = Document::open("other".into(), Arc::new(noise(Extent::new(31, 40), 1, Depth::Sixteen)));
    let before = (other.parts(), other.flattened());
    assert!(other.remember(journal::unpack(&bytes).unwrap()).is_err());
    assert_eq!((other.parts(), other.flattened(), other.can_undo()), (before.0, before.1, false));
    // Whatever is done to the bytes: nothing, or steps that leave a document that can be saved.
    let mut taken = 0;
    for _ in 0..300 {
        let mut bytes = bytes.clone();
        for _ in 0..=dice.below(3) {
            let at = dice.below(bytes.len() as u32) as usize;
            bytes[at] = dice.roll() as u8;
        }
        let mut again = Document::from_parts(live.parts()).unwrap();
        if let Ok(past) = journal::unpack(&bytes)
            && again.remember(past).is_ok()
        {
            taken += 1;
            assert_eq!((again.parts(), again.flattened()), (live.parts(), live.flattened()));
            while again.undo().is_some() {
                assert!(Document::from_parts(again.parts()).is_ok());
            }
        }
    }
    assert!(taken < 300);
}

#[test]
fn only_the_newest_steps_that_have_room_are_kept() {
    let mut document = first(Depth::Eight);
    for step in 0..10 {
        document.begin("Stroke");
        document.paint_mask(Rect::new(0, 0, 200, 200), 255, |x, y| (x * y + step) as u8);
        document.commit();
    }
    let all = document.past(usize::MAX);
    assert_eq!(all.len(), 10);
    let some = document.past(all.bytes() / 2);
    assert!((1..10).contains(&some.len()) && some.bytes() <= all.bytes() / 2);
    assert!(document.past(0).is_empty());
    document.begin("Stroke");
    document.paint_mask(Rect::new(0, 0, 9, 9), 255, |_, _| 3);
    assert!(document.past(usize::MAX).is_empty(), "a stroke goes on");
}
