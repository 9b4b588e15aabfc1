//! Frames of the whole window while an edit runs, and while a large mask's edge is worked on: printed with the others.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use eframe::egui_wgpu::{RenderState, RendererOptions};
use egui::{Key, Modifiers, Pos2, pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use egui_kittest::wgpu::{WgpuTestRenderer, create_render_state, default_wgpu_setup};
use palimpsest::app::App;
use palimpsest::raster::Extent;

use crate::canvas::has_adapter;
use crate::harness::{builder, click, draw, key, slide, start, wait, with_sample_in};
use crate::speed::{EXTENTS, Times, flush, way};

/// A window's screen is asked for this often.
const FRAME: Duration = Duration::from_micros(16_667);

/// The app with an adapter, the model read.
struct Driven {
    window: Harness<'static, App>,
    gpu: RenderState,
}

impl Driven {
    fn new(file: Option<PathBuf>) -> Self {
        let gpu = create_render_state(default_wgpu_setup(), RendererOptions::PREDICTABLE);
        let renderer = WgpuTestRenderer::from_render_state(gpu.clone());
        let builder = builder().renderer(renderer);
        let mut window = builder.build_eframe(move |cc| App::new(cc, start(file)).expect("the window's app"));
        wait(&mut window, "the model", |window| window.query_by_label_contains("Reading…").is_none());
        Self { window, gpu }
    }

    /// Frames at the pace of a screen while the pointer paints, until nothing runs if `runs`, at most `most`.
    fn paint(&mut self, most: usize, runs: bool) -> Times {
        let Self { window, gpu } = self;
        let extent = window.state().document().expect("a picture").extent();
        let middle = pos2(extent.width as f32 / 2.0, extent.height as f32 / 2.0);
        let canvas = window.get_by_label("Canvas").rect();
        let places = way(middle).map(|at| window.state().ui_from_image(at)).filter(|at| canvas.contains(*at));
        let places: Vec<Pos2> = places.collect();
        let mut frames = Times::default();
        for i in 0..most {
            let at = places[i % places.len()];
            if i % places.len() == 0 {
                window.drop_at(at);
                window.step();
                window.drag_at(at);
                window.step();
            }
            let since = Instant::now();
            window.hover_at(at);
            frames.add(|| {
                window.step();
                flush(gpu);
            });
            if runs && !window.state().is_running() {
                break;
            }
            std::thread::sleep(FRAME.saturating_sub(since.elapsed()));
        }
        window.drop_at(places[0]);
        window.run_steps(2);
        frames
    }

    /// Drawing by an adapter in software would take both cores from the edit: a few frames, apart.
    fn drawing(&mut self) -> Times {
        let mut times = Times::default();
        for _ in 0..8 {
            self.window.step();
            times.add(|| self.window.render()).expect("an adapter renders");
        }
        times
    }

    fn measure(&mut self, what: &str) {
        slide(&mut self.window, "Steps", 12.0);
        let extent = self.window.state().document().expect("a picture").extent();
        let (x, y) = (extent.width as f32 / 2.0, extent.height as f32 / 2.0);
        draw(&mut self.window, &[(x - 50.0, y - 50.0), (x + 50.0, y - 20.0), (x, y + 50.0)]);
        wait(&mut self.window, "a plan", |window| window.query_by_label_contains("→ model").is_some());
        self.paint(30, false);
        println!("\n{what}");
        let (mut idle, mut running, mut after) = (Times::default(), Times::default(), Times::default());
        let (mut edits, mut took) = (0, Duration::ZERO);
        for _ in 0..4 {
            idle.0.extend(self.paint(200, false).0);
            click(&mut self.window, "Edit");
            let began = Instant::now();
            running.0.extend(self.paint(4_000, true).0);
            took += began.elapsed();
            edits += 1;
            wait(&mut self.window, "the edit's end", |window| !window.state().is_running());
            after.0.extend(self.paint(60, false).0);
        }
        println!("  frame, idle               {idle}  ({} frames)", idle.0.len());
        println!(
            "  frame, an edit runs       {running}  ({} frames, {edits} edits of {:.1} s)",
            running.0.len(),
            took.as_secs_f32() / edits as f32
        );
        println!("  frame, candidate shown    {after}  ({} frames)", after.0.len());
        println!("  drawing, idle, apart  {}", self.drawing());
    }
}

#[test]
#[ignore = "a measurement"]
fn speed_of_frames_while_an_edit_runs() {
    if !has_adapter() {
        return;
    }
    let mut driven = Driven::new(None);
    driven.window = with_sample_in(driven.window);
    driven.measure("the built-in model on its sample");
    drop(driven);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.png");
    write_large(&path);
    let mut driven = Driven::new(Some(path));
    wait(&mut driven.window, "the picture", |window| window.state().document().is_some());
    driven.measure("the built-in model on a part of 12 000 × 9 000");
    // All of the mask, feathered beside the window.
    click(&mut driven.window, "Mask everything");
    key(&mut driven.window, Modifiers::SHIFT, Key::F6);
    let (began, mut frames) = (Instant::now(), Times::default());
    while driven.window.query_by_label_contains("Working on the mask's edge").is_some() {
        frames.add(|| {
            driven.window.step();
            flush(&driven.gpu);
        });
        std::thread::sleep(FRAME);
    }
    println!("  frame, a mask of 108 Mpx is feathered {frames}  ({:.1} s)", began.elapsed().as_secs_f32());
}

/// A picture of 108 megapixels.
fn write_large(path: &Path) {
    let Extent { width, height } = EXTENTS[2];
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x >> 6) as u8, (y >> 6) as u8, 90]));
    picture.save(path).expect("the folder takes a file");
}
