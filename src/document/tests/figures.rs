//! Figures of a long session; run by
//! `cargo test --release --lib -- --ignored --nocapture ten_thousand_strokes`.

use std::time::{Duration, Instant};

use super::*;
use crate::raster::Colour;

/// Resident memory of this process, MB; 0 where the system doesn't tell it this way.
fn resident_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// A stroke of a soft tip of 60 pixels along 500 pixels; every third one is on the mask.
fn stroke(document: &mut Document, paint: LayerId, number: u64) {
    let dice = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (x, y) = ((dice >> 8) as u32 % 11_300 + 50, (dice >> 32) as u32 % 8_300 + 50);
    let colour = Colour::of_rgba8([dice as u8, (dice >> 20) as u8, (dice >> 44) as u8, 230]);
    document.begin("Paint stroke");
    for step in 0..50 {
        let (x, y) = (x + 10 * step, y + (step * step) / 10);
        let cover = move |px: u32, py: u32| {
            let (dx, dy) = (px.abs_diff(x + 30) as f32, py.abs_diff(y + 30) as f32);
            (255.0 * (1.3 - dx.hypot(dy) / 23.0).clamp(0.0, 1.0)) as u8
        };
        let rect = Rect::new(x, y, 60, 60);
        match number % 3 {
            0 => document.paint_mask(rect, 255, cover),
            _ => assert!(document.paint(paint, rect, Ink::Colour(colour), cover)),
        }
    }
    document.commit();
}

#[test]
#[ignore = "figures: minutes, and gigabytes of memory"]
fn ten_thousand_strokes() {
    const STROKES: u64 = 10_000;
    let mut document = document_of(12_000, 9_000);
    document.limit_history(1 << 30);
    let paint = document.add_paint_layer("paint", None);
    // All tiles hold paint and coverage from the start, so that the last stroke finds what the first did.
    let (start, end) = (Colour::of_rgba8([250, 200, 10, 255]), Colour::of_rgba8([10, 30, 220, 40]));
    assert!(document.draw_gradient(paint, Gradient { from: [0.0, 0.0], to: [12e3, 9e3], start, end }, None));
    document.combine_mask("Ramp", Some(document.extent().rect()), Combine::Replace, 255, |x, y| ((x + y) / 90) as u8);
    println!("opened and covered: {} MB", resident_mb());
    let mut times = Vec::new();
    for number in 0..STROKES {
        let start = Instant::now();
        stroke(&mut document, paint, number);
        times.push(start.elapsed());
        if (number + 1) % 1000 == 0 {
            let last = &mut times[number as usize - 999..].to_vec();
            last.sort();
            let mean = last.iter().sum::<Duration>() / 1000;
            println!(
                "{:>6} strokes: {mean:?} a stroke, 99 % under {:?}, slowest {:?}; history {} MB, resident {} MB",
                number + 1,
                last[989],
                last[999],
                document.history_bytes() >> 20,
                resident_mb(),
            );
        }
    }
    assert!(document.history_bytes() <= 1 << 30);
    let start = Instant::now();
    let mut undone = 0;
    while document.undo().is_some() {
        undone += 1;
    }
    println!("{undone} strokes undone in {:?}, resident {} MB", start.elapsed(), resident_mb());
}
