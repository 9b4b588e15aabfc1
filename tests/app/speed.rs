//! Measurements of the window, printed: `cargo test --release --test app speed -- --ignored --nocapture --test-threads 1`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use eframe::egui_wgpu::{RenderState, wgpu};
use egui::{Modifiers, Pos2, pos2, vec2};
use egui_kittest::Harness;
use palimpsest::app::tool::ToolEvent;
use palimpsest::raster::{Extent, Pixels};

use crate::canvas::{Window, with_gpu};

/// 1, 16 and 108 megapixels.
pub(crate) const EXTENTS: [Extent; 3] =
    [Extent::new(1_155, 866), Extent::new(4_619, 3_464), Extent::new(12_000, 9_000)];
/// Moves of the pointer in one stroke.
const EVENTS: usize = 150;
/// Strokes, the pictures in turn.
const ROUNDS: usize = 4;
/// Times of one kind of thing.
#[derive(Default)]
pub(crate) struct Times(pub(crate) Vec<Duration>);

impl Times {
    pub(crate) fn add<T>(&mut self, act: impl FnOnce() -> T) -> T {
        let since = Instant::now();
        let made = act();
        self.0.push(since.elapsed());
        made
    }
}

impl std::fmt::Display for Times {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut sorted = self.0.clone();
        sorted.sort();
        let ms = |at: usize| sorted.get(at).map_or(f64::NAN, |time| 1e3 * time.as_secs_f64());
        let last = sorted.len().saturating_sub(1);
        write!(out, "median {:8.3}  p99 {:8.3}  worst {:8.3} ms", ms(last / 2), ms(last * 99 / 100), ms(last))
    }
}

/// What is measured of one picture at one zoom.
#[derive(Default)]
struct Strokes {
    tool: Times,
    texture: Times,
    drawing: Times,
    release: Times,
    press: Times,
    press_held: Times,
}

/// A zigzag round `middle`, picture pixels.
pub(crate) fn way(middle: Pos2) -> impl Iterator<Item = Pos2> {
    (0..EVENTS).map(move |i| {
        let (column, row) = ((i % 30) as f32, (i / 30) as f32);
        let column = if (i / 30) % 2 == 0 { column } else { 29.0 - column };
        middle + vec2(20.0 * (column - 15.0), 60.0 * (row - 2.5))
    })
}

/// Waits until all that was sent to the adapter has arrived.
pub(crate) fn flush(gpu: &RenderState) {
    gpu.queue.submit([]);
    gpu.device.poll(wgpu::PollType::wait_indefinitely()).expect("the adapter answers");
}

/// One frame, and everything that it sent has arrived.
fn frame(harness: &mut Harness<'_, Window>) {
    harness.step();
    if let Some(gpu) = &harness.state().gpu {
        flush(gpu);
    }
}

/// Hands `event` to the tool, and shows what it did.
fn event(harness: &mut Harness<'_, Window>, event: ToolEvent) {
    let window = harness.state_mut();
    window.tools.event(&event, &mut window.document);
    frame(harness);
}

fn stroke(harness: &mut Harness<'_, Window>, times: &mut Strokes) {
    let extent = harness.state().document.extent();
    let middle = pos2(extent.width as f32 / 2.0, extent.height as f32 / 2.0);
    let modifiers = Modifiers::NONE;
    let at = way(middle).next().unwrap_or(middle);
    times.press.add(|| event(harness, ToolEvent::Press { at, modifiers, erase: false }));
    for at in way(middle).skip(1) {
        let since = Instant::now();
        let window = harness.state_mut();
        times.tool.add(|| window.tools.event(&ToolEvent::Move { at, modifiers }, &mut window.document));
        frame(harness);
        times.texture.0.push(since.elapsed());
        if times.texture.0.len().is_multiple_of(30) {
            times.drawing.add(|| harness.render()).expect("an adapter renders");
        }
    }
    times.release.add(|| event(harness, ToolEvent::Release { at, modifiers }));
    // A run takes the mask: the next stroke must not touch what it holds.
    let held = Arc::clone(harness.state().document.mask());
    times.press_held.add(|| event(harness, ToolEvent::Press { at, modifiers, erase: true }));
    assert!(!Arc::ptr_eq(&held, harness.state().document.mask()) && held.at(at.x as u32, at.y as u32) == 255);
    event(harness, ToolEvent::Release { at, modifiers });
    let document = &mut harness.state_mut().document;
    document.undo();
    document.undo();
    frame(harness);
}

