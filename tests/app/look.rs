//! How the window looks, where an adapter can draw it; says so where there is none.

use eframe::egui_wgpu::wgpu;
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::Queryable as _;
use palimpsest::app::App;

use crate::harness::{Window, builder, click, draw, slide, start, wait};

/// Whether there is anything that draws. The pictures are a software adapter's: another one's differ a little.
fn can_draw() -> bool {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let adapters = futures_lite(instance.enumerate_adapters(wgpu::Backends::PRIMARY));
    let software = adapters.iter().any(|adapter| adapter.get_info().device_type == wgpu::DeviceType::Cpu);
    if !software {
        println!("skipped: no software adapter draws here, so the window's pictures are not compared");
    }
    software
}

/// Waits for a future that is ready at once on native adapters.
fn futures_lite<T>(future: impl Future<Output = T>) -> T {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
        std::thread::yield_now();
    }
}

fn drawn() -> Window {
    let mut window = builder()
        .with_size(egui::vec2(1024.0, 640.0))
        .wgpu()
        .build_eframe(|cc| App::new(cc, start(None)).expect("the window's app"));
    says(&mut window, "0 of 75 tokens"); // the model has answered: nothing else will change by itself
    wait(&mut window, "the model", |window| window.query_by_label_contains("Reading…").is_none());
    window
}

/// Waits until the window says so.
fn says(window: &mut Window, words: &str) {
    wait(window, words, |window| window.query_by_label_contains(words).is_some());
}

#[test]
fn the_window_looks_as_it_did() {
    if !can_draw() {
        return;
    }
    let mut results = SnapshotResults::new();
    let mut window = drawn();
    results.add(window.try_snapshot("empty"));
    click(&mut window, "Try: Cat on beach");
    draw(&mut window, &[(250.0, 330.0), (300.0, 260.0), (350.0, 250.0), (340.0, 340.0), (280.0, 370.0)]);
    slide(&mut window, "Steps", 8.0);
    slide(&mut window, "How much changes (strength)", 0.9);
    says(&mut window, "7 of 8 steps will run");
    says(&mut window, "→ model");
    says(&mut window, "5 of 75 tokens");
    window.remove_cursor();
    window.run_steps(4);
    results.add(window.try_snapshot("masked"));
    click(&mut window, "Menu");
    click(&mut window, "Theme");
    click(&mut window, "Light");
    window.remove_cursor();
    window.run_steps(4);
    results.add(window.try_snapshot("light"));
}
