//! How soon a window with a large project answers, and what it does when nothing moves, printed:
//! `cargo test --release --test app start_with_a_large_project -- --ignored --nocapture`.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on fails")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use egui::{Key, Modifiers, ViewportId};
use palimpsest::app::App;
use palimpsest::app::draft::Draft;
use palimpsest::app::gallery::{Entry, Kept};
use palimpsest::app::project::results::note;
use palimpsest::document::journal::pack;
use palimpsest::document::{Document, project};
use palimpsest::raster::{Extent, Mask, Pixels, Rect, Samples};

use crate::harness::{Window, builder, key, start};
use crate::speed::Times;

const EXTENT: Extent = Extent::new(1024, 768);
const LAYERS: u32 = 20;
const RESULTS: u64 = 200;
/// What an edit changes.
const PART: Rect = Rect { x: 200, y: 150, width: 512, height: 384 };

/// As a photograph is: smooth, with some noise.
fn picture(extent: Extent, seed: u32) -> Arc<Pixels> {
    let mut state = seed.wrapping_mul(2_654_435_761) | 1;
    let mut samples = Vec::new();
    for y in 0..extent.height {
        for x in 0..extent.width {
            for wave in [31, 47, 63] {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                samples.push(((x + seed) / 4 * wave / 16 + y / 5) as u8 / 2 + (state >> 28) as u8);
            }
            samples.push(255);
        }
    }
    Arc::new(Pixels::new(extent, Samples::Eight(samples)).unwrap())
}

/// 20 layers, 200 results, and an undo step for each layer.
fn large_project(path: &Path) {
    let mut document = Document::open("large".into(), picture(EXTENT, 1));
    for number in 1..LAYERS {
        let made = picture(EXTENT, number);
        if number % 2 == 0 {
            document.paste("pasted", &made, (i64::from(number) * 9, 0)).unwrap();
        } else {
            document.accept("result", &made, EXTENT.rect(), None, None).unwrap();
        }
    }
    document.begin("Stroke");
    document.paint_mask(PART, 255, |x, y| (x ^ y) as u8);
    document.commit();
    let mask = Arc::new(Mask::filled(PART.extent(), 200));
    let entry = |id: u64| Entry {
        id,
        recipe: Draft::new().recipe,
        extent: EXTENT,
        rect: PART,
        pixels: Kept::Whole(picture(PART.extent(), id as u32)),
        mask: Some(Arc::clone(&mask)),
        thumb: picture(Extent::new(112, 84), id as u32),
        star: false,
        made: 1_790_000_000 + id,
        seconds: 3.0,
    };
    let project = project::Project {
        parts: document.parts(),
        candidates: (1..=RESULTS).map(|id| note(&entry(id)).unwrap()).collect(),
        view: None,
        draft: None,
        thumbnail: Some(picture(Extent::new(192, 144), 1)),
        past: pack(&document.past(usize::MAX)).unwrap(),
    };
    project::save(&project, path).unwrap();
}

/// One frame, timed.
fn frame(window: &mut Window, frames: &mut Times) {
    frames.add(|| window.step());
    std::thread::sleep(Duration::from_millis(5));
}

/// When the window is to be drawn again by itself.
fn wait(window: &Window) -> Duration {
    window.output().viewport_output[&ViewportId::ROOT].repaint_delay
}

#[test]
#[ignore = "a measurement"]
fn start_with_a_large_project() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.palimpsest");
    large_project(&path);
    println!("{LAYERS} layers of {EXTENT:?}, {RESULTS} results: {} MB", path.metadata().unwrap().len() >> 20);

    let (since, mut frames) = (Instant::now(), Times::default());
    let begin = start(Some(path));
    let mut window = builder().build_eframe(move |cc| App::new(cc, begin).unwrap());
    frame(&mut window, &mut frames);
    println!("first frame after {:?}", since.elapsed());
    key(&mut window, Modifiers::COMMAND, Key::Comma);
    assert!(window.state().has_dialog() && window.state().document().is_none(), "it answers before all is read");
    println!("answers after {:?}", since.elapsed());
    key(&mut window, Modifiers::NONE, Key::Escape);
    while window.state().document().is_none() {
        frame(&mut window, &mut frames);
        assert!(since.elapsed() < Duration::from_mins(2), "{:?}", window.state().notices());
    }
    println!("opened after {:?}; frames until then: {frames}", since.elapsed());
    assert_eq!(window.state().results().len() as u64, RESULTS);
    let mut frames = Times::default();
    // Small pictures of layers and results, packing of results: until nothing is asked for.
    while wait(&window) < Duration::MAX || frames.0.len() < 20 {
        frame(&mut window, &mut frames);
        assert!(since.elapsed() < Duration::from_mins(2), "it never rests");
    }
    println!("all shown, at rest after {:?}; frames from opening: {frames}", since.elapsed());
    key(&mut window, Modifiers::COMMAND, Key::H);
    let mut frames = Times::default();
    while wait(&window) < Duration::MAX || frames.0.len() < 20 {
        frame(&mut window, &mut frames);
        assert!(since.elapsed() < Duration::from_mins(2), "it never rests with the gallery");
    }
    println!("with the gallery: {frames}");

    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    window.ctx.set_request_repaint_callback(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    std::thread::sleep(Duration::from_secs(10));
    println!("at rest for 10 s: {} frames were asked for", asked.load(Ordering::Relaxed));
    assert_eq!(asked.load(Ordering::Relaxed), 0);
    assert!(window.state().document().unwrap().can_undo());
}