#[test]
#[ignore = "a measurement"]
fn speed_of_strokes_and_views_by_the_size_of_the_picture() {
    let open = |extent| with_gpu(Pixels::filled(extent, [10, 20, 30, 255]));
    let Some(mut windows) = EXTENTS.into_iter().map(open).collect::<Option<Vec<_>>>() else { return };
    for harness in &mut windows {
        harness.set_size(vec2(1280.0, 800.0));
        harness.run_steps(2);
        let brush = &mut harness.state_mut().tools.brush;
        (brush.size_px, brush.hardness) = (100.0, 0.7);
    }
    for zoom in [None, Some(100.0)] {
        let mut all: Vec<Strokes> = EXTENTS.iter().map(|_| Strokes::default()).collect();
        for round in 0..=ROUNDS {
            for (harness, times) in windows.iter_mut().zip(&mut all) {
                match zoom {
                    None => harness.state_mut().canvas.fit(),
                    Some(zoom) => harness.state_mut().canvas.zoom_to(zoom),
                }
                harness.run_steps(2);
                if round == 0 {
                    // The first stroke makes textures.
                    stroke(harness, &mut Strokes::default());
                } else {
                    stroke(harness, times);
                }
            }
        }
        println!("\nbrush of 100 px, {}", zoom.map_or("fit in window".into(), |zoom| format!("{zoom} %")));
        for (extent, times) in EXTENTS.iter().zip(&all) {
            println!("  {} × {} ({:.0} Mpx)", extent.width, extent.height, extent.area() as f64 / 1e6);
            println!("    event, tool and mask      {}", times.tool);
            println!("    event to texture          {}", times.texture);
            println!("    drawing, apart            {}", times.drawing);
            println!("    press                     {}", times.press);
            println!("    press, mask held by a run {}", times.press_held);
            println!("    release, undo recorded    {}", times.release);
        }
    }
    println!("\nviews, 1280 × 800");
    for (extent, harness) in EXTENTS.iter().zip(&mut windows) {
        println!("  {} × {} ({:.0} Mpx)", extent.width, extent.height, extent.area() as f64 / 1e6);
        harness.state_mut().canvas.fit();
        harness.run_steps(2);
        let mut zoom = Times::default();
        let middle = harness.state().canvas.view.rect().center();
        while harness.state().canvas.zoom_percent() < 200.0 {
            harness.state_mut().canvas.view.zoom_at(middle, 1.1);
            zoom.add(|| frame(harness));
        }
        while harness.state().canvas.zoom_percent() > 5.0 && !harness.state().canvas.view.fits() {
            harness.state_mut().canvas.view.zoom_at(middle, 1.0 / 1.1);
            zoom.add(|| frame(harness));
            if harness.state().canvas.view.picture_in_ui().width() < 600.0 {
                break;
            }
        }
        println!("    zoom, a step of 1.1       {zoom}");
        for percent in [25.0, 100.0] {
            harness.state_mut().canvas.fit();
            harness.run_steps(1);
            harness.state_mut().canvas.zoom_to(percent);
            harness.run_steps(1);
            let mut pan = Times::default();
            for i in 0..120 {
                let by = if (i / 30) % 2 == 0 { vec2(-31.0, 17.0) } else { vec2(23.0, -29.0) };
                harness.state_mut().canvas.view.pan(by);
                pan.add(|| frame(harness));
            }
            println!("    pan at {percent:3} %              {pan}");
        }
        let document = &mut harness.state_mut().document;
        let mut whole = Times::default();
        whole.add(|| document.invert_mask());
        whole.add(|| frame(harness));
        println!("    invert an empty mask, and show it: {:?}", whole.0);
    }
}
